/** For tests: does a webhook's payload conform to Shopify's documented schema of its topic? */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { schemaForWebhook } from "shopify-webhook-schemas";
import { toJson } from "#simulator/json.ts";

/**
 * The schemas are inferred from Shopify's examples, where these fields happen to have a value. Shopify's REST reference
 * gives them as "null when unknown".
 */
const MAY_BE_NULL = new Set([
  "address2",
  "company",
  "note",
  "phone",
  "province",
  "province_code",
  "user_id",
  "iana_timezone",
  "total_duties",
  "plan_handle",
  "compare_at_price",
  "cost",
  "published_at",
  "authorization",
  "device_id",
  "tracking_company",
  "tracking_number",
  "tracking_url",
]);

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As the schema, with null for the fields above and anything in lists whose example was empty. */
function allowNull(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(allowNull);
  if (!isObject(schema)) return schema;
  // A field that is null in the only example says nothing about its values.
  if (schema["type"] === "null") return {};
  const entries = Object.entries(schema).map(([name, value]): [string, unknown] => {
    if (name === "items" && value === false) return [name, {}];
    if (name !== "properties" || !isObject(value)) return [name, allowNull(value)];
    const properties = Object.entries(value).map(([property, inner]): [string, unknown] => [
      property,
      MAY_BE_NULL.has(property) ? { anyOf: [{ type: "null" }, allowNull(inner)] } : allowNull(inner),
    ]);
    return [name, Object.fromEntries(properties)];
  });
  return Object.fromEntries(entries);
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

/** Where a payload does not conform to the schema of its topic; empty when it does. */
export function payloadProblems(topic: string, payload: unknown): string[] {
  const schema = schemaForWebhook("2026-07", topic);
  const validate = ajv.compile(allowNull(schema) as Json);
  // As the app would read it: bigint becomes a number literal.
  validate(JSON.parse(toJson(payload)));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
