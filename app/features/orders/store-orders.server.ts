import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import { byteaText } from "#app/platform/db/bytea-text.ts";
import type { ShopId, ShopScope } from "#app/platform/db/scope.server.ts";
import type { Identified } from "#app/features/customers/index.server.ts";
import { type BlindIndex, blindIndexOf } from "#app/features/shops/index.server.ts";
import { emailTokenOf } from "./email-token.ts";
import { partsOf, trackingOf } from "./domain/order-parts.ts";
import type { OrderState, SealedOrder } from "./domain/order-state.ts";

const placeOf = (shopId: ShopId, orderId: bigint) => `order:${shopId}:${orderId}`;

/** What is personal about an order, opened; null when nothing is kept any more. */
export function openContact(
  scope: ShopScope,
  orderId: bigint,
  sealed: Uint8Array | null,
): SealedOrder | null {
  return openJson<SealedOrder>(sealed, placeOf(scope.shopId, orderId));
}

/**
 * Makes this transaction the only one that records these orders until it ends. An order and its refund come as two
 * deliveries at the same time and touch the same facts and the same customer: without it they could wait for each other
 * in a circle.
 */
export async function lockOrders({ db, shopId }: ShopScope, orderIds: readonly bigint[]): Promise<void> {
  const sorted = [...new Set(orderIds)].toSorted((a, b) => (a < b ? -1 : 1));
  const names = sorted.map((orderId) => `order:${shopId}:${orderId}`);
  await db.$queryRaw`
    SELECT count(pg_advisory_xact_lock(hashtextextended(name, 0))::text) FROM unnest(${names}::text[]) AS name`;
}

/** An order and whom it names. */
export interface OwnedOrder extends Identified {
  state: OrderState;
}

