import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { check, Severity } from "@shopify/theme-check-node";
import { describe, expect, it, vi } from "vitest";
import {
  checkBlockSchemas,
  checkContrast,
  checkLayout,
  checkLoading,
  checkSizes,
  contrastRatio,
} from "./theme-extension-checks.ts";
import { readExtension, STOREFRONT_EXTENSION } from "./theme-extension-files.ts";
import type { ExtensionFiles } from "./theme-extension-files.ts";
import { checkLocales, checkSchemaLocales, checkTranslationUses } from "./theme-extension-locale-checks.ts";

// theme-check first asks the network for newer rules and then for a cache of them; neither is there, so it uses the
// rules it came with, the same on every machine. It reads these when it is imported.
vi.hoisted(() => {
  process.env.SHOPIFY_TLD_ROOT = "/nowhere";
  process.env.XDG_CACHE_HOME = "/nowhere";
});

const extension = readExtension(STOREFRONT_EXTENSION);

/** A small extension without fault, with `changes` made to it; undefined removes a file. */
function sample(changes: Record<string, string | undefined>): ExtensionFiles {
  const files: Record<string, string | undefined> = {
    "shopify.extension.toml": `name = "Sample"\ntype = "theme"\nuid = "0f6c4c5e-8a43-4a36-9d3c-6f1a2b3c4d5e"\n`,
    "blocks/sample.liquid": block({}),
    "locales/en.default.json": JSON.stringify({ greeting: "Hello, {{ name }}" }),
    "locales/en.default.schema.json": JSON.stringify({ name: "Sample" }),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(files).filter((file): file is [string, string] => file[1] !== undefined),
  );
}

function block(schema: object): string {
  const complete = { name: "t:name", target: "section", settings: [], ...schema };
  return `<p>{{ 'greeting' | t: name: shop.name | escape_once }}</p>
{% schema %}
${JSON.stringify(complete, null, 2)}
{% endschema %}
`;
}

function blockWithSettings(...settings: object[]): Record<string, string> {
  return { "blocks/sample.liquid": block({ settings }) };
}

async function themeCheck(folder: string): Promise<string[]> {
  const offenses = await check(folder, "theme-check:theme-app-extension");
  return offenses.map(
    ({ check: code, severity, uri, message }) => `${Severity[severity]} ${code} ${uri}: ${message}`,
  );
}

describe("theme-check", () => {
  it("has nothing to say about the storefront extension", async () => {
    expect(await themeCheck(STOREFRONT_EXTENSION)).toEqual([]);
  });

  it("complains about a bad sample", async () => {
    const folder = mkdtempSync(join(tmpdir(), "perennial-theme-check-"));
    const files = sample({ "blocks/sample.liquid": "{% include 'absent' %}{{ 'absent' | t }}" });
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const offenses = (await themeCheck(folder)).join("\n");
    rmSync(folder, { recursive: true });
    for (const code of ["AppBlockValidTags", "AppBlockMissingSchema", "TranslationKeyExists"])
      expect(offenses).toContain(code);
  });
});

const CHECKS = {
  checkLayout,
  checkBlockSchemas,
  checkSizes,
  checkLoading,
  checkContrast,
  checkLocales,
  checkTranslationUses,
  checkSchemaLocales,
};

describe.each(Object.entries(CHECKS))("%s", (_name, run) => {
  it("has nothing to say about the storefront extension", () => {
    expect(run(extension)).toEqual([]);
  });

  it("has nothing to say about a sample without fault", () => {
    expect(run(sample({}))).toEqual([]);
  });
});

const range = { type: "range", id: "size", label: "t:name", min: 0, max: 10, step: 2, default: 4 };
const long = "x".repeat(60_000);

