import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { openBytes } from "#app/platform/crypto/keyring.server.ts";
import { type Fact, type FactData, type FactKind } from "#app/shared/fact.ts";
import { mergeTwice } from "./domain/merge-facts.ts";

/** A delivery that waits to be processed, locked by this transaction. */
export interface WaitingDelivery {
  id: bigint;
  topic: string;
  webhookId: string;
  triggeredAt: Date | null;
  receivedAt: Date;
  /** Sealed. */
  body: Uint8Array | null;
  attempts: number;
}

/** The oldest deliveries that may be processed now, skipping those that another worker holds. */
export async function lockNextDeliveries({ db }: ShopScope, limit: number): Promise<WaitingDelivery[]> {
  return db.$queryRaw<WaitingDelivery[]>`
    SELECT delivery_id AS id, topic, webhook_id AS "webhookId", triggered_at AS "triggeredAt", received_at AS "receivedAt", body, attempts
    FROM webhook_delivery
    WHERE shop_id = current_shop_id() AND status = 'received' AND (not_before IS NULL OR not_before <= now())
    ORDER BY delivery_id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** When the next delivery may be processed, not sooner than so long from now; null when none waits. */
export async function nextAttemptAt({ db }: ShopScope, minDelayMs = 0): Promise<Date | null> {
  const rows = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT greatest(min(coalesce(not_before, now())), now() + ${minDelayMs}::float8 * interval '1 millisecond') AS at
    FROM webhook_delivery WHERE shop_id = current_shop_id() AND status = 'received' HAVING count(*) > 0`;
  return rows[0]?.at ?? null;
}

/** What became of a delivery that needs no further attempt. */
export interface FinishedDelivery {
  id: bigint;
  status: "processed" | "ignored";
  customerId: bigint | null;
  isErased: boolean;
  note: string | null;
}

export async function finishDeliveries(
  { db }: ShopScope,
  finished: readonly FinishedDelivery[],
): Promise<void> {
  if (finished.length === 0) return;
  const rows = finished.map(({ id, customerId, ...rest }) => ({
    ...rest,
    id: id.toString(),
    customer: customerId?.toString() ?? null,
  }));
  await db.$executeRaw`
    UPDATE webhook_delivery d SET status = g.status, processed_at = now(), attempts = d.attempts + 1, not_before = NULL,
      error = g.note, customer_id = CASE WHEN g."isErased" THEN d.customer_id ELSE g.customer END,
      body = CASE WHEN g."isErased" THEN NULL ELSE d.body END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS g (id bigint, status text, customer bigint, "isErased" boolean, note text)
    WHERE d.shop_id = current_shop_id() AND d.delivery_id = g.id`;
}

/**
 * Notes a failed attempt. With a delay it is tried again, by the database's clock: those of workers may differ. _failed_
 * needs a person, _ignored_ needs nobody.
 */
export async function noteFailure(
  { db }: ShopScope,
  id: bigint,
  error: string,
  outcome: { delayMs: number } | { status: "failed" | "ignored" },
): Promise<void> {
  const delayMs = "delayMs" in outcome ? outcome.delayMs : null;
  const status = "status" in outcome ? outcome.status : "received";
  await db.$executeRaw`
    UPDATE webhook_delivery SET status = ${status}, error = ${error}, attempts = attempts + 1,
      not_before = now() + ${delayMs}::float8 * interval '1 millisecond',
      processed_at = CASE WHEN ${status} = 'ignored' THEN now() END
    WHERE shop_id = current_shop_id() AND delivery_id = ${id}`;
}

/** Counts an attempt of deliveries whose transaction as a whole could not be finished. */
export async function countAttempt({ db, shopId }: ShopScope, ids: readonly bigint[]): Promise<void> {
  await db.webhookDelivery.updateMany({
    where: { shopId, id: { in: [...ids] }, status: "received" },
    data: { attempts: { increment: 1 } },
  });
}

