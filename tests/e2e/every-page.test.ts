/** Every page of the admin and of the storefront: for assistive technology, and on narrow screens. */
import type { Page } from "playwright-core";
import { beforeAll, expect, inject, it } from "vitest";
import { control } from "#scripts/open-store.ts";
import { accessibilityFaults } from "#tests/setup/axe.ts";
import { AdminPages } from "#tests/setup/page-objects-admin.ts";
import {
  makeCustomer,
  openStoreOnce,
  placeOrder,
  type TestCustomer,
} from "#tests/setup/page-objects-store.ts";
import { ShopPages } from "#tests/setup/page-objects-shop.ts";
import {
  DESKTOP,
  NARROWEST,
  overflowOf,
  PATIENCE,
  PHONE,
  useVisits,
} from "#tests/setup/page-objects-visits.ts";

const stack = inject("stack");
const visit = useVisits();
let customer: TestCustomer;

beforeAll(async () => {
  await openStoreOnce(stack);
  customer = await makeCustomer(stack, "Wilhelmina-Alexandra", "Featherstonehaugh-Cholmondeley");
  await placeOrder(stack, customer, { "wool-blanket": 6, "linen-tea-towel": 2 });
  await control(stack, "webhooks/send", { topic: "orders/create", body: "{" });
});

/** Adds what is wrong with a page at each width to the list, with the page's name. */
async function inspect(page: Page, name: string, widths: (typeof PHONE)[], faults: string[]): Promise<void> {
  for (const size of widths) {
    await page.setViewportSize(size);
    const overflow = await overflowOf(page);
    if (overflow > 0) faults.push(`${name} at ${size.width} px: ${overflow} px too wide`);
  }
  await page.setViewportSize(DESKTOP);
  // What is still fading in has not the colours that people read.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) => playState !== "running" || effect?.getTiming().iterations === Infinity,
      ),
  );
  for (const fault of await accessibilityFaults(page)) faults.push(`${name}: ${fault}`);
}

it("has admin pages that anybody can use on any screen", async () => {
  const admin = new AdminPages(await visit(), stack);
  const { page, app } = admin;
  const faults: string[] = [];
  const look = (name: string) => inspect(page, name, [PHONE, DESKTOP], faults);

  await expect.poll(() => admin.balanceOf(customer.id), PATIENCE).toBe("562");
  await look("customer");
  await app.getByRole("button", { name: "Adjust points" }).click();
  await app.getByRole("dialog").getByLabel("Reason").waitFor();
  await look("customer, adjusting points");

  await admin.open("/app");
  await app.locator("figure svg").first().waitFor();
  await look("home");
  await admin.open("/app/customers");
  await look("customers");
  await admin.open("/app/loyalty");
  await app.getByText("of sales").first().waitFor();
  await look("loyalty");
  await admin.open("/app/deliveries");
  await look("deliveries");
  await admin.open("/app/deliveries?state=failed");
  await admin.rows("Deliveries").getByRole("link").first().click();
  await app.getByText("This delivery failed").waitFor();
  await look("delivery");
  await admin.open("/app/settings");
  await app.getByText("Customers by stage").first().waitFor();
  await app.getByRole("table").first().waitFor();
  await look("settings");
  expect(faults).toEqual([]);
});