/** Brings orders and their lines up to date; an older state never overwrites a newer one. */
export async function upsertOrders(scope: ShopScope, orders: readonly OwnedOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const index = await blindIndexOf(scope);
  const rows = orders.map((order) => rowOf(scope.shopId, index, order));
  await scope.db.$executeRaw`
    WITH given AS (
      SELECT DISTINCT ON (id) * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (
        id bigint, name text, subject bigint, customer bigint, currency text, subtotal bigint, total bigint, discounts bigint,
        shipping bigint, tax bigint, "taxesIncluded" boolean, "presentmentCurrency" text, "presentmentTotal" bigint, "financialStatus" text,
        "fulfillmentStatus" text, channel text, "sourceName" text, "isTest" boolean, tags text[], "discountCodes" text[], parts jsonb,
        "countryCode" text, "cartToken" text, "checkoutToken" text, "createdAt" timestamptz, "processedAt" timestamptz,
        "cancelledAt" timestamptz, "cancelReason" text, "closedAt" timestamptz, "updatedAt" timestamptz, lines jsonb,
        sealed bytea, "emailToken" integer, hash bytea)
      ORDER BY id, "updatedAt" DESC, hash DESC
    ), stored AS (
      INSERT INTO orders AS o (shop_id, order_id, name, subject_id, customer_id, currency, subtotal_minor, total_minor,
        discounts_minor, shipping_minor, tax_minor, taxes_included, presentment_currency, presentment_total_minor, financial_status,
        fulfillment_status, channel, source_name, is_test, tags, discount_codes, parts, country_code, cart_token, checkout_token,
        created_at, processed_at, cancelled_at, cancel_reason, closed_at, updated_at, sealed, email_token, state_hash)
      SELECT current_shop_id(), id, name, subject, customer, currency, subtotal, total, discounts, shipping, tax, "taxesIncluded",
        "presentmentCurrency", "presentmentTotal", "financialStatus", "fulfillmentStatus", channel, "sourceName", "isTest", tags,
        "discountCodes", parts, "countryCode", "cartToken", "checkoutToken", "createdAt", "processedAt", "cancelledAt", "cancelReason",
        "closedAt", "updatedAt", sealed, "emailToken", hash
      FROM given ORDER BY id
      ON CONFLICT (shop_id, order_id) DO UPDATE SET
        name = excluded.name, subject_id = excluded.subject_id, customer_id = excluded.customer_id, currency = excluded.currency,
        subtotal_minor = excluded.subtotal_minor, total_minor = excluded.total_minor,
        discounts_minor = excluded.discounts_minor, shipping_minor = excluded.shipping_minor, tax_minor = excluded.tax_minor,
        taxes_included = excluded.taxes_included,
        presentment_currency = excluded.presentment_currency, presentment_total_minor = excluded.presentment_total_minor,
        financial_status = excluded.financial_status, fulfillment_status = excluded.fulfillment_status,
        channel = excluded.channel, source_name = excluded.source_name, is_test = excluded.is_test, tags = excluded.tags,
        discount_codes = excluded.discount_codes, parts = excluded.parts, country_code = excluded.country_code, cart_token = excluded.cart_token,
        checkout_token = excluded.checkout_token, created_at = excluded.created_at, processed_at = excluded.processed_at,
        cancelled_at = excluded.cancelled_at, cancel_reason = excluded.cancel_reason, closed_at = excluded.closed_at,
        updated_at = excluded.updated_at, sealed = excluded.sealed,
        email_token = excluded.email_token, state_hash = excluded.state_hash
      WHERE (excluded.updated_at, excluded.state_hash) > (o.updated_at, coalesce(o.state_hash, ''::bytea))
      RETURNING order_id
    ), lines AS (
      SELECT id AS order_id, line.* FROM given JOIN stored ON order_id = id CROSS JOIN jsonb_to_recordset(lines) AS line (
        "lineId" bigint, "productId" bigint, "variantId" bigint, title text, sku text, quantity integer,
        "currentQuantity" integer, "unitPriceMinor" bigint, "discountMinor" bigint, "taxMinor" bigint)
    ), gone AS (
      DELETE FROM order_line l USING stored WHERE l.shop_id = current_shop_id() AND l.order_id = stored.order_id
        AND NOT EXISTS (SELECT FROM lines WHERE lines.order_id = l.order_id AND lines."lineId" = l.line_id)
    )
    INSERT INTO order_line (shop_id, order_id, line_id, product_id, variant_id, title, sku, quantity, current_quantity,
      unit_price_minor, discount_minor, tax_minor)
    SELECT DISTINCT ON (order_id, "lineId") current_shop_id(), order_id, "lineId", "productId", "variantId", title, sku, quantity,
      "currentQuantity", "unitPriceMinor", "discountMinor", "taxMinor"
    FROM lines ORDER BY order_id, "lineId"
    ON CONFLICT (shop_id, order_id, line_id) DO UPDATE SET product_id = excluded.product_id, variant_id = excluded.variant_id,
      title = excluded.title, sku = excluded.sku, quantity = excluded.quantity, current_quantity = excluded.current_quantity,
      unit_price_minor = excluded.unit_price_minor, discount_minor = excluded.discount_minor, tax_minor = excluded.tax_minor`;
  const erased = orders.flatMap(({ state, isErased, showsErased }) =>
    isErased || showsErased ? [state.id] : [],
  );
  // As an erasure leaves them: a hash of what named somebody goes, too.
  if (erased.length > 0)
    await scope.db.$executeRaw`
      UPDATE orders SET state_hash = NULL
      WHERE shop_id = current_shop_id() AND order_id = ANY(${erased}::bigint[]) AND sealed IS NULL`;
}

