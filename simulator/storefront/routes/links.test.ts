import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Product } from "#simulator/state/model.ts";
import { newDiscount } from "#simulator/state/model/discounts.ts";
import { recoveryUrl } from "#simulator/webhooks/checkout-payloads.ts";
import { NOW, sellAbroad, startStorefront } from "../test-storefront.ts";
import type { Shopper, TestStorefront } from "../test-storefront.ts";

let storefront: TestStorefront;
let shopper: Shopper;
let mug: Product;
let candle: Product;

beforeEach(async () => {
  storefront = await startStorefront();
  shopper = storefront.newShopper();
  const byHandle = (handle: string) =>
    [...storefront.shop.products.values()].find((one) => one.handle === handle)!;
  [mug, candle] = [byHandle("enamel-mug"), byHandle("beeswax-candle")];
  for (const [index, code] of ["TWO", "ONE"].entries()) {
    const discount = newDiscount({
      id: BigInt(5 + index),
      title: code,
      codes: [{ id: BigInt(16 + index), code, usageCount: 0, createdAt: NOW }],
      terms: {
        kind: "basic",
        value: { kind: "amount", amount: BigInt(200 - 100 * index), onEachItem: false },
        items: { kind: "all" },
      },
      combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
      startsAt: new Date(0),
    });
    storefront.shop.discounts.set(discount.id, discount);
  }
});
afterEach(() => storefront.close());

const variantOf = (product: Product) => String(product.variants[0]!.id);
const cart = async () => JSON.parse(await (await shopper.get("/cart.js")).text()) as Record<string, unknown>;
const json = async (path: string) => {
  const response = await shopper.get(path);
  return { status: response.status, json: JSON.parse(await response.text()) as Record<string, never> };
};

it("a discount link keeps several codes, for the cart that comes later too", async () => {
  const response = await shopper.get("/discount/TWO,ONE?redirect=/collections/all");
  expect(response.headers.get("location")).toBe("/collections/all");
  await shopper.post("/cart/add", { id: variantOf(mug) });
  expect(await cart()).toMatchObject({
    total_discount: 300,
    discount_codes: [
      { code: "TWO", applicable: true },
      { code: "ONE", applicable: true },
    ],
  });
});

describe("a cart permalink", () => {
  it("begins a fresh checkout with exactly its lines, code, note and contact", async () => {
    await shopper.post("/cart/add", { id: variantOf(mug), quantity: "9" });
    const properties = Buffer.from('{"Engraving":"A"}').toString("base64url");
    const query = `discount=TWO&note=Soon&attributes[campaign]=may&properties=${properties}&checkout[email]=zoe%40example.com&checkout[shipping_address][city]=York`;
    const answer = await shopper.get(`/cart/${variantOf(candle)}:2?${query}`);
    const html = await (await shopper.get(answer.headers.get("location") ?? "")).text();
    for (const text of ['value="zoe@example.com"', 'value="York"', "Discount TWO", "Engraving", "£24.00"]) {
      expect(html).toContain(text);
    }
    expect(html).not.toContain("Enamel Mug");
    const [checkout] = [...storefront.shop.checkouts.values()];
    expect(checkout).toMatchObject({
      note: "Soon",
      attributes: { campaign: "may" },
      email: "zoe@example.com",
    });
  });

  it("with storefront=true leads to the cart", async () => {
    const answer = await shopper.get(`/cart/${variantOf(candle)}:1,${variantOf(mug)}:2?storefront=true`);
    expect(answer.headers.get("location")).toBe("/cart");
    expect(await cart()).toMatchObject({ item_count: 3 });
  });
});

it("an abandoned checkout is found again with its lines and contact, once its key is right", async () => {
  await shopper.post("/cart/add", { id: variantOf(mug), quantity: "2" });
  await shopper.get("/checkout");
  await shopper.post("/checkout", { email: "zoe@example.com", last_name: "Lund", city: "York", update: "" });
  const [checkout] = [...storefront.shop.checkouts.values()];
  storefront.shop.carts.clear();
  const link = new URL(recoveryUrl(storefront.shop, checkout!));
  const other = storefront.newShopper();
  expect((await other.get(`${link.pathname}?key=wrong`)).status).toBe(404);
  expect((await other.get(`${link.pathname}${link.search}&discount=ONE`)).headers.get("location")).toBe(
    "/checkout",
  );
  const html = await (await other.get("/checkout")).text();
  for (const text of ['value="zoe@example.com"', 'value="York"', "Discount ONE", "£17.00"])
    expect(html).toContain(text);
  expect(storefront.shop.checkouts.size).toBe(1);
});