/** Adds facts to the log by the merge rule of {@link Fact}. Writes nothing that is known already. */
export async function mergeFacts({ db }: ShopScope, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({
    kind: fact.kind,
    key: fact.key,
    filed_at: (fact.filedAt ?? fact.happenedAt).toISOString(),
    happened_at: fact.happenedAt.toISOString(),
    subject_id: (fact.subjectId === undefined ? fact.customerId : fact.subjectId)?.toString() ?? null,
    customer_id: fact.customerId?.toString() ?? null,
    order_id: fact.orderId?.toString() ?? null,
    data: fact.data,
    source_updated_at: fact.sourceUpdatedAt.toISOString(),
  }));
  // One fact may stand in the batch more than once; it is merged with itself first, since an INSERT may touch a row once.
  await db.$executeRaw`
    WITH given AS (
      SELECT *, date_trunc('month', filed_at AT TIME ZONE 'UTC')::date AS month
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (
        kind text, key text, filed_at timestamptz, happened_at timestamptz, subject_id bigint, customer_id bigint,
        order_id bigint, data jsonb, source_updated_at timestamptz)
    ), newest AS (
      SELECT DISTINCT ON (kind, key, month) *, min(happened_at) OVER (PARTITION BY kind, key, month) AS earliest
      FROM given ORDER BY kind, key, month, source_updated_at DESC, data::text DESC, coalesce(subject_id, 0) DESC
    )
    INSERT INTO fact AS f (shop_id, month, kind, key, happened_at, subject_id, customer_id, order_id, data, source_updated_at)
    SELECT current_shop_id(), month, kind, key, earliest, subject_id, customer_id, order_id, data, source_updated_at FROM newest
    ON CONFLICT (shop_id, kind, key, month) DO UPDATE SET
      happened_at = least(f.happened_at, excluded.happened_at),
      (subject_id, customer_id, data, source_updated_at) = (
        SELECT CASE WHEN newer THEN excluded.subject_id ELSE f.subject_id END,
               CASE WHEN newer THEN excluded.customer_id ELSE f.customer_id END,
               CASE WHEN newer THEN excluded.data ELSE f.data END,
               CASE WHEN newer THEN excluded.source_updated_at ELSE f.source_updated_at END
        FROM (SELECT (excluded.source_updated_at, excluded.data::text, coalesce(excluded.subject_id, 0)) > (f.source_updated_at, f.data::text, coalesce(f.subject_id, 0)) AS newer) n)
    WHERE excluded.happened_at < f.happened_at
       OR (excluded.source_updated_at, excluded.data::text, coalesce(excluded.subject_id, 0)) > (f.source_updated_at, f.data::text, coalesce(f.subject_id, 0))`;
}

/** Whom an order and its facts name, and whom they belong to today. */
export interface OrderOwner {
  orderId: bigint;
  /** Left out: as the facts' own states say. */
  subjectId?: bigint | null;
  customerId: bigint | null;
}

/** Gives all facts of some orders to whom the orders belong to now, whichever states brought them. */
export async function assignOrderFacts({ db }: ShopScope, owners: readonly OrderOwner[]): Promise<void> {
  if (owners.length === 0) return;
  const rows = owners.map(({ orderId, subjectId, customerId }) => ({
    o: orderId.toString(),
    named: subjectId !== undefined,
    s: subjectId?.toString() ?? null,
    c: customerId?.toString() ?? null,
  }));
  const ids = owners.map(({ orderId }) => orderId);
  // The list of ids lets each month be looked through once, not once for each order.
  await db.$executeRaw`
    UPDATE fact f SET customer_id = owner.c, subject_id = CASE WHEN owner.named THEN owner.s ELSE f.subject_id END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS owner (o bigint, named boolean, s bigint, c bigint)
    WHERE f.shop_id = current_shop_id() AND f.order_id = owner.o AND f.order_id = ANY(${ids}::bigint[])
      AND (f.customer_id IS DISTINCT FROM owner.c OR (owner.named AND f.subject_id IS DISTINCT FROM owner.s))`;
}

