import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import { byteaText } from "#app/platform/db/bytea-text.ts";
import type { ShopId, ShopScope } from "#app/platform/db/scope.server.ts";
import { type Identified, resolveMerges } from "#app/features/customers/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { emailTokenOf } from "./email-token.ts";
import type { CartState } from "./domain/cart-payload.ts";
import type { CheckoutContact, CheckoutState } from "./domain/checkout-payload.ts";

const placeOf = (shopId: ShopId, token: string) => `checkout:${shopId}:${token}`;

/** What is personal about a checkout, opened; null when nothing is kept any more. */
export function openCheckout(
  scope: ShopScope,
  token: string,
  sealed: Uint8Array | null,
): CheckoutContact | null {
  return openJson<CheckoutContact>(sealed, placeOf(scope.shopId, token));
}

/** Brings carts up to date; an older state never overwrites a newer one. */
export async function upsertCarts(scope: ShopScope, carts: readonly CartState[]): Promise<void> {
  const index = await blindIndexOf(scope);
  const rows = carts.map(({ totalMinor, ...cart }) => ({
    ...cart,
    total: totalMinor.toString(),
    hash: byteaText(index.stateHash(JSON.stringify([cart, totalMinor.toString()]))),
  }));
  await scope.db.$executeRaw`
    INSERT INTO cart AS c (shop_id, cart_token, currency, total_minor, item_count, lines, created_at, updated_at, state_hash)
    SELECT DISTINCT ON (token) current_shop_id(), token, currency, total, "itemCount", lines, "createdAt", "updatedAt", hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (token text, currency text, total bigint, "itemCount" integer,
      lines jsonb, "createdAt" timestamptz, "updatedAt" timestamptz, hash bytea)
    ORDER BY token, "updatedAt" DESC, hash DESC
    ON CONFLICT (shop_id, cart_token) DO UPDATE SET currency = excluded.currency, total_minor = excluded.total_minor,
      item_count = excluded.item_count, lines = excluded.lines, created_at = excluded.created_at,
      updated_at = excluded.updated_at, state_hash = excluded.state_hash
    WHERE (excluded.updated_at, excluded.state_hash) > (c.updated_at, coalesce(c.state_hash, ''::bytea))`;
}

/** Says whom carts belong to now. Returns the tokens of those that are known, whoever they belong to. */
export async function setCartOwners(
  { db }: ShopScope,
  owners: readonly { token: string; subjectId: bigint | null; customerId: bigint | null }[],
): Promise<string[]> {
  const rows = owners.map(({ token, subjectId, customerId }) => ({
    token,
    subject: subjectId?.toString() ?? null,
    customer: customerId?.toString() ?? null,
  }));
  const known = await db.$queryRaw<{ token: string }[]>`
    WITH given AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (token text, subject bigint, customer bigint)),
    changed AS (
      UPDATE cart c SET customer_id = g.customer, subject_id = g.subject FROM given g
      WHERE c.shop_id = current_shop_id() AND c.cart_token = g.token
        AND (c.customer_id, c.subject_id) IS DISTINCT FROM (g.customer, g.subject)
    )
    SELECT cart_token AS token FROM cart JOIN given ON token = cart_token WHERE shop_id = current_shop_id()`;
  return known.map(({ token }) => token);
}

/** A checkout and whom it names. */
export interface OwnedCheckout extends Identified {
  state: CheckoutState;
}

