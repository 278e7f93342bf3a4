import { Liquid } from "liquidjs";
import { beforeEach, expect, it } from "vitest";
import { createShop } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import type { Metafield, ShopState } from "#simulator/state/model.ts";
import { MetafieldsDrop } from "./metafields.ts";

const OWNER = "gid://shopify/Customer/7";
const AT = new Date(0);
let shop: ShopState;

beforeEach(() => {
  shop = createShop("s.myshopify.com", loadEmptyStore(AT));
});

function set(namespace: string, key: string, type: string, value: string, ownerGid = OWNER): void {
  const metafield: Metafield = {
    id: 1n,
    ownerGid,
    namespace,
    key,
    type,
    value,
    createdAt: AT,
    updatedAt: AT,
  };
  shop.metafields.set(`${ownerGid} ${namespace} ${key}`, metafield);
}

async function render(source: string, appId: bigint | null): Promise<string> {
  const reader = { shop, appId };
  const customer = { metafields: new MetafieldsDrop(reader, OWNER) };
  return String(await new Liquid().parseAndRender(source, { customer }));
}

it("prints a metafield's value, and gives its parsed value and type", async () => {
  set("custom", "size", "number_integer", "5");
  set("custom", "on", "boolean", "false");
  set("custom", "data", "json", '{"a":[1,2]}');
  const size = "customer.metafields.custom.size";
  expect(
    await render(`{{ ${size} }} {{ ${size}.type }} {% if ${size}.value > 4 %}big{% endif %}`, null),
  ).toBe("5 number_integer big");
  expect(await render("{{ customer.metafields.custom.on.value }}", null)).toBe("false");
  expect(
    await render(
      "{{ customer.metafields.custom.data.value.a.last }}{{ customer.metafields.custom.data }}",
      null,
    ),
  ).toBe('2{"a":[1,2]}');
});

it("is nothing where there is none", async () => {
  expect(await render("[{{ customer.metafields.no.such.value }}]", null)).toBe("[]");
  expect(await render("{% if customer.metafields.no.such == blank %}blank{% endif %}", null)).toBe("blank");
});

it("resolves $app in the app's own extension only", async () => {
  set("app--42--loyalty", "points", "number_integer", "12");
  set("app--42", "tier", "single_line_text_field", "gold");
  expect(await render("{{ customer.metafields['$app:loyalty'].points.value }}", 42n)).toBe("12");
  expect(await render("{{ customer.metafields['$app:loyalty'].points }}", null)).toBe("");
  expect(await render("{{ customer.metafields['$app:loyalty'].points }}", 43n)).toBe("");
  expect(await render("{{ customer.metafields['app--42--loyalty'].points }}", null)).toBe("12");
});

it("shows what an app owns whatever its definition says about the storefront", async () => {
  set("app--42--loyalty", "points", "number_integer", "12");
  expect(await render("[{{ customer.metafields['$app:loyalty'].points }}]", 42n)).toBe("[12]");
  expect(await render("[{{ customer.metafields['app--42--loyalty'].points }}]", null)).toBe("[12]");
});
