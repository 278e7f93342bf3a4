import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { parseJson, type Json } from "#app/shared/json.ts";
import type { Fact, FactData, FactKind } from "#app/shared/fact.ts";

/** A delivery that waits to be processed, locked by this transaction. */
export interface WaitingDelivery {
  id: bigint;
  topic: string;
  triggeredAt: Date | null;
  receivedAt: Date;
  body: Uint8Array | null;
  attempts: number;
}

/** The oldest deliveries that may be processed now, skipping those that another worker holds. */
export async function lockNextDeliveries({ db }: ShopScope, limit: number): Promise<WaitingDelivery[]> {
  return db.$queryRaw<WaitingDelivery[]>`
    SELECT delivery_id AS id, topic, triggered_at AS "triggeredAt", received_at AS "receivedAt", body, attempts
    FROM webhook_delivery
    WHERE shop_id = current_shop_id() AND status = 'received' AND (not_before IS NULL OR not_before <= now())
    ORDER BY delivery_id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** When the next delivery that waits for another attempt may be processed; null when none waits. */
export async function nextAttemptAt({ db }: ShopScope): Promise<Date | null> {
  const rows = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT min(coalesce(not_before, now())) AS at FROM webhook_delivery
    WHERE shop_id = current_shop_id() AND status = 'received'`;
  return rows[0]?.at ?? null;
}

export async function finishDelivery(
  { db, shopId }: ShopScope,
  id: bigint,
  outcome: { status: "processed" | "ignored"; customerId: bigint | null; isErased: boolean; note?: string },
): Promise<void> {
  await db.webhookDelivery.update({
    where: { shopId_id: { shopId, id } },
    data: {
      status: outcome.status,
      ...(outcome.isErased ? { body: null } : { customerId: outcome.customerId }),
      processedAt: new Date(),
      attempts: { increment: 1 },
      notBefore: null,
      error: outcome.note ?? null,
    },
  });
}

/** Notes a failed attempt. With `retryAt` it stays waiting, without it needs a person. */
export async function noteFailure(
  { db, shopId }: ShopScope,
  id: bigint,
  error: string,
  retryAt: Date | null,
): Promise<void> {
  await db.webhookDelivery.update({
    where: { shopId_id: { shopId, id } },
    data: { status: retryAt ? "received" : "failed", error, attempts: { increment: 1 }, notBefore: retryAt },
  });
}

