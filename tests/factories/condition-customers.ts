/** Customers of whom given things are known, straight into the tables that conditions ask. */
import type { CustomerAttributes } from "#app/features/segments/domain/attributes.ts";
import { PRODUCT_TAGS } from "./conditions.ts";
import { asOwner, type TestShop } from "./shop.ts";

const FIRST_ID = 7_000_000_000_001n;

/**
 * Stores one customer for each. What follows from other attributes (an average, a bucket) is what it is.
 *
 * @returns their ids, in order
 */
export async function storeCustomers(
  shop: TestShop,
  customers: readonly CustomerAttributes[],
): Promise<bigint[]> {
  const ids = customers.map((_, index) => FIRST_ID + BigInt(index));
  const rows = customers.map((known, index) => ({ id: ids[index]!.toString(), ...known }));
  await asOwner(async (query) => {
    // Rows that are right by construction: no trigger has anything to say.
    await query("SET session_replication_role = replica");
    const insert = (sql: string, list: readonly object[]) =>
      query(sql.replaceAll("SHOP", shop.shopId.toString()), [JSON.stringify(list)]);
    await insert(
      `INSERT INTO customer (shop_id, customer_id, kind, account_state, locale, country_code, region_code, tags, verified_email, tax_exempt, created_at, updated_at, search_tokens)
       SELECT SHOP, id, lower(customer_kind), lower(customer_account_status), customer_language, split_part(region, '-', 1),
         nullif(split_part(region, '-', 2), ''), tags, verified_email, tax_exempt, customer_added_date, now(), '{}'
       FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, customer_kind text, customer_account_status text, customer_language text, region text,
         tags text[], verified_email boolean, tax_exempt boolean, customer_added_date timestamptz)`,
      rows.map(({ customer_regions, customer_countries, customer_tags, ...row }) => ({
        ...row,
        tags: customer_tags,
        region: customer_regions[0] ?? customer_countries[0] ?? null,
      })),
    );
    await insert(
      `INSERT INTO customer_summary (shop_id, customer_id, orders_count, spent_minor, refunded_minor, net_minor, first_order_at, last_order_at, last_seen_at, stage)
       SELECT SHOP, id, number_of_orders, amount_spent, refunded, net_spent, first_order_date, last_order_date, last_seen_date, coalesce(lower(lifecycle_stage), 'lead')
       FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, number_of_orders integer, amount_spent bigint, refunded bigint, net_spent bigint,
         first_order_date timestamptz, last_order_date timestamptz, last_seen_date timestamptz, lifecycle_stage text)`,
      // Somebody who is at no stage was not summarised yet.
      rows.filter(
        (row) =>
          (row.lifecycle_stage ?? (row.number_of_orders ?? 0) + (row.amount_spent ?? 0) > 0) ||
          row.last_order_date,
      ),
    );
    await insert(
      `INSERT INTO points_account (shop_id, kind, customer_id, balance)
       SELECT SHOP, 'member', id, balance FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, balance bigint)`,
      rows
        .filter((row) => row.points_balance !== 0)
        .map((row) => ({ id: row.id, balance: row.points_balance })),
    );
    await insert(
      `INSERT INTO customer_consent (shop_id, customer_id, channel, state, source, changed_at)
       SELECT SHOP, id, channel, lower(state), 'test', now() FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, channel text, state text)`,
      rows.flatMap((row) =>
        (["email", "sms", "whatsapp", "push"] as const).flatMap((channel) => {
          const state = row[`${channel}_subscription_status`];
          return state === "NOT_SUBSCRIBED" ? [] : [{ id: row.id, channel, state }];
        }),
      ),
    );
    await insert(
      `INSERT INTO segment_scores (shop_id, customer_id, recency, frequency, monetary, rfm_group)
       SELECT SHOP, id, rfm_recency, coalesce(rfm_frequency, 3), coalesce(rfm_monetary, 3), coalesce(rfm_group, 'NEW')
       FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, rfm_recency integer, rfm_frequency integer, rfm_monetary integer, rfm_group text)`,
      rows.filter((row) => row.rfm_recency !== null),
    );
    await insert(
      `INSERT INTO segment_member (shop_id, segment_id, customer_id, joined_at)
       SELECT SHOP, segment, id, now() FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, segment bigint)`,
      rows.flatMap((row) => row.segment_id.map((segment) => ({ id: row.id, segment }))),
    );
    await insert(
      `INSERT INTO checkout (shop_id, checkout_token, customer_id, lines, created_at, updated_at)
       SELECT SHOP, 'checkout-' || id, id, '[]', at, at FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, at timestamptz)`,
      rows.flatMap((row) =>
        row.abandoned_checkout_date ? [{ id: row.id, at: row.abandoned_checkout_date }] : [],
      ),
    );
    await insert(
      `INSERT INTO cart (shop_id, cart_token, customer_id, item_count, lines, created_at, updated_at)
       SELECT SHOP, 'cart-' || id, id, 1, '[]', at, at FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, at timestamptz)`,
      rows.flatMap((row) => (row.abandoned_cart_date ? [{ id: row.id, at: row.abandoned_cart_date }] : [])),
    );
    await insert(
      `INSERT INTO product (shop_id, product_id, title, tags, variant_ids, updated_at)
       SELECT SHOP, id, 'Lantern', tags, '{}', now() FROM jsonb_to_recordset($1::jsonb) AS g (id bigint, tags text[])`,
      [{ id: 70, tags: PRODUCT_TAGS }],
    );
    const orders = rows.flatMap((row) => (row.orders ?? []).map((order) => ({ ...order, customer: row.id })));
    await insert(
      `INSERT INTO orders (shop_id, order_id, customer_id, name, currency, subtotal_minor, total_minor, channel, processed_at, updated_at, tags, discount_codes)
       SELECT SHOP, order_id, customer, '#' || order_id, 'GBP', "amountMinor", "amountMinor", channel, at, at, '{}', '{}'
       FROM jsonb_to_recordset($1::jsonb) AS g (order_id bigint, customer bigint, "amountMinor" bigint, channel text, at timestamptz)`,
      orders.map((order, index) => ({ ...order, order_id: index + 1 })),
    );
    await insert(
      `INSERT INTO order_line (shop_id, order_id, line_id, product_id, title, quantity, current_quantity, unit_price_minor)
       SELECT SHOP, order_id, line_id, "productId", 'Lantern', quantity, quantity, 100
       FROM jsonb_to_recordset($1::jsonb) AS g (order_id bigint, line_id bigint, "productId" bigint, quantity integer)`,
      orders.flatMap(({ lines }, index) =>
        lines.map((line, at) => ({ ...line, order_id: index + 1, line_id: at + 1 })),
      ),
    );
  });
  return ids;
}
