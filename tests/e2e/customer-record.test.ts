/** What staff do with the customer record: notes, tags for many, files in and out, requests about personal data. */
import { unzipSync } from "fflate";
import { beforeAll, expect, inject, it } from "vitest";
import { accessibilityFaults } from "#tests/setup/axe.ts";
import { AdminPages } from "#tests/setup/page-objects-admin.ts";
import {
  makeCustomer,
  openStoreOnce,
  placeOrder,
  type TestCustomer,
} from "#tests/setup/page-objects-store.ts";
import { DESKTOP, overflowOf, PATIENCE, PHONE, useVisits } from "#tests/setup/page-objects-visits.ts";

const stack = inject("stack");
const visit = useVisits();
let customer: TestCustomer;

beforeAll(async () => {
  await openStoreOnce(stack);
  customer = await makeCustomer(stack, "Greta", "Register");
  await placeOrder(stack, customer, { "linen-tea-towel": 2 });
});

it("brings points from a file: columns guessed, checked without a trace, stored once", async () => {
  const admin = new AdminPages(await visit(), stack);
  const { app } = admin;
  await expect.poll(() => admin.balanceOf(customer.id), PATIENCE).toBe("28");
  const csv = `Email,Points Balance,Expiry Date\n${customer.email},250,2031-01-01\nnobody,5,\n`;
  await admin.open("/app/data");
  await app.locator("input[type=file]").setInputFiles({
    name: "smile-export.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(csv),
  });
  await app.getByRole("heading", { name: "Which column is what?" }).waitFor();
  expect(await app.getByLabel("Points", { exact: true }).inputValue()).toBe("Points Balance");
  await app.getByRole("button", { name: "Check the file" }).click();
  await app.getByText("1 row has a problem and would be left out.").waitFor();
  await app.getByText("expected an e-mail address").waitFor();
  expect(await accessibilityFaults(admin.page)).toEqual([]);
  await admin.page.setViewportSize(PHONE);
  expect(await overflowOf(admin.page)).toBe(0);
  await app.getByRole("button", { name: "Store 1 row" }).click();
  await app.getByText("1 row is stored.").waitFor();
  await expect.poll(() => admin.balanceOf(customer.id), PATIENCE).toBe("278");
});

it("hands out everything in one archive", async () => {
  const page = await visit();
  const admin = new AdminPages(page, stack);
  const { app } = admin;
  await admin.open("/app/data");
  expect(await accessibilityFaults(page)).toEqual([]);
  await app.getByRole("button", { name: "Make an archive" }).click();
  const button = app.getByRole("button", { name: "Download" });
  await button.waitFor();
  const [answer] = await Promise.all([
    page.waitForResponse(
      (response) => response.url().includes("/app/data") && response.request().method() === "POST",
    ),
    button.click(),
  ]);
  const address = /\/download\?key=[\w-]+/.exec(await answer.text())?.[0] ?? "";
  const download = await fetch(`${stack.appUrl}${address}`);
  expect(download.headers.get("content-disposition")).toMatch(/attachment; filename="perennial-.*\.zip"/);
  const files = unzipSync(new Uint8Array(await download.arrayBuffer()));
  // An address that was changed leads nowhere.
  const wrong = `${address.slice(0, -2)}${address.endsWith("AA") ? "BB" : "AA"}`;
  expect((await fetch(`${stack.appUrl}${wrong}`)).status).toBe(404);
  const text = (name: string) => Buffer.from(files[name] ?? []).toString("utf8");
  expect(text("csv/customer.csv")).toContain(customer.email);
  expect(text("jsonl/points_transfer.jsonl")).toContain('"source_key"');
  expect(JSON.parse(text("manifest.json"))).toMatchObject({ format: "perennial-archive" });
});

it("keeps a note, and finds people by the beginnings of their names", async () => {
  const admin = new AdminPages(await visit(), stack);
  const { app } = admin;
  await admin.open(`/app/customers/${customer.id}`);
  await app.getByPlaceholder("Seen by your staff only.").fill("Prefers to be called before noon.");
  await app.getByRole("button", { name: "Add note" }).click();
  await app.locator("p", { hasText: "Prefers to be called before noon." }).waitFor();
  await admin.open("/app/customers?q=greta");
  await app.getByRole("link", { name: "Greta Register" }).waitFor();
});

it("has pages for privacy that anybody can use on any screen", async () => {
  const admin = new AdminPages(await visit(), stack);
  const faults: string[] = [];
  for (const path of [
    "/app/privacy",
    "/app/privacy/access",
    "/app/deliveries/rules",
    "/app/deliveries/reconciliation",
    "/app/customers/actions",
    `/app/privacy?customer=${customer.id}`,
  ]) {
    await admin.open(path);
    for (const fault of await accessibilityFaults(admin.page)) faults.push(`${path}: ${fault}`);
    for (const size of [PHONE, DESKTOP]) {
      await admin.page.setViewportSize(size);
      const overflow = await overflowOf(admin.page);
      if (overflow > 0) faults.push(`${path} at ${size.width} px: ${overflow} px too wide`);
    }
  }
  expect(faults).toEqual([]);
});