/** Adds facts to the log by the merge rule of {@link Fact}. Writes nothing that is known already. */
export async function mergeFacts({ db }: ShopScope, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({
    kind: fact.kind,
    key: fact.key,
    happened_at: fact.happenedAt.toISOString(),
    customer_id: fact.customerId?.toString() ?? null,
    order_id: fact.orderId?.toString() ?? null,
    data: fact.data,
    source_updated_at: fact.sourceUpdatedAt.toISOString(),
  }));
  // One fact may stand in the batch more than once; it is merged with itself first, since an INSERT may touch a row once.
  await db.$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (
        kind text, key text, happened_at timestamptz, customer_id bigint, order_id bigint, data jsonb, source_updated_at timestamptz)
    ), newest AS (
      SELECT DISTINCT ON (kind, key) *, min(happened_at) OVER (PARTITION BY kind, key) AS earliest
      FROM given ORDER BY kind, key, source_updated_at DESC, data::text DESC
    )
    INSERT INTO fact AS f (shop_id, kind, key, happened_at, customer_id, order_id, data, source_updated_at)
    SELECT current_shop_id(), kind, key, earliest, customer_id, order_id, data, source_updated_at FROM newest
    ON CONFLICT (shop_id, kind, key) DO UPDATE SET
      happened_at = least(f.happened_at, excluded.happened_at),
      (customer_id, data, source_updated_at) = (
        SELECT CASE WHEN newer THEN excluded.customer_id ELSE f.customer_id END,
               CASE WHEN newer THEN excluded.data ELSE f.data END,
               CASE WHEN newer THEN excluded.source_updated_at ELSE f.source_updated_at END
        FROM (SELECT (excluded.source_updated_at, excluded.data::text) > (f.source_updated_at, f.data::text) AS newer) n)
    WHERE excluded.happened_at < f.happened_at
       OR (excluded.source_updated_at, excluded.data::text) > (f.source_updated_at, f.data::text)`;
}

/** Gives all facts of some orders to the customers that the orders belong to now. */
export async function assignOrderFacts(
  { db }: ShopScope,
  owners: readonly { orderId: bigint; customerId: bigint | null }[],
): Promise<void> {
  if (owners.length === 0) return;
  const rows = owners.map((owner) => ({
    o: owner.orderId.toString(),
    c: owner.customerId?.toString() ?? null,
  }));
  await db.$executeRaw`
    UPDATE fact f SET customer_id = owner.c
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS owner (o bigint, c bigint)
    WHERE f.shop_id = current_shop_id() AND f.order_id = owner.o AND f.customer_id IS DISTINCT FROM owner.c`;
}

/** Moves everything that names one customer to another, after a merge at Shopify. */
export async function moveFacts({ db }: ShopScope, fromId: bigint, intoId: bigint): Promise<void> {
  await db.$executeRaw`
    UPDATE fact SET customer_id = ${intoId} WHERE shop_id = current_shop_id() AND customer_id = ${fromId}`;
}

interface FactRow {
  kind: FactKind;
  key: string;
  happenedAt: Date;
  customerId: bigint | null;
  orderId: bigint | null;
  data: FactData;
  sourceUpdatedAt: Date;
}

/** All facts of some customers, oldest first. */
export async function factsOf({ db }: ShopScope, customerIds: readonly bigint[]): Promise<Fact[]> {
  return db.$queryRaw<FactRow[]>`
    SELECT kind, key, happened_at AS "happenedAt", customer_id AS "customerId", order_id AS "orderId", data,
           source_updated_at AS "sourceUpdatedAt"
    FROM fact WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[])
    ORDER BY happened_at, kind, key`;
}

/** Facts of one customer for the timeline, newest first. */
export async function timelineOf({ db }: ShopScope, customerId: bigint, limit: number): Promise<Fact[]> {
  return db.$queryRaw<FactRow[]>`
    SELECT kind, key, happened_at AS "happenedAt", customer_id AS "customerId", order_id AS "orderId", data,
           source_updated_at AS "sourceUpdatedAt"
    FROM fact WHERE shop_id = current_shop_id() AND customer_id = ${customerId}
    ORDER BY happened_at DESC, kind = 'order.placed', fact_id DESC LIMIT ${limit}`;
}

/**
 * Takes the oldest customers that are due for a reaction. They stay locked until the transaction ends, so that two jobs
 * never work on one customer, and are no longer due when it commits.
 */
export async function takeDueCustomers({ db }: ShopScope, limit: number): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    WITH taken AS (
      SELECT customer_id FROM reaction_due
      WHERE shop_id = current_shop_id() AND (not_before IS NULL OR not_before <= now())
      ORDER BY since LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    DELETE FROM reaction_due d USING taken
    WHERE d.shop_id = current_shop_id() AND d.customer_id = taken.customer_id RETURNING d.customer_id AS id`;
  return rows.map((row) => row.id).toSorted((a, b) => (a < b ? -1 : 1));
}

/**
 * Makes this transaction the only one that works on a customer until it ends, waiting for whoever does now. The
 * customer's line in reaction_due is the lock: reactions take it, facts mark it, and so does this.
 */
export async function lockCustomer({ db }: ShopScope, customerId: bigint): Promise<void> {
  await db.$executeRaw`
    INSERT INTO reaction_due (shop_id, customer_id) VALUES (current_shop_id(), ${customerId})
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET not_before = NULL`;
}

