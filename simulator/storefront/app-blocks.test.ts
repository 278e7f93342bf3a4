import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { renderAppBlock } from "./app-blocks.ts";
import { installApp, startStorefront } from "./test-storefront.ts";
import type { TestStorefront } from "./test-storefront.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "extension-"));
  for (const name of ["blocks", "snippets", "locales", "assets"]) mkdirSync(path.join(folder, name));
  block(
    "plain",
    {
      name: "Plain",
      target: "section",
      stylesheet: "b.css",
      javascript: "b.js",
      settings: [
        { type: "text", id: "label", default: "Points" },
        { type: "range", id: "size", default: 3 },
        { type: "text", id: "empty" },
      ],
    },
    "{{ block.settings.label }} {{ block.settings.size }}[{{ block.settings.empty }}] {{ 'hi' | t }} {% render 'part' %} {{ 'b.css' | asset_url }}",
  );
  block("products-only", { name: "P", target: "section", enabled_on: { templates: ["product"] } }, "P");
  block("switched", { name: "S", target: "section", available_if: "{{ app.metafields.loyalty.on }}" }, "S");
  block("embed", { name: "E", target: "body" }, "{{ customer.first_name | default: 'nobody' }}");
  block("bad", { name: "B", target: "section" }, "{% section 'x' %}");
  writeFileSync(path.join(folder, "snippets/part.liquid"), "part");
  writeFileSync(path.join(folder, "locales/en.default.json"), '{"hi":"Hi"}');
  writeFileSync(path.join(folder, "locales/de.json"), '{"hi":"Hallo"}');
  writeFileSync(path.join(folder, "assets/b.css"), "a{}".repeat(400));
  writeFileSync(path.join(folder, "assets/b.js"), "1");
});
afterAll(() => rmSync(folder, { recursive: true }));

function block(handle: string, schema: object, body: string): void {
  const source = `${body}{% schema %}${JSON.stringify(schema)}{% endschema %}`;
  writeFileSync(path.join(folder, `blocks/${handle}.liquid`), source);
}

function render(
  blockHandle: string,
  options: { settings?: Record<string, string>; template?: string; locale?: string; on?: boolean } = {},
) {
  return renderAppBlock({
    extension: { path: folder, uid: "uid-1" },
    placement: { blockHandle, target: "product", enabled: true, settings: options.settings ?? {} },
    template: options.template ?? "product",
    locale: options.locale ?? "en",
    currency: "GBP",
    globals: { app: { metafields: { loyalty: { on: { type: "boolean", value: options.on ?? true } } } } },
  });
}

describe("a block", () => {
  it("has its settings with their defaults, the extension's snippets, texts and assets, in Shopify's wrapper", async () => {
    const rendered = await render("plain", { settings: { label: "Stars" } });
    expect(rendered?.html).toMatch(
      /^<div id="shopify-block-\w+" class="shopify-block shopify-app-block" data-block-handle="plain">Stars 3\[\] Hi part \/cdn\/extensions\/uid-1\/assets\/b\.css\?v=\w+<\/div>$/,
    );
    expect(rendered?.stylesheet).toMatch(/^\/cdn\/extensions\/uid-1\/assets\/b\.css\?v=/);
    expect(rendered?.javascript).toMatch(/b\.js\?v=/);
    expect((await render("plain", { locale: "de" }))?.html).toContain("Hallo");
  });

  it("shows only on the templates it is enabled on", async () => {
    expect(await render("products-only")).not.toBeNull();
    expect(await render("products-only", { template: "index" })).toBeNull();
  });

  it("hides while the boolean of available_if is not true", async () => {
    expect(await render("switched")).not.toBeNull();
    expect(await render("switched", { on: false })).toBeNull();
  });
});

