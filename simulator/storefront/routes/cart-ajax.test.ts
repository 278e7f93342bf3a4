import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Variant } from "#simulator/state/model.ts";
import { sellAbroad, startStorefront } from "../test-storefront.ts";
import type { Shopper, TestStorefront } from "../test-storefront.ts";

let storefront: TestStorefront;
let shopper: Shopper;
let mug: Variant;
let candle: Variant;

beforeEach(async () => {
  storefront = await startStorefront();
  shopper = storefront.newShopper();
  const variantOf = (handle: string) =>
    [...storefront.shop.products.values()].find((one) => one.handle === handle)!.variants[0]!;
  [mug, candle] = [variantOf("enamel-mug"), variantOf("beeswax-candle")];
});
afterEach(() => storefront.close());

type Json = Record<string, unknown>;

async function send(path: string, body: unknown): Promise<{ status: number; json: Json }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await shopper.postJson(path, text);
  return { status: response.status, json: JSON.parse(await response.text()) as Json };
}
const cart = async (): Promise<Json & { items: Json[] }> =>
  JSON.parse(await (await shopper.get("/cart.js")).text()) as Json & { items: Json[] };
const add = (item: Json) => send("/cart/add.js", item);
const id = (variant: Variant) => String(variant.id);

describe("refusals have Shopify's status and words", () => {
  it.each([
    [
      "/cart/add.js",
      { id: "1" },
      404,
      { status: 404, message: "Cart Error", description: "Cannot find variant" },
    ],
    [
      "/cart/update.js",
      { updates: { "1": 2 } },
      404,
      { message: "Cart Error", description: "Cannot find variant" },
    ],
    [
      "/cart/change.js",
      { quantity: 1 },
      400,
      { status: "bad_request", description: "no valid id or line parameter" },
    ],
    ["/cart/change.js", { line: 9, quantity: 1 }, 400, { status: "bad_request" }],
    ["/cart/add.js", "{nonsense", 400, { status: "bad_request" }],
  ])("%s %o", async (path, body, status, answer) => {
    expect(await send(path, body)).toMatchObject({ status, json: answer });
  });

  it("nothing left, too few left, and a selling plan, which is not modelled", async () => {
    Object.assign(mug, { inventoryPolicy: "DENY", inventoryQuantity: 0 });
    Object.assign(candle, { inventoryPolicy: "DENY", inventoryQuantity: 2 });
    const soldOut = "The product 'Enamel Mug' is already sold out.";
    expect(await add({ id: id(mug) })).toMatchObject({ status: 422, json: { description: soldOut } });
    expect((await add({ id: id(candle), quantity: 2 })).status).toBe(200);
    const noMore = "You can't add more Beeswax Candle to the cart.";
    expect(await add({ id: id(candle) })).toMatchObject({ status: 422, json: { description: noMore } });
    expect((await add({ id: id(candle), selling_plan: 5 })).json["description"]).toContain("selling plans");
    // Lines that are in the cart are not checked against stock by update.js.
    expect((await send("/cart/update.js", { updates: [5] })).json).toMatchObject({ item_count: 5 });
  });

  it("drafts and products that are not published", async () => {
    for (const change of [{ status: "DRAFT" }, { status: "ACTIVE", publishedAt: null }]) {
      Object.assign(storefront.shop.products.get(mug.productId)!, change);
      expect((await add({ id: id(mug) })).status).toBe(404);
      expect((await shopper.get("/products/enamel-mug")).status).toBe(404);
      expect(await (await shopper.get("/collections/kitchen")).text()).not.toContain("Enamel Mug");
    }
  });
});

describe("lines", () => {
  it("of other properties are others; keys name them", async () => {
    await add({ id: id(mug), properties: { Colour: "red", _hidden: "1" } });
    const plain = await add({ id: id(mug), quantity: 2 });
    expect(plain.json).toMatchObject({
      quantity: 2,
      properties: {},
      original_price: 850,
      final_line_price: 1700,
    });
    const { items } = await cart();
    expect(items.map((item) => [item["quantity"], item["properties"]])).toEqual([
      [2, {}],
      [1, { Colour: "red", _hidden: "1" }],
    ]);
    const key = String(items[1]!["key"]);
    expect(key).toMatch(/^\d+:[0-9a-f]{32}$/);
    await send("/cart/change.js", { id: key, properties: { Colour: "blue" } });
    await send("/cart/change.js", { line: 1, quantity: 0 });
    expect((await cart()).items).toMatchObject([{ quantity: 1, properties: { Colour: "blue" } }]);
  });

  it("are added by update.js when they were not there", async () => {
    expect((await send("/cart/update.js", { updates: { [id(mug)]: 3 } })).json).toMatchObject({
      item_count: 3,
    });
  });

  it("all or none are added", async () => {
    expect((await send("/cart/add.js", { items: [{ id: id(mug) }, { id: "1" }] })).status).toBe(404);
    expect((await cart())["item_count"]).toBe(0);
  });
});

it("keeps note, attributes and codes; private attributes and unknown codes are told apart", async () => {
  await add({ id: id(mug) });
  const changed = await send("/cart/update.js", {
    note: "Ring twice",
    attributes: { gift: "yes", __source: "app" },
    discount: "A,B",
  });
  expect(changed.json).toMatchObject({
    note: "Ring twice",
    attributes: { gift: "yes" },
    discount_codes: [
      { code: "A", applicable: false },
      { code: "B", applicable: false },
    ],
  });
  expect([...storefront.shop.carts.values()][0]?.attributes).toEqual({ gift: "yes", __source: "app" });
  const cleared = await send("/cart/clear.js", {});
  expect(cleared.json).toMatchObject({ item_count: 0, note: "Ring twice", attributes: { gift: "yes" } });
  expect((await send("/cart/update.js", { discount: "" })).json["discount_codes"]).toEqual([]);
  expect(String(cleared.json["token"])).toMatch(/^\w+\?key=[0-9a-f]{32}$/);
});

it("reads forms with brackets, also multipart ones", async () => {
  await shopper.post("/cart/add.js", { "items[0][id]": id(mug), "items[0][properties][Size]": "L" });
  expect((await cart()).items).toMatchObject([{ properties: { Size: "L" } }]);
});

it("renders sections with the answer, null for those that the theme has not got", async () => {
  const { json } = await send("/cart/add.js", { id: id(mug), sections: "cart-count,nothing" });
  expect(json["sections"]).toMatchObject({ nothing: null });
  expect((json["sections"] as Json)["cart-count"]).toContain('id="shopify-section-cart-count"');
  const wrong = await send("/cart/update.js", {
    sections: ["cart-count"],
    sections_url: "https://x.example",
  });
  expect(wrong.status).toBe(400);
  const page = await shopper.get("/?sections=cart-count,none");
  expect(JSON.parse(await page.text())).toMatchObject({ none: null });
  expect((await shopper.get("/?section_id=none")).status).toBe(404);
});

it("counts in the shopper's currency under the address of their language", async () => {
  sellAbroad(storefront);
  await shopper.post("/localization", { country_code: "DE", locale_code: "de", return_to: "/cart" });
  await send("/de/cart/add.js", { id: id(mug), quantity: 3 });
  const json = JSON.parse(await (await shopper.get("/de/cart.js")).text()) as Json;
  expect(json).toMatchObject({ currency: "EUR", total_price: 3060, items: [{ price: 1020 }] });
});
