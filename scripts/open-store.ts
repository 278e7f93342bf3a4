/** What a merchant does on the first day, done over HTTP as their browser would: install, start the programme, place the blocks. */
import pg from "pg";
import { control, type StoreAddresses } from "./control.ts";
import { Merchant } from "./merchant.ts";

export { control, type StoreAddresses } from "./control.ts";

/** Where the demo's theme shows the blocks of the extension. */
const BLOCKS = [
  { blockHandle: "product-points", target: "product", enabled: true, settings: {} },
  { blockHandle: "points-balance", target: "customers/account", enabled: true, settings: {} },
  { blockHandle: "launcher", target: "body", enabled: true, settings: {} },
];

/** Installs the app: grants its scopes and opens it once, as the admin does. */
export async function install(stack: StoreAddresses): Promise<void> {
  await control(stack, `shops/${stack.shop}/install`, {});
  await new Merchant(stack).open("/app");
}

/** Waits until the import of the store's past is done. Returns what was imported. */
export async function waitForImport(
  stack: StoreAddresses,
  onProgress: (line: string) => void = () => {},
  timeoutMs = 120_000,
): Promise<{ customers: number; orders: number }> {
  const client = new pg.Client(stack.databaseUrl);
  await client.connect();
  try {
    let said = "";
    for (const endsAt = Date.now() + timeoutMs; Date.now() < endsAt;) {
      const { rows } = await client.query<{
        stage: string;
        customers: number;
        orders: number;
        error: string | null;
      }>(
        "SELECT stage, customers_stored AS customers, orders_stored AS orders, error FROM backfill ORDER BY backfill_id DESC LIMIT 1",
      );
      const [row] = rows;
      const line = row
        ? `import: ${row.customers} customers, ${row.orders} orders`
        : "import: waiting for the worker";
      if (line !== said) onProgress(line);
      said = line;
      if (row?.stage === "done") return row;
      if (row?.stage === "failed") throw new Error(`the import failed: ${row.error}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(
      `the import was not done within ${timeoutMs / 1000} s:\n${stack.worker?.output().slice(-2000) ?? ""}`,
    );
  } finally {
    await client.end();
  }
}

/** Waits until every customer's points are worked out and Shopify knows them. */
export async function waitUntilSettled(stack: StoreAddresses, timeoutMs = 120_000): Promise<void> {
  const client = new pg.Client(stack.databaseUrl);
  await client.connect();
  try {
    for (const endsAt = Date.now() + timeoutMs; Date.now() < endsAt;) {
      const { rows } = await client.query<{ waiting: string }>(
        `SELECT (SELECT count(*) FROM reaction_due) + (SELECT count(*) FROM outbox_change WHERE failed_at IS NULL)
              + (SELECT count(*) FROM webhook_delivery WHERE status = 'received') AS waiting`,
      );
      if (rows[0]?.waiting === "0") return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(
      `the worker was not done within ${timeoutMs / 1000} s:\n${stack.worker?.output().slice(-2000) ?? ""}`,
    );
  } finally {
    await client.end();
  }
}

/** Sends the Loyalty page's form: 1 point for every £1, 500 points for £5. */
export async function startProgramme(stack: StoreAddresses): Promise<void> {
  await new Merchant(stack).send("/app/loyalty.data?index", {
    earnPoints: "1",
    earnPerMinor: "100",
    rewardCostPoints: "500",
    rewardValueMinor: "500",
    rewardActive: "true",
    active: "true",
    includePastYear: "true",
  });
}

/** Puts the loyalty blocks on the theme, and others as they are given. */
export async function placeBlocks(stack: StoreAddresses, others: readonly object[] = []): Promise<void> {
  await control(stack, "blocks", { blocks: [...BLOCKS, ...others] });
}

/** All of it: afterwards the store has the app, its past, a running programme and the blocks on its theme. */
export async function openStore(
  stack: StoreAddresses,
  onProgress: (line: string) => void = () => {},
): Promise<void> {
  await install(stack);
  await waitForImport(stack, onProgress);
  await startProgramme(stack);
  await placeBlocks(stack);
  await waitUntilSettled(stack);
  onProgress("programme started, points given for the past year, blocks on the theme");
}
