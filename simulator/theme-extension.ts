/** The blocks of the theme app extension, as the theme editor sees them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export interface ThemeBlock {
  /** File name without `.liquid`. */
  handle: string;
  /** For people, from the block's schema. */
  name: string;
  target: "section" | "head" | "body" | "compliance_head";
  /** Templates the block may be put on; null = all. Only for app blocks. */
  templates: string[] | null;
  /** The schema's defaults. */
  defaults: Record<string, string | number | boolean>;
}

/** Templates of the simulated theme that have a place for app blocks. */
export const BLOCK_TEMPLATES: readonly string[] = [
  "index",
  "collection",
  "product",
  "cart",
  "customers/account",
];

const SCHEMA = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/;

interface SettingJson {
  id?: string;
  default?: string | number | boolean;
}

interface SchemaJson {
  name?: string;
  target?: ThemeBlock["target"];
  enabled_on?: { templates?: string[] };
  disabled_on?: { templates?: string[] };
  settings?: SettingJson[];
}

function readTexts(folder: string): unknown {
  const file = join(folder, "locales", "en.default.schema.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** `t:points.name` looked up in the extension's English schema texts. */
function translate(text: string, texts: unknown): string {
  if (!text.startsWith("t:")) return text;
  const found = text
    .slice(2)
    .split(".")
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], texts);
  return typeof found === "string" ? found : text;
}

function templatesOf(schema: SchemaJson): string[] | null {
  const allowed = schema.enabled_on?.templates;
  const forbidden = schema.disabled_on?.templates;
  if (allowed && !allowed.includes("*"))
    return BLOCK_TEMPLATES.filter((template) => allowed.includes(template));
  if (forbidden) return BLOCK_TEMPLATES.filter((template) => !forbidden.includes(template));
  return null;
}

function readBlock(folder: string, file: string, texts: unknown): ThemeBlock {
  const source = readFileSync(join(folder, "blocks", file), "utf8");
  const schema = JSON.parse(SCHEMA.exec(source)?.[1] ?? "{}") as SchemaJson;
  const handle = basename(file, ".liquid");
  const defaults = (schema.settings ?? []).flatMap((setting): [string, string | number | boolean][] =>
    setting.id !== undefined && setting.default !== undefined
      ? [
          [
            setting.id,
            typeof setting.default === "string" ? translate(setting.default, texts) : setting.default,
          ],
        ]
      : [],
  );
  return {
    handle,
    name: translate(schema.name ?? handle, texts),
    target: schema.target ?? "section",
    templates: templatesOf(schema),
    defaults: Object.fromEntries(defaults),
  };
}

/** Reads the blocks anew each time, so that edits show without a restart. Throws on a schema that is not JSON. */
export function readThemeBlocks(folder: string | null): ThemeBlock[] {
  if (!folder || !existsSync(join(folder, "blocks"))) return [];
  const texts = readTexts(folder);
  return readdirSync(join(folder, "blocks"))
    .filter((file) => file.endsWith(".liquid"))
    .toSorted()
    .map((file) => readBlock(folder, file, texts));
}
