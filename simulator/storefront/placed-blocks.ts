/** The app's blocks that the merchant placed: rendered in their places, their files loaded once a page. */
import type { BlockPlacement } from "#simulator/state/model.ts";
import { renderAppBlock } from "./app-blocks.ts";
import type { RenderedBlock } from "./app-blocks.ts";
import { escapeHtml } from "./liquid/translations.ts";
import type { Visit } from "./visit.ts";

/** What the blocks of one page load. */
export interface PageAssets {
  stylesheets: Set<string>;
  scripts: Set<string>;
}

export interface BlocksInput {
  visit: Visit;
  template: string;
  /** Global objects as the extension sees them. */
  globals: Record<string, unknown>;
  assets: PageAssets;
}

/** The placed blocks that `wanted` picks, in order. Nothing while the app is not installed. */
export async function renderBlocks(
  input: BlocksInput,
  wanted: (placement: BlockPlacement) => boolean,
): Promise<string> {
  const { visit, assets } = input;
  const { shop, app } = visit.context;
  if (!app.themeExtensionPath || !shop.installations.has(app.clientId)) return "";
  const extension = { path: app.themeExtensionPath, uid: app.themeExtensionUid ?? app.clientId };
  const seen = new Map<string, number>();
  let html = "";
  for (const placement of shop.blocks.filter((one) => one.enabled && wanted(one))) {
    const name = `${placement.target} ${placement.blockHandle}`;
    const position = seen.get(name) ?? 0;
    seen.set(name, position + 1);
    const block = await renderOrExplain(input, { extension, placement, position });
    if (!block) continue;
    html += block.html;
    if (block.stylesheet) assets.stylesheets.add(block.stylesheet);
    if (block.javascript) assets.scripts.add(block.javascript);
  }
  return html;
}

interface Placed {
  extension: { path: string; uid: string };
  placement: BlockPlacement;
  position: number;
}

async function renderOrExplain(input: BlocksInput, placed: Placed): Promise<RenderedBlock | null> {
  const { visit, template, globals } = input;
  const { locale, context, market } = visit;
  try {
    return await renderAppBlock({ ...placed, template, locale, currency: market.currency, globals });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { blockHandle } = placed.placement;
    context.log({ event: "liquid.block_failed", block: blockHandle, message });
    const text = `Liquid error (blocks/${blockHandle}): ${message.split("\n")[0] ?? ""}`;
    return { html: `<p role="alert">${escapeHtml(text)}</p>`, stylesheet: null, javascript: null };
  }
}

/** What Shopify adds to the head for the blocks: each stylesheet and script once. */
export function assetTags({ stylesheets, scripts }: PageAssets): string {
  const styles = [...stylesheets].map(
    (url) => `<link href="${escapeHtml(url)}" rel="stylesheet" media="all">`,
  );
  const loads = [...scripts].map((url) => `<script src="${escapeHtml(url)}" async></script>`);
  return [...styles, ...loads].join("");
}
