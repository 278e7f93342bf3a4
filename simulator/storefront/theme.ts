/** Renders pages: a template, the app blocks placed on it, and the layout around both. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Liquid } from "liquidjs";
import { toJson } from "#simulator/json.ts";
import { jsonText, page } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { CartView } from "./drops/cart.ts";
import { extensionGlobals, themeGlobals } from "./globals.ts";
import type { GlobalsInput } from "./globals.ts";
import { consentBanner, headScripts } from "./head-scripts.ts";
import { createDialect } from "./liquid/dialect.ts";
import { PAGE } from "./liquid/page-state.ts";
import type { FormState, PageState } from "./liquid/page-state.ts";
import { assetTags, renderBlocks } from "./placed-blocks.ts";
import type { PageAssets } from "./placed-blocks.ts";
import type { Reader } from "./reader.ts";
import { cartOf, codesOf, linesOf, pricedCart } from "./shopper-cart.ts";
import { themeText } from "./theme-texts.ts";
import { readerOf } from "./visit.ts";
import type { Visit } from "./visit.ts";
import type { PageEvent } from "#simulator/web-pixels/events.ts";

export const THEME_FOLDER = path.join(import.meta.dirname, "theme");

/** Shopify renders at most so many sections for one request. */
export const MOST_SECTIONS = 5;

export interface PageInput {
  /** Shopify's template name: `product`, `customers/account` … */
  template: string;
  /** Objects of this page only; made once for the theme and once for the app's extension. */
  objects?: (reader: Reader) => Record<string, unknown>;
  /** A title, or the key of the theme's text for it. */
  title: string | { key: string; name?: string };
  form?: FormState | null;
  layout?: string;
  /** Rendered in place of a template of the theme: what an app proxy answered. */
  source?: string;
  /** What the page tells web pixels. */
  events?: PageEvent[];
}

/** Address of a file of the theme, with its content's hash. */
export function themeAssetUrl(file: string): string {
  const content = readFileSync(path.join(THEME_FOLDER, "assets", path.basename(file)));
  const version = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return `/cdn/theme/assets/${path.basename(file)}?v=${version}`;
}

interface Scene {
  visit: Visit;
  input: PageInput;
  liquid: Liquid;
  globals: Record<string, unknown>;
  state: PageState;
  assets: PageAssets;
  forExtension: Record<string, unknown>;
}

/** The cart of a visit with its prices. */
export function cartView(visit: Visit): CartView {
  return {
    reader: readerOf(visit),
    cart: cartOf(visit),
    lines: linesOf(visit),
    priced: pricedCart(visit),
    codes: codesOf(visit),
  };
}

function sceneOf(visit: Visit, input: PageInput): Scene {
  const { app, shop } = visit.context;
  const base = globalsInput(visit, input.template);
  const assets: PageAssets = { stylesheets: new Set(), scripts: new Set() };
  const hasBlocks = app.themeExtensionPath !== null && shop.installations.has(app.clientId);
  const forExtension = hasBlocks
    ? { ...extensionGlobals(base), ...input.objects?.(readerOf(visit, app.appId)) }
    : {};
  const liquid = createDialect({
    folder: THEME_FOLDER,
    host: "theme",
    currency: visit.market.currency,
    locale: visit.locale,
    assetUrl: themeAssetUrl,
  });
  const blocks = { visit, template: input.template, globals: forExtension, assets };
  const globals: Record<string, unknown> = {};
  const state: PageState = {
    layout: input.layout ?? "theme",
    form: input.form ?? null,
    renderAppBlocks: () => renderBlocks(blocks, ({ target }) => target === input.template),
    renderSection: (name) => renderSection({ liquid, globals }, name),
  };
  Object.assign(globals, themeGlobals(base), input.objects?.(readerOf(visit)), { [PAGE]: state });
  return { visit, input, liquid, globals, state, assets, forExtension };
}

async function renderSection(
  { liquid, globals }: { liquid: Liquid; globals: Record<string, unknown> },
  name: string,
): Promise<string | null> {
  const file = path.join(THEME_FOLDER, "sections", `${path.basename(name)}.liquid`);
  if (!existsSync(file)) return null;
  const html = String(
    await liquid.parseAndRender(
      readFileSync(file, "utf8"),
      {},
      { globals: { ...globals, section: { id: name } } },
    ),
  );
  return `<div id="shopify-section-${path.basename(name)}" class="shopify-section">${html}</div>`;
}

