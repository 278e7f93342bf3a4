/** What tests need in the store before a browser opens: the app at work, customers, orders. Done over HTTP. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { vi } from "vitest";
import { control, openStore, type StoreAddresses } from "#scripts/open-store.ts";
import { PATIENCE } from "./page-objects-visits.ts";

/** An order as the simulator's control API shows it; amounts are hundredths. */
export interface PlacedOrder {
  id: string;
  name: string;
  lines: { id: string; title: string; quantity: number }[];
}

export interface TestCustomer {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
}

/** Installs the app, starts its programme and places its blocks, unless an earlier test file has. */
export async function openStoreOnce(stack: StoreAddresses): Promise<void> {
  const { installed } = await control<{ installed: boolean }>(stack, `shops/${stack.shop}`);
  const { blocks } = await control<{ blocks: unknown[] }>(stack, "blocks");
  if (!installed || blocks.length === 0) await openStore(stack);
}

/** A new customer of the store, whom the app knows; the e-mail address is enough to sign in. */
export async function makeCustomer(
  stack: StoreAddresses,
  firstName: string,
  lastName: string,
): Promise<TestCustomer> {
  const [customer] = await makeCustomers(stack, [[firstName, lastName]]);
  if (!customer) throw new Error("no customer was made");
  return customer;
}

/** Customers, each newer than the one before. Waits until the app knows them all. */
export async function makeCustomers(
  stack: StoreAddresses,
  names: [firstName: string, lastName: string][],
): Promise<TestCustomer[]> {
  const customers: TestCustomer[] = [];
  for (const [firstName, lastName] of names) {
    const email = `${firstName}.${randomUUID().slice(0, 8)}@example.com`.toLowerCase();
    const made = await control<{ customer: TestCustomer }>(stack, "customers", {
      email,
      firstName,
      lastName,
    });
    customers.push(made.customer);
  }
  await waitUntilKnown(stack, customers);
  return customers;
}

async function waitUntilKnown(stack: StoreAddresses, customers: TestCustomer[]): Promise<void> {
  const client = new pg.Client(stack.databaseUrl);
  await client.connect();
  const ids = customers.map((customer) => customer.id);
  const areKnown = async () => {
    const { rows } = await client.query<{ count: string }>(
      "SELECT count(*) FROM customer WHERE customer_id = ANY($1::bigint[])",
      [ids],
    );
    return Number(rows[0]?.count) === ids.length;
  };
  try {
    await vi.waitUntil(areKnown, PATIENCE);
  } finally {
    await client.end();
  }
}

/** A paid order of products by their handles. */
export async function placeOrder(
  stack: StoreAddresses,
  customer: TestCustomer,
  pieces: Record<string, number>,
): Promise<PlacedOrder> {
  const { products } = await control<{ products: { handle: string; variants: { id: string }[] }[] }>(
    stack,
    "products",
  );
  const lines = Object.entries(pieces).map(([handle, quantity]) => {
    const variant = products.find((product) => product.handle === handle)?.variants[0];
    if (!variant) throw new Error(`the store has no product ${handle}`);
    return { variantId: variant.id, quantity };
  });
  const input = { customerId: customer.id, email: customer.email, lines };
  return (await control<{ order: PlacedOrder }>(stack, "orders", input)).order;
}
