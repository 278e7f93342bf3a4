/** The pixel in the simulator's storefront, in a real browser, with the real endpoint and the real database behind it. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import {
  answerPixel,
  connectPixel,
  makeVisitToken,
  stitchVisitors,
} from "#app/features/customers/index.server.ts";
import { processDeliveries, react, takeDelivery } from "#app/features/events/index.server.ts";
import { installShop } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { authenticate } from "#app/platform/shopify-admin/shopify.server.ts";
import { deliveryHandlers } from "#app/worker/registry.server.ts";
import { givenEvents } from "#simulator/web-pixels/event-log.ts";
import { launchBrowser } from "#tests/setup/browser.ts";
import { BROWSER } from "#scripts/browser-agent.ts";
import { visitsOf } from "./pixel-story.ts";

/** The app's modules read their environment when they are loaded: the simulator stands before that. */
const { simulator, server } = await vi.hoisted(async () => {
  const http = await import("node:http");
  const app: Server = http.createServer();
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const appUrl = `http://localhost:${(app.address() as AddressInfo).port}`;
  const { startSimulator } = await import("#simulator/simulator.ts");
  const started = await startSimulator({ appUrl, apiSecret: "simulator-secret", retryDelaysMs: [] });
  Object.assign(process.env, {
    SHOPIFY_API_KEY: started.runtime.app.clientId,
    SHOPIFY_API_SECRET: "simulator-secret",
    SHOPIFY_APP_URL: appUrl,
    SHOPIFY_SIMULATOR_URL: started.adminUrl,
  });
  return { simulator: started, server: app };
});

const PATIENCE = { timeout: 10_000, interval: 50 };
let shop: { shopId: bigint; domain: string };
let browser: Browser;
let context: BrowserContext;
let page: Page;
let faults: string[];

beforeAll(async () => {
  server.on("request", (request, response) => {
    if (takeDelivery(request, response)) return;
    const headers = new Headers(request.headers as Record<string, string>);
    void answerPixel({ headers, body: request, address: "192.0.2.1" }).then((answer) =>
      response.writeHead(answer.status, answer.headers).end(answer.text),
    );
  });
  simulator.control.install();
  const url = simulator.control.embeddedUrl("/app");
  await authenticate.admin(new Request(url, { headers: { "User-Agent": BROWSER } }));
  const domain = simulator.shop.domain;
  shop = { domain, shopId: await installShop(domain, []) };
  await connectPixel(shop.shopId);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await simulator.close();
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  await withShop(shop.shopId, ({ db }) => db.$executeRaw`DELETE FROM fact WHERE kind LIKE 'visit.%'`);
});
afterEach(async () => {
  expect(faults).toEqual([]);
  await context.close();
});

const open = (path: string) => page.goto(simulator.storefrontUrl + path);
const accept = () => page.getByRole("button", { name: "Yes, that is fine" }).click();
const kinds = async () => (await visitsOf(shop)).map(({ kind }) => kind.replace("visit.", ""));
const told = (wanted: string) => vi.waitFor(async () => expect(await kinds()).toContain(wanted), PATIENCE);

it("is connected with the address and the account of the shop, once", async () => {
  const pixel = simulator.shop.webPixel;
  expect(JSON.parse(pixel!.settings)).toEqual({
    endpoint: `${process.env["SHOPIFY_APP_URL"]}/pixel`,
    account: expect.stringMatching(/^\d+\.[0-9a-f]{64}$/),
  });
  pixel!.settings = JSON.stringify({ endpoint: "https://old.example/pixel", account: "1.old-account" });
  await connectPixel(shop.shopId);
  expect(simulator.shop.webPixel).toMatchObject({ id: pixel!.id });
  expect(simulator.shop.webPixel?.settings).toContain(process.env["SHOPIFY_APP_URL"]);
});

it("tells nothing when the visitor refuses", async () => {
  await open("/products/enamel-mug");
  await page.getByRole("button", { name: "No, thank you" }).click();
  await open("/collections/kitchen");
  // The simulator's page manager tells what a pixel was given: nothing, since it was never started.
  await page.waitForLoadState("networkidle");
  expect(givenEvents(simulator.shop)).toEqual([]);
  expect(await visitsOf(shop)).toEqual([]);
});

