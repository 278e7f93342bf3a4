import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { API_VERSION } from "#app/platform/shopify-admin/api-version.ts";

/** What Shopify says that a type or a field needs, from the same file as the Admin schema. */
export interface ScopeRule {
  typeName: string;
  /** Missing = the rule is for every use of the type. */
  fieldName?: string;
  offlineScopes: string[];
}

/** The scope rules of the Admin API. @throws when `npm run setup` did not run yet */
export function readScopeRules(): ScopeRule[] {
  const packed = readFileSync(`.cache/shopify/admin-${API_VERSION}.json.gz`);
  const file = JSON.parse(gunzipSync(packed).toString("utf8")) as { offline_scopes: { items: ScopeRule[] } };
  return file.offline_scopes.items;
}
