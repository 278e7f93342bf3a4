/** What Shopify would refuse or warn of in a theme app extension. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  availabilityMetafield,
  type BlockSchema,
  type BlockSetting,
  readBlockSchema,
  readSchemaTexts,
  schemaText,
} from "./theme-extension.ts";

export interface ExtensionProblem {
  /** Path in the extension's folder. */
  file: string;
  message: string;
  /** Shopify refuses errors and only warns of warnings. */
  severity: "error" | "warning";
}

const KB = 1024;
const TOTAL_BYTES_MAX = 10 * KB * KB;
const LIQUID_BYTES_MAX = 100 * KB;
const LOCALE_BYTES_MAX = 15 * KB;
const BLOCKS_MAX = 30;
const LOCALES_MAX = 100;
const SCRIPT_BYTES_MAX = 10_000;
const STYLE_BYTES_MAX = 100_000;
const NAME_LENGTH_MAX = 25;
const SETTINGS_STEPS_MAX = 101;

const FILE_TYPES: Record<string, RegExp> = {
  assets: /\.(jpe?g|json|js|css|png|svg|wasm)$/,
  blocks: /\.liquid$/,
  snippets: /\.liquid$/,
  locales: /\.json$/,
};

const TARGETS = ["section", "head", "body", "compliance_head"];
/** Settings that show something and hold no value. */
const CAPTIONS = ["header", "paragraph"];
const SETTING_TYPES = new Set(
  (
    "article article_list blog checkbox collection collection_list color color_background color_palette color_scheme " +
    "color_scheme_group font_picker header html image_picker inline_richtext link_list liquid metaobject " +
    "metaobject_list number page paragraph product product_list radio range richtext select text text_alignment " +
    "textarea url video video_url"
  ).split(" "),
);

const error = (file: string, message: string): ExtensionProblem => ({ file, message, severity: "error" });
const warning = (file: string, message: string): ExtensionProblem => ({ file, message, severity: "warning" });

interface File {
  folder: string;
  /** `blocks/launcher.liquid`. */
  path: string;
  sizeBytes: number;
}

function filesOf(root: string): File[] {
  return Object.keys(FILE_TYPES).flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder))
      .toSorted()
      .map((name) => ({
        folder,
        path: `${folder}/${name}`,
        sizeBytes: statSync(join(root, folder, name)).size,
      }));
  });
}

const sum = (files: File[]): number => files.reduce((total, { sizeBytes }) => total + sizeBytes, 0);

function sizeProblems(files: File[]): ExtensionProblem[] {
  const liquid = files.filter(({ path }) => path.endsWith(".liquid"));
  const locales = files.filter(({ folder }) => folder === "locales");
  const blocks = files.filter(({ folder }) => folder === "blocks");
  const problems: ExtensionProblem[] = [];
  if (sum(files) > TOTAL_BYTES_MAX) problems.push(error("", "All files together are larger than 10 MB."));
  if (sum(liquid) > LIQUID_BYTES_MAX)
    problems.push(error("", "Liquid files together are larger than 100 KB."));
  if (blocks.length > BLOCKS_MAX) problems.push(error("blocks", `There are more than ${BLOCKS_MAX} blocks.`));
  if (locales.length > LOCALES_MAX) {
    problems.push(error("locales", `There are more than ${LOCALES_MAX} locale files.`));
  }
  for (const { path, sizeBytes, folder } of files) {
    if (!FILE_TYPES[folder]?.test(path)) problems.push(error(path, "Files of this kind do not belong here."));
    if (folder === "locales" && sizeBytes > LOCALE_BYTES_MAX) {
      problems.push(error(path, "The file is larger than 15 KB."));
    }
    if (path.endsWith(".js") && sizeBytes > SCRIPT_BYTES_MAX) {
      problems.push(warning(path, "Scripts should be smaller than 10 KB."));
    }
    if (path.endsWith(".css") && sizeBytes > STYLE_BYTES_MAX) {
      problems.push(warning(path, "Stylesheets should be smaller than 100 KB."));
    }
  }
  return problems;
}

function localeProblems(root: string, files: File[]): ExtensionProblem[] {
  const locales = files.filter(({ folder }) => folder === "locales");
  const problems = locales.flatMap(({ path }) => {
    try {
      JSON.parse(readFileSync(join(root, path), "utf8"));
      return [];
    } catch (fault) {
      return [error(path, `It is no valid JSON: ${fault instanceof Error ? fault.message : String(fault)}`)];
    }
  });
  const defaults = locales.filter(({ path }) => path.endsWith(".default.json"));
  if (locales.length > 0 && defaults.length !== 1) {
    problems.push(error("locales", "Exactly one file must be the default one: `en.default.json`."));
  }
  return problems;
}

