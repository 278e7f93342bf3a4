import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOW, startStorefront } from "../test-storefront.ts";
import type { Shopper, TestStorefront } from "../test-storefront.ts";
import { newDiscount } from "#simulator/state/model/discounts.ts";
import type { Product } from "#simulator/state/model.ts";

let storefront: TestStorefront;
let shopper: Shopper;
let mug: Product;
let candle: Product;

beforeEach(async () => {
  storefront = await startStorefront();
  shopper = storefront.newShopper();
  const byHandle = (handle: string) =>
    [...storefront.shop.products.values()].find((one) => one.handle === handle)!;
  mug = byHandle("enamel-mug");
  candle = byHandle("beeswax-candle");
  const discount = newDiscount({
    id: 5n,
    title: "Two off",
    codes: [{ id: 6n, code: "TWO", usageCount: 0, createdAt: NOW }],
    terms: {
      kind: "basic",
      value: { kind: "amount", amount: 200n, onEachItem: false },
      items: { kind: "all" },
    },
    startsAt: new Date(0),
  });
  storefront.shop.discounts.set(discount.id, discount);
});
afterEach(() => storefront.close());

const variantOf = (product: Product) => String(product.variants[0]!.id);
const ADDRESS = {
  email: "new@example.com",
  first_name: "Nia",
  last_name: "Ward",
  address1: "1 High Street",
  city: "Leeds",
  zip: "LS1 1AA",
  country_code: "GB",
};

