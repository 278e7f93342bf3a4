import pg from "pg";
import { beforeAll, expect, inject, it } from "vitest";
import { control } from "#scripts/open-store.ts";
import { AdminPages } from "#tests/setup/page-objects-admin.ts";
import { makeCustomer, openStoreOnce } from "#tests/setup/page-objects-store.ts";
import { useVisits } from "#tests/setup/page-objects-visits.ts";

const stack = inject("stack");
const visit = useVisits();

beforeAll(() => openStoreOnce(stack));

/** As the owner of the database, whom row-level security does not bind. */
async function asOwner(...statements: string[]): Promise<void> {
  const client = new pg.Client(stack.databaseUrl);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

it("shows nothing outside of the admin", async () => {
  const customer = await makeCustomer(stack, "Secret", "Person");
  // The browser notes the answers that refuse.
  const page = await visit({ expectedFaults: [/status of 4\d\d/] });
  for (const path of ["/app", "/app/customers", `/app/customers/${customer.id}`]) {
    await page.goto(stack.appUrl + path);
    await page.getByRole("heading", { name: "Open Perennial from Shopify" }).waitFor();
    expect(await page.content()).not.toContain(customer.email);
  }
  const { token } = await control<{ token: string }>(stack, `shops/${stack.shop}/session-token`, {});
  const forged = `${token.split(".").slice(0, 2).join(".")}.${"A".repeat(43)}`;
  const expired = await control<{ token: string }>(stack, `shops/${stack.shop}/session-token`, {
    exp: Math.floor(Date.now() / 1000) - 3600,
  });
  for (const bearer of [null, forged, expired.token]) {
    for (const path of ["/app/customers.data", `/app/customers/${customer.id}.data`]) {
      const response = await page.request.get(stack.appUrl + path, {
        headers: bearer ? { Authorization: `Bearer ${bearer}` } : {},
        maxRedirects: 0,
      });
      expect(await response.text()).not.toContain(customer.email);
    }
  }
});

it("lets only the shop's own admin frame it", async () => {
  const admin = new AdminPages(await visit(), stack);
  const framed = admin.page.waitForResponse(
    (response) => response.url().startsWith(stack.appUrl) && response.request().resourceType() === "document",
  );
  await admin.open("/app");
  const policy = (await framed).headers()["content-security-policy"] ?? "";
  const directive = policy.split(";").find((part) => part.trim().startsWith("frame-ancestors")) ?? "";
  const ancestors = directive.trim().split(/\s+/).slice(1);
  expect(ancestors).toEqual(expect.arrayContaining([`https://${stack.shop}`, "https://admin.shopify.com"]));
  // The library adds hosts of Shopify's own developers; nobody else may frame the app, and no other shop.
  const known = /^https:\/\/(admin\.shopify\.com|admin\.myshopify\.io|admin\.shop\.dev|\*\.spin\.dev)$/;
  const { origin } = new URL(stack.adminUrl);
  const others = ancestors.filter((each) => !known.test(each)).toSorted();
  expect(others).toEqual([`https://${stack.shop}`, origin].toSorted());
});

it("does not know another shop's customers", async () => {
  const foreignId = "9007199254749999";
  await asOwner(
    "INSERT INTO shop (domain) VALUES ('other.myshopify.com') ON CONFLICT DO NOTHING",
    `INSERT INTO customer (shop_id, customer_id, updated_at, search_tokens, tags)
     SELECT shop_id, ${foreignId}, now(), '{}', '{foreign}' FROM shop WHERE domain = 'other.myshopify.com'
     ON CONFLICT DO NOTHING`,
  );
  const admin = new AdminPages(await visit({ expectedFaults: [/status of 404/] }), stack);
  await admin.page.goto(`${stack.adminUrl}/store/perennial-demo/apps/perennial/app/customers/${foreignId}`);
  await admin.app.getByText("This page does not exist").waitFor();
  await admin.open("/app/customers?q=foreign");
  await admin.app.getByText("No customer matches “foreign”").waitFor();
});

it("shows a number and no stack trace when a page fails, and recovers", async () => {
  const customer = await makeCustomer(stack, "Crash", "Test");
  const admin = new AdminPages(await visit({ expectedFaults: [/status of 500/] }), stack);
  await asOwner("ALTER TABLE redemption RENAME TO redemption_away");
  try {
    const answered = admin.page.waitForResponse((response) =>
      response.url().includes(`/app/customers/${customer.id}?`),
    );
    await admin.open(`/app/customers/${customer.id}`);
    await admin.app.getByText("This page could not be shown").waitFor();
    await admin.app.getByText(/Number of this error: [0-9a-f]{8}/).waitFor();
    const response = await answered;
    expect(response.status()).toBe(500);
    expect(await response.text()).not.toMatch(
      /redemption_away|does not exist|node_modules|\.server\.|\n\s+at /,
    );
  } finally {
    await asOwner("ALTER TABLE redemption_away RENAME TO redemption");
  }
  await admin.app.getByRole("button", { name: "Try again" }).click();
  await admin.heading("Crash Test").waitFor();
});