/** Brings checkouts up to date; an older state never overwrites a newer one. A deletion told before is kept. */
export async function upsertCheckouts(scope: ShopScope, checkouts: readonly OwnedCheckout[]): Promise<void> {
  const index = await blindIndexOf(scope);
  const rows = checkouts.map(({ state, subjectId, customerId, isErased = false, showsErased }) => {
    const { email, phone, recoveryUrl, shippingAddress, token, currency, cartToken, lines } = state;
    const contact: CheckoutContact = { email, phone, recoveryUrl, shippingAddress };
    const shown = {
      token,
      currency,
      cartToken,
      lines,
      number: state.number?.toString() ?? null,
      total: state.totalMinor.toString(),
      createdAt: state.createdAt,
      completedAt: state.completedAt,
    };
    return {
      ...shown,
      updatedAt: state.updatedAt,
      subject: subjectId?.toString() ?? null,
      customer: customerId?.toString() ?? null,
      // Of somebody who was erased nothing personal comes back with a late delivery.
      sealed: isErased || showsErased ? null : byteaText(sealJson(contact, placeOf(scope.shopId, token))),
      emailToken: isErased || showsErased ? null : emailTokenOf(index, email),
      hash: byteaText(index.stateHash(JSON.stringify([shown, contact, state.customerId?.toString()]))),
    };
  });
  await scope.db.$executeRaw`
    INSERT INTO checkout AS c (shop_id, checkout_token, checkout_number, cart_token, named_subject_id, subject_id,
      customer_id, currency, total_minor, lines, sealed, email_token, created_at, updated_at, completed_at, state_hash)
    SELECT DISTINCT ON (token) current_shop_id(), token, number, "cartToken", subject, subject, customer, currency, total, lines,
      sealed, "emailToken", "createdAt", "updatedAt", "completedAt", hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (token text, number bigint, "cartToken" text, subject bigint,
      customer bigint, currency text, total bigint, lines jsonb, sealed bytea, "emailToken" integer, "createdAt" timestamptz,
      "updatedAt" timestamptz, "completedAt" timestamptz, hash bytea)
    ORDER BY token, "updatedAt" DESC, hash DESC
    ON CONFLICT (shop_id, checkout_token) DO UPDATE SET checkout_number = excluded.checkout_number,
      cart_token = excluded.cart_token, named_subject_id = excluded.named_subject_id, subject_id = excluded.subject_id,
      customer_id = excluded.customer_id, currency = excluded.currency, total_minor = excluded.total_minor,
      lines = excluded.lines, sealed = excluded.sealed, email_token = excluded.email_token, created_at = excluded.created_at, updated_at = excluded.updated_at,
      state_hash = excluded.state_hash
    WHERE (excluded.updated_at, excluded.state_hash) > (c.updated_at, coalesce(c.state_hash, ''::bytea))`;
  // Whichever state shows it: a checkout is completed once, at the earliest time that is told.
  await scope.db.$executeRaw`
    UPDATE checkout c SET completed_at = least(c.completed_at, g.at)
    FROM (SELECT token, min("completedAt") AS at FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r (token text, "completedAt" timestamptz) GROUP BY token) g
    WHERE c.shop_id = current_shop_id() AND c.checkout_token = g.token AND g.at < coalesce(c.completed_at, 'infinity')`;
  await scope.db.$executeRaw`
    WITH noted AS (
      DELETE FROM checkout n USING checkout c
      WHERE n.shop_id = current_shop_id() AND c.shop_id = current_shop_id() AND n.checkout_token = '#' || c.checkout_number
        AND c.checkout_token = ANY(${checkouts.map(({ state }) => state.token)}::text[])
      RETURNING c.checkout_token, n.deleted_at
    )
    UPDATE checkout c SET deleted_at = least(c.deleted_at, noted.deleted_at) FROM noted
    WHERE c.shop_id = current_shop_id() AND c.checkout_token = noted.checkout_token`;
  const erased = checkouts.flatMap(({ state, isErased, showsErased }) =>
    isErased || showsErased ? [state.token] : [],
  );
  // As an erasure leaves them: a hash of what named somebody goes, too.
  if (erased.length > 0)
    await scope.db.$executeRaw`
      UPDATE checkout SET state_hash = NULL
      WHERE shop_id = current_shop_id() AND checkout_token = ANY(${erased}::text[]) AND sealed IS NULL`;
}

