/** Renders pages: a template, the app blocks placed on it, and the layout around both. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { BlockPlacement } from "#simulator/state/model.ts";
import { renderAppBlock } from "./app-blocks.ts";
import type { RenderedBlock } from "./app-blocks.ts";
import { extensionGlobals, themeGlobals } from "./globals.ts";
import type { GlobalsInput } from "./globals.ts";
import { createDialect } from "./liquid/dialect.ts";
import type { MetafieldReader } from "./liquid/metafields.ts";
import { PAGE } from "./liquid/page-state.ts";
import type { FormState, PageState } from "./liquid/page-state.ts";
import { escapeHtml } from "./liquid/translations.ts";
import { pricedCart } from "./visit.ts";
import type { Visit } from "./visit.ts";

export const THEME_FOLDER = path.join(import.meta.dirname, "theme");

export interface PageInput {
  /** Shopify's template name: `product`, `customers/account` … */
  template: string;
  /** Objects of this page only; made once for the theme and once for the app's extension. */
  objects?: (reader: MetafieldReader) => Record<string, unknown>;
  title: string;
  form?: FormState | null;
  layout?: string;
  /** Rendered in place of a template of the theme: what an app proxy answered. */
  source?: string;
}

/** Address of a file of the theme, with its content's hash. */
export function themeAssetUrl(file: string): string {
  const content = readFileSync(path.join(THEME_FOLDER, "assets", path.basename(file)));
  const version = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return `/cdn/theme/assets/${path.basename(file)}?v=${version}`;
}

/** The HTML of a whole page. Throws on an error in the theme's own Liquid; errors in blocks are shown in their place. */
export async function renderPage(visit: Visit, input: PageInput): Promise<string> {
  const { shop, app, log } = visit.context;
  const base = globalsInput(visit, input.template);
  const assets = { stylesheets: new Set<string>(), scripts: new Set<string>() };
  const forExtension = { ...extensionGlobals(base), ...input.objects?.({ shop, appId: app.appId }) };
  const renderPlaced = (wanted: (placement: BlockPlacement) => boolean) =>
    renderBlocks({ visit, template: input.template, globals: forExtension, wanted, assets, log });

  const state: PageState = {
    layout: input.layout ?? "theme",
    form: input.form ?? null,
    renderAppBlocks: () => renderPlaced((placement) => placement.target === input.template),
  };
  const globals = {
    ...themeGlobals(base),
    ...input.objects?.({ shop, appId: null }),
    page_title: input.title,
    [PAGE]: state,
  };
  const liquid = createDialect({
    folder: THEME_FOLDER,
    host: "theme",
    currency: shop.currency,
    locale: visit.locale,
    assetUrl: themeAssetUrl,
  });
  const source = input.source ?? readTheme(`templates/${input.template}.liquid`);
  const content = String(await liquid.parseAndRender(source, {}, { globals }));
  if (state.layout === null) return content;
  const embeds = state.layout === "theme";
  const head = embeds
    ? await renderPlaced(({ target }) => target === "head" || target === "compliance_head")
    : "";
  const body = embeds ? await renderPlaced(({ target }) => target === "body") : "";
  const layout = readTheme(`layout/${path.basename(state.layout)}.liquid`);
  const whole = { ...globals, content_for_layout: content, content_for_header: headerTags(assets) + head };
  const html = String(await liquid.parseAndRender(layout, {}, { globals: whole }));
  return body === "" ? html : html.replace(/<\/body>(?![\s\S]*<\/body>)/, () => `${body}</body>`);
}

function readTheme(file: string): string {
  return readFileSync(path.join(THEME_FOLDER, file), "utf8");
}

function globalsInput(visit: Visit, template: string): GlobalsInput {
  const { shop, app, log } = visit.context;
  return {
    shop,
    app,
    template,
    customer: visit.customer,
    cart: pricedCart(visit),
    request: {
      host: visit.url.host,
      origin: visit.url.origin,
      path: visit.url.pathname,
      locale: visit.locale,
      currentPage: Math.max(1, Math.trunc(Number(visit.url.searchParams.get("page"))) || 1),
      designMode: visit.designMode,
    },
    onHidden: (metafield) =>
      log({
        event: "liquid.metafield_hidden",
        namespace: metafield.namespace,
        key: metafield.key,
        hint: "Its definition must give the storefront PUBLIC_READ.",
      }),
  };
}

interface BlocksInput {
  visit: Visit;
  template: string;
  globals: Record<string, unknown>;
  wanted: (placement: BlockPlacement) => boolean;
  assets: { stylesheets: Set<string>; scripts: Set<string> };
  log: (line: Record<string, unknown>) => void;
}

/** The placed blocks in order. Nothing while the app is not installed. */
async function renderBlocks(input: BlocksInput): Promise<string> {
  const { visit, assets } = input;
  const { shop, app } = visit.context;
  if (!app.themeExtensionPath || !shop.installations.has(app.clientId)) return "";
  const extension = { path: app.themeExtensionPath, uid: app.themeExtensionUid ?? app.clientId };
  let html = "";
  for (const placement of shop.blocks.filter((one) => one.enabled && input.wanted(one))) {
    const block = await renderOrExplain(input, extension, placement);
    if (!block) continue;
    html += block.html;
    if (block.stylesheet) assets.stylesheets.add(block.stylesheet);
    if (block.javascript) assets.scripts.add(block.javascript);
  }
  return html;
}

async function renderOrExplain(
  input: BlocksInput,
  extension: { path: string; uid: string },
  placement: BlockPlacement,
): Promise<RenderedBlock | null> {
  const { visit, template, globals } = input;
  const { locale, context } = visit;
  try {
    const currency = context.shop.currency;
    return await renderAppBlock({ extension, placement, template, locale, currency, globals });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    input.log({ event: "liquid.block_failed", block: placement.blockHandle, message });
    const text = `Liquid error (blocks/${placement.blockHandle}): ${message.split("\n")[0] ?? ""}`;
    return { html: `<p role="alert">${escapeHtml(text)}</p>`, stylesheet: null, javascript: null };
  }
}

/** What Shopify adds to `content_for_header`: each stylesheet and script of the blocks once. */
function headerTags(assets: { stylesheets: Set<string>; scripts: Set<string> }): string {
  const styles = [...assets.stylesheets].map(
    (url) => `<link href="${escapeHtml(url)}" rel="stylesheet" media="all">`,
  );
  const scripts = [...assets.scripts].map(
    (url) => `<script src="${escapeHtml(url)}" defer="defer"></script>`,
  );
  return [...styles, ...scripts].join("");
}
