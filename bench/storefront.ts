/**
 * What the theme app extension costs a shopper's page before any interaction: bytes of script and style as they travel
 * (compressed), requests beyond those assets, and layout shift. Measured in Chromium on the simulator's storefront, as
 * the difference between a page with our blocks and the same page without them.
 */
import { newMetafieldDefinition } from "#simulator/state/model/metafields.ts";
import { resolve } from "node:path";
import type { Browser, Page, Response } from "playwright-core";
import { startSimulator } from "#simulator/simulator.ts";
import type { BlockPlacement, Customer, Installation, ShopState } from "#simulator/state/model.ts";
import { launchBrowser } from "#tests/setup/browser.ts";
import { type Figure, printFigures, ratioOf } from "./figures.ts";

type Metric = "script" | "style" | "requests" | "shift";
type Case = "block" | "launcher";

interface Visit {
  scriptBytes: number;
  styleBytes: number;
  /** Paths of requests that are not for assets of our extension. */
  otherPaths: string[];
  layoutShift: number;
}

const WIDTHS_PX = [390, 1280];
/** Long enough for a deferred script to do whatever it would do. */
const SETTLE_MS = 500;

const placement = (blockHandle: string, target: string): BlockPlacement => ({
  blockHandle,
  target,
  enabled: true,
  settings: {},
});

const PLACEMENTS: Record<Case, BlockPlacement[]> = {
  block: [placement("product-points", "product"), placement("points-balance", "customers/account")],
  launcher: [placement("launcher", "body")],
};

const UNITS: Record<Metric, string> = { script: "B", style: "B", requests: "requests", shift: "CLS" };

/** At most this much. */
const TARGETS: Record<Case, Record<Metric, number>> = {
  block: { script: 0, style: 2_048, requests: 0, shift: 0 },
  launcher: { script: 3_072, style: 2_048, requests: 0, shift: 0 },
};

/** Runs the measurement and prints a table, or with `json` one line per figure. */
export async function run({ json }: { json: boolean }): Promise<void> {
  const figures = await measure();
  printFigures(figures, {
    json,
    verdictOf: ({ ratio }) => (ratio !== null && ratio <= 1 ? "met" : "MISSED"),
  });
}

async function measure(): Promise<Figure[]> {
  const simulator = await startSimulator({ appFolder: resolve(import.meta.dirname, "..") });
  const browser = await launchBrowser();
  try {
    const customer = writeLoyalty(simulator.shop, simulator.control.install());
    const paths = pathsOf(simulator.shop);
    const visitAll = (placements: BlockPlacement[]) => {
      simulator.shop.blocks = placements;
      return visitPages(browser, simulator.storefrontUrl, customer, paths);
    };
    const without = await visitAll([]);
    const block = await visitAll(PLACEMENTS.block);
    const launcher = await visitAll(PLACEMENTS.launcher);
    return [...figuresOf("block", block, without), ...figuresOf("launcher", launcher, without)];
  } finally {
    await browser.close();
    await simulator.close();
  }
}

/** Writes what the worker writes: the app's programme and one customer's points. */
function writeLoyalty(shop: ShopState, installation: Installation): Customer {
  const customer = [...shop.customers.values()].find(({ email }) => email !== null);
  if (!customer) throw new Error("The simulated store has no customer with an e-mail address");
  const now = new Date();
  const namespace = `app--${installation.appId}--loyalty`;
  shop.metafieldDefinitions.set(
    1n,
    newMetafieldDefinition({
      id: 1n,
      ownerType: "CUSTOMER",
      namespace,
      key: "points",
      name: "Points",
      type: "number_integer",
      access: { admin: "MERCHANT_READ", storefront: "PUBLIC_READ", customerAccount: "READ" },
      createdAt: now,
    }),
  );
  const write = (ownerGid: string, space: string, key: string, type: string, value: string) =>
    shop.metafields.set(`${ownerGid} ${space} ${key}`, {
      id: BigInt(shop.metafields.size + 1),
      ownerGid,
      namespace: space,
      key,
      type,
      value,
      createdAt: now,
      updatedAt: now,
    });
  const programme = {
    active: true,
    version: 1,
    pointsPerUnit: 1,
    currency: shop.currency,
    currencyDigits: 2,
    rewards: [{ id: "1", title: "£5 off", costPoints: 500, valueMinor: 500 }],
  };
  write(
    `gid://shopify/AppInstallation/${installation.id}`,
    "loyalty",
    "programme",
    "json",
    JSON.stringify(programme),
  );
  write(`gid://shopify/Customer/${customer.id}`, namespace, "points", "number_integer", "320");
  return customer;
}