describe("pages", () => {
  it.each([
    "/",
    "/collections",
    "/collections/all",
    "/collections/kitchen?sort_by=price-descending&page=9",
    "/products/enamel-mug",
    "/search?q=mug",
    "/cart",
    "/account/login",
    "/account/register",
  ])("%s is a page", async (path) => {
    const response = await shopper.get(path);
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain("<h1");
    expect(html).not.toMatch(/Translation missing|\[object Object\]|Liquid error/);
  });

  it("answers 404 with a page for what does not exist, whatever is asked", async () => {
    for (const path of [
      "/nothing",
      "/products/none",
      "/collections/none",
      "/%E0%A4%A",
      "//elsewhere.example/",
      "/products/%E0%A4%A",
      "/checkout/thank-you/1-abc",
      "/cdn/products/none.svg",
    ]) {
      expect((await shopper.get(path)).status).toBe(404);
    }
  });

  it("escapes what a shopper typed", async () => {
    const html = await (await shopper.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")).text();
    expect(html).not.toContain("<script>alert");
  });

  it("draws every product", async () => {
    const response = await shopper.get(mug.imagePath);
    expect(response.headers.get("content-type")).toBe("image/svg+xml");
    expect(await response.text()).toMatch(/^<svg .*<\/svg>$/s);
  });
});

describe("the cart", () => {
  it("adds several by one form", async () => {
    const both = {
      "items[0][id]": variantOf(mug),
      "items[1][id]": variantOf(candle),
      "items[1][quantity]": "2",
    };
    const added = await shopper.post("/cart/add", { ...both, return_to: "/cart?pr=bought_together.1" });
    expect([added.status, added.headers.get("location")]).toEqual([302, "/cart?pr=bought_together.1"]);
    const cart = (await (await shopper.get("/cart.js")).json()) as { items: { quantity: number }[] };
    expect(cart.items.map(({ quantity }) => quantity).toSorted()).toEqual([1, 2]);
    await shopper.get("/cart/clear");
  });

  it("adds, changes and removes by forms alone", async () => {
    const added = await shopper.post("/cart/add", { id: variantOf(mug), quantity: "2" });
    expect([added.status, added.headers.get("location")]).toEqual([302, "/cart"]);
    await shopper.post("/cart/add", { id: variantOf(candle) });
    const html = await (await shopper.get("/cart")).text();
    expect(html).toContain("Enamel Mug");
    expect(html).toContain("£29.00 GBP");
    await shopper.post("/cart/update", {
      [`updates[${variantOf(mug)}]`]: "1",
      [`updates[${variantOf(candle)}]`]: "0",
    });
    expect(await (await shopper.get("/cart")).text()).toContain("£8.50 GBP");
    await shopper.get(`/cart/change?line=1&quantity=0`);
    expect(await (await shopper.get("/cart")).text()).toContain("Your cart is empty");
  });

  it("says what is wrong with a line and keeps the cart", async () => {
    await shopper.post("/cart/add", { id: variantOf(mug) });
    const wrong: Record<string, string>[] = [
      { id: "1" },
      { id: "x" },
      { id: variantOf(mug), quantity: "-1" },
      { id: variantOf(mug), quantity: "1.5" },
    ];
    for (const form of wrong) {
      const response = await shopper.post("/cart/add", form);
      expect(response.status).toBe(422);
      expect(await response.text()).toContain('role="alert"');
    }
    expect(await (await shopper.get("/cart")).text()).toContain("£8.50 GBP");
  });

  it("answers the Ajax API with ids written in full", async () => {
    const response = await shopper.postJson(
      "/cart/add.js",
      `{"items":[{"id":${variantOf(mug)},"quantity":2}]}`,
    );
    expect(await response.text()).toContain(`"variant_id":${variantOf(mug)},`);
    const cart = JSON.parse(await (await shopper.get("/cart.js")).text()) as Record<string, unknown>;
    expect(cart).toMatchObject({ item_count: 2, total_price: 1700, currency: "GBP" });
    await shopper.postJson("/cart/change.js", '{"line":1,"quantity":3}');
    const changed = await shopper.postJson("/cart/update.js", '{"discount":"TWO"}');
    expect(JSON.parse(await changed.text())).toMatchObject({
      item_count: 3,
      total_price: 2350,
      total_discount: 200,
    });
  });

  it("trusts no cookie it did not sign", async () => {
    const response = await storefront.newShopper().get("/cart.js", { Cookie: "_simulator_session=W10.abc" });
    expect(JSON.parse(await response.text())).toMatchObject({ item_count: 0 });
  });

  it("takes a discount link and goes on to a path of this store only", async () => {
    const inside = await shopper.get("/discount/TWO?redirect=/search?q=%C5%82%C3%B3d");
    expect(inside.headers.get("location")).toBe("/search?q=%C5%82%C3%B3d");
    for (const outside of ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"]) {
      const response = await shopper.get(`/discount/TWO?redirect=${encodeURIComponent(outside)}`);
      expect(response.headers.get("location")).toBe("/");
    }
    await shopper.post("/cart/add", { id: variantOf(mug) });
    expect(await (await shopper.get("/cart")).text()).toContain("Discount TWO");
  });
});

describe("the checkout", () => {
  it("places the order of a guest and shows it to nobody who cannot know its address", async () => {
    await shopper.post("/cart/add", { id: variantOf(mug), quantity: "2" });
    const applied = await shopper.post("/checkout", { ...ADDRESS, discount_code: "TWO", apply: "" });
    expect(await applied.text()).toContain("−£2.00");
    const paid = await shopper.post("/checkout", { ...ADDRESS, pay: "" });
    expect(paid.status).toBe(303);
    const [order] = [...storefront.shop.orders.values()];
    expect(order).toMatchObject({ email: "new@example.com", financialStatus: "PAID", subtotal: 1500n });
    expect(order?.shippingAddress).toMatchObject({ lastName: "Ward", country: "United Kingdom" });
    const location = paid.headers.get("location") ?? "";
    expect(await (await shopper.get(location)).text()).toContain("Thank you");
    expect((await shopper.get(`${location}x`)).status).toBe(404);
    expect(await (await shopper.get("/cart")).text()).toContain("Your cart is empty");
  });

  it("asks for what is missing, keeps what is there and orders nothing", async () => {
    await shopper.post("/cart/add", { id: variantOf(mug) });
    const response = await shopper.post("/checkout", { ...ADDRESS, email: "no", city: "", pay: "" });
    expect(response.status).toBe(422);
    const html = await response.text();
    expect(html).toContain("Please enter an e-mail address or a phone number.");
    expect(html).toContain('aria-describedby="field-city-error"');
    expect(html).toContain('value="1 High Street"');
    expect(storefront.shop.orders.size).toBe(0);
  });

  it("explains a code that does not hold, and lets it be removed", async () => {
    await shopper.post("/cart/add", { id: variantOf(mug) });
    const html = await (
      await shopper.post("/checkout", { ...ADDRESS, discount_code: "NOPE", apply: "" })
    ).text();
    expect(html).toContain("NOPE is not a valid discount code.");
    expect(
      await (await shopper.post("/checkout", { ...ADDRESS, remove_discount: "NOPE" })).text(),
    ).not.toContain("NOPE");
  });

  it("sends an empty cart back", async () => {
    expect((await shopper.get("/checkout")).headers.get("location")).toBe("/cart");
  });
});

describe("the account", () => {
  it("sends strangers to log in and brings them back", async () => {
    const first = await shopper.get("/account/orders/1");
    expect(first.headers.get("location")).toBe("/account/login?return_url=%2Faccount%2Forders%2F1");
    const wrong = await shopper.post("/account/login", { "customer[email]": "nobody@example.com" });
    expect(wrong.status).toBe(422);
    const right = await shopper.post("/account/login", {
      "customer[email]": "ADA@example.com",
      return_to: "/cart",
    });
    expect([right.status, right.headers.get("location")]).toEqual([303, "/cart"]);
    expect(await (await shopper.get("/account")).text()).toContain("Ada Marsh");
    await shopper.get("/account/logout");
    expect((await shopper.get("/account")).status).toBe(302);
  });

  it("shows a customer their own orders only", async () => {
    await shopper.post("/account/login", { "customer[email]": "ada@example.com" });
    await shopper.post("/cart/add", { id: variantOf(mug) });
    const html = await (await shopper.get("/checkout")).text();
    expect(html).toContain('value="ada@example.com"');
    await shopper.post("/checkout", { ...ADDRESS, email: "ada@example.com", pay: "" });
    const [order] = [...storefront.shop.orders.values()];
    expect(await (await shopper.get(`/account/orders/${order?.id}`)).text()).toContain("Enamel Mug");
    const other = storefront.newShopper();
    await other.post("/account/login", { "customer[email]": "ben@example.com" });
    expect((await other.get(`/account/orders/${order?.id}`)).status).toBe(404);
  });

  it("registers new customers and refuses addresses that are taken or none", async () => {
    const form = {
      "customer[first_name]": "<b>Zoe",
      "customer[last_name]": "Lund",
      "customer[email]": "zoe@example.com",
    };
    expect((await shopper.post("/account", { ...form, "customer[email]": "ada@example.com" })).status).toBe(
      422,
    );
    expect((await shopper.post("/account", { ...form, "customer[email]": "none" })).status).toBe(422);
    expect((await shopper.post("/account", form)).headers.get("location")).toBe("/account");
    const html = await (await shopper.get("/account")).text();
    expect(html).toContain("&lt;b&gt;Zoe");
    expect([...storefront.shop.customers.values()].filter((one) => one.email === "none")).toEqual([]);
  });
});
