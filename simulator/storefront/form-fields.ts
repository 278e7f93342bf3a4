/** Fields of requests as plain objects: JSON bodies, and forms with names like `properties[Colour]` or `items[0][id]`. */
import { fromJson } from "#simulator/json.ts";
import { formOf } from "./visit.ts";
import type { Visit } from "./visit.ts";

export type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Nested objects and lists of form parameters, as Shopify reads them. */
export function nestedFields(parameters: Iterable<[string, string]>): Fields {
  const fields: Fields = {};
  for (const [name, value] of parameters) {
    const [head = "", ...rest] = name.split("[").map((part) => part.replace(/\]$/, ""));
    put(fields, [head, ...rest], value);
  }
  return fields;
}

function put(target: Fields, path: string[], value: string): void {
  const [name = "", ...rest] = path;
  if (name === "__proto__") return;
  if (rest.length === 0) {
    target[name] = value;
  } else if (rest.length === 1 && rest[0] === "") {
    const list = target[name];
    if (Array.isArray(list)) list.push(value);
    else target[name] = [value];
  } else {
    const known = target[name];
    const inner: Fields = isFields(known) ? known : {};
    target[name] = inner;
    put(inner, rest, value);
  }
}

/** Fields of a JSON body or of a form, parameters of the address beneath them. null when the JSON is none. */
export function fieldsOf(visit: Visit): Fields | null {
  const beneath = nestedFields(visit.url.searchParams);
  if (!(visit.request.headers["content-type"] ?? "").startsWith("application/json")) {
    return { ...beneath, ...nestedFields(formOf(visit)) };
  }
  try {
    const body = fromJson(visit.body.toString("utf8"));
    return isFields(body) ? { ...beneath, ...body } : null;
  } catch {
    return null;
  }
}

/** A list that JSON writes as one, and forms as `items[0][id]`. */
export function listOf(value: unknown): Fields[] | null {
  if (Array.isArray(value)) return value.filter(isFields);
  return isFields(value) ? Object.values(value).filter(isFields) : null;
}

/** An object of texts: attributes, properties. Empty values are left out; undefined when there is none. */
export function textsOf(value: unknown): Record<string, string> | undefined {
  if (!isFields(value)) return undefined;
  const entries = Object.entries(value).flatMap(([name, text]): [string, string][] =>
    text === null || text === undefined || text === "" ? [] : [[name, String(text)]],
  );
  return Object.fromEntries(entries);
}