function pathsOf(shop: ShopState): string[] {
  const [product] = shop.products.values();
  if (!product) throw new Error("The simulated store has no product");
  return [`/products/${product.handle}`, "/account"];
}

async function visitPages(
  browser: Browser,
  storefrontUrl: string,
  customer: Customer,
  paths: string[],
): Promise<Visit[]> {
  const visits: Visit[] = [];
  for (const width of WIDTHS_PX)
    for (const path of paths) visits.push(await visitPage(browser, storefrontUrl, customer, path, width));
  return visits;
}

/** Loads one page in a fresh browser profile, signed in, and touches nothing. */
async function visitPage(
  browser: Browser,
  storefrontUrl: string,
  customer: Customer,
  path: string,
  width: number,
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  const signedIn = await context.request.post(`${storefrontUrl}/account/login`, {
    form: { "customer[email]": customer.email ?? "" },
  });
  if (!signedIn.ok()) throw new Error(`Could not sign in: ${signedIn.status()}`);
  const page = await context.newPage();
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await recordLayoutShift(page);
  await page.goto(`${storefrontUrl}${path}`, { waitUntil: "load" });
  await page.waitForTimeout(SETTLE_MS);
  if (new URL(page.url()).pathname !== path) throw new Error(`${path} led to ${page.url()}`);
  const own = responses.filter((response) => isOwnAsset(response.url()));
  const visit = {
    scriptBytes: await bytesOf(own, "script"),
    styleBytes: await bytesOf(own, "stylesheet"),
    otherPaths: responses
      .map((response) => response.url())
      .filter((url) => !isOwnAsset(url))
      .map(pathOf),
    layoutShift: await page.evaluate(() => Number(document.documentElement.dataset.layoutShift ?? 0)),
  };
  await context.close();
  return visit;
}

async function recordLayoutShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let total = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) total += (entry as PerformanceEntry & { value: number }).value;
      document.documentElement.dataset.layoutShift = String(total);
    }).observe({ type: "layout-shift", buffered: true });
  });
}

const isOwnAsset = (url: string) => pathOf(url).startsWith("/cdn/extensions/");
const pathOf = (url: string) => new URL(url).pathname;

async function bytesOf(responses: Response[], type: string): Promise<number> {
  const matching = responses.filter((response) => response.request().resourceType() === type);
  const sizes = await Promise.all(matching.map((response) => response.request().sizes()));
  return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
}

/** One figure per metric: the worst of the pages visited. */
function figuresOf(name: Case, visits: Visit[], without: Visit[]): Figure[] {
  const worst = (value: (visit: Visit, position: number) => number) => Math.max(...visits.map(value));
  const values: Record<Metric, number> = {
    script: worst((visit) => visit.scriptBytes),
    style: worst((visit) => visit.styleBytes),
    requests: worst((visit, position) => addedCount(visit.otherPaths, without[position]?.otherPaths ?? [])),
    shift: worst((visit) => visit.layoutShift),
  };
  if (values.style === 0) throw new Error(`Case ${name}: no block of ours is on the pages`);
  return (Object.keys(values) as Metric[]).map((metric) => figure(name, metric, values[metric]));
}

/** How many of `paths` are not accounted for by `usual`. */
function addedCount(paths: string[], usual: string[]): number {
  const left = [...usual];
  return paths.filter((path) => {
    const position = left.indexOf(path);
    if (position === -1) return true;
    left.splice(position, 1);
    return false;
  }).length;
}

function figure(name: Case, metric: Metric, value: number): Figure {
  const referenceValue = TARGETS[name][metric];
  return {
    bench: "storefront",
    case: name,
    metric,
    value: Math.round(value * 10_000) / 10_000,
    unit: UNITS[metric],
    reference: "target",
    referenceValue,
    ratio: ratioOf(value, referenceValue),
  };
}
