import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDialect } from "./dialect.ts";
import { CollectionDrop } from "../drops/collection.ts";
import { createShop } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import { PAGE } from "./page-state.ts";
import type { PageState } from "./page-state.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "dialect-"));
  for (const name of ["snippets", "locales", "assets"]) mkdirSync(path.join(folder, name));
  writeFileSync(
    path.join(folder, "snippets/hello.liquid"),
    "{% doc %}@param {string} who{% enddoc %}Hi {{ who }}, {{ shop.name }}",
  );
  writeFileSync(path.join(folder, "assets/note.svg"), "<svg/>");
  const texts = {
    plain: "Hello {{ name }} & co",
    bold_html: "<b>{{ name }}</b>",
    points: { one: "{{ count }} point", other: "{{ count }} points" },
    only_default: "from the default",
  };
  writeFileSync(path.join(folder, "locales/en.default.json"), JSON.stringify(texts));
  const polish = {
    points: { one: "{{ count }} punkt", few: "{{ count }} punkty", many: "{{ count }} punktów", other: "x" },
  };
  writeFileSync(path.join(folder, "locales/pl.json"), JSON.stringify(polish));
});
afterAll(() => rmSync(folder, { recursive: true }));

function render(
  source: string,
  globals: object = {},
  options: { currency?: string; locale?: string; host?: "theme" | "extension" } = {},
) {
  const dialect = createDialect({
    folder,
    host: options.host ?? "theme",
    currency: options.currency ?? "GBP",
    locale: options.locale ?? "en",
    assetUrl: (file) => `/cdn/${file}`,
  });
  return dialect.parseAndRender(source, {}, { globals }) as Promise<string>;
}

describe("numbers", () => {
  it.each([
    ["{{ 7 | divided_by: 2 }}", "3"],
    ["{{ -7 | divided_by: 2 }}", "-4"],
    ["{{ 7 | divided_by: 2.0 }}", "3.5"],
    ["{{ 1250 | times: 1 | divided_by: 100 }}", "12"],
    ["{{ 1250 | divided_by: 100.0 | floor }}", "12"],
    ["{{ 1200 | divided_by: 100.0 }}", "12.0"],
    ["{{ 3 | times: 1.0 }}", "3.0"],
    ["{{ '12' | plus: 1 }}", "13"],
    ["{{ 'abc' | plus: 1 }}", "1"],
    ["{{ nil | plus: 1 }}", "1"],
    ["{{ -7 | modulo: 3 }}", "2"],
    ["{{ 4.5 | round }}", "5"],
    ["{{ 4.14159 | round: 2 }}", "4.14"],
    ["{{ 3 | at_least: 5 }}|{{ 3 | at_most: 2 }}|{{ -3 | abs }}", "5|2|3"],
    ["{% assign ten = 20 | divided_by: 2.0 %}{% if ten == 10 and ten > 9 %}yes{% endif %}", "yes"],
  ])("%s prints %s", async (source, expected) => {
    expect(await render(source)).toBe(expected);
  });

  it("says so when a whole number is divided by 0", async () => {
    await expect(render("{{ 1 | divided_by: 0 }}")).rejects.toThrow("divided by 0");
  });
});

describe("money", () => {
  it.each([
    ["GBP", "{{ 123456 | money }}", "£1,234.56"],
    ["GBP", "{{ 1200 | money_without_trailing_zeros }}", "£12"],
    ["EUR", "{{ 1200 | money_with_currency }}", "€12.00 EUR"],
    ["JPY", "{{ 100000 | money }}", "¥1,000"],
    ["GBP", "{{ 123456 | money_without_currency }}", "1,234.56"],
  ])("prints hundredths in %s", async (currency, source, expected) => {
    expect(await render(source, {}, { currency })).toBe(expected);
  });
});

describe("translations", () => {
  it("fills in variables and escapes the text unless its key ends in _html", async () => {
    const globals = { name: "<script>" };
    expect(await render("{{ 'plain' | t: name: name }}", globals)).toBe("Hello &lt;script&gt; &amp; co");
    expect(await render("{{ 'bold_html' | t: name: 'Ada' }}")).toBe("<b>Ada</b>");
  });

  it("takes the plural of the page's language", async () => {
    const source = "{{ 'points' | t: count: 1 }}, {{ 'points' | t: count: 3 }}, {{ 'points' | t: count: 5 }}";
    expect(await render(source)).toBe("1 point, 3 points, 5 points");
    expect(await render(source, {}, { locale: "pl" })).toBe("1 punkt, 3 punkty, 5 punktów");
  });

  it("falls back to the default language, and names a key nobody has", async () => {
    expect(await render("{{ 'only_default' | t }}", {}, { locale: "pl-PL" })).toBe("from the default");
    expect(await render("{{ 'no.such.key' | t }}")).toBe("Translation missing: en.no.such.key");
  });
});

