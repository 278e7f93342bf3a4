/** The blocks of the theme app extension, as the theme editor and the storefront see them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { AppUnderTest } from "#simulator/context.ts";
import type { ShopState } from "#simulator/state/model.ts";

export type SettingValue = string | number | boolean;

export interface BlockSetting {
  type: string;
  id?: string;
  label?: string;
  content?: string;
  /** Below the field. */
  info?: string;
  placeholder?: string;
  /** Behind the number of a range: `px`. */
  unit?: string;
  default?: SettingValue;
  /** Of resources: takes what the page is about. */
  autofill?: boolean;
  min?: number;
  max?: number;
  step?: number;
  options?: { value: string; label: string }[];
}

interface Places {
  templates?: string[];
  /** Section groups of the theme: `header`, `footer`. */
  groups?: string[];
}

/** The `{% schema %}` of a block. */
export interface BlockSchema {
  name?: string;
  /** `section` for app blocks; the others are embeds. */
  target?: "section" | "head" | "body" | "compliance_head";
  /** File in `assets/`, loaded once a page. */
  stylesheet?: string;
  javascript?: string;
  /** `{{ app.metafields.<namespace>.<key> }}`: a boolean of the app's own data. */
  available_if?: string;
  enabled_on?: Places;
  disabled_on?: Places;
  class?: string;
  tag?: string | null;
  settings?: BlockSetting[];
}

export interface ThemeBlock {
  /** File name without `.liquid`. */
  handle: string;
  /** For people, from the block's schema. */
  name: string;
  target: "section" | "head" | "body" | "compliance_head";
  /** Places the block may be put in; null = all. Only for app blocks. */
  templates: string[] | null;
  /** The schema's defaults. */
  defaults: Record<string, SettingValue>;
  /** The schema's settings, with the extension's texts filled in. */
  settings: BlockSetting[];
}

/**
 * Templates of the simulated theme that have a place for app blocks, and its section groups, which are written
 * `group:header`.
 */
export const BLOCK_TEMPLATES: readonly string[] = [
  "index",
  "collection",
  "list-collections",
  "product",
  "search",
  "cart",
  "customers/account",
  "customers/order",
  "404",
  "group:header",
  "group:footer",
];

const SCHEMA = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/;

/** The `{% schema %}` of a block. Throws when there is none or it is no JSON object. */
export function readBlockSchema(source: string): BlockSchema {
  const text = SCHEMA.exec(source)?.[1];
  if (text === undefined) throw new Error("The block has no {% schema %}.");
  const schema: unknown = JSON.parse(text);
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw new Error("The block's {% schema %} is no JSON object.");
  }
  return schema;
}

/** The theme editor's texts of an extension in its default language. */
export function readSchemaTexts(folder: string): unknown {
  const directory = join(folder, "locales");
  const files = existsSync(directory) ? readdirSync(directory) : [];
  const file = files.find((name) => name.endsWith(".default.schema.json"));
  return file ? JSON.parse(readFileSync(join(directory, file), "utf8")) : {};
}

/** `t:points.name` looked up in the extension's schema texts. */
export function schemaText(text: string, texts: unknown): string {
  if (!text.startsWith("t:")) return text;
  const found = text
    .slice(2)
    .split(".")
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], texts);
  return typeof found === "string" ? found : text;
}

const named = (places: string[] | undefined, place: string): boolean =>
  places !== undefined && (places.includes("*") || places.includes(place));

/** Whether a block may stand in a template (`product`) or section group (`group:header`). */
export function mayStandIn(schema: BlockSchema, place: string): boolean {
  const group = /^group:(.+)$/.exec(place)?.[1];
  const holds = (places: Places): boolean =>
    group === undefined ? named(places.templates, place) : named(places.groups, group);
  if (schema.enabled_on) {
    // A block that names groups only stands in no template, and the other way round.
    return holds(schema.enabled_on);
  }
  return !holds(schema.disabled_on ?? {});
}

