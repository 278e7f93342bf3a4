/**
 * What Shopify asks of a theme app extension and theme-check does not look at, and the budgets of ours.
 * Each check takes the extension's files and returns its complaints; none means it passed.
 */
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { parse as parseToml } from "smol-toml";
import { filesIn, isObject, parseObject, schemaSource, stringsIn } from "./theme-extension-files.ts";
import type { ExtensionFiles, JsonObject } from "./theme-extension-files.ts";

const NAME_LENGTH_MAX = 25;
const TARGETS = ["section", "head", "body", "compliance_head"];
const LIQUID_BYTES_MAX = 50_000;
const SCRIPT_BYTES_COMPRESSED_MAX = 3_000;
const SCRIPT_BYTES_MAX = 10_000;
const STYLE_BYTES_MAX = 100_000;
const RANGE_STEPS_MAX = 101;
/** WCAG 2.2 success criterion 1.4.3, level AA, for text of normal size. */
const CONTRAST_MIN = 4.5;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The folders Shopify takes, flat, with the file types it takes in each. */
const FILE_TYPES: Record<string, RegExp> = {
  assets: /^[^/]+\.(jpe?g|json|js|css|png|svg|wasm)$/,
  blocks: /^[^/]+\.liquid$/,
  snippets: /^[^/]+\.liquid$/,
  locales: /^[^/]+\.json$/,
};

/** The extension's files lie where Shopify expects them, and its manifest names a theme extension. */
export function checkLayout(files: ExtensionFiles): string[] {
  const misplaced = Object.keys(files)
    .filter((path) => path.includes("/"))
    .filter((path) => {
      const folder = path.slice(0, path.indexOf("/"));
      return !FILE_TYPES[folder]?.test(path.slice(folder.length + 1));
    })
    .map((path) => `${path}: Shopify takes no such file in a theme app extension`);
  return [...misplaced, ...checkManifest(files["shopify.extension.toml"])];
}

function checkManifest(source: string | undefined): string[] {
  if (source === undefined) return ["shopify.extension.toml is missing"];
  const { name, type, uid } = parseToml(source);
  const complaints: string[] = [];
  if (typeof name !== "string" || name === "") complaints.push("shopify.extension.toml: name is missing");
  if (type !== "theme") complaints.push(`shopify.extension.toml: type is ${String(type)}, expected theme`);
  if (typeof uid !== "string" || !UUID.test(uid)) complaints.push("shopify.extension.toml: uid is no UUID");
  return complaints;
}

/** Every block ends in a schema that the theme editor can show. */
export function checkBlockSchemas(files: ExtensionFiles): string[] {
  return filesIn(files, "blocks/", ".liquid").flatMap(([path, liquid]) => {
    const source = schemaSource(liquid);
    if (source === undefined) return [`${path}: has no schema`];
    const schema = parseObject(source);
    if (schema === undefined) return [`${path}: schema is no JSON object`];
    return [...checkSchemaHead(schema, files), ...checkSettings(schema.settings)].map(
      (text) => `${path}: ${text}`,
    );
  });
}

function checkSchemaHead(schema: JsonObject, files: ExtensionFiles): string[] {
  const complaints: string[] = [];
  const { name, target } = schema;
  if (typeof name !== "string" || name === "") complaints.push("name is missing");
  else if (!name.startsWith("t:") && name.length > NAME_LENGTH_MAX)
    complaints.push(`name "${name}" is longer than ${NAME_LENGTH_MAX} characters`);
  if (typeof target !== "string" || !TARGETS.includes(target))
    complaints.push(`target is ${JSON.stringify(target)}, expected one of ${TARGETS.join(", ")}`);
  for (const kind of ["stylesheet", "javascript"]) {
    const asset = schema[kind];
    if (asset !== undefined && files[`assets/${String(asset)}`] === undefined)
      complaints.push(`${kind} ${String(asset)} is not in assets/`);
  }
  return complaints;
}

const validateSetting = compileSettingSchema();

/** Shopify's own JSON Schema of a theme setting, which theme-check ships but does not apply to app blocks. */
function compileSettingSchema() {
  const fromThemeCheck = createRequire(createRequire(import.meta.url).resolve("@shopify/theme-check-node"));
  const schema = fromThemeCheck("@shopify/theme-check-docs-updater/data/setting.json") as JsonObject;
  return new Ajv({ allErrors: true, strict: false }).compile(schema);
}

function checkSettings(settings: unknown): string[] {
  if (settings === undefined) return [];
  if (!Array.isArray(settings) || !settings.every(isObject)) return ["settings is no list of objects"];
  const ids = settings.map((setting) => setting.id).filter((id) => id !== undefined);
  const repeated = ids.filter((id, position) => ids.indexOf(id) !== position);
  return [
    ...repeated.map((id) => `setting id ${String(id)} is used twice`),
    ...settings.flatMap((setting) =>
      checkSetting(setting).map((text) => `setting ${settingName(setting)}: ${text}`),
    ),
  ];
}

function settingName(setting: JsonObject): string {
  return String(setting.id ?? setting.content ?? setting.type);
}

function checkSetting(setting: JsonObject): string[] {
  if (!validateSetting(setting)) {
    const errors = validateSetting.errors?.filter(({ keyword }) => keyword !== "if") ?? [];
    return errors.map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
  }
  if (setting.type === "range") return checkRange(setting);
  if (setting.type === "select" || setting.type === "radio") return checkOptions(setting);
  return [];
}

