/**
 * A theme app extension as plain data, so that the checks can be fed samples as well as the real one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** File contents by path inside the extension, for example `blocks/launcher.liquid`. */
export type ExtensionFiles = Record<string, string>;

export type JsonObject = { [key: string]: unknown };

/** Absolute path of the extension under test. */
export const STOREFRONT_EXTENSION = fileURLToPath(new URL("../../extensions/storefront/", import.meta.url));

/** Reads every file below `folder`. */
export function readExtension(folder: string): ExtensionFiles {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = `${entry.parentPath.replace(/[\\/]$/, "")}/${entry.name}`;
        return [path.slice(folder.length), readFileSync(path, "utf8")];
      }),
  );
}

/** The files whose path begins with `prefix` and ends with `suffix`, sorted by path. */
export function filesIn(files: ExtensionFiles, prefix: string, suffix: string): [string, string][] {
  return Object.entries(files)
    .filter(([path]) => path.startsWith(prefix) && path.endsWith(suffix))
    .toSorted(([left], [right]) => left.localeCompare(right));
}

/** The object in `source`, or undefined when it is no JSON object. */
export function parseObject(source: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON between a block's schema tags, or undefined when there is none. */
export function schemaSource(liquid: string): string | undefined {
  return /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/.exec(liquid)?.[1];
}

/** Every string in a JSON value, however deep. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** Leaves of a nested object by dotted key. `isLeaf` may stop early, as for plural forms. */
export function flatten(
  value: JsonObject,
  isLeaf: (value: unknown) => boolean = () => false,
  prefix = "",
): Map<string, unknown> {
  return new Map(
    Object.entries(value).flatMap(([key, child]) =>
      isObject(child) && !isLeaf(child)
        ? [...flatten(child, isLeaf, `${prefix}${key}.`)]
        : [[`${prefix}${key}`, child] as const],
    ),
  );
}
