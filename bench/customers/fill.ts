/** A large store straight into the tables, in the shapes that the product writes. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { BlindIndex } from "../../app/features/shops/index.server.ts";
import { say } from "../../scripts/prepare.ts";
import { filledDatabase } from "../database.ts";
import { FIRST_CUSTOMER, FIRST_ORDER, writeContacts, writePeople } from "./people.ts";

export interface Sizes {
  customers: number;
  orders: number;
}

export const SHOP = "bench.myshopify.com";
/** So many customers ever bought. The others only signed up. */
const BUYERS_SHARE = 0.6;
const CUSTOMERS_PER_FILE = 100_000;
const ORDERS_PER_STATEMENT = 250_000;
/** Customers with the most orders: they have a points statement, notes and visits, too. */
export const HEAVY_CUSTOMERS = 200;
const LAST_ORDER_AT = "2026-11-01";
const DAYS_OF_ORDERS = 1_000;

/** A large store, filled for this or kept from another bench. */
export async function filledStore(sizes: Sizes): Promise<{ databaseUrl: string; shopId: bigint }> {
  const databaseUrl = await filledDatabase(`store-${sizes.customers}-${sizes.orders}`, (url) =>
    fillStore(url, sizes),
  );
  const database = new pg.Client(databaseUrl);
  await database.connect();
  try {
    const { rows } = await database.query<{ shop_id: string }>("SELECT shop_id FROM shop");
    return { databaseUrl, shopId: BigInt(rows[0]!.shop_id) };
  } finally {
    await database.end();
  }
}

