/** Reads the app's extensions that the simulator serves: theme blocks, the web pixel, Flow triggers and actions. */
import { globSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "smol-toml";

type Table = Record<string, unknown>;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const table = (value: unknown): Table => (isTable(value) ? value : {});
const tables = (value: unknown): Table[] => (Array.isArray(value) ? value.filter(isTable) : []);
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** One value that the app's settings or payloads have. */
export interface ExtensionField {
  key: string;
  /** `single_line_text_field`, `number_decimal`, `customer_reference` … */
  type: string;
  required: boolean;
  /** Shopify's metafield validations: min, max, regex, choices … */
  validations: { name: string; value: string }[];
}

export interface WebPixelExtension {
  /** Absolute folder of the extension. */
  path: string;
  uid: string | null;
  handle: string;
  runtimeContext: "strict" | "lax";
  /** What the pixel declares for each purpose: `analytics = true`, `sale_of_data = "enabled"` … */
  customerPrivacy: Record<string, boolean | string>;
  settings: ExtensionField[];
}

export interface FlowTriggerExtension {
  handle: string;
  name: string;
  fields: ExtensionField[];
}

export interface FlowActionExtension extends FlowTriggerExtension {
  /** Absolute, or a path below the app's address. */
  runtimeUrl: string;
}

export interface AppExtensions {
  theme: { path: string; uid: string | null } | null;
  webPixel: WebPixelExtension | null;
  flowTriggers: FlowTriggerExtension[];
  flowActions: FlowActionExtension[];
}

function validationsOf(field: Table): ExtensionField["validations"] {
  return tables(field["validations"]).map((each) => ({
    name: String(each["name"]),
    value: typeof each["value"] === "string" ? each["value"] : JSON.stringify(each["value"]),
  }));
}

const field = (given: Table, key: string): ExtensionField => ({
  key,
  type: text(given["type"]) ?? "single_line_text_field",
  required: given["required"] === true,
  validations: validationsOf(given),
});

/** Fields of a Flow extension; references have no key of their own, their id arrives as `customer_id`. */
const flowFields = (settings: unknown): ExtensionField[] =>
  tables(table(settings)["fields"]).map((each) => {
    const reference = /^(\w+)_reference$/.exec(text(each["type"]) ?? "");
    const key = text(each["key"]) ?? (reference ? `${reference[1]}_id` : "");
    return field({ ...each, required: reference ? true : each["required"] }, key);
  });

function privacyOf(given: unknown): WebPixelExtension["customerPrivacy"] {
  const found = Object.entries(table(given)).filter(
    (entry): entry is [string, boolean | string] =>
      typeof entry[1] === "boolean" || typeof entry[1] === "string",
  );
  return Object.fromEntries(found);
}

/** The handle is the file's, or follows from the folder. */
const handleOf = (extension: Table, path: string): string =>
  text(extension["handle"]) ?? path.split("/").at(-1)!.toLowerCase();

/** All extensions below `extensions/` of the app's folder; several of one type where Shopify allows it. */
export function readExtensions(folder: string): AppExtensions {
  const found: AppExtensions = { theme: null, webPixel: null, flowTriggers: [], flowActions: [] };
  for (const file of globSync("extensions/*/shopify.extension.toml", { cwd: folder }).toSorted()) {
    const path = dirname(resolve(folder, file));
    const configuration: Table = parse(readFileSync(resolve(folder, file), "utf8"));
    for (const extension of [configuration, ...tables(configuration["extensions"])]) {
      const uid = text(extension["uid"]);
      const handle = handleOf(extension, path);
      const name = text(extension["name"]) ?? handle;
      switch (extension["type"]) {
        case "theme":
          found.theme ??= { path, uid };
          break;
        case "web_pixel_extension":
          found.webPixel ??= {
            path,
            uid,
            handle,
            runtimeContext: extension["runtime_context"] === "lax" ? "lax" : "strict",
            customerPrivacy: privacyOf(extension["customer_privacy"]),
            settings: Object.entries(table(table(extension["settings"])["fields"])).map(([key, each]) =>
              field(table(each), key),
            ),
          };
          break;
        case "flow_trigger":
          found.flowTriggers.push({ handle, name, fields: flowFields(extension["settings"]) });
          break;
        case "flow_action":
          found.flowActions.push({
            handle,
            name,
            fields: flowFields(extension["settings"]),
            runtimeUrl: text(extension["runtime_url"]) ?? "",
          });
          break;
      }
    }
  }
  return found;
}
