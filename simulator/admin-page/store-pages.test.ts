import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Customer, Product } from "#simulator/state/model.ts";
import { noteGiven } from "#simulator/web-pixels/event-log.ts";
import { startTestAdmin, type TestAdmin } from "./test-admin.ts";

let admin: TestAdmin;
let customers: Customer[];
let products: Product[];

const runtime = () => admin.simulator.runtime;
const shop = () => runtime().shop;
const newest = <T>(records: Map<bigint, T>): T => [...records.values()].at(-1)!;
const sentTopics = (): string[] => admin.simulator.control.deliveries().map(({ topic }) => topic);

beforeAll(async () => {
  admin = await startTestAdmin();
  admin.simulator.control.install();
  customers = [...shop().customers.values()];
  products = [...shop().products.values()];
});
afterAll(() => admin.simulator.close());

describe("customers", () => {
  it("are added, changed, given credit and addresses, and merged", async () => {
    await admin.post("/customers/new", {
      form: "new-customer",
      firstName: "Ada",
      email: "ada.l@example.com",
      acceptsMarketing: "yes",
    });
    const ada = newest(shop().customers);
    const path = `/customers/${ada.id}`;
    expect(ada.emailMarketing.state).toBe("SUBSCRIBED");
    await admin.post(`${path}/details`, {
      form: "details",
      firstName: "Ada",
      lastName: "L",
      email: "ada.l@example.com",
      locale: "de",
      tags: "vip",
    });
    await admin.post(`${path}/consent-email`, { form: "consent-email", marketingState: "UNSUBSCRIBED" });
    await admin.post(`${path}/addresses`, {
      form: "address",
      address1: "High St 1",
      city: "Leeds",
      zip: "LS1 1AA",
      country: "United Kingdom",
    });
    expect(ada).toMatchObject({ lastName: "L", locale: "de", tags: ["vip"], addresses: [{ city: "Leeds" }] });
    expect(ada.emailMarketing.state).toBe("UNSUBSCRIBED");
    await admin.post(`${path}/store-credit`, { form: "store-credit-form", what: "add", amount: "12.50" });
    expect((await admin.get(path)).text).toContain("£12.50");
    await admin.post(`${path}/store-credit`, { form: "store-credit-form", what: "take", amount: "12.50" });
    await admin.post("/customers/new", { form: "new-customer", firstName: "Ada", phone: "+447700900123" });
    const double = newest(shop().customers);
    expect((await admin.get(`${path}/merge?with=%2B447700900123`)).text).toContain("Merge them for good");
    await admin.post(`${path}/merge`, { with: String(double.id) });
    const both = [ada.id, double.id].filter((id) => shop().customers.has(id));
    expect(both).toHaveLength(1);
  });

  it("can be asked for, erased and deleted", async () => {
    await admin.post("/customers/new", { form: "new-customer", firstName: "Bo", email: "bo@example.com" });
    const path = `/customers/${newest(shop().customers).id}`;
    await admin.post(`${path}/data-request`);
    await admin.post(`${path}/redact`);
    expect(sentTopics()).toEqual(expect.arrayContaining(["customers/data_request", "customers/redact"]));
    expect((await admin.get(path)).text).not.toContain("bo@example.com");
  });

  it("fall into segments", async () => {
    const { to } = await admin.post("/segments", {
      form: "new-segment",
      name: "All",
      query: "number_of_orders >= 0",
    });
    expect((await admin.get(to)).text).toContain(`${shop().customers.size} members`);
    await admin.post(`${to}/delete`);
    expect((await admin.get(to)).status).toBe(404);
  });
});