type Say = (message: string) => void;

function settingProblems(setting: BlockSetting, say: Say): void {
  const name = setting.id ?? setting.content ?? "?";
  if (!SETTING_TYPES.has(setting.type)) return say(`Setting ${name} has the unknown type ${setting.type}.`);
  if (CAPTIONS.includes(setting.type)) {
    if (!setting.content) say(`Setting of type ${setting.type} has no content.`);
    return;
  }
  if (!setting.id) say(`A setting of type ${setting.type} has no id.`);
  if (!setting.label) say(`Setting ${name} has no label.`);
  const { type, default: value } = setting;
  if (type === "checkbox" && value !== undefined && typeof value !== "boolean") {
    say(`Setting ${name} must have true or false as its default.`);
  }
  if (type === "range") {
    const { min, max, step = 1 } = setting;
    if (min === undefined || max === undefined || min >= max) return say(`Setting ${name} needs min < max.`);
    if (typeof value !== "number") return say(`Setting ${name} needs a number as its default.`);
    if (
      value < min ||
      value > max ||
      Math.abs((value - min) / step - Math.round((value - min) / step)) > 1e-9
    ) {
      say(`Setting ${name} has a default that is no step between min and max.`);
    }
    if ((max - min) / step + 1 > SETTINGS_STEPS_MAX) say(`Setting ${name} has more than 101 steps.`);
  }
  if (type === "select" || type === "radio") {
    const values = (setting.options ?? []).map((option) => option.value);
    if (values.length === 0) return say(`Setting ${name} has no options.`);
    if (value !== undefined && !values.includes(String(value))) {
      say(`Setting ${name} has a default that is none of its options.`);
    }
  }
}

function schemaProblems(root: string, schema: BlockSchema, texts: unknown, say: Say): void {
  if (!schema.name) say("The schema has no name.");
  if (!TARGETS.includes(schema.target ?? "")) {
    say(`target is ${JSON.stringify(schema.target)}; it must be one of ${TARGETS.join(", ")}.`);
  }
  if (schema.enabled_on && schema.disabled_on) say("Only one of enabled_on and disabled_on may be used.");
  const isEmbed = schema.target !== "section";
  if (isEmbed && (schema.enabled_on?.groups ?? schema.disabled_on?.groups)) {
    say("Embeds may name templates only, no groups.");
  }
  for (const kind of ["stylesheet", "javascript"] as const) {
    const file = schema[kind];
    if (file !== undefined && !existsSync(join(root, "assets", file)))
      say(`${kind} ${file} is not in assets/.`);
  }
  if (schema.available_if !== undefined && !availabilityMetafield(schema.available_if)) {
    say("available_if must be an app-data metafield: {{ app.metafields.namespace.key }}.");
  }
  const settings = schema.settings ?? [];
  const ids = settings.flatMap(({ id }) => id ?? []);
  for (const id of new Set(ids.filter((each, at) => ids.indexOf(each) !== at))) {
    say(`The setting ${id} is there twice.`);
  }
  for (const setting of settings) settingProblems(setting, say);
  for (const text of [schema.name, ...settings.map(({ label }) => label)]) {
    if (text?.startsWith("t:") && schemaText(text, texts) === text) {
      say(`${text} is not in the default schema locale file.`);
    }
  }
}

function blockProblems(root: string, path: string, texts: unknown): ExtensionProblem[] {
  const problems: ExtensionProblem[] = [];
  try {
    const schema = readBlockSchema(readFileSync(join(root, path), "utf8"));
    schemaProblems(root, schema, texts, (message) => problems.push(error(path, message)));
    const name = schemaText(schema.name ?? "", texts);
    if (name.length > NAME_LENGTH_MAX) {
      problems.push(
        warning(path, `Names longer than ${NAME_LENGTH_MAX} characters are cut off in the editor.`),
      );
    }
  } catch (fault) {
    problems.push(error(path, fault instanceof Error ? fault.message : String(fault)));
  }
  return problems;
}

/** Everything wrong with the extension in a folder; nothing when Shopify would take it as it is. */
export function themeExtensionProblems(root: string | null): ExtensionProblem[] {
  if (!root || !existsSync(root)) return [];
  const files = filesOf(root);
  const locales = localeProblems(root, files);
  const texts = locales.some(({ file }) => file.endsWith(".schema.json")) ? {} : readSchemaTexts(root);
  return [
    ...sizeProblems(files),
    ...locales,
    ...files
      .filter(({ folder }) => folder === "blocks")
      .flatMap(({ path }) => blockProblems(root, path, texts)),
  ];
}