/** A change that spoils the sample, and what the check must say about it. */
const FAULTS: [keyof typeof CHECKS, string, Record<string, string | undefined>, RegExp][] = [
  ["checkLayout", "a folder in a folder", { "assets/icons/star.svg": "<svg/>" }, /takes no such file/],
  ["checkLayout", "a file type that is not taken", { "assets/launcher.ts": "" }, /takes no such file/],
  ["checkLayout", "no manifest", { "shopify.extension.toml": undefined }, /missing/],
  [
    "checkLayout",
    "another type",
    { "shopify.extension.toml": `name="x"\ntype="ui_extension"\nuid="1"` },
    /expected theme/,
  ],
  ["checkBlockSchemas", "no schema", { "blocks/sample.liquid": "<p></p>" }, /no schema/],
  [
    "checkBlockSchemas",
    "broken JSON",
    { "blocks/sample.liquid": "{% schema %}{,}{% endschema %}" },
    /no JSON/,
  ],
  [
    "checkBlockSchemas",
    "an unknown target",
    { "blocks/sample.liquid": block({ target: "footer" }) },
    /target is "footer"/,
  ],
  [
    "checkBlockSchemas",
    "a long name",
    { "blocks/sample.liquid": block({ name: "x".repeat(26) }) },
    /longer than 25/,
  ],
  [
    "checkBlockSchemas",
    "a missing script",
    { "blocks/sample.liquid": block({ javascript: "a.js" }) },
    /a\.js is not/,
  ],
  [
    "checkBlockSchemas",
    "an unknown setting type",
    blockWithSettings({ type: "slider", id: "a", label: "b" }),
    /allowed values/,
  ],
  ["checkBlockSchemas", "a setting without label", blockWithSettings({ type: "text", id: "a" }), /label/],
  ["checkBlockSchemas", "an id twice", blockWithSettings(range, range), /size is used twice/],
  [
    "checkBlockSchemas",
    "a default outside its range",
    blockWithSettings({ ...range, default: 12 }),
    /outside 0 to 10/,
  ],
  [
    "checkBlockSchemas",
    "a default between two steps",
    blockWithSettings({ ...range, default: 3 }),
    /on no step/,
  ],
  ["checkBlockSchemas", "too many steps", blockWithSettings({ ...range, max: 1000 }), /501 steps/],
  [
    "checkBlockSchemas",
    "a default that is no option",
    blockWithSettings({
      type: "select",
      id: "a",
      label: "b",
      default: "z",
      options: [{ value: "y", label: "c" }],
    }),
    /"z" is no option/,
  ],
  ["checkSizes", "much Liquid", { "snippets/long.liquid": long }, /Liquid: \d+ B/],
  ["checkSizes", "a second script", { "assets/balance.js": "" }, /only the launcher/],
  ["checkSizes", "a large script", { "assets/launcher.js": long }, /more than 10000 B/],
  ["checkSizes", "a large style", { "assets/sample.css": long + long }, /more than 100000 B/],
  ["checkLoading", "an inline script", { "snippets/a.liquid": "<script>1</script>" }, /inline script/],
  ["checkLoading", "an event attribute", { "snippets/a.liquid": `<a onclick="x()">` }, /event attribute/],
  ["checkLoading", "an image", { "snippets/a.liquid": `<img src="/a.png">` }, /makes a request/],
  [
    "checkLoading",
    "another host",
    { "assets/launcher.js": `fetch("https://cdn.example.com")` },
    /another host/,
  ],
  ["checkLoading", "an imported style", { "assets/a.css": `@import "b.css"` }, /from a stylesheet/],
  [
    "checkContrast",
    "pale text",
    blockWithSettings(
      { type: "color", id: "text_color", label: "a", default: "#cccccc" },
      { type: "color", id: "background_color", label: "b", default: "#ffffff" },
    ),
    /contrast 1\.61/,
  ],
  ["checkLocales", "a missing key", { "locales/de.json": "{}" }, /greeting is missing/],
  ["checkLocales", "an empty text", { "locales/de.json": `{"greeting":""}` }, /greeting is empty/],
  [
    "checkLocales",
    "a key too many",
    { "locales/de.json": `{"greeting":"Hallo {{ name }}","b":"c"}` },
    /one too many/,
  ],
  [
    "checkLocales",
    "another placeholder",
    { "locales/de.json": `{"greeting":"Hallo {{ nme }}"}` },
    /"nme", expected "name"/,
  ],
  ["checkLocales", "broken JSON", { "locales/de.json": "{" }, /no JSON object/],
  ["checkLocales", "a large file", { "locales/de.json": JSON.stringify({ greeting: long }) }, /of 15000 B/],
  ["checkLocales", "no default", { "locales/en.default.json": undefined }, /no default/],
  [
    "checkLocales",
    "wrong plural forms",
    {
      "locales/en.default.json": `{"points":{"one":"{{ n }} point","other":"{{ n }} points"}}`,
      "locales/ar.json": `{"points":{"one":"نقطة","other":"{{ n }} نقطة"}}`,
    },
    /ar needs few, many, one, other, two, zero/,
  ],
  [
    "checkTranslationUses",
    "an unknown key",
    { "snippets/a.liquid": "{{ 'absent' | t }}" },
    /absent is in no locale/,
  ],
  [
    "checkTranslationUses",
    "a key nobody uses",
    { "locales/en.default.json": `{"greeting":"{{ name }}","b":"c"}` },
    /b is used nowhere/,
  ],
  [
    "checkTranslationUses",
    "a missing argument",
    { "snippets/a.liquid": "{{ 'greeting' | t }}" },
    /argument name/,
  ],
  [
    "checkTranslationUses",
    "an unescaped argument",
    { "snippets/a.liquid": "{{ 'greeting' | t: name: 'x' }}" },
    /not escaped/,
  ],
  ["checkSchemaLocales", "a missing text", { "locales/de.schema.json": "{}" }, /name is missing/],
  [
    "checkSchemaLocales",
    "a long translated name",
    { "locales/de.schema.json": JSON.stringify({ name: "x".repeat(26) }) },
    /longer than 25/,
  ],
  [
    "checkSchemaLocales",
    "a text nobody uses",
    { "locales/de.schema.json": `{"name":"A","b":"c"}` },
    /b is one too many/,
  ],
];

describe("the checks complain about", () => {
  it.each(FAULTS)("%s: %s", (name, _fault, changes, complaint) => {
    expect(CHECKS[name](sample(changes)).join("\n")).toMatch(complaint);
  });

  it("each check has a fault to find", () => {
    expect(new Set(FAULTS.map(([name]) => name))).toEqual(new Set(Object.keys(CHECKS)));
  });
});

it("contrast is computed as WCAG defines it", () => {
  expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrastRatio("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});