it("tells what happened before, when the visitor agrees later, and stops when consent is withdrawn", async () => {
  await open("/products/enamel-mug?utm_source=letter&utm_campaign=spring&secret=1");
  expect(await visitsOf(shop)).toEqual([]);
  await accept();
  await told("product_viewed");
  const [pageViewed, productViewed] = (await visitsOf(shop)).toSorted((a, b) => a.kind.localeCompare(b.kind));
  expect(pageViewed?.data).toEqual({
    path: "/products/enamel-mug",
    utmSource: "letter",
    utmCampaign: "spring",
  });
  expect(productViewed?.data).toMatchObject({
    amountMinor: "850",
    currency: "GBP",
    productId: expect.any(String),
  });

  await page.evaluate(
    `Shopify.customerPrivacy.setTrackingConsent({ analytics: false, marketing: false, preferences: false })`,
  );
  // Not the next answer of the endpoint: that may be the one to the events before.
  await vi.waitFor(async () => {
    const states = await withShop(shop.shopId, ({ db }) =>
      db.customerConsent.findMany({ where: { channel: "analytics" }, select: { state: true } }),
    );
    expect(states).toEqual([{ state: "unsubscribed" }]);
  }, PATIENCE);
  const before = (await visitsOf(shop)).length;
  await open("/collections/kitchen");
  await page.waitForLoadState("networkidle");
  expect(await visitsOf(shop)).toHaveLength(before);
});

it("follows a visitor to the order, and knows them from then on", async () => {
  await open("/search?q=mug");
  await accept();
  await told("search_submitted");
  await open("/products/enamel-mug");
  await told("product_viewed");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("heading", { name: "Your cart" }).waitFor();
  await told("cart_viewed");
  await page.getByRole("button", { name: "Check out" }).click();
  await page.getByLabel("E-mail address or phone number").fill("new@example.com");
  await page.getByLabel("Last name").fill("Ward");
  await page.getByLabel("Address", { exact: true }).fill("1 High Street");
  await page.getByLabel("Town or city").fill("Leeds");
  await page.getByLabel("Postcode").fill("LS1 1AA");
  await page.getByRole("button", { name: "Pay now" }).click();
  await page.getByRole("heading", { name: "Thank you for your order" }).waitFor();
  await told("checkout_completed");
  expect(new Set(await kinds())).toEqual(
    new Set([
      "page_viewed",
      "search_submitted",
      "product_viewed",
      "product_added_to_cart",
      "cart_viewed",
      "checkout_started",
      "checkout_completed",
    ]),
  );
  expect(JSON.stringify((await visitsOf(shop)).map(({ data }) => data))).not.toMatch(
    /new@example|Ward|High Street/,
  );

  const order = [...simulator.shop.orders.values()].at(-1)!;
  await vi.waitFor(async () => {
    await processDeliveries(shop.shopId, deliveryHandlers);
    await react(shop.shopId, [stitchVisitors]);
    const owners = new Set((await visitsOf(shop)).map(({ customer }) => customer));
    expect(owners).toEqual(new Set([order.customerId]));
  }, PATIENCE);
});

it("knows who is signed in by the app's signed token, not by the page's word", async () => {
  await open("/account/register");
  await accept();
  await page.getByLabel("First name").fill("Robin");
  await page.getByLabel("Last name").fill("Hale");
  await page.getByLabel("E-mail address").fill("robin@example.com");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("link", { name: "Log out" }).waitFor();
  const customer = [...simulator.shop.customers.values()].at(-1)!;
  await open("/products/enamel-mug");
  await told("product_viewed");
  const owners = async () => {
    await react(shop.shopId, [stitchVisitors]);
    return new Set((await visitsOf(shop)).map((visited) => visited.customer));
  };
  expect(await owners()).toEqual(new Set([null]));

  // As the launcher does with what the app proxy gave it.
  const token = makeVisitToken(shop.shopId, { kind: "login", customerId: customer.id }, new Date());
  await page.evaluate(
    `Shopify.analytics.publish("perennial_signed_in", { token: ${JSON.stringify(token)} })`,
  );
  await vi.waitFor(async () => expect(await owners()).toEqual(new Set([customer.id])), PATIENCE);
});
