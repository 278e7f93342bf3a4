import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";
import { API_VERSION } from "../app/platform/shopify-admin/api-version.ts";

/** The package that carries Shopify's schemas (ISC). It is unpacked, not installed: its dependencies are 366 MB. */
const PACKAGE = "@shopify/dev-mcp@1.16.0";
const FOLDER = path.resolve(import.meta.dirname, "../.cache/shopify");
const FILE = path.join(FOLDER, `admin-${API_VERSION}.json.gz`);
/** Where each file of the package goes. */
const FILES: [inPackage: string, cached: string][] = [
  ["LICENSE", path.join(FOLDER, "LICENSE")],
  [`dist/data/admin_${API_VERSION}.json.gz`, FILE],
  [
    `dist/data/storefront-graphql_${API_VERSION}.json.gz`,
    path.join(FOLDER, `storefront-${API_VERSION}.json.gz`),
  ],
];

/** Takes Shopify's schemas from the npm registry into the ignored cache, once. Returns whether it had to. */
export function fetchAdminSchema(): boolean {
  const missing = FILES.filter(([, cached]) => !existsSync(cached));
  if (missing.length === 0) return false;
  mkdirSync(FOLDER, { recursive: true });
  const scratch = mkdtempSync(path.join(os.tmpdir(), "perennial-schema-"));
  try {
    const [archive] = execFileSync("npm", ["pack", PACKAGE, "--silent", "--pack-destination", scratch], {
      encoding: "utf8",
    })
      .trim()
      .split("\n")
      .slice(-1);
    execFileSync("tar", ["xzf", path.join(scratch, archive!), "-C", scratch]);
    for (const [inPackage, cached] of missing) renameOrCopy(path.join(scratch, "package", inPackage), cached);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return true;
}

function renameOrCopy(from: string, to: string): void {
  const partial = `${to}.partial`;
  execFileSync("cp", [from, partial]);
  renameSync(partial, to);
}

/** The Admin API's schema from the cache. @throws when `npm run setup` did not run yet */
export function loadAdminSchema(): GraphQLSchema {
  if (!existsSync(FILE))
    throw new Error(`${path.relative(process.cwd(), FILE)} is missing: run \`npm run setup\``);
  const file = JSON.parse(gunzipSync(readFileSync(FILE)).toString("utf8")) as { data: IntrospectionQuery };
  return buildClientSchema(file.data);
}
