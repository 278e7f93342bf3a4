import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Product } from "#simulator/state/model.ts";
import { startStorefront } from "../test-storefront.ts";
import type { Shopper, TestStorefront } from "../test-storefront.ts";

let storefront: TestStorefront;
let shopper: Shopper;
let mug: Product;

beforeEach(async () => {
  storefront = await startStorefront();
  shopper = storefront.newShopper();
  mug = [...storefront.shop.products.values()].find((one) => one.handle === "enamel-mug")!;
});
afterEach(() => storefront.close());

const ADDRESS = {
  email: "new@example.com",
  first_name: "Nia",
  last_name: "Ward",
  address1: "1 High Street",
  city: "Leeds",
  zip: "LS1 1AA",
  country_code: "GB",
};
const putInCart = () => shopper.post("/cart/add", { id: String(mug.variants[0]!.id), quantity: "2" });
const post = async (form: Record<string, string>) => (await shopper.post("/checkout", form)).text();
const orders = () => [...storefront.shop.orders.values()];

it("is one record from the first look to the order, which knows where the shopper came from", async () => {
  const headers = { Accept: "text/html", Referer: "https://news.example/" };
  await shopper.get("/collections/all?utm_source=may", headers);
  await putInCart();
  await shopper.get("/checkout");
  await post({ ...ADDRESS, shipping_rate: "express", update: "" });
  await shopper.post("/checkout", { ...ADDRESS, shipping_rate: "express", pay: "" });
  const [checkout, ...others] = [...storefront.shop.checkouts.values()];
  const [order] = orders();
  expect(others).toEqual([]);
  expect(checkout).toMatchObject({ email: "new@example.com", orderId: order?.id });
  expect(order).toMatchObject({
    shipping: 790n,
    checkoutToken: checkout?.token,
    cartToken: checkout?.cartToken,
    landingSite: "/collections/all?utm_source=may",
    referringSite: "https://news.example/",
  });
});

it("takes gift cards and codes in one field, several of both", async () => {
  const { commands } = storefront.context;
  for (const code of ["summer2026a", "summer2026b"]) {
    const made = commands.createGiftCard({ code, initialValue: 500n });
    expect(made.ok).toBe(true);
  }
  await putInCart();
  const html = await post({ ...ADDRESS, discount_code: "SUMMER-2026A, summer2026b, nope", apply: "" });
  expect(html).toContain("nope is not a valid discount code.");
  expect(html.match(/Gift card ending in 026[AB]/g)).toHaveLength(2);
  // £17.00 + £3.95 − 2 × £5.00
  expect(html).toContain("£10.95 GBP");
  const removed = await post({ ...ADDRESS, remove_gift_card: "summer2026b" });
  expect(removed).toContain("£15.95 GBP");
  await post({ ...ADDRESS, pay: "" });
  const [order] = orders();
  expect(order?.transactions.map(({ gateway, amount }) => [gateway, amount])).toEqual([
    ["gift_card", 500n],
    ["bogus", 1595n],
  ]);
});

it("spends store credit of a customer who is signed in, and offers it to nobody else", async () => {
  const { commands } = storefront.context;
  const ada = [...storefront.shop.customers.values()].find((each) => each.email === "ada@example.com")!;
  commands.addStoreCredit({ owner: { customerId: ada.id }, amount: 10_000n, currency: "GBP" });
  await putInCart();
  expect(await (await shopper.get("/checkout")).text()).not.toContain("use_store_credit");
  await shopper.post("/account/login", { "customer[email]": "ada@example.com" });
  expect(await (await shopper.get("/account")).text()).toContain("£100.00");
  expect(await (await shopper.get("/checkout")).text()).toContain("Use store credit (£100.00)");
  const form = { ...ADDRESS, email: "ada@example.com", use_store_credit: "true" };
  expect(await post({ ...form, update: "" })).toContain("£0.00 GBP");
  const paid = await shopper.post("/checkout", { ...form, pay: "" });
  expect(orders()[0]?.transactions.map(({ gateway }) => gateway)).toEqual(["shopify_store_credit"]);
  expect(await (await shopper.get(paid.headers.get("location") ?? "")).text()).toContain("Store credit");
});

describe("contact", () => {
  it("may be a phone number, and consent to both channels is kept", async () => {
    await putInCart();
    await post({ ...ADDRESS, email: "07700 900123", accepts_sms: "true", pay: "" });
    const customer = storefront.shop.customers.get(orders()[0]?.customerId ?? 0n);
    expect(customer).toMatchObject({ phone: "+447700900123", smsMarketing: { state: "SUBSCRIBED" } });
    await putInCart();
    await post({ ...ADDRESS, accepts_marketing: "true", pay: "" });
    const second = storefront.shop.customers.get(orders()[1]?.customerId ?? 0n);
    expect(second).toMatchObject({ email: "new@example.com", emailMarketing: { state: "SUBSCRIBED" } });
  });

  it("is asked for in the fields that lack it", async () => {
    await putInCart();
    const html = await post({ country_code: "GB", phone: "x", accepts_sms: "true", pay: "" });
    for (const field of ["email", "last-name", "address1", "city", "zip", "phone"]) {
      expect(html).toContain(`aria-describedby="field-${field}-error"`);
    }
  });
});

it("asks for no address where nothing is sent", async () => {
  mug.variants[0]!.requiresShipping = false;
  await putInCart();
  await post({ email: "new@example.com", pay: "" });
  expect(orders()[0]).toMatchObject({ total: 1700n, shippingAddress: null });
});

describe("the account", () => {
  beforeEach(() => shopper.post("/account/login", { "customer[email]": "ada@example.com" }));
  const ada = () => [...storefront.shop.customers.values()].find((each) => each.email === "ada@example.com")!;

  it("has an address book", async () => {
    const fields = { "address[last_name]": "Marsh", "address[city]": "York", "address[country]": "GB" };
    await shopper.post("/account/addresses", { ...fields, "address[address1]": "2 Low Street" });
    const added = ada().addresses.find(({ city }) => city === "York")!;
    await shopper.post(`/account/addresses/${added.id}`, {
      ...fields,
      "address[city]": "Hull",
      "address[default]": "1",
    });
    expect(ada().addresses[0]).toMatchObject({ city: "Hull" });
    const html = await (await shopper.get("/account/addresses")).text();
    expect(html).toContain(`action="/account/addresses/${added.id}"`);
    await shopper.post(`/account/addresses/${added.id}`, { _method: "delete" });
    expect(ada().addresses.map(({ city }) => city)).toEqual(["Leeds"]);
  });

  it("is opened by the link of an invitation, once", async () => {
    const { commands } = storefront.context;
    const made = commands.createCustomer({ email: "zoe@example.com" });
    if (!made.ok) throw new Error("not made");
    const activation = commands.createActivation(made.customer.id);
    if (!activation.ok) throw new Error("no link");
    const path = `/account/activate/${made.customer.id}/${activation.token}`;
    const guest = storefront.newShopper();
    expect((await guest.get(`${path}x`)).status).toBe(404);
    expect(await (await guest.get(path)).text()).toContain("zoe@example.com");
    await guest.post(path, {});
    expect(made.customer.state).toBe("ENABLED");
    expect(await (await guest.get("/account")).text()).toContain("zoe@example.com");
    expect((await guest.get(path)).status).toBe(404);
  });
});
