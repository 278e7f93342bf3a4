import { existsSync, readFileSync } from "node:fs";
import { ApiVersion } from "@shopify/shopify-app-remix/server";
import { parse as parseToml } from "smol-toml";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";
import { API_VERSION } from "#app/platform/shopify-admin/api-version.ts";
import { readAppToml } from "#app/platform/shopify-admin/app-toml.server.ts";
import { versionFaults, type VersionUse, versionsIn } from "./api-version-checks.ts";

/** Sources in which a version could stand; the file that defines it among them. */
const SOURCES = [
  "{app,simulator,scripts}/**/*.{ts,tsx,mjs,graphql,js}",
  "extensions/**/*.{toml,ts,tsx,liquid}",
];

function libraryVersions(): VersionUse[] {
  const where = "app/platform/shopify-admin/shopify.server.ts";
  const names = [...readFileSync(where, "utf8").matchAll(/\bApiVersion\.(\w+)/g)].map(
    ([, name = ""]) => name,
  );
  const versions = ApiVersion as unknown as Record<string, string>;
  return names.map((name) => ({ where, version: versions[name] ?? name }));
}

function extensionVersions(): VersionUse[] {
  return globSync("extensions/*/*.toml").flatMap((where) => {
    const version = parseToml(readFileSync(where, "utf8"))["api_version"];
    return typeof version === "string" ? [{ where, version }] : [];
  });
}

it("is the same everywhere", () => {
  const library = libraryVersions();
  expect(library).toHaveLength(1);
  const files = globSync(SOURCES, { ignore: ["**/*.test.*", "**/generated/**", "simulator/data/**"] });
  const uses: VersionUse[] = [
    { where: "api-version.ts", version: API_VERSION },
    { where: "shopify.app.toml", version: readAppToml().apiVersion },
    ...library,
    ...extensionVersions(),
    ...files.flatMap((file) => versionsIn(file, readFileSync(file, "utf8"))),
  ];
  expect(versionFaults(uses)).toEqual([]);
});

it("is the schema's", () => {
  expect(existsSync(`.cache/shopify/admin-${API_VERSION}.json.gz`), "run `npm run setup`").toBe(true);
});

it.each([
  ["an address", 'fetch("/admin/api/2026-04/graphql.json")', ["2026-04"]],
  ["a file's name", 'read("admin-2026-04.json.gz")', ["2026-04"]],
  ["a setting", 'api_version = "2026-04"', ["2026-04"]],
  ["a header", '"X-Shopify-API-Version": "2026-04"', ["2026-04"]],
  ["a month or a day", 'const month = "2026-04"; const day = "2026-04-01";', []],
])("is found in %s", (_label, source, versions) => {
  expect(versionsIn("x.ts", source).map(({ version }) => version)).toEqual(versions);
});

it("is caught when one place differs", () => {
  const uses = [
    { where: "a", version: "2026-07" },
    { where: "b", version: "2026-07" },
    { where: "c", version: "2026-04" },
  ];
  expect(versionFaults(uses)).toEqual(["c: 2026-04, but a says 2026-07"]);
});
