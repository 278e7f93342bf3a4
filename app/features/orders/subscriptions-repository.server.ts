import { byteaText } from "#app/platform/db/bytea-text.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { Identified } from "#app/features/customers/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import type { SubscriptionLine, SubscriptionState } from "./domain/subscription-state.ts";

/** A contract and whom it names. */
export interface OwnedSubscription extends Identified {
  state: SubscriptionState;
}

/**
 * Brings subscriptions up to date; an older state never overwrites a newer one. Lines and the next charge have an age of
 * their own, since webhooks leave them out.
 */
export async function upsertSubscriptions(
  scope: ShopScope,
  subscriptions: readonly OwnedSubscription[],
): Promise<void> {
  const index = await blindIndexOf(scope);
  const rows = subscriptions.map(({ state, subjectId, customerId }) => {
    const { status, currency, interval, intervalCount, revisionId } = state;
    const shown = {
      status,
      currency,
      interval,
      intervalCount,
      origin: state.originOrderId?.toString() ?? null,
    };
    return {
      ...shown,
      id: state.id.toString(),
      subject: subjectId?.toString() ?? null,
      customer: customerId?.toString() ?? null,
      begunAt: state.createdAt ?? state.observedAt,
      at: state.observedAt,
      hash: byteaText(index.stateHash(JSON.stringify([shown, revisionId, state.customerId?.toString()]))),
    };
  });
  await scope.db.$executeRaw`
    INSERT INTO subscription AS s (shop_id, contract_id, subject_id, customer_id, status, currency, interval, interval_count,
      origin_order_id, created_at, updated_at, state_hash)
    SELECT DISTINCT ON (id) current_shop_id(), id, subject, customer, status, currency, interval, "intervalCount", origin,
      min("begunAt") OVER (PARTITION BY id), at, hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, subject bigint, customer bigint, status text,
      currency text, interval text, "intervalCount" integer, origin bigint, "begunAt" timestamptz, at timestamptz, hash bytea)
    ORDER BY id, at DESC, hash DESC
    ON CONFLICT (shop_id, contract_id) DO UPDATE SET created_at = least(s.created_at, excluded.created_at),
      (subject_id, customer_id, status, currency, interval, interval_count, origin_order_id, updated_at, state_hash) = (
        SELECT CASE WHEN newer THEN excluded.subject_id ELSE s.subject_id END,
               CASE WHEN newer THEN excluded.customer_id ELSE s.customer_id END,
               CASE WHEN newer THEN excluded.status ELSE s.status END,
               CASE WHEN newer THEN excluded.currency ELSE s.currency END,
               CASE WHEN newer THEN excluded.interval ELSE s.interval END,
               CASE WHEN newer THEN excluded.interval_count ELSE s.interval_count END,
               CASE WHEN newer THEN excluded.origin_order_id ELSE s.origin_order_id END,
               CASE WHEN newer THEN excluded.updated_at ELSE s.updated_at END,
               CASE WHEN newer THEN excluded.state_hash ELSE s.state_hash END
        FROM (SELECT (excluded.updated_at, excluded.state_hash) > (s.updated_at, coalesce(s.state_hash, ''::bytea)) AS newer) n)`;
  await setDetails(
    scope,
    subscriptions.map(({ state }) => state),
  );
  const erased = subscriptions.flatMap(({ state, isErased }) => (isErased ? [state.id] : []));
  // As an erasure leaves them: a hash of what named somebody goes, too.
  if (erased.length > 0)
    await scope.db.$executeRaw`
      UPDATE subscription SET state_hash = NULL
      WHERE shop_id = current_shop_id() AND contract_id = ANY(${erased}::bigint[]) AND subject_id IS NULL`;
}

/** Lines and the next charge, of the newest state that tells them. */
async function setDetails({ db }: ShopScope, states: readonly SubscriptionState[]): Promise<void> {
  const rows = states.flatMap(({ id, observedAt, details }) =>
    details ? [{ id: id.toString(), at: observedAt, ...details }] : [],
  );
  if (rows.length === 0) return;
  await db.$executeRaw`
    UPDATE subscription s SET lines = g.lines, next_billing_at = g."nextBillingAt", details_at = g.at
    FROM (SELECT DISTINCT ON (id) * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r (id bigint, at timestamptz, lines jsonb, "nextBillingAt" timestamptz) ORDER BY id, at DESC) g
    WHERE s.shop_id = current_shop_id() AND s.contract_id = g.id AND g.at >= coalesce(s.details_at, '-infinity')`;
}

/** Whom these subscriptions belong to; unknown ones are left out. */
export async function ownersOfSubscriptions(
  { db }: ShopScope,
  ids: readonly bigint[],
): Promise<Map<bigint, Identified>> {
  const rows = await db.$queryRaw<({ id: bigint } & Identified)[]>`
    SELECT contract_id AS id, subject_id AS "subjectId", customer_id AS "customerId" FROM subscription
    WHERE shop_id = current_shop_id() AND contract_id = ANY(${[...ids]}::bigint[])`;
  return new Map(rows.map(({ id, ...owner }) => [id, owner]));
}

/** A subscription as the pages show one. */
export interface SubscriptionRecord {
  id: bigint;
  /** active | paused | cancelled | expired | failed */
  status: string;
  currency: string | null;
  /** day | week | month | year, and how many of them between two charges. */
  interval: string | null;
  intervalCount: number | null;
  startedAt: Date | null;
  /** When the next charge is due; null = not told. */
  nextBillingAt: Date | null;
  lines: SubscriptionLine[];
}

/** A customer's subscriptions: those that run first, then the newest. */
export async function subscriptionsOf(
  { db, shopId }: ShopScope,
  customerId: bigint,
  limit: number,
): Promise<SubscriptionRecord[]> {
  const rows = await db.subscription.findMany({
    where: { shopId, customerId, deletedAt: null },
    // By the alphabet the running ones come first.
    orderBy: [{ status: "asc" }, { createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(({ id, status, currency, interval, intervalCount, createdAt, nextBillingAt, lines }) => ({
    id,
    status,
    currency,
    interval,
    intervalCount,
    startedAt: createdAt,
    nextBillingAt,
    lines: lines as unknown as SubscriptionLine[],
  }));
}

/** Ids of subscriptions that should be at Shopify: after one id, up to another, in their order. */
export async function listSubscriptions(
  { db, shopId }: ShopScope,
  { afterId, upToId, limit }: { afterId: bigint; upToId: bigint | null; limit: number },
): Promise<bigint[]> {
  const rows = await db.subscription.findMany({
    where: { shopId, deletedAt: null, id: { gt: afterId, ...(upToId === null ? {} : { lte: upToId }) } },
    orderBy: { id: "asc" },
    take: limit,
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Notes that Shopify no longer has these. Facts of them stay: they happened. */
export async function markSubscriptionsDeleted(
  { db, shopId }: ShopScope,
  ids: readonly bigint[],
  at: Date,
): Promise<void> {
  await db.subscription.updateMany({
    where: { shopId, id: { in: [...ids] }, deletedAt: null },
    data: { deletedAt: at },
  });
}
