import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, it } from "vitest";
import { control } from "#scripts/open-store.ts";
import { AdminPages } from "#tests/setup/page-objects-admin.ts";
import { makeCustomer, makeCustomers, openStoreOnce, placeOrder } from "#tests/setup/page-objects-store.ts";
import { PATIENCE, useVisits } from "#tests/setup/page-objects-visits.ts";

const stack = inject("stack");
const visit = useVisits();

beforeAll(() => openStoreOnce(stack));

it("takes back exactly what a refund and a cancellation take back, and tells the story", async () => {
  const customer = await makeCustomer(stack, "Rhea", "Fund");
  const order = await placeOrder(stack, customer, { "linen-tea-towel": 3, "wool-blanket": 1 });
  const cancelled = await placeOrder(stack, customer, { "enamel-mug": 2 });
  const admin = new AdminPages(await visit(), stack);
  const { page } = admin;
  const balance = () => admin.balanceOf(customer.id);
  // 3 × £14.25 + £89, and 2 × £8.50.
  await expect.poll(balance, PATIENCE).toBe("148");

  await admin.openStorePage(`/orders/${order.id}`);
  await page.getByLabel("Pieces of Linen Tea Towel to refund").fill("1");
  await page.getByRole("button", { name: "Refund these pieces" }).click();
  await page.getByText("Refunded.").waitFor();
  // £117.50 of £131.75 is left of the first order, and so are 116 of its 131 points.
  await expect.poll(balance, PATIENCE).toBe("133");

  await admin.openStorePage(`/orders/${cancelled.id}`);
  await page.getByRole("button", { name: "Cancel order" }).click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await page.getByText("Cancelled.").waitFor();
  await expect.poll(balance, PATIENCE).toBe("116");

  await admin.openStorePage(`/orders/${order.id}`);
  await page.getByRole("button", { name: "Refund everything" }).click();
  await page.getByRole("button", { name: "Yes, refund it" }).click();
  await page.getByText("Refunded.").waitFor();
  await expect.poll(balance, PATIENCE).toBe("0");

  const cells = (await admin.rows("Points statement").allInnerTexts()).map((row) =>
    row.split(/\s*\t\s*|\n+/),
  );
  const lines = cells.map(([what, , points, after]) => [what, points, after]);
  expect(lines).toEqual([
    [`Refund of ${order.name}`, "-116", "0"],
    [`${cancelled.name} cancelled`, "-17", "116"],
    [`Refund of ${order.name}`, "-15", "133"],
    [`Earned with ${cancelled.name}`, "+17", "148"],
    [`Earned with ${order.name}`, "+131", "131"],
  ]);
  for (const fact of [
    "Became a customer",
    `Placed ${order.name} with goods for £131.75`,
    `Paid ${order.name}`,
    `Was refunded £14.25 of ${order.name}`,
    `${cancelled.name} was cancelled`,
    `Was refunded £117.50 of ${order.name}`,
  ]) {
    await admin.app.getByText(fact, { exact: true }).first().waitFor();
  }
});

it("adjusts points, and says beside the field what is wrong", async () => {
  const customer = await makeCustomer(stack, "Adam", "Just");
  // The browser notes each refused form.
  const admin = new AdminPages(await visit({ expectedFaults: [/status of 400/] }), stack);
  const { app } = admin;
  await admin.open(`/app/customers/${customer.id}`);

  await app.getByRole("button", { name: "Adjust points" }).click();
  const dialog = app.getByRole("dialog", { name: "Adjust points" });
  const points = dialog.getByLabel("Points");
  const reason = dialog.getByLabel("Reason");
  const adjust = dialog.getByRole("button", { name: "Adjust", exact: true });
  const faultOf = async (field: typeof points) =>
    field.evaluate((input) =>
      (input.getAttribute("aria-describedby") ?? "")
        .split(" ")
        .map((id) => document.getElementById(id)?.textContent ?? "")
        .join(" "),
    );

  await points.fill("many");
  await adjust.click();
  await expect.poll(() => faultOf(points), PATIENCE).toContain("Enter a whole number.");
  expect(await faultOf(reason)).toContain("Say why, in at least 3 characters.");
  expect(await points.getAttribute("aria-invalid")).toBe("true");

  await points.fill("-1");
  await reason.fill("Parcel lost on the way");
  await adjust.click();
  await expect
    .poll(() => faultOf(points), PATIENCE)
    .toContain("The balance is 0: no more than that can be taken.");

  await points.fill("250");
  await dialog.getByText("The balance goes from 0 to 250.").waitFor();
  await adjust.click();
  await admin.toast("Points adjusted").waitFor();
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(() => admin.shownBalance().innerText(), PATIENCE).toBe("250");
  await app.getByText("Points adjusted by +250: Parcel lost on the way").waitFor();
});

