import { createHmac, randomUUID } from "node:crypto";
import { installShop } from "#app/features/shops/index.server.ts";
import {
  processDeliveries,
  react,
  receiveSignedDelivery,
  type DeliveryOutcome,
} from "#app/features/events/index.server.ts";
import { saveProgramme } from "#app/features/loyalty/index.server.ts";
import { openDetails } from "#app/features/customers/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { pool } from "#app/platform/db/client.server.ts";
import { deliveryHandlers, reactions } from "#app/worker/registry.server.ts";
import { bytesOf, type Payload } from "./payloads.ts";

/** Marketing mail waits for the sender's postal address. */
const SETTINGS = { messaging: { addressLine: "Test Shop Ltd, 1 High Street, London" } };

/** A shop that has the app and sells in pounds. */
export async function makeShop(
  name = `shop-${randomUUID().slice(0, 8)}`,
  currency = "GBP",
): Promise<TestShop> {
  const domain = `${name}.myshopify.com`;
  const shopId = await installShop(domain, []);
  await withShop(shopId, ({ db }) =>
    db.shop.update({
      where: { id: shopId },
      data: { currency, ianaTimezone: "Europe/London", settings: SETTINGS },
    }),
  );
  return { domain, shopId };
}

export interface TestShop {
  domain: string;
  shopId: bigint;
}

/** Starts the programme at an instant: 1 point for every 100 minor units, 50 points for 500. */
export async function startProgramme(
  shop: TestShop,
  at = new Date("2026-01-01T00:00:00Z"),
  rule = {},
): Promise<void> {
  const input = {
    earnPoints: 1,
    earnPerMinor: 100,
    rewardCostPoints: 50,
    rewardValueMinor: 500,
    rewardActive: true,
    active: true,
    includePastYear: false,
    ...rule,
  };
  await withShop(shop.shopId, (scope) => saveProgramme(scope, input, { staff: null, now: at }));
}

export interface DeliveryOptions {
  topic: string;
  payload?: Payload;
  body?: Uint8Array;
  eventId?: string;
  /** The same on a repetition. */
  webhookId?: string;
  headers?: Record<string, string>;
  secret?: string;
}

/** Delivers a webhook as Shopify does, signature included. */
export function deliver(shop: TestShop, options: DeliveryOptions): Promise<DeliveryOutcome> {
  const body = options.body ?? bytesOf(options.payload);
  const signature = createHmac("sha256", options.secret ?? process.env["SHOPIFY_API_SECRET"]!)
    .update(body)
    .digest("base64");
  const headers = new Headers({
    "X-Shopify-Topic": options.topic,
    "X-Shopify-Shop-Domain": shop.domain,
    "X-Shopify-API-Version": "2026-07",
    "X-Shopify-Webhook-Id": options.webhookId ?? randomUUID(),
    "X-Shopify-Event-Id": options.eventId ?? randomUUID(),
    "X-Shopify-Triggered-At": "2026-03-01T10:00:10Z",
    "X-Shopify-Hmac-Sha256": signature,
    ...options.headers,
  });
  return receiveSignedDelivery({ headers, body });
}

/** Does what the worker does: works off the deliveries, then the reactions. */
export async function workOff(shop: TestShop): Promise<void> {
  await processDeliveries(shop.shopId, deliveryHandlers);
  await react(shop.shopId, reactions);
}

/** Everything that must not depend on the order of deliveries: records, facts, balances and lots. */
export async function readState(shop: TestShop): Promise<Record<string, unknown[]>> {
  return withShop(shop.shopId, async ({ db, shopId }) => ({
    customers: (await db.customer.findMany({ orderBy: { id: "asc" }, omit: { shopId: true } })).map(
      // Hashes and tokens are keyed: they differ from shop to shop.
      ({ sealed, searchTokens, stateHash, ...row }) => ({
        ...row,
        isHashed: stateHash !== null,
        tokens: searchTokens.length,
        details: openDetails({ db, shopId }, row.id, sealed),
      }),
    ),
    orders: await db.$queryRaw`
      SELECT order_id::text, subject_id::text, customer_id::text, subtotal_minor::text, financial_status, cancelled_at FROM orders ORDER BY 1`,
    lines: await db.$queryRaw`
      SELECT order_id::text, line_id::text, title, quantity, current_quantity, unit_price_minor::text FROM order_line ORDER BY 1, 2`,
    facts: await db.$queryRaw`
      SELECT kind, key, happened_at, subject_id::text, customer_id::text, order_id::text, data FROM fact ORDER BY kind, key`,
    lots: await db.$queryRaw`
      SELECT a.kind, a.customer_id::text, t.source_key, e.lot, sum(e.points)::text AS points
      FROM points_entry e JOIN points_account a USING (shop_id, account_id) JOIN points_transfer t USING (shop_id, transfer_id)
      GROUP BY 1, 2, 3, 4 HAVING sum(e.points) <> 0 ORDER BY 1, 2, 3, 4`,
    balances: await db.$queryRaw`
      SELECT kind, customer_id::text, balance::text FROM points_account WHERE balance <> 0 ORDER BY 1, 2`,
  }));
}

export async function balanceOfCustomer(shop: TestShop, customerId: bigint): Promise<bigint> {
  return withShop(shop.shopId, async ({ db }) => {
    const rows = await db.$queryRaw<
      { balance: bigint }[]
    >`SELECT balance FROM points_account WHERE customer_id = ${customerId}`;
    return rows[0]?.balance ?? 0n;
  });
}

/** As the owner of the database, outside every scope. */
export async function asOwner<T>(
  work: (query: (sql: string, values?: unknown[]) => Promise<T[]>) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SET ROLE NONE");
    await work(async (sql, values) => (await client.query(sql, values)).rows as T[]);
  } finally {
    // The session is not the app's any more.
    client.release(true);
  }
}