function checkRange(setting: JsonObject): string[] {
  const [min, max, step, value] = [setting.min, setting.max, setting.step ?? 1, setting.default].map(
    Number,
  ) as [number, number, number, number];
  const steps = (max - min) / step;
  const complaints: string[] = [];
  if (!(value >= min && value <= max)) complaints.push(`default ${value} is outside ${min} to ${max}`);
  else if ((value - min) % step !== 0) complaints.push(`default ${value} is on no step of ${step}`);
  if (!Number.isInteger(steps) || steps + 1 > RANGE_STEPS_MAX)
    complaints.push(`${steps + 1} steps, at most ${RANGE_STEPS_MAX} whole ones are allowed`);
  return complaints;
}

function checkOptions(setting: JsonObject): string[] {
  const options = Array.isArray(setting.options) ? setting.options.filter(isObject) : [];
  const values = options.map((option) => option.value);
  if (setting.default === undefined || values.includes(setting.default)) return [];
  return [`default ${JSON.stringify(setting.default)} is no option`];
}

/** Size budgets: what a shopper downloads, and what Shopify accepts. */
export function checkSizes(files: ExtensionFiles): string[] {
  const complaints: string[] = [];
  const liquidBytes = Object.entries(files)
    .filter(([path]) => path.endsWith(".liquid"))
    .reduce((sum, [, source]) => sum + Buffer.byteLength(source), 0);
  if (liquidBytes > LIQUID_BYTES_MAX) complaints.push(`Liquid: ${liquidBytes} B of ${LIQUID_BYTES_MAX} B`);
  for (const [path, source] of filesIn(files, "assets/", ".js")) {
    const compressed = gzipSync(source, { level: 9 }).length;
    if (path !== "assets/launcher.js") complaints.push(`${path}: only the launcher may have a script`);
    if (compressed > SCRIPT_BYTES_COMPRESSED_MAX)
      complaints.push(`${path}: ${compressed} B compressed of ${SCRIPT_BYTES_COMPRESSED_MAX} B`);
    if (Buffer.byteLength(source) > SCRIPT_BYTES_MAX)
      complaints.push(`${path}: more than ${SCRIPT_BYTES_MAX} B`);
  }
  for (const [path, source] of filesIn(files, "assets/", ".css"))
    if (Buffer.byteLength(source) > STYLE_BYTES_MAX)
      complaints.push(`${path}: more than ${STYLE_BYTES_MAX} B`);
  return complaints;
}

/** Nothing is loaded except through the schema: no inline script, no event attribute, nothing from another host. */
export function checkLoading(files: ExtensionFiles): string[] {
  const forbidden: [RegExp, string][] = [
    [/<script\b/i, "inline script"],
    [/<(link|iframe|img|object|embed|video|audio)\b/i, "element that makes a request"],
    [/\son[a-z]+\s*=/i, "event attribute"],
    [/(https?:)?\/\/[a-z0-9-]+\.[a-z]/i, "address on another host"],
    [/@import\b|\burl\(/i, "request from a stylesheet"],
  ];
  return Object.entries(files)
    .filter(([path]) => /\.(liquid|js|css)$/.test(path))
    .flatMap(([path, source]) => {
      const searched = path.endsWith(".js") ? [forbidden[3]!] : forbidden;
      return searched.filter(([pattern]) => pattern.test(source)).map(([, what]) => `${path}: ${what}`);
    });
}

/** How Shopify writes a colour that lets everything through. */
const TRANSPARENT = "rgba(0,0,0,0)";

/** The default text and accent colours of each block can be read on its default background. */
export function checkContrast(files: ExtensionFiles): string[] {
  return filesIn(files, "blocks/", ".liquid").flatMap(([path, liquid]) => {
    const settings = parseObject(schemaSource(liquid) ?? "")?.settings;
    const colours = new Map(
      (Array.isArray(settings) ? settings.filter(isObject) : []).map((setting) => [
        setting.id,
        setting.default,
      ]),
    );
    const chosen = String(colours.get("background_color") ?? TRANSPARENT);
    // What shows through is the theme's own background: most are white.
    const background = chosen === TRANSPARENT ? "#ffffff" : chosen;
    return ["text_color", "accent_color"].flatMap((id) => {
      const colour = colours.get(id);
      if (typeof colour !== "string") return [];
      const ratio = contrastRatio(colour, background);
      return ratio >= CONTRAST_MIN
        ? []
        : [`${path}: ${id} on ${background} has contrast ${ratio.toFixed(2)}`];
    });
  });
}

/** Contrast of two `#rrggbb` colours as WCAG 2.2 defines it, from 1 to 21. */
export function contrastRatio(first: string, second: string): number {
  const [darker, lighter] = [relativeLuminance(first), relativeLuminance(second)].toSorted(
    (a, b) => a - b,
  ) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function relativeLuminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The `t:` keys that the blocks' schemas use, without the `t:`. */
export function schemaTranslationKeys(files: ExtensionFiles): Set<string> {
  const strings = filesIn(files, "blocks/", ".liquid").flatMap(([, liquid]) =>
    stringsIn(parseObject(schemaSource(liquid) ?? "")),
  );
  return new Set(strings.filter((text) => text.startsWith("t:")).map((text) => text.slice(2)));
}

/** The translated names of the blocks fit the theme editor, in one schema locale. */
export function checkBlockNames(files: ExtensionFiles, translations: Map<string, unknown>): string[] {
  return filesIn(files, "blocks/", ".liquid").flatMap(([path, liquid]) => {
    const name = parseObject(schemaSource(liquid) ?? "")?.name;
    const text =
      typeof name === "string" && name.startsWith("t:") ? translations.get(name.slice(2)) : undefined;
    if (typeof text !== "string" || text.length <= NAME_LENGTH_MAX) return [];
    return [`${path}: name "${text}" is longer than ${NAME_LENGTH_MAX} characters`];
  });
}
