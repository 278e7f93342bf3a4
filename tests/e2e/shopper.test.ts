import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, it } from "vitest";
import { makeCustomer, openStoreOnce, placeOrder } from "#tests/setup/page-objects-store.ts";
import { ShopPages } from "#tests/setup/page-objects-shop.ts";
import { useVisits } from "#tests/setup/page-objects-visits.ts";

const stack = inject("stack");
const visit = useVisits();

beforeAll(() => openStoreOnce(stack));

it("lets a shopper earn points with an order and spend them on the next", async () => {
  const shop = new ShopPages(await visit(), stack);
  const { page } = shop;
  await shop.register("Robin", "Hale", `robin.${randomUUID().slice(0, 8)}@example.com`);

  const firstHtml = await (await shop.open("/products/wool-blanket")).text();
  expect(firstHtml).toContain("Earn 89 points");

  await shop.putInCart("wool-blanket", 6);
  await shop.goToCheckout();
  await shop.pay();
  await shop.waitForPoints("534 points");

  const dialog = await shop.openLauncher();
  await dialog.getByText("534 points").first().waitFor();
  await dialog.getByRole("heading", { name: "History" }).waitFor();
  await dialog.getByText("+534 points").waitFor();

  await dialog.getByRole("button", { name: "Redeem" }).click();
  const code = await dialog.locator("code").innerText();
  expect(code).toMatch(/^[A-Z0-9]{6,}$/);
  await dialog.getByText("34 points", { exact: true }).waitFor();
  await dialog.getByText("466 points to go").waitFor();
  expect(await dialog.getByRole("button", { name: "Redeem" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Rewards 34 points" }).waitFor();

  await shop.putInCart("wool-blanket", 1);
  await shop.goToCheckout();
  await page.getByLabel("Discount code").fill(code);
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText(`Discount ${code}`).waitFor();
  await page.getByText("−£5.00").waitFor();
  await shop.pay();
  // 84 points for the £84 that were paid for the blanket.
  await shop.waitForPoints("118 points");
});

it("refuses a second redemption that the points do not reach for", async () => {
  const customer = await makeCustomer(stack, "Toni", "Twice");
  await placeOrder(stack, customer, { "wool-blanket": 6 });
  // The browser notes the answer 409.
  const shop = new ShopPages(await visit({ expectedFaults: [/status of 409/] }), stack);
  await shop.signIn(customer.email);
  await shop.waitForPoints("534 points");
  const staleDialog = await shop.openLauncher();

  const other = new ShopPages(await shop.page.context().newPage(), stack);
  await other.open("/apps/perennial/rewards");
  await other.page.getByRole("button", { name: "Redeem" }).click();
  await other.page.getByText("Done. Your code is").waitFor();

  await staleDialog.getByRole("button", { name: "Redeem" }).click();
  const message = staleDialog.getByText("You have too few points for this reward.");
  await message.waitFor();
  expect(await message.evaluate((element) => element === document.activeElement)).toBe(true);
  await staleDialog.getByText("34 points", { exact: true }).waitFor();
});

it("works without script", async () => {
  const customer = await makeCustomer(stack, "Sam", "Scriptless");
  await placeOrder(stack, customer, { "wool-blanket": 6 });
  const shop = new ShopPages(await visit({ javaScriptEnabled: false }), stack);
  const { page } = shop;
  await shop.open("/products/enamel-mug");
  await page.getByText("Earn 8 points").waitFor();
  await shop.signIn(customer.email);
  await shop.waitForPoints("534 points");

  await page.getByRole("link", { name: /^Rewards/ }).click();
  await page.getByRole("heading", { name: "Rewards", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Redeem" }).click();
  await page.getByText("Done. Your code is").waitFor();
  // Without script nothing looks again by itself: the page offers a link while the code is being made.
  const code = page.locator("code");
  const refresh = page.getByRole("link", { name: "Show my code" });
  while ((await code.or(refresh).first().innerText()) === "Show my code") await refresh.click();
  expect(await code.innerText()).toMatch(/^[A-Z0-9]{6,}$/);
  await shop.waitForPoints("34 points");
});