describe("a block's particulars", () => {
  it("are its own class and tag, and a mark for the theme editor", async () => {
    block(
      "own",
      { name: "O", target: "section", class: "mine", tag: "aside" },
      "<i {{ block.shopify_attributes }}>",
    );
    const globals = { request: { design_mode: true } };
    const placement = { blockHandle: "own", target: "product", enabled: true, settings: {} };
    const scene = {
      extension: { path: folder, uid: "u" },
      template: "product",
      locale: "en",
      currency: "GBP",
    };
    const inEditor = await renderAppBlock({ ...scene, placement, globals });
    expect(inEditor?.html).toMatch(/^<aside id="[^"]+" class="shopify-block shopify-app-block mine"/);
    expect(inEditor?.html).toContain("data-shopify-editor-block=");
    expect((await renderAppBlock({ ...scene, placement, globals: {} }))?.html).toContain("<i >");
  });

  it("let it stand in a section group only where it names it", async () => {
    block("foot", { name: "F", target: "section", enabled_on: { groups: ["footer"] } }, "F");
    const at = (target: string) =>
      renderAppBlock({
        extension: { path: folder, uid: "u" },
        placement: { blockHandle: "foot", target, enabled: true, settings: {} },
        template: "product",
        locale: "en",
        currency: "GBP",
        globals: {},
      });
    expect(await at("group:footer")).not.toBeNull();
    expect([await at("group:header"), await at("product")]).toEqual([null, null]);
  });

  it("fill a product setting with the page's product, or with the one the merchant chose", async () => {
    const settings = [{ type: "product", id: "item", autofill: true }];
    block("shown", { name: "S", target: "section", settings }, "{{ block.settings.item.title }}");
    const storefront = await startStorefront({ themeExtensionPath: folder, themeExtensionUid: "u" });
    installApp(storefront);
    const place = (target: string, chosen: Record<string, string>) =>
      void storefront.shop.blocks.push({ blockHandle: "shown", target, enabled: true, settings: chosen });
    place("product", {});
    place("index", { item: "wool-blanket" });
    const shopper = storefront.newShopper();
    expect(await (await shopper.get("/products/enamel-mug")).text()).toContain(
      'data-block-handle="shown">Enamel Mug<',
    );
    expect(await (await shopper.get("/")).text()).toContain('data-block-handle="shown">Wool Blanket<');
    await storefront.close();
  });
});

describe("placed blocks", () => {
  let storefront: TestStorefront;
  beforeEach(async () => {
    storefront = await startStorefront({ themeExtensionPath: folder, themeExtensionUid: "uid-1" });
    const place = (blockHandle: string, target: string, enabled = true) => ({
      blockHandle,
      target,
      enabled,
      settings: {},
    });
    storefront.shop.blocks = [
      place("plain", "product"),
      place("plain", "product"),
      place("embed", "body"),
      place("bad", "collection"),
      place("plain", "index", false),
    ];
  });
  afterEach(() => storefront.close());

  it("stand in the template and before the end of the body, with their files in the head once", async () => {
    installApp(storefront);
    const html = await (await storefront.newShopper().get("/products/enamel-mug")).text();
    expect(html.match(/Points 3\[\] Hi/g)).toHaveLength(2);
    expect(html.match(/<link href="\/cdn\/extensions\/uid-1\/assets\/b\.css/g)).toHaveLength(1);
    expect(html).toMatch(/<script src="[^"]*b\.js\?v=\w+" async><\/script>/);
    expect(html).toMatch(
      /<div id="shopify-block-\w+" class="shopify-block shopify-app-block" data-block-handle="embed">nobody<\/div><\/body>/,
    );
  });

  it("are gone while the app is not installed, and stay off when switched off", async () => {
    const shopper = storefront.newShopper();
    expect(await (await shopper.get("/products/enamel-mug")).text()).not.toContain("shopify-app-block");
    installApp(storefront);
    expect(await (await shopper.get("/")).text()).not.toContain("Points 3");
  });

  it("that Shopify would refuse show their error and leave the page alone", async () => {
    installApp(storefront);
    const response = await storefront.newShopper().get("/collections/kitchen");
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("Liquid error (blocks/bad)");
    expect(storefront.log.map((line) => line["event"])).toContain("liquid.block_failed");
  });

  it("have their assets served compressed and for long", async () => {
    const response = await fetch(`${storefront.url}/cdn/extensions/uid-1/assets/b.css`, {
      headers: { "Accept-Encoding": "gzip" },
    });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(await response.text()).toContain("a{}");
    expect(
      (await fetch(`${storefront.url}/cdn/extensions/uid-1/assets/..%2Fblocks%2Fplain.liquid`)).status,
    ).toBe(404);
    expect((await fetch(`${storefront.url}/cdn/extensions/other/assets/b.css`)).status).toBe(404);
  });
});