/** Defaults of the settings, with the extension's texts filled in. A checkbox without one is off. */
export function settingDefaults(schema: BlockSchema, texts: unknown): Record<string, SettingValue> {
  const entries = (schema.settings ?? []).flatMap((setting): [string, SettingValue][] => {
    const value = setting.default ?? (setting.type === "checkbox" ? false : undefined);
    if (setting.id === undefined || value === undefined) return [];
    return [[setting.id, typeof value === "string" ? schemaText(value, texts) : value]];
  });
  return Object.fromEntries(entries);
}

/** A setting as the theme editor shows it. */
function inWords(setting: BlockSetting, texts: unknown): BlockSetting {
  const worded = { ...setting };
  for (const key of ["label", "content", "info", "placeholder", "unit"] as const) {
    const text = setting[key];
    if (typeof text === "string") worded[key] = schemaText(text, texts);
  }
  if (setting.options) {
    worded.options = setting.options.map(({ value, label }) => ({ value, label: schemaText(label, texts) }));
  }
  return worded;
}

function readBlock(folder: string, file: string, texts: unknown): ThemeBlock | null {
  try {
    const schema = readBlockSchema(readFileSync(join(folder, "blocks", file), "utf8"));
    const handle = basename(file, ".liquid");
    const places = BLOCK_TEMPLATES.filter((place) => mayStandIn(schema, place));
    return {
      handle,
      name: schemaText(schema.name ?? handle, texts),
      target: schema.target ?? "section",
      templates: schema.enabled_on || schema.disabled_on ? places : null,
      defaults: settingDefaults(schema, texts),
      settings: (schema.settings ?? []).map((setting) => inWords(setting, texts)),
    };
  } catch {
    // `themeExtensionProblems` says what is wrong with it.
    return null;
  }
}

const blockFiles = (folder: string): string[] =>
  existsSync(join(folder, "blocks"))
    ? readdirSync(join(folder, "blocks"))
        .filter((file) => file.endsWith(".liquid"))
        .toSorted()
    : [];

/** Reads the blocks anew each time, so that edits show without a restart. Blocks that cannot be read are left out. */
export function readThemeBlocks(folder: string | null): ThemeBlock[] {
  if (!folder) return [];
  const texts = readSchemaTexts(folder);
  return blockFiles(folder).flatMap((file) => readBlock(folder, file, texts) ?? []);
}

/** Namespace and key of an `available_if`; null when it is not written as Shopify wants it. */
export function availabilityMetafield(expression: string): { namespace: string; key: string } | null {
  const match = /^\s*\{\{-?\s*app\.metafields(?:\.([\w-]+)|\[['"]([^'"]+)['"]\])\.([\w-]+)\s*-?\}\}\s*$/.exec(
    expression,
  );
  const namespace = match?.[1] ?? match?.[2];
  return namespace && match?.[3] ? { namespace, key: match[3] } : null;
}

/** Whether a block's `available_if` lets it be offered: a boolean metafield of the installation that is true. */
export function isBlockAvailable(schema: BlockSchema, app: AppUnderTest, shop: ShopState): boolean {
  if (schema.available_if === undefined) return true;
  const named = availabilityMetafield(schema.available_if);
  const installation = shop.installations.get(app.clientId);
  if (!named || !installation) return false;
  const owner = `gid://shopify/AppInstallation/${installation.id}`;
  const metafield = shop.metafields.get(`${owner} ${named.namespace} ${named.key}`);
  return metafield?.type === "boolean" && metafield.value === "true";
}

/** The blocks that the theme editor offers this shop. */
export function offeredBlocks(app: AppUnderTest, shop: ShopState): ThemeBlock[] {
  const folder = app.themeExtensionPath;
  return readThemeBlocks(folder).filter(({ handle }) => {
    const source = readFileSync(join(folder ?? "", "blocks", `${handle}.liquid`), "utf8");
    return isBlockAvailable(readBlockSchema(source), app, shop);
  });
}