/** Marks checkouts as deleted. One that is not known yet is noted under its number until it is told of after all. */
export async function markCheckoutsDeleted(
  { db }: ShopScope,
  deletions: readonly { number: bigint; deletedAt: Date }[],
): Promise<void> {
  const rows = deletions.map(({ number, deletedAt }) => ({ number: number.toString(), at: deletedAt }));
  await db.$executeRaw`
    WITH given AS (
      SELECT number, min(at) AS at FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (number bigint, at timestamptz)
      GROUP BY number
    ), known AS (
      UPDATE checkout c SET deleted_at = least(c.deleted_at, given.at) FROM given
      WHERE c.shop_id = current_shop_id() AND c.checkout_number = given.number RETURNING c.checkout_number
    )
    INSERT INTO checkout AS c (shop_id, checkout_token, lines, created_at, updated_at, deleted_at)
    SELECT current_shop_id(), '#' || number, '[]', 'epoch', 'epoch', at FROM given
    WHERE NOT EXISTS (SELECT FROM known WHERE checkout_number = number)
    ON CONFLICT (shop_id, checkout_token) DO UPDATE SET deleted_at = least(c.deleted_at, excluded.deleted_at)`;
}

/** Whom a checkout belongs to, what it became. */
export interface JoinedCheckout {
  token: string;
  cartToken: string | null;
  subjectId: bigint | null;
  customerId: bigint | null;
  createdAt: Date;
  completedAt: Date | null;
  orderId: bigint | null;
}

/**
 * Joins checkouts with the orders that they became: an order names its checkout, whichever of the two is told first. The
 * order says whom the checkout belongs to; where it names nobody, the checkout does. Returns how these checkouts stand now.
 */
export async function joinCheckouts(scope: ShopScope, tokens: readonly string[]): Promise<JoinedCheckout[]> {
  if (tokens.length === 0) return [];
  const { db } = scope;
  // Whom the checkout names may have become somebody else while it counted as the order's: looked up below.
  await db.$executeRaw`
    UPDATE checkout c SET order_id = o.order_id, completed_at = least(c.completed_at, o.processed_at),
      subject_id = coalesce(o.subject_id, c.named_subject_id),
      customer_id = CASE WHEN o.subject_id IS NOT NULL THEN o.customer_id
        WHEN c.subject_id IS NOT DISTINCT FROM c.named_subject_id THEN c.customer_id END
    FROM (
      SELECT DISTINCT ON (checkout_token) checkout_token, order_id, subject_id, customer_id, processed_at FROM orders
      WHERE shop_id = current_shop_id() AND checkout_token = ANY(${[...tokens]}::text[]) ORDER BY checkout_token, order_id
    ) o
    WHERE c.shop_id = current_shop_id() AND c.checkout_token = o.checkout_token`;
  const joined = await db.$queryRaw<JoinedCheckout[]>`
    SELECT checkout_token AS token, cart_token AS "cartToken", subject_id AS "subjectId", customer_id AS "customerId",
      created_at AS "createdAt", completed_at AS "completedAt", order_id AS "orderId"
    FROM checkout WHERE shop_id = current_shop_id() AND checkout_token = ANY(${[...tokens]}::text[])`;
  return withOwners(scope, joined);
}

/** Looks up whom those mean who are named by a checkout without an owner. */
async function withOwners(scope: ShopScope, joined: readonly JoinedCheckout[]): Promise<JoinedCheckout[]> {
  const named = joined.flatMap(({ subjectId, customerId }) => (customerId === null ? (subjectId ?? []) : []));
  if (named.length === 0) return [...joined];
  const merged = await resolveMerges(scope, named);
  const owned = joined.map((checkout) => ({
    ...checkout,
    customerId:
      checkout.customerId ?? (checkout.subjectId && (merged.get(checkout.subjectId) ?? checkout.subjectId)),
  }));
  const rows = owned.map(({ token, customerId }) => ({ token, customer: customerId?.toString() ?? null }));
  await scope.db.$executeRaw`
    UPDATE checkout c SET customer_id = g.customer
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (token text, customer bigint)
    WHERE c.shop_id = current_shop_id() AND c.checkout_token = g.token AND c.customer_id IS NULL`;
  return owned;
}
