/** Renders the blocks of a theme app extension as Shopify does: settings, snippets, locales and assets included. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Liquid } from "liquidjs";
import type { BlockPlacement } from "#simulator/state/model.ts";
import {
  availabilityMetafield,
  type BlockSchema,
  mayStandIn,
  readBlockSchema,
  readSchemaTexts,
  settingDefaults,
} from "#simulator/theme-extension.ts";
import { createDialect } from "./liquid/dialect.ts";
import { escapeHtml } from "./liquid/translations.ts";

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
  /** How many of the same block stand before it; default 0. */
  position?: number;
}

/** Address of an asset of the extension, with the content's hash so that it may be cached for good. */
export function extensionAssetUrl(extension: ThemeExtension, file: string): string {
  const asset = path.join(extension.path, "assets", path.basename(file));
  const url = `/cdn/extensions/${extension.uid}/assets/${path.basename(file)}`;
  if (!existsSync(asset)) return url;
  return `${url}?v=${createHash("sha256").update(readFileSync(asset)).digest("hex").slice(0, 12)}`;
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
  const isEmbed = schema.target !== "section";
  const place = placement.target.startsWith("group:") ? placement.target : template;
  if (!mayStandIn(schema, isEmbed ? template : place)) return null;
  const engine = createDialect({
    folder: extension.path,
    host: "extension",
    currency: request.currency,
    locale: request.locale,
    assetUrl: (asset) => extensionAssetUrl(extension, asset),
  });
  if (!(await isAvailable(engine, schema, request.globals))) return null;
  const id = blockId(placement, request.position ?? 0);
  const block = {
    id,
    type: placement.blockHandle,
    settings: settingsOf(schema, request),
    shopify_attributes: editorAttributes(request, id),
  };
  const globals = { ...request.globals, block };
  const body = String(await engine.parseAndRender(source, {}, { globals }));
  return {
    html: inWrapper({ schema, placement, id, body }),
    stylesheet: schema.stylesheet ? extensionAssetUrl(extension, schema.stylesheet) : null,
    javascript: schema.javascript ? extensionAssetUrl(extension, schema.javascript) : null,
  };
}

interface Wrapped {
  schema: BlockSchema;
  placement: BlockPlacement;
  id: string;
  body: string;
}

function inWrapper({ schema, placement, id, body }: Wrapped): string {
  if (schema.target === "head" || schema.target === "compliance_head" || schema.tag === null) return body;
  const tag = /^[a-z][a-z0-9-]*$/.test(schema.tag ?? "") ? schema.tag : "div";
  const classes = ["shopify-block", "shopify-app-block", schema.class].filter(Boolean).join(" ");
  const attributes = `id="shopify-block-${id}" class="${escapeHtml(classes)}" data-block-handle="${escapeHtml(placement.blockHandle)}"`;
  return `<${tag} ${attributes}>${body}</${tag}>`;
}

/** In the theme editor a block's element is marked, so that the editor finds it. */
function editorAttributes({ globals, extension, placement }: BlockRequest, id: string): string {
  const { request } = globals as { request?: { design_mode?: boolean } };
  if (!request?.design_mode) return "";
  const type = `shopify://apps/${extension.uid}/blocks/${placement.blockHandle}`;
  return `data-shopify-editor-block="${escapeHtml(JSON.stringify({ id, type }))}"`;
}

/** Only a boolean of the app's own data that is true makes a block available. */
async function isAvailable(engine: Liquid, schema: BlockSchema, globals: object): Promise<boolean> {
  if (schema.available_if === undefined) return true;
  const named = availabilityMetafield(schema.available_if);
  if (!named) throw new Error("available_if must be an app-data metafield");
  const metafield = `app.metafields["${named.namespace}"]["${named.key}"]`;
  const printed = await engine.parseAndRender(
    `{{ ${metafield}.type }} {{ ${metafield}.value }}`,
    {},
    { globals },
  );
  return String(printed) === "boolean true";
}

/** Settings that name a resource by its handle, and the global list that finds it. */
const RESOURCE_LISTS: Record<string, string> = { product: "all_products", collection: "collections" };

function settingsOf(schema: BlockSchema, request: BlockRequest): Record<string, unknown> {
  const { placement, extension } = request;
  const globals = request.globals as Record<string, unknown>;
  const defaults = settingDefaults(schema, readSchemaTexts(extension.path));
  const settings: Record<string, unknown> = {};
  for (const { id, type, autofill } of schema.settings ?? []) {
    if (id === undefined) continue;
    const value = placement.settings[id] ?? defaults[id] ?? null;
    const list = RESOURCE_LISTS[type];
    if (list === undefined) settings[id] = value;
    else if (value === null) settings[id] = autofill ? (globals[type] ?? null) : null;
    else settings[id] = resource(globals[list], String(value));
  }
  return settings;
}

function resource(list: unknown, handle: string): unknown {
  const drop = list as { liquidMethodMissing?: (handle: string) => unknown } | undefined;
  return drop?.liquidMethodMissing?.(handle) ?? null;
}

/** Ids look like Shopify's, and stay the same from page to page. */
function blockId(placement: BlockPlacement, position: number): string {
  const place = `${placement.target} ${placement.blockHandle}${position === 0 ? "" : ` ${position}`}`;
  const hash = createHash("sha256").update(place).digest("base64url");
  return `A${hash.replaceAll(/[-_]/g, "").slice(0, 20)}__${placement.blockHandle.replaceAll("-", "_")}`;
}