/** The HTML of a whole page. Throws on an error in the theme's own Liquid; errors in blocks are shown in their place. */
export async function renderPage(visit: Visit, input: PageInput): Promise<string> {
  const scene = sceneOf(visit, input);
  const { liquid, globals, state, assets } = scene;
  const title = titleOf(visit, input.title);
  globals["page_title"] = title;
  const source = input.source ?? readTheme(`templates/${input.template}.liquid`);
  const content = String(await liquid.parseAndRender(source, {}, { globals }));
  if (state.layout === null) return content;
  const blocks = { visit, template: input.template, globals: scene.forExtension, assets };
  const embeds = state.layout === "theme";
  const place = (target: string) => renderBlocks(blocks, (placement) => placement.target === target);
  const head = embeds ? (await place("compliance_head")) + (await place("head")) : "";
  const header = embeds ? await place("group:header") : "";
  const footer = embeds ? await place("group:footer") : "";
  const body = embeds ? await place("body") : "";
  const layout = readTheme(`layout/${path.basename(state.layout)}.liquid`);
  const whole = {
    ...globals,
    content_for_layout: content,
    content_for_header: headScripts(visit, { events: input.events ?? [] }) + assetTags(assets) + head,
    header_blocks: header,
    footer_blocks: footer,
    consent_banner: consentBanner(visit),
    alternates: alternatesOf(visit),
  };
  const html = String(await liquid.parseAndRender(layout, {}, { globals: whole }));
  return body === "" ? html : html.replace(/<\/body>(?![\s\S]*<\/body>)/, () => `${body}</body>`);
}

/** The page's addresses in every language of the store, for `hreflang`. */
function alternatesOf(visit: Visit): { locale: string; url: string }[] {
  const { shop } = visit.context;
  if (shop.locales.length < 2) return [];
  return shop.locales.map(({ locale, isPrimary }) => {
    const prefix = isPrimary ? "" : `/${locale.toLowerCase()}`;
    return { locale, url: visit.url.origin + (prefix + (visit.path === "/" ? "" : visit.path) || "/") };
  });
}

function titleOf(visit: Visit, title: PageInput["title"]): string {
  return typeof title === "string" ? title : themeText(visit, title.key, { name: title.name ?? "" });
}

/**
 * Answers with a page, or, where the address asks for them (`sections=a,b` or `section_id=a`), with sections of it: as
 * JSON with null for unknown ones, or as the HTML of the one, which is 404 when there is none.
 */
export async function answerPage(visit: Visit, input: PageInput, status = 200): Promise<Answer> {
  const { searchParams } = visit.url;
  const single = searchParams.get("section_id");
  const several = searchParams.get("sections");
  if (visit.request.method === "GET" && single !== null) {
    const html = await sceneOf(visit, input).state.renderSection(single);
    return html === null ? page("", 404) : page(html);
  }
  if (visit.request.method === "GET" && several !== null) {
    return jsonText(toJson(await renderSections(visit, several.split(","), input)));
  }
  return page(await renderPage(visit, input), status);
}

/** Sections by their names; null where the theme has none of that name. */
export async function renderSections(
  visit: Visit,
  names: string[],
  input: PageInput = { template: "cart", title: "" },
): Promise<Record<string, string | null>> {
  const { state } = sceneOf(visit, input);
  const rendered: Record<string, string | null> = {};
  for (const name of names.slice(0, MOST_SECTIONS)) rendered[name] = await state.renderSection(name);
  return rendered;
}

function readTheme(file: string): string {
  return readFileSync(path.join(THEME_FOLDER, file), "utf8");
}

function globalsInput(visit: Visit, template: string): GlobalsInput {
  const { app } = visit.context;
  return {
    reader: readerOf(visit),
    app,
    template,
    customer: visit.customer,
    cart: cartView(visit),
    request: {
      host: visit.url.host,
      origin: visit.url.origin,
      path: visit.url.pathname,
      locale: visit.locale,
      currentPage: Math.max(1, Math.trunc(Number(visit.url.searchParams.get("page"))) || 1),
      designMode: visit.designMode,
    },
  };
}