/** Marks every customer with a fact since an instant as due, after a rule changed that applies to them. */
export async function markAllDueSince({ db }: ShopScope, since: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO reaction_due (shop_id, customer_id)
    SELECT DISTINCT shop_id, customer_id FROM fact
    WHERE shop_id = current_shop_id() AND customer_id IS NOT NULL AND happened_at >= ${since} ORDER BY 1, 2
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET not_before = NULL`;
}

/** Puts off a customer whose reaction failed. */
export async function postponeReaction({ db }: ShopScope, customerId: bigint, error: string): Promise<void> {
  await db.$executeRaw`
    UPDATE reaction_due SET attempts = attempts + 1, last_error = ${error},
      not_before = now() + least(3600, power(2, attempts + 1)) * interval '1 second'
    WHERE shop_id = current_shop_id() AND customer_id = ${customerId}`;
}

/** Whether a reaction is due now. */
export async function hasDueReactions({ db }: ShopScope): Promise<boolean> {
  const rows = await db.$queryRaw<{ due: boolean }[]>`
    SELECT EXISTS (SELECT FROM reaction_due WHERE shop_id = current_shop_id() AND (not_before IS NULL OR not_before <= now())) AS due`;
  return rows[0]?.due ?? false;
}

/** Customers whose reaction waits, and when the next may run. */
export async function reactionBacklog({ db }: ShopScope): Promise<{ waiting: number; nextAt: Date | null }> {
  const rows = await db.$queryRaw<{ waiting: bigint; nextAt: Date | null }[]>`
    SELECT count(*) AS waiting, min(coalesce(not_before, now())) AS "nextAt"
    FROM reaction_due WHERE shop_id = current_shop_id()`;
  return { waiting: Number(rows[0]?.waiting ?? 0), nextAt: rows[0]?.nextAt ?? null };
}

/** One line of the deliveries page. */
export interface DeliveryRow {
  id: bigint;
  topic: string;
  status: string;
  attempts: number;
  error: string | null;
  receivedAt: Date;
  processedAt: Date | null;
  triggeredAt: Date | null;
}

/** Deliveries, newest first, from before `beforeId`. */
export async function listDeliveries(
  { db, shopId }: ShopScope,
  filter: { status: string | null; topic: string | null; beforeId: bigint | null; limit: number },
): Promise<DeliveryRow[]> {
  return db.webhookDelivery.findMany({
    where: {
      shopId,
      ...(filter.status ? { status: filter.status } : {}),
      ...(filter.topic ? { topic: filter.topic } : {}),
      ...(filter.beforeId ? { id: { lt: filter.beforeId } } : {}),
    },
    orderBy: { id: "desc" },
    take: filter.limit,
    select: {
      id: true,
      topic: true,
      status: true,
      attempts: true,
      error: true,
      receivedAt: true,
      processedAt: true,
      triggeredAt: true,
    },
  });
}

/** How many deliveries stand where, and how quickly they were processed in the last day. */
export async function countDeliveries({ db }: ShopScope): Promise<Record<string, number>> {
  const rows = await db.$queryRaw<{ status: string; count: bigint }[]>`
    SELECT status, count(*) AS count FROM webhook_delivery WHERE shop_id = current_shop_id() GROUP BY status`;
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]));
}

/** Sets failed deliveries waiting again; all of them, or one. Returns how many. */
export async function retryFailed({ db }: ShopScope, id: bigint | null): Promise<number> {
  return db.$executeRaw`
    UPDATE webhook_delivery SET status = 'received', not_before = NULL, error = NULL
    WHERE shop_id = current_shop_id() AND status = 'failed' AND (${id}::bigint IS NULL OR delivery_id = ${id})`;
}

/** One delivery with its body, for the details on the page. */
export async function readDelivery(
  { db, shopId }: ShopScope,
  id: bigint,
): Promise<
  | (DeliveryRow & { webhookId: string; eventId: string; apiVersion: string | null; body: string | null })
  | null
> {
  const row = await db.webhookDelivery.findUnique({ where: { shopId_id: { shopId, id } } });
  return row && { ...row, body: row.body && Buffer.from(row.body).toString("utf8") };
}

/** The body of a delivery as JSON. @throws SyntaxError when it is not JSON. */
export function readBody(delivery: WaitingDelivery): Json {
  return parseJson(Buffer.from(delivery.body ?? []).toString("utf8"));
}

/**
 * Takes everything that names a customer out of the log: facts, and the bodies of deliveries, also of those that nobody
 * could read. Counts stay.
 */
export async function eraseFacts({ db }: ShopScope, customerId: bigint): Promise<void> {
  await db.$executeRaw`DELETE FROM fact WHERE shop_id = current_shop_id() AND customer_id = ${customerId}`;
  await db.$executeRaw`
    UPDATE webhook_delivery SET body = NULL, customer_id = NULL, error = NULL
    WHERE shop_id = current_shop_id() AND (customer_id = ${customerId} OR (
      customer_id IS NULL AND position(convert_to(${customerId.toString()}, 'UTF8') IN body) > 0))`;
}
