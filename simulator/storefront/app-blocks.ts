/** Renders the blocks of a theme app extension as Shopify does: settings, snippets, locales and assets included. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Liquid } from "liquidjs";
import type { BlockPlacement } from "#simulator/state/model.ts";
import { createDialect } from "./liquid/dialect.ts";

export interface BlockSetting {
  type: string;
  id?: string;
  default?: string | number | boolean;
}

/** The parts of a block's `{% schema %}` that decide how it is rendered. */
export interface BlockSchema {
  name: string;
  /** `section` for app blocks; `head`, `compliance_head` or `body` for embeds. */
  target: string;
  /** File in `assets/`, loaded once a page. */
  stylesheet?: string;
  /** File in `assets/`, loaded once a page, deferred. */
  javascript?: string;
  /** Liquid; the block shows only when it prints something else than `false`. */
  available_if?: string;
  enabled_on?: { templates?: string[] };
  disabled_on?: { templates?: string[] };
  settings?: BlockSetting[];
}

export interface ThemeExtension {
  /** Folder with `blocks/`, `snippets/`, `locales/` and `assets/`. */
  path: string;
  uid: string;
}

export interface RenderedBlock {
  html: string;
  /** Addresses of what the block loads. */
  stylesheet: string | null;
  javascript: string | null;
}

export interface BlockRequest {
  extension: ThemeExtension;
  placement: BlockPlacement;
  /** Template of the page, such as `product` or `customers/account`. */
  template: string;
  locale: string;
  currency: string;
  /** Global objects of the page as the extension sees them, `app` among them. */
  globals: object;
}

/** Address of an asset of the extension, with the content's hash so that it may be cached for good. */
export function extensionAssetUrl(extension: ThemeExtension, file: string): string {
  const asset = path.join(extension.path, "assets", path.basename(file));
  const url = `/cdn/extensions/${extension.uid}/assets/${path.basename(file)}`;
  if (!existsSync(asset)) return url;
  return `${url}?v=${createHash("sha256").update(readFileSync(asset)).digest("hex").slice(0, 12)}`;
}

/** The `{% schema %}` of a block. Throws when there is none or it is no JSON. */
export function readBlockSchema(source: string): BlockSchema {
  const match = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/.exec(source);
  if (!match?.[1]) throw new Error("The block has no {% schema %}.");
  return JSON.parse(match[1]) as BlockSchema;
}

/**
 * Renders one placed block. null when it does not show on this template, or its `available_if` says no. Throws on
 * Liquid that Shopify would not accept.
 */
export async function renderAppBlock(request: BlockRequest): Promise<RenderedBlock | null> {
  const { extension, placement, template } = request;
  const file = path.join(extension.path, "blocks", `${path.basename(placement.blockHandle)}.liquid`);
  const source = readFileSync(file, "utf8");
  const schema = readBlockSchema(source);
  if (!showsOn(schema, template)) return null;
  const engine = createDialect({
    folder: extension.path,
    host: "extension",
    currency: request.currency,
    locale: request.locale,
    assetUrl: (asset) => extensionAssetUrl(extension, asset),
  });
  if (!(await isAvailable(engine, schema, request.globals))) return null;
  const id = blockId(placement);
  const block = {
    id,
    type: placement.blockHandle,
    settings: settingsOf(schema, placement),
    shopify_attributes: "",
  };
  const globals = { ...request.globals, block };
  const body = String(await engine.parseAndRender(source, {}, { globals }));
  const inHead = schema.target === "head" || schema.target === "compliance_head";
  return {
    html: inHead
      ? body
      : `<div id="shopify-block-${id}" class="shopify-block shopify-app-block">${body}</div>`,
    stylesheet: schema.stylesheet ? extensionAssetUrl(extension, schema.stylesheet) : null,
    javascript: schema.javascript ? extensionAssetUrl(extension, schema.javascript) : null,
  };
}

function showsOn(schema: BlockSchema, template: string): boolean {
  const matches = (templates: string[] | undefined) =>
    templates !== undefined && (templates.includes("*") || templates.includes(template));
  if (schema.enabled_on?.templates) return matches(schema.enabled_on.templates);
  return !matches(schema.disabled_on?.templates);
}

async function isAvailable(engine: Liquid, schema: BlockSchema, globals: object): Promise<boolean> {
  if (schema.available_if === undefined) return true;
  const printed = String(await engine.parseAndRender(schema.available_if, {}, { globals })).trim();
  return printed !== "" && printed !== "false";
}

function settingsOf(schema: BlockSchema, placement: BlockPlacement): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const setting of schema.settings ?? []) {
    if (setting.id !== undefined)
      settings[setting.id] = placement.settings[setting.id] ?? setting.default ?? null;
  }
  return settings;
}

/** Ids look like Shopify's, and stay the same from page to page. */
function blockId(placement: BlockPlacement): string {
  const hash = createHash("sha256")
    .update(`${placement.target} ${placement.blockHandle}`)
    .digest("base64url");
  return `A${hash.replaceAll(/[-_]/g, "").slice(0, 20)}__${placement.blockHandle.replaceAll("-", "_")}`;
}
