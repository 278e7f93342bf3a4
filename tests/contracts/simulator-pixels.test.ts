/** A web pixel in a real browser: its sandbox, the standard events and the visitor's consent. */
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { installApp, sellAbroad, startStorefront } from "#simulator/storefront/test-storefront.ts";
import type { TestStorefront } from "#simulator/storefront/test-storefront.ts";
import { givenEvents } from "#simulator/web-pixels/event-log.ts";
import { launchBrowser } from "#tests/setup/browser.ts";

interface Report {
  kind: string;
  name?: string;
  type?: string;
  clientId?: string;
  seq?: number;
  path?: string;
  [field: string]: unknown;
}

const PIXEL = path.resolve(import.meta.dirname, "../../simulator/web-pixels/test-pixel");
const ADDRESS = "https://collect.example/pixel";

let browser: Browser;
let storefront: TestStorefront;
let page: Page;
let reports: Report[];
let faults: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  storefront = await startStorefront({
    webPixel: {
      path: PIXEL,
      uid: null,
      handle: "test-pixel",
      runtimeContext: "strict",
      customerPrivacy: { analytics: true, marketing: false, preferences: false, sale_of_data: "disabled" },
      settings: [],
    },
  });
  installApp(storefront);
  storefront.shop.webPixel = { id: 77n, clientId: "client", settings: JSON.stringify({ address: ADDRESS }) };
  reports = [];
  faults = [];
  const context = await browser.newContext();
  page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  await context.route(`${ADDRESS}*`, async (route) => {
    reports.push(JSON.parse(route.request().postData() ?? "{}") as Report);
    await route.fulfill({ status: 204, headers: { "Access-Control-Allow-Origin": "*" } });
  });
});
afterEach(async () => {
  await page.context().close();
  await storefront.close();
});

const open = (where: string) => page.goto(storefront.url + where);
const names = () => reports.flatMap(({ name }) => name ?? []);
const settle = (wanted: string[]) =>
  vi.waitFor(() => expect(names()).toEqual(wanted), { timeout: 5_000, interval: 50 });
const accept = () => page.getByRole("button", { name: "Yes, that is fine" }).click();

it("waits for consent, then is told what happened before, in a worker that reaches nothing", async () => {
  await open("/products/enamel-mug");
  await page.getByRole("region", { name: "Privacy" }).waitFor();
  await page.waitForTimeout(300);
  expect(reports).toEqual([]);
  await accept();
  await settle(["page_viewed", "product_viewed"]);
  const [start] = reports;
  expect(start).toMatchObject({
    kind: "start",
    reachable: [],
    settings: { address: ADDRESS },
    init: {
      data: { customer: null, cart: null, shop: { myshopifyDomain: "small.myshopify.com" } },
      customerPrivacy: { analyticsProcessingAllowed: true },
    },
  });
  await vi.waitFor(() =>
    expect(givenEvents(storefront.shop)).toMatchObject([
      { pixelId: 77n, name: "page_viewed", type: "standard", url: `${storefront.url}/products/enamel-mug` },
      { name: "product_viewed", data: { productVariant: { product: { title: "Enamel Mug" } } } },
    ]),
  );
  const [viewed] = reports.filter(({ name }) => name === "product_viewed");
  expect(viewed).toMatchObject({
    type: "standard",
    seq: 2,
    path: "/products/enamel-mug",
    data: {
      productVariant: { price: { amount: 8.5, currencyCode: "GBP" }, product: { title: "Enamel Mug" } },
    },
  });
  expect(faults).toEqual([]);
});

it("hears nothing after a refusal, and is asked once", async () => {
  await open("/");
  await page.getByRole("button", { name: "No, thank you" }).click();
  await open("/collections/kitchen");
  await page.waitForTimeout(300);
  expect(reports).toEqual([]);
  expect(await page.getByRole("region", { name: "Privacy" }).isVisible()).toBe(false);
  const consent = await page.evaluate("Shopify.customerPrivacy.currentVisitorConsent()");
  expect(consent).toMatchObject({ analytics: "no", marketing: "no" });
});

it("runs without a question where the law asks for none", async () => {
  storefront.shop.markets.push({
    countryCode: "US",
    countryName: "United States",
    currency: "USD",
    rate: 1.3,
  });
  sellAbroad(storefront);
  await open("/search?q=mug&country=US");
  await settle(["page_viewed", "search_submitted"]);
  expect(reports.at(-1)).toMatchObject({ data: { searchResult: { query: "mug" } } });
});

it("follows a purchase from the product to the order under one client id", async () => {
  await open("/products/enamel-mug");
  await accept();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("heading", { name: "Your cart" }).waitFor();
  await vi.waitFor(() => expect(names()).toContain("cart_viewed"));
  await page.evaluate(
    `fetch("/cart/change.js", { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"line":1,"quantity":3}' })`,
  );
  await vi.waitFor(() => expect(names().filter((name) => name === "product_added_to_cart")).toHaveLength(2));
  await page.reload();
  await page.getByRole("button", { name: "Check out" }).click();
  await page.getByLabel("E-mail address or phone number").fill("new@example.com");
  await page.getByLabel("Last name").fill("Ward");
  await page.getByLabel("Address", { exact: true }).fill("1 High Street");
  await page.getByLabel("Town or city").fill("Leeds");
  await page.getByLabel("Postcode").fill("LS1 1AA");
  await page.getByRole("button", { name: "Apply" }).click();
  await vi.waitFor(() => expect(names()).toContain("checkout_address_info_submitted"));
  await page.getByRole("button", { name: "Pay now" }).click();
  await page.getByRole("heading", { name: "Thank you for your order" }).waitFor();
  await vi.waitFor(() => expect(names()).toContain("checkout_completed"));
  const steps = names().filter((name) => name !== "page_viewed");
  expect(steps).toEqual([
    "product_viewed",
    "product_added_to_cart",
    "cart_viewed",
    "product_added_to_cart",
    "cart_viewed",
    "checkout_started",
    "checkout_contact_info_submitted",
    "checkout_address_info_submitted",
    "checkout_shipping_info_submitted",
    "payment_info_submitted",
    "checkout_completed",
  ]);
  const [order] = [...storefront.shop.orders.values()];
  expect(reports.at(-1)).toMatchObject({
    data: {
      checkout: {
        email: "new@example.com",
        totalPrice: { amount: 29.45, currencyCode: "GBP" },
        order: { id: String(order?.id), customer: { isFirstOrder: true } },
      },
    },
  });
  const clients = new Set(reports.flatMap(({ clientId }) => clientId ?? []));
  expect(clients.size).toBe(1);
  expect(faults).toEqual([]);
});

it("gets the app's own events from the page, and asks the page for cookies", async () => {
  await open("/");
  await accept();
  await vi.waitFor(() => expect(names()).toContain("page_viewed"));
  const answers = await page.evaluate(
    `[Shopify.analytics.publish("points_shown", { points: 12 }), Shopify.analytics.publish("page_viewed", {})]`,
  );
  expect(answers).toEqual([true, false]);
  await vi.waitFor(() => expect(reports.map(({ kind }) => kind)).toContain("cookie"));
  expect(reports.find(({ name }) => name === "points_shown")).toMatchObject({
    type: "custom",
    customData: { points: 12 },
    data: null,
  });
  expect(reports.find(({ kind }) => kind === "cookie")).toMatchObject({ value: "seen" });
});
