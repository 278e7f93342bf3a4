/** Shopify's own schema of the Storefront API. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";
import { checkScalars } from "#simulator/admin-api/scalars.ts";

const SCHEMA_PATH = fileURLToPath(
  new URL("../../.cache/shopify/storefront-2026-07.json.gz", import.meta.url),
);

let loaded: GraphQLSchema | null = null;

/** Reads and builds the schema once. Throws with advice when the file is not there. */
export function loadStorefrontSchema(): GraphQLSchema {
  if (loaded) return loaded;
  let bytes: Buffer;
  try {
    bytes = readFileSync(SCHEMA_PATH);
  } catch {
    throw new Error(
      `Shopify's Storefront API schema is missing (${SCHEMA_PATH}). Run "npm run setup" first.`,
    );
  }
  const file = JSON.parse(gunzipSync(bytes).toString("utf8")) as { data: IntrospectionQuery };
  loaded = buildClientSchema(file.data, { assumeValid: true });
  checkScalars(loaded);
  return loaded;
}
