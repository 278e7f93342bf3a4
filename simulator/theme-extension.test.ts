import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { themeExtensionInfo } from "#simulator/app-bridge/theme-extension-info.ts";
import { createTestStore, TEST_APP } from "#simulator/test-store.ts";
import { readThemeBlocks } from "./theme-extension.ts";

function extension(): string {
  const folder = mkdtempSync(join(tmpdir(), "theme-extension-"));
  mkdirSync(join(folder, "blocks"));
  mkdirSync(join(folder, "locales"));
  const schema = (value: object): string => `<p></p>{% schema %}${JSON.stringify(value)}{% endschema %}`;
  writeFileSync(
    join(folder, "blocks", "balance.liquid"),
    schema({
      name: "t:balance.name",
      target: "section",
      enabled_on: { templates: ["product"] },
      settings: [
        { type: "checkbox", id: "on", label: "t:balance.on", default: true },
        { type: "header", content: "t:balance.name" },
        { type: "select", id: "at", options: [{ value: "end", label: "t:balance.end" }] },
      ],
    }),
  );
  writeFileSync(join(folder, "blocks", "launcher.liquid"), schema({ name: "Launcher", target: "body" }));
  writeFileSync(
    join(folder, "locales", "en.default.schema.json"),
    JSON.stringify({ balance: { name: "Balance", on: "Show", end: "Right" } }),
  );
  return folder;
}

it("reads name, target, templates, defaults and worded settings from the schema", () => {
  expect(readThemeBlocks(extension())).toEqual([
    {
      handle: "balance",
      name: "Balance",
      target: "section",
      templates: ["product"],
      defaults: { on: true },
      settings: [
        { type: "checkbox", id: "on", label: "Show", default: true },
        { type: "header", content: "Balance" },
        { type: "select", id: "at", options: [{ value: "end", label: "Right" }] },
      ],
    },
    { handle: "launcher", name: "Launcher", target: "body", templates: null, defaults: {}, settings: [] },
  ]);
});

it("tells App Bridge which blocks are on", () => {
  const { shop } = createTestStore();
  const app = { ...TEST_APP, themeExtensionPath: extension() };
  shop.blocks = [
    { blockHandle: "balance", target: "product", enabled: true, settings: {} },
    { blockHandle: "launcher", target: "body", enabled: false, settings: {} },
  ];
  const [info] = themeExtensionInfo(app, shop);
  expect(info).toMatchObject({
    type: "theme_app_extension",
    activations: [
      {
        handle: "balance",
        target: "section",
        status: "active",
        activations: [{ target: "template--product/main/test_app_balance" }],
      },
      { handle: "launcher", target: "body", status: "available", activations: [] },
    ],
  });
});

it("has nothing to say without an extension", () => {
  expect(themeExtensionInfo(TEST_APP, createTestStore().shop)).toEqual([]);
});