describe("recommendations", () => {
  const path = (query: string) => `/recommendations/products.json?${query}`;
  it.each([
    ["", 422, "A product_id value is missing"],
    ["product_id=1", 404, "No product with id 1 is published in the online store"],
    ["product_id=1&intent=x", 422, "The intent parameter must be one of related, complementary"],
  ])("%o is refused in Shopify's words", async (query, status, description) => {
    expect(await json(path(query))).toMatchObject({ status, json: { status, description } });
  });

  it("are the merchant's choice first, then what is bought together, then the same collection", async () => {
    const { shop, context } = storefront;
    const [towel, blanket] = ["linen-tea-towel", "wool-blanket"].map((handle) =>
      [...shop.products.values()].find((one) => one.handle === handle)!,
    );
    const lines = [mug, blanket!].map((each) => ({ variantId: each.variants[0]!.id, quantity: 1 }));
    context.commands.placeOrder({ customerId: null, email: "a@example.com", lines });
    const handles = async (intent: string) => {
      const answer = await json(path(`product_id=${mug.id}&intent=${intent}&limit=3`));
      return (answer.json["products"] as unknown as { handle: string }[]).map(({ handle }) => handle);
    };
    expect(await handles("complementary")).toEqual([]);
    for (const key of ["related_products", "complementary_products"]) {
      const ownerGid = `gid://shopify/Product/${mug.id}`;
      const namespace = "shopify--discovery--product_recommendation";
      const value = JSON.stringify([`gid://shopify/Product/${candle.id}`]);
      const type = "list.product_reference";
      const metafield = { id: 1n, ownerGid, namespace, key, type, value, createdAt: NOW, updatedAt: NOW };
      shop.metafields.set(`${ownerGid} ${namespace} ${key}`, metafield);
    }
    expect(await handles("complementary")).toEqual(["beeswax-candle"]);
    expect(await handles("related")).toEqual(["beeswax-candle", "wool-blanket", towel!.handle]);
    const section = await shopper.get(
      `/recommendations/products?product_id=${mug.id}&section_id=product-recommendations`,
    );
    expect(await section.text()).toContain("Beeswax Candle");
    expect((await shopper.get(`/recommendations/products?product_id=${mug.id}&section_id=x`)).status).toBe(
      404,
    );
  });
});

it("suggests what is typed, with prices as decimals and errors as texts", async () => {
  const found = await json("/search/suggest.json?q=mu&resources[type]=query,product&resources[limit]=4");
  expect(found.json).toMatchObject({
    resources: {
      results: {
        queries: [{ text: "mug" }],
        products: [{ title: "Enamel Mug", price: "8.50", compare_at_price_min: "0.00" }],
      },
    },
  });
  const refused = await json("/search/suggest.json?q=mu&resources[limit]=11");
  expect(refused).toMatchObject({ status: 422, json: { status: "422", message: "Invalid parameter error" } });
});

it("writes a product as JSON, with ids in full", async () => {
  const text = await (await shopper.get("/products/enamel-mug.js")).text();
  expect(text).toContain(`"id":${mug.id},`);
  expect(JSON.parse(text)).toMatchObject({
    price: 850,
    available: true,
    options: [{ name: "Title", position: 1 }],
  });
  expect((await json("/products/enamel-mug.json")).json).toMatchObject({
    product: { variants: [{ price: "8.50" }] },
  });
});

describe("another country and language", () => {
  it("changes prices, texts, addresses and what the order says", async () => {
    sellAbroad(storefront);
    const gid = `gid://shopify/Product/${mug.id}`;
    storefront.shop.translations.set(gid, { de: { product_type: "Küche" } });
    const chosen = await shopper.post("/localization", {
      country_code: "DE",
      locale_code: "de",
      return_to: "/cart",
    });
    expect(chosen.headers.get("location")).toBe("/de/cart");
    const html = await (await shopper.get("/de/products/enamel-mug")).text();
    for (const text of ['<html lang="de">', "€10.20", "In den Warenkorb", "Küche", 'action="/de/cart/add"']) {
      expect(html).toContain(text);
    }
    expect(html).toContain(`hreflang="en" href="${storefront.url}/products/enamel-mug"`);
    await shopper.post("/de/cart/add", { id: variantOf(mug), quantity: "2" });
    const paid = await shopper.post("/de/checkout", {
      email: "new@example.com",
      last_name: "Ward",
      address1: "Hauptstr. 1",
      city: "Köln",
      zip: "50667",
      country_code: "DE",
      pay: "",
    });
    const [order] = [...storefront.shop.orders.values()];
    expect(order).toMatchObject({
      customerLocale: "de",
      presentment: { currency: "EUR", rate: 1.2 },
      subtotal: 1700n,
    });
    // 2 × £8.50 + £3.95 = £20.95 = €25.14
    expect(await (await shopper.get(paid.headers.get("location") ?? "")).text()).toContain("€25.14 EUR");
  });

  it("that the store does not have is neither a language nor a country", async () => {
    expect((await shopper.get("/de/products/enamel-mug")).status).toBe(404);
    await shopper.post("/localization", { country_code: "DE", return_to: "//evil.example" });
    expect(await cart()).toMatchObject({ currency: "GBP" });
  });
});