function rowOf(
  shopId: ShopId,
  index: BlindIndex,
  { state, subjectId, customerId, isErased = false, showsErased = false }: OwnedOrder,
) {
  const { email, phone, shippingAddress, billingAddress, note } = state;
  const contact: SealedOrder = {
    email,
    phone,
    shippingAddress,
    billingAddress,
    note,
    tracking: trackingOf(state),
  };
  const { name, currency, presentmentCurrency, financialStatus, fulfillmentStatus, channel, sourceName } =
    state;
  const {
    isTest,
    taxesIncluded,
    tags,
    discountCodes,
    countryCode,
    cartToken,
    checkoutToken,
    cancelReason,
    lines,
  } = state;
  const { createdAt, processedAt, cancelledAt, closedAt, updatedAt } = state;
  const shown = {
    name,
    currency,
    presentmentCurrency,
    financialStatus,
    fulfillmentStatus,
    channel,
    sourceName,
    isTest,
    taxesIncluded,
    tags,
    discountCodes,
    parts: partsOf(state),
    countryCode,
    cartToken,
    checkoutToken,
    cancelReason,
    lines,
    createdAt,
    processedAt,
    cancelledAt,
    closedAt,
    subtotal: state.subtotalMinor.toString(),
    total: state.totalMinor.toString(),
    discounts: state.discountsMinor.toString(),
    shipping: state.shippingMinor.toString(),
    tax: state.taxMinor.toString(),
    presentmentTotal: state.presentmentTotalMinor?.toString() ?? null,
  };
  const hash = index.stateHash(JSON.stringify([shown, contact, state.customerId?.toString()]));
  // Shopify tells ages in whole seconds. Of two states of one second the one that shows more is the later: refunds, parcels
  // and returns are never taken away. Where that is alike, content decides, so that the order of deliveries does not.
  const progress = Buffer.alloc(2);
  progress.writeUInt16BE(progressOf(state));
  return {
    ...shown,
    // Of somebody who was erased only what was sold comes back with a late delivery.
    ...(isErased ? { countryCode: null } : {}),
    ...(isErased || showsErased ? { cartToken: null, checkoutToken: null } : {}),
    id: state.id.toString(),
    subject: isErased ? null : (subjectId?.toString() ?? null),
    customer: customerId?.toString() ?? null,
    updatedAt,
    sealed: isErased || showsErased ? null : byteaText(sealJson(contact, placeOf(shopId, state.id))),
    emailToken: isErased || showsErased ? null : emailTokenOf(index, email),
    hash: byteaText(Buffer.concat([progress, hash])),
  };
}

function progressOf({ refunds, parcels, returns, cancelledAt }: OrderState): number {
  return Math.min(refunds.length + parcels.length + returns.length + (cancelledAt ? 1 : 0), 65_535);
}

/** Whom an order belongs to, by its newest state. */
export interface OrderOwner {
  orderId: bigint;
  subjectId: bigint | null;
  customerId: bigint | null;
  isTest: boolean;
}

/** Whom these orders belong to. Unknown orders are left out. */
export async function ownersOf({ db }: ShopScope, orderIds: readonly bigint[]): Promise<OrderOwner[]> {
  return db.$queryRaw<OrderOwner[]>`
    SELECT order_id AS "orderId", subject_id AS "subjectId", customer_id AS "customerId", is_test AS "isTest" FROM orders
    WHERE shop_id = current_shop_id() AND order_id = ANY(${[...orderIds]}::bigint[])`;
}

/**
 * Marks orders as deleted at Shopify. One that is not known yet is noted, so that its deletion is not forgotten when it
 * is told of after all. The earliest time counts.
 */
export async function markOrdersDeleted(
  { db }: ShopScope,
  deletions: readonly { orderId: bigint; deletedAt: Date }[],
): Promise<void> {
  const rows = deletions.map(({ orderId, deletedAt }) => ({ id: orderId.toString(), at: deletedAt }));
  await db.$executeRaw`
    INSERT INTO orders AS o (shop_id, order_id, name, currency, subtotal_minor, total_minor, tags, discount_codes,
      processed_at, updated_at, deleted_at)
    SELECT current_shop_id(), id, '', 'XXX', 0, 0, '{}', '{}', min(at), 'epoch', min(at)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, at timestamptz) GROUP BY id ORDER BY id
    ON CONFLICT (shop_id, order_id) DO UPDATE SET deleted_at = least(o.deleted_at, excluded.deleted_at)`;
}
