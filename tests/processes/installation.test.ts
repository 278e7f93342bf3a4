/** The merchant's first and last day with the app, with processes of its own: nothing is installed in them yet. */
import pg from "pg";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { control } from "#scripts/open-store.ts";
import {
  createDatabase,
  migrate,
  type Stack,
  startStack,
  startThrowAwayPostgres,
  stopAll,
} from "#scripts/stack.ts";
import { AdminPages } from "#tests/setup/page-objects-admin.ts";
import { placeOrder, type TestCustomer } from "#tests/setup/page-objects-store.ts";
import { PATIENCE, useVisits } from "#tests/setup/page-objects-visits.ts";

const visit = useVisits();
let stack: Stack;
let customer: TestCustomer;

beforeAll(async () => {
  const postgres = await startThrowAwayPostgres();
  const databaseUrl = await createDatabase(postgres, "perennial");
  await migrate(databaseUrl);
  // Every request is logged, so that the tests can see what is written about it.
  vi.stubEnv("LOG_LEVEL", "debug");
  stack = await startStack({ databaseUrl, store: "empty" });
  const { customers } = await control<{ customers: TestCustomer[] }>(stack, "customers");
  customer = customers[0]!;
  await placeOrder(stack, customer, { "wool-blanket": 2 });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await stopAll();
});

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client(stack.databaseUrl);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

it("goes from the install button over the import to a running programme", async () => {
  // The worker stands still for now: the import of so small a store would be over before it could be seen.
  stack.worker.child.kill("SIGSTOP");
  onTestFinished(() => void stack.worker.child.kill("SIGCONT"));
  const admin = new AdminPages(await visit(), stack);
  const { page, app } = admin;
  await admin.openStorePage("");
  await page.getByRole("link", { name: "Install the app" }).click();
  await page.getByRole("heading", { name: "Install Perennial" }).waitFor();
  await page.getByText("write_customers").waitFor();
  await page.getByRole("button", { name: "Install" }).click();

  await app.getByRole("heading", { name: "Importing your store" }).waitFor();
  await app.getByRole("heading", { name: "Set-up guide" }).waitFor();
  await app.getByText("0 of 4 done").waitFor();
  stack.worker.child.kill("SIGCONT");
  await app.getByText("1 of 4 done").waitFor();
  await app.getByRole("heading", { name: "Importing your store" }).waitFor({ state: "detached" });

  // The guide leads on.
  await app.getByRole("link", { name: "Set up loyalty" }).first().click();
  await admin.heading("Loyalty").waitFor();
  await app.getByText("Earn 12 points").waitFor();
  await app.getByText("of sales").waitFor();
  await app.getByLabel("Customers earn", { exact: true }).fill("2");
  await app.getByText("Earn 24 points").waitFor();
  const saveBar = page.getByRole("region", { name: "Unsaved changes" });
  await saveBar.getByRole("button", { name: "Discard" }).click();
  await app.getByText("Earn 12 points").waitFor();

  await app.getByLabel("for every").fill("nothing");
  await app.getByRole("button", { name: "Start the programme" }).click();
  await app.getByText("Enter an amount such as 5 or 5.50.").waitFor();
  await app.getByLabel("for every").fill("1");
  await app.getByText("Also the orders of the last 12 months").click();
  await app.getByRole("button", { name: "Start the programme" }).click();
  await admin.toast("Programme saved").waitFor();
  await app.getByText("Running", { exact: true }).waitFor();
  await expect.poll(() => admin.balanceOf(customer.id), PATIENCE).toBe("178");
});

it("leads to the theme editor for each block and sees when it is on", async () => {
  const admin = new AdminPages(await visit(), stack);
  const { page, app } = admin;
  await admin.open("/app");
  const switches = ["Add to theme: Points on products", "Add to theme: Points balance", "Turn on: Launcher"];
  await expect.poll(() => app.getByText("Off", { exact: true }).count(), PATIENCE).toBe(3);
  for (const [index, name] of switches.entries()) {
    const [editor] = await Promise.all([
      page.waitForEvent("popup"),
      app.getByRole("link", { name: new RegExp(`^${name}`) }).click(),
    ]);
    await editor.getByText("The app asks you to switch on the marked block.").waitFor();
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.getByText("Saved.").waitFor();
    await editor.close();
    // Coming back is enough, nobody has to reload: here the focus leaves the app's frame and returns to it.
    await page.locator("header .domain").click();
    await app.getByRole("heading", { name: "Set-up guide" }).click();
    await expect.poll(() => app.getByText("On", { exact: true }).count(), PATIENCE).toBe(index + 1);
  }
  await app.getByText("3 of 4 done").waitFor();
});

it("forgets its tokens when it is uninstalled, and imports again when it comes back", async () => {
  const admin = new AdminPages(await visit(), stack);
  const { page, app } = admin;
  const tokens = async () => (await query("SELECT 1 FROM session")).length;
  const imports = async () => (await query("SELECT 1 FROM backfill WHERE stage = 'done'")).length;
  expect(await tokens()).toBeGreaterThan(0);
  expect(await imports()).toBe(1);

  await admin.openStorePage("");
  await page.getByRole("button", { name: "Uninstall" }).click();
  await page.getByRole("button", { name: "Yes, uninstall" }).click();
  await page.getByText("Uninstalled.").waitFor();
  await expect.poll(tokens, PATIENCE).toBe(0);

  // Nobody tells the app of this order: the import must find it.
  await placeOrder(stack, customer, { "enamel-mug": 2 });
  await page.getByRole("link", { name: "Install the app" }).click();
  await page.getByRole("button", { name: "Install" }).click();
  await app.getByRole("heading", { name: "Set-up guide" }).waitFor();
  await expect.poll(imports, PATIENCE).toBe(2);
  await expect.poll(() => admin.balanceOf(customer.id), PATIENCE).toBe("195");
});

it("writes nothing secret into its logs", async () => {
  const written = [stack.web, stack.worker].map((each) => each.output()).join("\n");
  expect(written).toContain("/app/customers");
  expect(written).not.toContain(stack.apiSecret);
  expect(written).not.toContain(customer.email);
  // Session tokens are three base64 texts; access tokens have a name in front.
  expect(written).not.toMatch(/eyJ[\w-]{10,}\.eyJ|id_token=|shp(?:at|ca|pa|ss|ua|rt)_[0-9a-f]{8}/);
});
