/**
 * Takes the README's pictures from the demo: `node scripts/take-screenshots.ts`. Those at phone width are for looking
 * at while working and go to the system's temporary folder, or where `--phone-folder=…` says.
 */
import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { launchBrowser } from "#tests/setup/browser.ts";
import { openMarketing } from "./open-marketing.ts";
import { control, openStore, waitUntilSettled } from "./open-store.ts";
import { buildWeb, prepare, ROOT, say } from "./prepare.ts";
import {
  createDatabase,
  migrate,
  startStack,
  startThrowAwayPostgres,
  stopAll,
  stopOnSignals,
  type Stack,
} from "./stack.ts";

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };

interface Picture {
  name: string;
  /** Brings the page into the state to be shown. */
  show: (page: Page) => Promise<void>;
}

interface Customer {
  id: string;
  email: string;
}

async function takeScreenshots(): Promise<void> {
  await prepare();
  await buildWeb();
  const postgres = await startThrowAwayPostgres();
  const databaseUrl = await createDatabase(postgres, "perennial");
  await migrate(databaseUrl);
  const stack = await startStack({ databaseUrl, store: "online-retail" });
  await openStore(stack, say);
  await openMarketing(stack);
  const regulars = await findRegulars(stack);
  const [customer] = regulars;
  if (!customer) throw new Error("the store has no customer with orders");
  const browser = await launchBrowser();
  try {
    for (const each of regulars) await redeemOnce(browser, stack, each);
    await trade(stack, regulars);
    await waitUntilSettled(stack);
    const pictures = [...adminPictures(stack, customer), ...storefrontPictures(stack, customer)];
    await takeAll(browser, pictures, DESKTOP, path.join(ROOT, "docs/images"));
    await takeAll(browser, pictures, PHONE, phoneFolder());
  } finally {
    await browser.close();
  }
}

function phoneFolder(): string {
  const given = process.argv.find((parameter) => parameter.startsWith("--phone-folder="));
  return given?.split("=")[1] ?? path.join(os.tmpdir(), "perennial-screenshots");
}

/**
 * People with a story: several orders, and points for one reward but not for two, so that a code and the way to the
 * next one can be seen. The first one is shown.
 */
async function findRegulars(stack: Stack): Promise<Customer[]> {
  const { customers } = await control<{ customers: (Customer & { ordersCount: number })[] }>(
    stack,
    "customers?withOrders=true&limit=100000",
  );
  const { metafields } = await control<{ metafields: { ownerGid: string; key: string; value: string }[] }>(
    stack,
    "metafields",
  );
  const points = new Map(
    metafields.filter(({ key }) => key === "points").map(({ ownerGid, value }) => [ownerGid, Number(value)]),
  );
  const isRegular = ({ id, ordersCount }: Customer & { ordersCount: number }) => {
    const balance = points.get(`gid://shopify/Customer/${id}`) ?? 0;
    return ordersCount >= 4 && ordersCount <= 8 && balance >= 700 && balance < 950;
  };
  return customers.filter(isRegular).slice(0, 5);
}

/** A little of a day's trade, so that the Deliveries page has something to show: also one that cannot be read. */
async function trade(stack: Stack, customers: Customer[]): Promise<void> {
  const { products } = await control<{ products: { variants: { id: string }[] }[] }>(
    stack,
    "products?limit=5",
  );
  for (const [index, { id, email }] of customers.entries()) {
    const lines = [{ variantId: products[index % products.length]?.variants[0]?.id, quantity: 2 + index }];
    const placed = await control<{ order: { id: string } }>(stack, "orders", {
      customerId: id,
      email,
      lines,
    });
    if (index === 1) await control(stack, `orders/${placed.order.id}/refund`, {});
  }
  await control(stack, "webhooks/send", { topic: "orders/updated", body: '{"id":1,' });
}

async function redeemOnce(browser: Browser, stack: Stack, customer: Customer): Promise<void> {
  const page = await openWindow(browser, DESKTOP);
  await signIn(page, stack, customer);
  await page.goto(`${stack.storefrontUrl}/apps/perennial/rewards`);
  const redeem = page.getByRole("button", { name: "Redeem" });
  if (await redeem.isVisible()) await redeem.click();
  await page.context().close();
}

async function openWindow(browser: Browser, viewport: typeof DESKTOP): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: "en-GB", reducedMotion: "reduce" });
  return context.newPage();
}

async function signIn(page: Page, stack: Stack, customer: Customer): Promise<void> {
  await page.goto(`${stack.storefrontUrl}/account/login`);
  await page.getByLabel("E-mail address").fill(customer.email);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("link", { name: "Log out" }).waitFor();
}

function adminPictures(stack: Stack, customer: Customer): Picture[] {
  const appPage = (
    name: string,
    appPath: string,
    sign: (app: ReturnType<Page["frameLocator"]>) => Locator,
  ) => ({
    name,
    show: async (page: Page) => {
      await page.goto(`${stack.adminUrl}/store/perennial-demo/apps/perennial${appPath}`);
      await sign(page.frameLocator("#app-frame")).first().waitFor();
    },
  });
  return [
    appPage("home", "/app", (app) => app.locator("figure svg")),
    appPage("customers", "/app/customers?sort=created&direction=asc", (app) => app.locator("tbody tr")),
    appPage("customer", `/app/customers/${customer.id}`, (app) => app.getByText("Points statement")),
    appPage("loyalty", "/app/loyalty", (app) => app.getByText("of sales")),
    appPage("segments-rfm", "/app/segments/rfm", (app) => app.getByText("Champions")),
    appPage("journey", "/app/journeys/1", (app) => app.getByText("Who enters")),
    appPage("deliveries", "/app/deliveries", (app) => app.locator("tbody tr")),
  ];
}

function storefrontPictures(stack: Stack, customer: Customer): Picture[] {
  const shopPage = (name: string, shopPath: string, more?: (page: Page) => Promise<void>) => ({
    name,
    show: async (page: Page) => {
      await signIn(page, stack, customer);
      await page.getByRole("button", { name: "Yes, that is fine" }).click();
      await page.goto(stack.storefrontUrl + shopPath);
      await more?.(page);
    },
  });
  const firstProduct = async (page: Page) => {
    await page.locator("a[href*='/products/']").first().click();
    await page.getByRole("button", { name: "Add to cart" }).waitFor();
  };
  return [
    shopPage("storefront-product", "/collections/all", firstProduct),
    shopPage("storefront-account", "/account"),
    shopPage("storefront-rewards", "/apps/perennial/rewards"),
    shopPage("storefront-launcher", "/account", async (page) => {
      await page.getByRole("button", { name: /^Rewards/ }).click();
      await page.locator("dialog [data-perennial-panel]").waitFor();
    }),
  ];
}

async function takeAll(
  browser: Browser,
  pictures: Picture[],
  viewport: typeof DESKTOP,
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { name, show } of pictures) {
    const page = await openWindow(browser, viewport);
    await show(page);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
    await page.context().close();
  }
  say(`  ${pictures.length} pictures in ${folder}`);
}

stopOnSignals();
try {
  await takeScreenshots();
} finally {
  await stopAll();
}