it("has pages of segments and recommendations that anybody can use on any screen", async () => {
  const admin = new AdminPages(await visit(), stack);
  const { page, app } = admin;
  const faults: string[] = [];
  const look = (name: string) => inspect(page, name, [PHONE, DESKTOP], faults);

  await admin.open("/app/segments");
  await look("no segments");
  await admin.open("/app/segments/new");
  await app.getByRole("textbox", { name: "Name" }).fill("Seldom seen");
  await app.getByRole("button", { name: "Text", exact: true }).click();
  const condition = app.getByRole("textbox", { name: "Condition" });
  await condition.fill("number_of_orders >");
  await app.getByText("The condition ends too early").waitFor();
  await look("segment with a fault");
  await condition.fill(
    "number_of_orders >= 1 AND (last_order_date >= -30d OR products_purchased(date: >= -1y))",
  );
  await app.getByText("of ", { exact: false }).first().waitFor();
  await app.getByRole("button", { name: "Builder" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await admin.heading("Seldom seen").waitFor();
  await app.getByRole("link", { name: /^Why/ }).first().click();
  await app.getByRole("heading", { name: /^Why/ }).waitFor();
  await look("segment with why");
  await admin.open("/app/segments");
  await look("segments");
  await admin.open("/app/segments/rfm");
  await look("RFM");
  for (const path of ["", "/similar", "/cart", "/for_you", "/popular"]) {
    await admin.open(`/app/recommendations${path}`);
    await look(`recommendations${path}`);
  }
  expect(faults).toEqual([]);
});

it("has pages of journeys that anybody can use on any screen", async () => {
  const admin = new AdminPages(await visit(), stack);
  const { page, app } = admin;
  const faults: string[] = [];
  const look = (name: string) => inspect(page, name, [PHONE, DESKTOP], faults);

  await admin.open("/app/journeys");
  await look("no journeys");
  await app.getByRole("button", { name: "Create cart recovery" }).first().click();
  await admin.heading("Cart recovery").waitFor();
  await app.getByRole("button", { name: "Add a step at place 1" }).click();
  await app.getByRole("menuitem", { name: "Condition" }).click();
  await app.getByLabel("Condition", { exact: true }).fill("number_of_orders >");
  await app.getByText("The condition ends too early").waitFor();
  await look("journey with a fault");
  await page.getByRole("button", { name: "Discard" }).click();
  const address = new URL(page.url()).pathname.replace(/^.*(?=\/app\/journeys)/, "");
  for (const path of ["/dry-run", "/report"]) {
    await admin.open(address + path);
    await look(`journey${path}`);
  }
  await admin.open("/app/journeys");
  await look("journeys");
  expect(faults).toEqual([]);
});

it("has pages of messages that anybody can use on any screen", async () => {
  const admin = new AdminPages(await visit(), stack);
  const faults: string[] = [];
  // Not the editor of a template: its preview is a frame in which no script runs, that of this check neither.
  for (const path of ["", "/settings", "/templates"]) {
    await admin.open(`/app/messages${path}`);
    await inspect(admin.page, `messages${path}`, [PHONE, DESKTOP], faults);
  }
  expect(faults).toEqual([]);
});

it("has storefront pages that anybody can use on any screen", async () => {
  const shop = new ShopPages(await visit(), stack);
  const { page } = shop;
  const faults: string[] = [];
  const look = (name: string) => inspect(page, name, [PHONE, NARROWEST, DESKTOP], faults);

  await shop.open("/products/wool-blanket");
  await look("product, signed out");
  await shop.open("/apps/perennial/rewards");
  await look("rewards, signed out");
  await shop.signIn(customer.email);
  await shop.waitForPoints("562 points");
  await look("account");
  const dialog = await shop.openLauncher();
  await look("launcher");
  await dialog.getByRole("button", { name: "Redeem" }).click();
  await dialog.locator("code").waitFor();
  await look("launcher with a code");
  await shop.open("/apps/perennial/rewards");
  await look("rewards");
  await shop.open("/apps/perennial/preferences");
  await page.getByRole("button", { name: "Save" }).first().waitFor();
  await look("preferences");
  for (const path of ["/", "/collections/all", "/cart", "/account/login"]) {
    await shop.open(path);
    await look(path);
  }
  expect(faults).toEqual([]);
});

it("has menus that work on a phone", async () => {
  const admin = new AdminPages(await visit({ viewport: PHONE, hasTouch: true, isMobile: true }), stack);
  await admin.open("/app");
  for (const name of ["Customers", "Loyalty", "Deliveries"]) {
    await admin.page.getByRole("button", { name: "Menu", exact: true }).tap();
    await admin.menu(name).tap();
    await admin.heading(name).waitFor();
    expect(await overflowOf(admin.page)).toBe(0);
  }

  const shop = new ShopPages(await visit({ viewport: NARROWEST, hasTouch: true, isMobile: true }), stack);
  await shop.signIn(customer.email);
  await shop.open("/");
  await shop.page
    .getByRole("navigation", { name: "Collections" })
    .getByRole("link", { name: "All products" })
    .tap();
  await shop.page.waitForURL("**/collections/all");
  await shop.page.getByRole("button", { name: /^Rewards/ }).tap();
  const dialog = shop.page.getByRole("dialog", { name: "Rewards" });
  await dialog.locator("[data-perennial-panel]").waitFor();
  const box = await dialog.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= NARROWEST.width && box.y >= 0).toBe(true);
  await dialog.getByRole("button", { name: "Close" }).tap();
  await dialog.waitFor({ state: "hidden" });
});