it("searches, sorts and pages through customers", async () => {
  const family = `Z${randomUUID().slice(0, 6)}`;
  const numbers = Array.from({ length: 53 }, (_, index) => index + 1);
  await makeCustomers(
    stack,
    numbers.map((number) => [`Nora${number}`, family]),
  );
  const rich = await makeCustomer(stack, "Rich", family);
  await placeOrder(stack, rich, { "wool-blanket": 1 });
  const admin = new AdminPages(await visit(), stack);
  const { app } = admin;
  const names = () => admin.rows("Customers").getByRole("link").allInnerTexts();
  await expect.poll(() => admin.balanceOf(rich.id), PATIENCE).toBe("89");

  await admin.open("/app/customers");
  await app.getByLabel("Search by name, e-mail, phone, order or tag").fill(family);
  await app.getByText("54 customers").waitFor();
  // The most points come first.
  expect((await names())[0]).toBe(`Rich ${family}`);

  await app.getByLabel("Sort by").selectOption("Newest");
  await expect
    .poll(async () => (await names()).slice(0, 2), PATIENCE)
    .toEqual([`Rich ${family}`, `Nora53 ${family}`]);
  const firstPage = await names();
  expect(firstPage).toHaveLength(50);

  await app.getByRole("button", { name: "Next" }).click();
  await expect.poll(async () => (await names()).length, PATIENCE).toBe(4);
  expect(await names()).toEqual([4, 3, 2, 1].map((number) => `Nora${number} ${family}`));
  await app.getByRole("button", { name: "Previous" }).click();
  await expect.poll(names, PATIENCE).toEqual(firstPage);

  await app.getByLabel("Search by name, e-mail, phone, order or tag").fill("nobody at all");
  await app.getByText("No customer matches “nobody at all”").waitFor();
});

it("shows a delivery that failed, why, and tries it again", async () => {
  const eventId = randomUUID();
  await control(stack, "webhooks/send", {
    topic: "orders/create",
    body: `{"id": 820982911946154508,`,
    eventId,
  });
  const admin = new AdminPages(await visit(), stack);
  const { app } = admin;
  const row = admin.rows("Deliveries").filter({ hasText: "The body is not JSON" }).first();
  const isListed = async () => {
    await admin.open("/app/deliveries?state=failed");
    return row.isVisible();
  };
  await expect.poll(isListed, PATIENCE).toBe(true);

  await row.getByRole("link", { name: "orders/create" }).click();
  await app.getByText("This delivery failed").waitFor();
  await app.getByText(eventId).waitFor();
  await app.getByText("820982911946154508").waitFor();
  const attempts = app.locator("dt", { hasText: "Attempts" }).locator("xpath=following-sibling::dd");
  expect(await attempts.innerText()).toBe("1");
  await app.getByRole("button", { name: "Retry" }).click();
  await admin.toast("1 delivery will be tried again").waitFor();
  // Tried again, it fails again: attempts are counted anew after a retry by hand.
  await expect.poll(isListed, PATIENCE).toBe(true);
  await row.getByRole("link", { name: "orders/create" }).click();
  await app.getByText("This delivery failed").waitFor();
});