async function fillStore(databaseUrl: string, sizes: Sizes): Promise<void> {
  const database = new pg.Client(databaseUrl);
  await database.connect();
  const run = async (what: string, fill: string | (() => Promise<void>)) => {
    const begin = performance.now();
    await (typeof fill === "string" ? database.query(fill) : fill());
    say(`  ${what}: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
  };
  try {
    // Triggers and foreign keys have nothing to say to rows that are right by construction.
    await database.query(
      "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'",
    );
    await database.query("SELECT install_shop($1)", [SHOP]);
    await database.query(
      "UPDATE shop SET currency = 'GBP', iana_timezone = 'Europe/London', country_code = 'GB'",
    );
    const shopId = BigInt(
      (await database.query<{ shop_id: string }>("SELECT shop_id FROM shop")).rows[0]!.shop_id,
    );
    await fillPeople(database, shopId, sizes);
    await run("catalogue", CATALOGUE);
    await database.query(
      `SELECT ensure_fact_months((date '${LAST_ORDER_AT}' - ${DAYS_OF_ORDERS}), date '${LAST_ORDER_AT}')`,
    );
    await run(`${sizes.orders} orders`, () => fillOrders(database, shopId, sizes));
    await run("summaries, consents and accounts", summariesSql(sizes));
    await run("statements and visits", HEAVY);
    await run("statistics", "VACUUM (ANALYZE)");
  } finally {
    await database.end();
  }
}

/** Sealed with the app's own key, under the shop's own index key, so that everything opens and is found. */
async function fillPeople(database: pg.Client, shopId: bigint, { customers }: Sizes): Promise<void> {
  const { sealJson } = await import("../../app/platform/crypto/keyring.server.ts");
  const index = await indexOf(shopId);
  const begin = performance.now();
  await database.query(
    "CREATE TEMP TABLE given (id bigint, sealed bytea, tokens int[], hash bytea, country text, tags text[], created timestamptz)",
  );
  for (let from = 0; from < customers; from += CUSTOMERS_PER_FILE) {
    const to = Math.min(customers, from + CUSTOMERS_PER_FILE);
    await copyFile(database, "given", (file) =>
      writePeople(file, { from, to }, index, (memory, id) => sealJson(memory, `customer:${shopId}:${id}`)),
    );
    await database.query(`
      INSERT INTO customer (shop_id, customer_id, sealed, search_tokens, state_hash, account_state, locale, country_code, region_code,
        tags, tags_updated_at, verified_email, tax_exempt, created_at, updated_at)
      SELECT ${shopId}, id, sealed, tokens, hash, 'disabled', 'en', country, 'ENG', tags, created, true, false, created, created FROM given`);
  }
  say(`  ${customers} customers: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
}

/**
 * Puts the lines of a file into an emptied table, by PostgreSQL's own COPY: the server reads the file itself.
 *
 * @param before what must have ended before the table is emptied; the file is written meanwhile
 */
async function copyFile(
  database: pg.Client,
  table: string,
  write: (file: string) => void,
  before: Promise<unknown> = Promise.resolve(),
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "perennial-bench-"));
  chmodSync(folder, 0o755);
  try {
    const file = path.join(folder, table);
    write(file);
    await before;
    await database.query(`TRUNCATE ${table}`);
    await database.query(`COPY ${table} FROM '${file}'`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function indexOf(shopId: bigint): Promise<BlindIndex> {
  const { blindIndexOf } = await import("../../app/features/shops/index.server.ts");
  const { withShop } = await import("../../app/platform/db/scope.server.ts");
  return withShop(shopId, blindIndexOf);
}

/** While PostgreSQL stores some orders, the contacts of the next are sealed. */
async function fillOrders(database: pg.Client, shopId: bigint, sizes: Sizes): Promise<void> {
  const { sealJson } = await import("../../app/platform/crypto/keyring.server.ts");
  const index = await indexOf(shopId);
  await database.query("CREATE TEMP TABLE contact (id bigint, sealed bytea, email_token integer)");
  let storing: Promise<unknown> = Promise.resolve();
  for (let from = 0; from < sizes.orders; from += ORDERS_PER_STATEMENT) {
    const to = Math.min(sizes.orders, from + ORDERS_PER_STATEMENT);
    await copyFile(
      database,
      "contact",
      (file) =>
        writeContacts(file, { from, to }, index, (contact, id) => sealJson(contact, `order:${shopId}:${id}`)),
      storing,
    );
    storing = database.query(ordersSql({ from, to, ...sizes }));
    // It is on its way before the processor is needed for the next.
    await new Promise(setImmediate);
    if (to % (ORDERS_PER_STATEMENT * 4) === 0) say(`  orders to ${to}`);
  }
  await storing;
}

const PRODUCTS = 500;
const CATALOGUE = `
  INSERT INTO product (shop_id, product_id, title, tags, updated_at)
    SELECT shop_id, 8000000 + n, 'Product ' || n, '{}', now() FROM shop, generate_series(1, ${PRODUCTS}) n;
  INSERT INTO variant (shop_id, variant_id, product_id, title, price_minor, inventory_item_id, updated_at)
    SELECT shop_id, 9000000 + n, 8000000 + n, 'Default', 500 + n, 9500000 + n, now() FROM shop, generate_series(1, ${PRODUCTS}) n;
  INSERT INTO inventory_item (shop_id, inventory_item_id, cost_minor, updated_at)
    SELECT shop_id, 9500000 + n, 200 + n, now() FROM shop, generate_series(1, ${PRODUCTS}) n WHERE n % 5 > 0`;

/** Orders as they come in, in the order of time; few customers have many. 2.5 lines, a payment, a parcel and four facts each. */
function ordersSql({ from, to, customers, orders }: Sizes & { from: number; to: number }): string {
  const buyers = Math.floor(customers * BUYERS_SHARE);
  return `
  CREATE TEMP TABLE made ON COMMIT DROP AS
    SELECT shop_id, ${FIRST_ORDER} + n AS id, n, ${FIRST_CUSTOMER} + floor(power(mixed, 2) * ${buyers})::bigint AS customer,
      (timestamptz '${LAST_ORDER_AT}' - interval '${DAYS_OF_ORDERS} days') + (n::float8 / ${orders}) * interval '${DAYS_OF_ORDERS} days' AS at,
      1500 + n % 9000 AS goods
    FROM shop, generate_series(${from}, ${to - 1}) n, LATERAL (SELECT (hashint8(n) & 1048575) / 1048576.0 AS mixed) m;
  INSERT INTO orders (shop_id, order_id, name, subject_id, customer_id, currency, subtotal_minor, total_minor, discounts_minor,
      shipping_minor, tax_minor, presentment_currency, presentment_total_minor, financial_status, fulfillment_status, channel, source_name,
      tags, discount_codes, parts, sealed, email_token, country_code, cart_token, checkout_token, created_at, processed_at, closed_at, updated_at, state_hash)
    SELECT shop_id, id, '#' || (1001 + n), customer, customer, 'GBP', goods, goods + 495, 0, 495, goods / 6, 'GBP', goods + 495, 'paid',
      'fulfilled', 'web', 'web', '{}', '{}',
      jsonb_build_object('discounts', '[]'::jsonb, 'refunds', '[]'::jsonb, 'returns', '[]'::jsonb, 'parcels', jsonb_build_array(
        jsonb_build_object('id', id::text, 'lines', (
          SELECT jsonb_agg(jsonb_build_object('lineId', (id * 4 + l)::text, 'quantity', 1)) FROM generate_series(1, 2 + n % 2) l)))),
      sealed, email_token, 'GB', md5('cart' || n), md5('checkout' || n),
      at, at, at, at, decode(left(md5(n::text), 28), 'hex') FROM made JOIN contact USING (id) ORDER BY id;
  INSERT INTO order_line (shop_id, order_id, line_id, product_id, variant_id, title, sku, quantity, current_quantity, unit_price_minor)
    SELECT shop_id, id, id * 4 + l, 8000001 + (n * 7 + l * 13) % ${PRODUCTS}, 9000001 + (n * 7 + l * 13) % ${PRODUCTS},
      'A product with a name ' || (n * 7 + l * 13) % ${PRODUCTS}, 'SKU-' || (n * 7 + l * 13) % ${PRODUCTS}, 1, 1, 1200
    FROM made, generate_series(1, 2 + n % 2) l;
  INSERT INTO fact (shop_id, month, kind, key, happened_at, subject_id, customer_id, order_id, data, source_updated_at)
    SELECT shop_id, date_trunc('month', at AT TIME ZONE 'UTC'), kind, id::text, at, customer, customer, id,
      jsonb_build_object('name', '#' || (1001 + n), 'currency', 'GBP', 'goodsMinor', goods::text, 'discountsMinor', '0', 'channel', 'web'), at
    FROM made, unnest(ARRAY['order.placed', 'order.paid']) AS kind
    UNION ALL
    SELECT shop_id, date_trunc('month', at AT TIME ZONE 'UTC'), 'order.transaction', id::text, at, customer, customer, id,
      jsonb_build_object('type', 'sale', 'status', 'success', 'gateway', 'shopify_payments', 'amountMinor', (goods + 495)::text, 'currency', 'GBP'), at
    FROM made
    UNION ALL
    SELECT shop_id, date_trunc('month', at AT TIME ZONE 'UTC'), 'order.fulfilled', id::text, at, customer, customer, id, '{"status": "success"}', at
    FROM made`;
}

export function summariesSql({ customers }: Sizes): string {
  return `
  INSERT INTO customer_summary (shop_id, customer_id, orders_count, spent_minor, net_minor, first_order_at, last_order_at, last_seen_at, stage)
    SELECT c.shop_id, c.customer_id, coalesce(o.count, 0), coalesce(o.spent, 0), coalesce(o.spent, 0), o.first, o.last, o.last,
      CASE WHEN o.count IS NULL THEN 'lead' WHEN o.last < timestamptz '${LAST_ORDER_AT}' - interval '1 year' THEN 'lapsed'
        WHEN o.last < timestamptz '${LAST_ORDER_AT}' - interval '200 days' THEN 'at_risk' WHEN o.count = 1 THEN 'first_time'
        WHEN o.count < 8 THEN 'repeat' ELSE 'loyal' END
    FROM customer c LEFT JOIN (
      SELECT customer_id, count(*) AS count, sum(subtotal_minor) AS spent, min(processed_at) AS first, max(processed_at) AS last
      FROM orders GROUP BY 1) o USING (customer_id);
  INSERT INTO customer_consent (shop_id, customer_id, channel, state, level, source, changed_at)
    SELECT shop_id, customer_id, channel, CASE WHEN customer_id % 3 = 0 THEN 'subscribed' ELSE 'not_subscribed' END, 'single_opt_in', 'shopify', created_at
    FROM customer, unnest(ARRAY['email', 'sms']) AS channel WHERE channel = 'email' OR customer_id % 200 = 0;
  INSERT INTO points_account (shop_id, kind, customer_id, balance)
    SELECT shop_id, 'member', customer_id, net_minor / 100 - (customer_id % 7) * 100 FROM customer_summary WHERE orders_count > 0;
  INSERT INTO points_account (shop_id, kind) SELECT shop_id, kind FROM shop, unnest(ARRAY['issued', 'redeemed', 'pending', 'adjusted']) kind
    WHERE ${customers} > 0;
  INSERT INTO reward (shop_id, reward_id, cost_points, value_minor) SELECT shop_id, 1, 100, 500 FROM shop`;
}

export const HEAVY = `
  CREATE TEMP TABLE heavy AS
    SELECT a.shop_id, a.account_id, o.order_id, o.processed_at, o.subtotal_minor / 100 AS points, row_number() OVER () AS n
    FROM orders o JOIN points_account a USING (shop_id, customer_id) WHERE o.customer_id < ${FIRST_CUSTOMER} + ${HEAVY_CUSTOMERS};
  INSERT INTO points_transfer (shop_id, transfer_id, account_id, source_key, kind, happened_at)
    SELECT shop_id, n, account_id, 'order:' || order_id || ':paid', 'earn', processed_at FROM heavy;
  INSERT INTO points_entry (shop_id, transfer_id, line, account_id, lot, points)
    SELECT shop_id, n, 1, account_id, 'order:' || order_id, points FROM heavy
    UNION ALL SELECT shop_id, n, 2, (SELECT account_id FROM points_account WHERE kind = 'issued'), 'order:' || order_id, -points FROM heavy;
  INSERT INTO fact (shop_id, month, kind, key, happened_at, subject_id, customer_id, data, source_updated_at)
    SELECT shop_id, '2026-10-01', visit, customer_id || ':' || visit || n, timestamptz '2026-10-01' + n * interval '1 hour', customer_id, customer_id,
      jsonb_build_object('productId', (8000001 + n % ${PRODUCTS})::text, 'path', '/products/' || n), '2026-10-30'
    FROM customer, unnest(ARRAY['visit.page_viewed', 'visit.product_viewed']) AS visit, generate_series(1, 200) n
    WHERE customer_id < ${FIRST_CUSTOMER} + ${HEAVY_CUSTOMERS}`;