describe("catalogue and money", () => {
  it("changes price and stock of a product", async () => {
    await admin.post("/products/new", {
      form: "new-product",
      title: "Soap",
      price: "4.50",
      stock: "7",
      publish: "yes",
    });
    const product = newest(shop().products);
    const [variant] = product.variants;
    expect(variant).toMatchObject({ price: 450n, inventoryQuantity: 7 });
    const [location] = shop().locations.keys();
    await admin.post(`/products/${product.id}/variants/${variant!.id}`, {
      form: `variant-${variant!.id}`,
      price: "5",
      compareAtPrice: "6",
      [`stock-${location}`]: "2",
      inventoryPolicy: "DENY",
    });
    expect(variant).toMatchObject({
      price: 500n,
      compareAtPrice: 600n,
      inventoryQuantity: 2,
      inventoryPolicy: "DENY",
    });
    await admin.post(`/products/${product.id}/unpublish`);
    expect(product.publishedAt).toBeNull();
    await admin.post(`/products/${product.id}/delete`);
    expect(shop().products.has(product.id)).toBe(false);
  });

  it("makes discounts and ends them", async () => {
    const { to } = await admin.post("/discounts", {
      form: "new-discount",
      code: "SHIP",
      kind: "freeShipping",
    });
    await admin.post(`${to}/codes`, { form: "codes", codes: "SHIP-A\nSHIP-B" });
    await admin.post(`${to}/deactivate`);
    expect(newest(shop().discounts)).toMatchObject({ terms: { kind: "freeShipping" }, codes: [{}, {}, {}] });
    expect((await admin.get(to)).text).toContain("expired");
  });

  it("makes gift cards, fills and ends them", async () => {
    const { to } = await admin.post("/gift-cards", {
      form: "new-gift-card",
      initialValue: "25",
      customer: customers[0]!.email!,
    });
    await admin.post(`${to}/booking`, { form: "booking", what: "take", amount: "5" });
    await admin.post(`${to}/deactivate`);
    expect(newest(shop().giftCards)).toMatchObject({ balance: 2000n, customerId: customers[0]!.id });
    expect(newest(shop().giftCards).deactivatedAt).not.toBeNull();
  });

  it("shows abandoned checkouts with the way back", async () => {
    const variantId = products[0]!.variants[0]!.id;
    runtime().commands.startCheckout({ email: "left@example.com", lines: [{ variantId, quantity: 1 }] });
    const { text } = await admin.get("/checkouts");
    expect(text).toMatch(/left@example\.com[\s\S]*\/recover\?key=/);
  });
});

describe("the app", () => {
  it("is given optional scopes and has them taken back", async () => {
    runtime().app.optionalScopes = ["read_themes"];
    await admin.post("/scopes/grant", { scopes: "read_themes" });
    expect(runtime().installation()!.scopes).toContain("read_themes");
    await admin.post("/scopes/revoke", { scopes: "read_themes" });
    expect(runtime().installation()!.scopes).not.toContain("read_themes");
    expect((await admin.post("/scopes/revoke", { scopes: "write_customers" })).status).toBe(422);
  });

  it("is approved for protected data or not", async () => {
    await admin.post("/protected-data", { form: "protected", level1: "yes", name: "yes" });
    const { protectedCustomerData } = admin.simulator.platform.app;
    expect(protectedCustomerData).toEqual({
      level1: true,
      name: true,
      email: false,
      phone: false,
      address: false,
    });
    admin.simulator.platform.app.protectedCustomerData = undefined;
  });
});

it("shows what the web pixel was given, and the control API gives it by name", async () => {
  const { shop, adminUrl, platform } = admin.simulator;
  platform.app.webPixel = {
    path: import.meta.dirname,
    uid: null,
    handle: "p",
    runtimeContext: "lax",
    customerPrivacy: {},
    settings: [],
  };
  shop.webPixel = { id: 77n, clientId: platform.app.clientId, settings: "{}" };
  expect((await admin.get("/permissions")).text).toContain("None yet. Visit the storefront");
  for (const name of ["page_viewed", "points_shown"]) {
    const url = "http://shop.example/products/mug?variant=1";
    noteGiven(shop, {
      pixelId: 77n,
      id: name,
      name,
      type: "custom",
      url,
      at: new Date(),
      data: { points: 5 },
    });
  }
  const { text } = await admin.get("/permissions");
  expect(text).toContain("<code>points_shown</code>");
  expect(text).toContain("on /products/mug?variant=1");
  expect(text).toContain("&quot;points&quot;: 5");
  expect(text).toContain("does not model runtime_context");
  const answer = await fetch(`${adminUrl}/__simulator/pixel-events?name=points_shown`);
  expect(await answer.json()).toMatchObject({ events: [{ name: "points_shown", data: { points: 5 } }] });
});
