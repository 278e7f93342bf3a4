/**
 * What the bench does with the app's own code, in a process of its own, so that the app finds its environment:
 * `deliver` stores webhooks as the intake leaves them, `import` stores the result of a bulk query as the import does.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { sealBytes } from "../../app/platform/crypto/keyring.server.ts";
import { closeDatabase } from "../../app/platform/db/client.server.ts";
import { withShop } from "../../app/platform/db/scope.server.ts";
import { stageNamed } from "../../app/features/orders/import-stages.server.ts";
import { storeResult } from "../../app/features/orders/store-result.server.ts";
import { bodyOf, importLinesOf, LINES_PER_ORDER, makeOrder } from "./orders.ts";

/** What the process is asked for, as JSON in its first argument. */
export interface Task {
  command: "deliver" | "import";
  shopId: string;
  block: number;
  orders: number;
  customers: number;
}

const ROWS = 500;

async function deliver({ shopId, block, orders, customers }: Task): Promise<void> {
  const client = new pg.Client(process.env["DATABASE_URL"]);
  await client.connect();
  for (let from = 0; from < orders; from += ROWS) {
    const webhookIds: string[] = [];
    const bodies: Buffer[] = [];
    const times: string[] = [];
    for (let n = from; n < Math.min(orders, from + ROWS); n += 1) {
      const order = makeOrder(block, n, customers);
      const webhookId = randomUUID();
      webhookIds.push(webhookId);
      bodies.push(sealBytes(bodyOf(order), `delivery:${webhookId}`));
      times.push(order.updatedAt);
    }
    await client.query(
      `INSERT INTO webhook_delivery (shop_id, topic, event_id, webhook_id, triggered_at, body)
       SELECT $1, 'orders/create', id, id, at, body FROM unnest($2::text[], $3::timestamptz[], $4::bytea[]) AS d (id, at, body)`,
      [shopId, webhookIds, times, bodies],
    );
  }
  await client.end();
}

/** Seconds from the first line read to the last chunk stored. */
async function importOrders({ shopId, block, orders, customers }: Task): Promise<number> {
  const shop = BigInt(shopId);
  const texts = Array.from({ length: orders }, (_, n) =>
    importLinesOf(makeOrder(block, n, customers)),
  ).flat();
  await withShop(shop, ({ db }) =>
    db.backfill.create({ data: { shopId: shop, id: block, stage: "orders" } }),
  );
  const open = async function* () {
    for (const [position, text] of texts.entries()) {
      // A download lets others work, too.
      if (position % 5_000 === 0) await sleep(0);
      yield text;
    }
  };
  const startedMs = performance.now();
  await storeResult({
    shopId: shop,
    id: block,
    stage: stageNamed("orders"),
    progress: { linesRead: 0, customersRead: 0, customersStored: 0, ordersRead: 0, ordersStored: 0 },
    client: {
      request: () => {
        throw new Error("these orders leave nothing to be asked for");
      },
    },
    open,
    expectedLines: orders * (1 + LINES_PER_ORDER),
  });
  const seconds = (performance.now() - startedMs) / 1000;
  await withShop(shop, ({ db }) =>
    db.backfill.updateMany({ where: { shopId: shop }, data: { stage: "done" } }),
  );
  return seconds;
}

const task = JSON.parse(process.argv[2] ?? "{}") as Task;
const seconds = task.command === "deliver" ? await deliver(task) : await importOrders(task);
await closeDatabase();
process.stdout.write(JSON.stringify({ seconds: seconds ?? null }));
