/** Shopify's own Admin API schema, with the access scopes that Shopify asks for. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";
import { checkScalars } from "./scalars.ts";

export const SCHEMA_PATH = fileURLToPath(
  new URL("../../.cache/shopify/admin-2026-07.json.gz", import.meta.url),
);

/** What reading a type or field asks for. */
export interface AccessRule {
  /** Any one of these scopes is enough. */
  scopes: string[];
  /** Shopify's sentence, for the error. */
  sentence: string;
}

export interface AdminSchema {
  schema: GraphQLSchema;
  /** By `Type` or `Type.field`. */
  accessRules: Map<string, AccessRule>;
}

interface SchemaFile {
  data: IntrospectionQuery;
  offline_scopes: {
    items: { typeName: string; fieldName?: string; requiredAccess: string | null; offlineScopes: string[] }[];
  };
}

let loaded: AdminSchema | null = null;

/** Reads and builds the schema once (about 0.4 s). Throws with advice when the file is not there. */
export function loadAdminSchema(path: string = SCHEMA_PATH): AdminSchema {
  if (loaded) return loaded;
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new Error(`Shopify's Admin API schema is missing (${path}). Run "npm run setup" first.`);
  }
  const file = JSON.parse(gunzipSync(bytes).toString("utf8")) as SchemaFile;
  const schema = buildClientSchema(file.data, { assumeValid: true });
  checkScalars(schema);
  const accessRules = new Map<string, AccessRule>();
  for (const item of file.offline_scopes.items) {
    if (item.offlineScopes.length === 0) continue;
    const name = item.fieldName ? `${item.typeName}.${item.fieldName}` : item.typeName;
    accessRules.set(name, { scopes: item.offlineScopes, sentence: item.requiredAccess ?? "" });
  }
  loaded = { schema, accessRules };
  return loaded;
}