interface FactRow {
  kind: FactKind;
  key: string;
  happenedAt: Date;
  subjectId: bigint | null;
  customerId: bigint | null;
  orderId: bigint | null;
  data: FactData;
  sourceUpdatedAt: Date;
}

/**
 * All facts of some customers, oldest first, but for their visits: of those there can be very many, and whoever needs
 * them asks the database about them.
 */
export async function factsOf({ db }: ShopScope, customerIds: readonly bigint[]): Promise<Fact[]> {
  const rows = await db.$queryRaw<FactRow[]>`
    SELECT kind, key, happened_at AS "happenedAt", subject_id AS "subjectId", customer_id AS "customerId", order_id AS "orderId", data,
           source_updated_at AS "sourceUpdatedAt"
    FROM fact WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[])
      AND kind NOT LIKE 'visit.%'
    ORDER BY happened_at, kind, key`;
  return mergeTwice(rows);
}

/** Facts of one customer for the timeline, newest first. */
export async function timelineOf({ db }: ShopScope, customerId: bigint, limit: number): Promise<Fact[]> {
  return db.$queryRaw<FactRow[]>`
    SELECT kind, key, happened_at AS "happenedAt", subject_id AS "subjectId", customer_id AS "customerId", order_id AS "orderId", data,
           source_updated_at AS "sourceUpdatedAt"
    FROM fact WHERE shop_id = current_shop_id() AND customer_id = ${customerId}
    ORDER BY happened_at DESC, kind = 'order.placed', kind, key LIMIT ${limit}`;
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

/** Sets failed deliveries waiting again, with all their attempts before them; all of them, or some. Returns how many. */
export async function retryFailed({ db }: ShopScope, ids: readonly bigint[] | null): Promise<number> {
  const chosen = ids && [...ids];
  return db.$executeRaw`
    UPDATE webhook_delivery SET status = 'received', not_before = NULL, error = NULL, attempts = 0
    WHERE shop_id = current_shop_id() AND status = 'failed'
      AND (${chosen}::bigint[] IS NULL OR delivery_id = ANY(${chosen}::bigint[]))`;
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
  return (
    row && { ...row, body: row.body && openBytes(row.body, `delivery:${row.webhookId}`).toString("utf8") }
  );
}

/**
 * Takes everything that names a customer out of the log: facts, and the bodies of deliveries, also of those that nobody
 * could read. Counts stay.
 *
 * @param names what else would give the person away in a body nobody could read: e-mail, phone
 */
export async function eraseFacts(
  { db, shopId }: ShopScope,
  customerId: bigint,
  names: readonly string[] = [],
): Promise<void> {
  await db.$executeRaw`
    DELETE FROM fact WHERE shop_id = current_shop_id() AND (customer_id = ${customerId} OR subject_id = ${customerId})`;
  await db.$executeRaw`
    UPDATE webhook_delivery SET body = NULL, customer_id = NULL, error = NULL
    WHERE shop_id = current_shop_id() AND customer_id = ${customerId}`;
  const wanted = [customerId.toString(), ...names];
  let afterId = 0n;
  while (true) {
    const unread = await db.webhookDelivery.findMany({
      where: { shopId, customerId: null, id: { gt: afterId }, body: { not: null } },
      orderBy: { id: "asc" },
      take: 500,
      select: { id: true, body: true, webhookId: true },
    });
    const last = unread.at(-1);
    if (!last) return;
    afterId = last.id;
    const naming = unread.filter(({ body, webhookId }) => {
      const text = openBytes(body!, `delivery:${webhookId}`).toString("utf8").toLowerCase();
      return wanted.some((name) => text.includes(name.toLowerCase()));
    });
    await db.webhookDelivery.updateMany({
      where: { shopId, id: { in: naming.map(({ id }) => id) } },
      data: { body: null, error: null },
    });
  }
}