describe("tags", () => {
  it("prints neither schema nor doc, and renders snippets that see globals only", async () => {
    const source =
      "{% assign secret = 1 %}{% schema %}{ \"x\": \"{{ y }}\" }{% endschema %}{% render 'hello', who: 'Ada' %}";
    expect(await render(source, { shop: { name: "S" } })).toBe("Hi Ada, S");
  });

  it("makes forms with the fields the store's handlers expect", async () => {
    const html = await render("{% form 'product', product, class: 'f', return_to: '/x' %}in{% endform %}", {
      product: {},
    });
    expect(html).toContain('<form method="post" action="/cart/add" accept-charset="UTF-8" class="f">');
    expect(html).toContain('name="return_to" value="/x"');
    expect(html).toMatch(/in<\/form>$/);
  });

  it("cuts lists into pages", async () => {
    const shop = createShop("s.myshopify.com", loadEmptyStore(new Date(0)));
    const collection = { ...[...shop.collections.values()][0]!, productIds: [...shop.products.keys()] };
    const reader = { shop, appId: null, market: shop.markets[0]!, locale: "en", now: new Date() };
    const globals = { current_page: 2, collection: new CollectionDrop(reader, collection) };
    const source =
      "{% paginate collection.products by 4 %}{{ paginate.pages }} {{ collection.products.size }} {{ paginate.previous.url }}{% endpaginate %} {{ collection.products.size }}";
    expect(await render(source, globals)).toBe("2 2 /collections/kitchen 6");
  });

  it("lets a page choose no layout, and puts app blocks where the template wants them", async () => {
    const page: PageState = {
      layout: "theme",
      form: null,
      renderAppBlocks: () => Promise.resolve("BLOCKS"),
      renderSection: () => Promise.resolve(null),
    };
    expect(await render("{% layout none %}a{% content_for 'blocks' %}b", { [PAGE]: page })).toBe("aBLOCKSb");
    expect(page.layout).toBeNull();
  });

  it.each(["javascript", "stylesheet", "section 'x'", "sections 'x'", "include 'hello'", "layout none"])(
    "refuses {%% %s %%} in a theme app extension",
    async (tag) => {
      await expect(render(`{% ${tag} %}`, {}, { host: "extension" })).rejects.toThrow("not allowed");
    },
  );

  it("refuses filters and tags that do not exist", async () => {
    await expect(render("{{ 1 | frobnicate }}")).rejects.toThrow("frobnicate");
    await expect(render("{% frobnicate %}")).rejects.toThrow("frobnicate");
  });
});

describe("assets and pictures", () => {
  it.each([
    [
      "{{ 'a.css' | asset_url | stylesheet_tag }}",
      '<link href="/cdn/a.css" rel="stylesheet" type="text/css" media="all">',
    ],
    ["{{ 'note.svg' | inline_asset_content }}", "<svg/>"],
    ["{{ image | image_url: width: 40 }}", "/i.svg?width=40"],
    [
      "{{ image | image_url: width: 40 | image_tag: alt: 'a \"b\"', loading: 'lazy' }}",
      '<img src="/i.svg?width=40" width="40" height="40" alt="a &quot;b&quot;" loading="lazy">',
    ],
    ["{{ 'Children’s Mug & Co' | handleize }}", "childrens-mug-co"],
    [
      "{{ '2026-11-20T12:00:00Z' | time_tag: format: 'date' }}",
      '<time datetime="2026-11-20T12:00:00Z">Nov 20, 2026</time>',
    ],
    ["{{ 9007199254741001 | json }}", "9007199254741000"],
    ["{{ big | json }}{{ big }}", "90071992547410019007199254741001"],
    ["{{ '<b>' | json }}", '"<b>"'],
  ])("%s", async (source, expected) => {
    expect(await render(source, { image: { src: "/i.svg" }, big: 9007199254741001n })).toBe(expected);
  });
});
