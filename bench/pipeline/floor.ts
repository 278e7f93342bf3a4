import type pg from "pg";
import { makeOrder } from "./orders.ts";

const ORDERS_PER_INSERT = 500;
/** About what a sealed contact takes. */
const SEALED = Buffer.alloc(300, 1);
const HASH = Buffer.alloc(12, 1);

const ORDER_COLUMNS =
  "shop_id, order_id, name, subject_id, customer_id, currency, subtotal_minor, total_minor, discounts_minor, shipping_minor, " +
  "tax_minor, presentment_currency, presentment_total_minor, financial_status, channel, source_name, is_test, tags, " +
  "discount_codes, sealed, country_code, created_at, processed_at, updated_at, state_hash";
const LINE_COLUMNS =
  "shop_id, order_id, line_id, product_id, variant_id, title, sku, quantity, current_quantity, unit_price_minor, discount_minor";

function insert(table: string, columns: string, rows: readonly (readonly unknown[])[]): pg.QueryConfig {
  let parameter = 0;
  const values = rows.map((row) => `(${row.map(() => `$${(parameter += 1)}`).join(",")})`).join(",");
  return { text: `INSERT INTO ${table} (${columns}) VALUES ${values}`, values: rows.flat() };
}

/** Tables with the columns and indexes of ours, for {@link insertPlainly}. */
export const CREATE_FLOOR_TABLES = `
  CREATE TABLE floor_orders (LIKE orders INCLUDING ALL);
  CREATE TABLE floor_line (LIKE order_line INCLUDING ALL)`;

/** The floor: the same orders and lines, many rows in one INSERT, and nothing else. Seconds. */
export async function insertPlainly(
  database: pg.Client,
  { shopId, block, orders, customers }: { shopId: string; block: number; orders: number; customers: number },
): Promise<number> {
  const all = Array.from({ length: orders }, (_, n) => makeOrder(block, n, customers));
  const startedMs = performance.now();
  for (let from = 0; from < orders; from += ORDERS_PER_INSERT) {
    const chunk = all.slice(from, from + ORDERS_PER_INSERT);
    await database.query("BEGIN");
    await database.query(
      insert(
        "floor_orders",
        ORDER_COLUMNS,
        chunk.map(({ id, customerId, goodsMinor, createdAt, updatedAt }) => [
          shopId,
          id,
          `#${id}`,
          customerId,
          customerId,
          "GBP",
          goodsMinor,
          goodsMinor + 495,
          0,
          495,
          0,
          "GBP",
          goodsMinor + 495,
          "paid",
          "web",
          "web",
          false,
          [],
          [],
          SEALED,
          "GB",
          createdAt,
          createdAt,
          updatedAt,
          HASH,
        ]),
      ),
    );
    await database.query(
      insert(
        "floor_line",
        LINE_COLUMNS,
        chunk.flatMap(({ id, lines }) =>
          lines.map((line, position) => [
            shopId,
            id,
            line.id,
            8_000_000_000_000 + position,
            9_000_000_000_000 + position,
            line.title,
            null,
            line.quantity,
            line.quantity,
            line.unitPriceMinor,
            0,
          ]),
        ),
      ),
    );
    await database.query("COMMIT");
  }
  return (performance.now() - startedMs) / 1000;
}
