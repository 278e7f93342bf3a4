import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";
import { themeExtensionProblems } from "./theme-extension-checks.ts";
import { offeredBlocks } from "./theme-extension.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "extension-checks-"));
  for (const name of ["blocks", "assets", "locales", "snippets"]) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

const block = (schema: unknown, name = "one") =>
  writeFileSync(
    join(folder, `blocks/${name}.liquid`),
    `x{% schema %}${typeof schema === "string" ? schema : JSON.stringify(schema)}{% endschema %}`,
  );
const messages = () => themeExtensionProblems(folder).map(({ message }) => message);
const range = (more: object) => ({
  type: "range",
  id: "r",
  label: "R",
  min: 0,
  max: 10,
  step: 1,
  default: 5,
  ...more,
});
const GOOD = { name: "Good", target: "section", settings: [range({})] };

it("finds nothing in a good block, nor in this app's own extension", () => {
  block(GOOD);
  expect(themeExtensionProblems(folder)).toEqual([]);
  expect(themeExtensionProblems(resolve("extensions/storefront"))).toEqual([]);
});

it.each([
  ["no JSON", "{'a': 1}", "JSON"],
  ["another target", { ...GOOD, target: "footer" }, 'target is "footer"'],
  [
    "two kinds of places",
    { ...GOOD, enabled_on: {}, disabled_on: {} },
    "Only one of enabled_on and disabled_on",
  ],
  ["groups of an embed", { ...GOOD, target: "body", enabled_on: { groups: ["footer"] } }, "templates only"],
  ["a missing file", { ...GOOD, javascript: "none.js" }, "none.js is not in assets/"],
  ["Liquid of another kind", { ...GOOD, available_if: "{{ customer.id }}" }, "app-data metafield"],
  [
    "an unknown setting",
    { ...GOOD, settings: [{ type: "slider", id: "a", label: "A" }] },
    "unknown type slider",
  ],
  ["a range without default", { ...GOOD, settings: [range({ default: undefined })] }, "needs a number"],
  ["a default between the steps", { ...GOOD, settings: [range({ default: 2.5 })] }, "no step between"],
  ["the same id twice", { ...GOOD, settings: [range({}), range({})] }, "is there twice"],
  ["a text that is missing", { ...GOOD, name: "t:no.such" }, "t:no.such is not in"],
  ["a long name", { ...GOOD, name: "x".repeat(26) }, "cut off in the editor"],
])("tells of %s", (_case, schema, message) => {
  block(schema);
  expect(messages().join("\n")).toContain(message);
});

it("tells of too much: blocks, Liquid, locale files", () => {
  for (let index = 0; index < 31; index += 1) block(GOOD, `b${index}`);
  writeFileSync(join(folder, "snippets/long.liquid"), "x".repeat(100 * 1024));
  writeFileSync(join(folder, "locales/en.default.json"), JSON.stringify({ a: "x".repeat(16 * 1024) }));
  writeFileSync(join(folder, "snippets/note.txt"), "");
  expect(messages()).toEqual([
    "Liquid files together are larger than 100 KB.",
    "There are more than 30 blocks.",
    "Files of this kind do not belong here.",
    "The file is larger than 15 KB.",
  ]);
});

it("offers a block only while the app's boolean says so", () => {
  block({ ...GOOD, available_if: "{{ app.metafields.loyalty.on }}" });
  const app = { ...TEST_APP, themeExtensionPath: folder };
  const { runtime, installation } = createTestApi(app);
  const ownerGid = `gid://shopify/AppInstallation/${installation.id}`;
  const at = new Date(0);
  const set = (type: string, value: string) => {
    const metafield = {
      id: 1n,
      ownerGid,
      namespace: "loyalty",
      key: "on",
      type,
      value,
      createdAt: at,
      updatedAt: at,
    };
    runtime.shop.metafields.set(`${ownerGid} loyalty on`, metafield);
    return offeredBlocks(app, runtime.shop).length;
  };
  expect(offeredBlocks(app, runtime.shop)).toEqual([]);
  expect([set("boolean", "false"), set("single_line_text_field", "true"), set("boolean", "true")]).toEqual([
    0, 0, 1,
  ]);
});
