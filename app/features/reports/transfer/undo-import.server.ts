/**
 * Takes back what an import stored, for as long as nothing else was built on it. A request only says that it is to be undone;
 * the worker does it, some rows in a transaction.
 */
import { markDue, queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { removeImportedOrders } from "#app/features/orders/index.server.ts";
import { forgetGuests } from "#app/features/customers/index.server.ts";
import { type ShopId, type ShopScope, Sql, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import type { Fact } from "#app/shared/fact.ts";
import { factsOf, ordersOf } from "./import-traces.server.ts";
import { type ImportRun, lockRun, setStatus, TRANSACTION_TIMEOUT_MS } from "./import-record.server.ts";

const ROWS_PER_TRANSACTION = 500;

/**
 * What an undo would do. `goes`: facts, orders or people that are taken back; `stays`: people about whom something else is
 * known by now.
 */
export type UndoPreview =
  { isPossible: true; goes: number; stays: number } | { isPossible: false; reason: "consents" | "archive" };

/** What undoing an import would change; null = it stored nothing, is under way, or is undone. */
export async function previewUndo(scope: ShopScope, run: ImportRun): Promise<UndoPreview | null> {
  if (!["done", "cancelled"].includes(run.status) || run.rowsStored + run.rowsKnown === 0) return null;
  if (run.kind === "consents" || run.kind === "archive") return { isPossible: false, reason: run.kind };
  if (run.kind === "customers") {
    const { free, built } = await countPeople(scope, run);
    return { isPossible: true, goes: free, stays: built };
  }
  const goes = run.kind === "orders" ? await countOrders(scope, run) : await countFacts(scope, run);
  return { isPossible: true, goes, stays: 0 };
}

/**
 * Has the worker take back what an import stored. Points that were spent meanwhile stay spent, and are owed. Who became known
 * by an import of anything else stays known. What is brought after `now` counts, also before the worker is done.
 *
 * @throws Refusal import_not_undoable
 */
export async function undoImport(scope: ShopScope, id: bigint, now: Date): Promise<void> {
  const run = await lockRun(scope, id);
  const preview = await previewUndo(scope, run);
  if (!preview?.isPossible) throw new Refusal("import_not_undoable", "this import cannot be undone");
  await setStatus(scope, id, { status: "undoing", finishedAt: now, rowsTotal: preview.goes, rowsRead: 0 });
  await enqueue(scope, "run-transfers");
}

/** What a batch took back, and whether it was the last. `afterId`: the last person that was looked at. */
interface Batch {
  rows: number;
  isLast: boolean;
  afterId: bigint | null;
}

/**
 * The worker's part: batch after batch, each with how far the undo is. What is taken back is not found again, so that one
 * that was cut off, or is done twice, goes on with what is left.
 */
export async function workOffUndo(shopId: ShopId, id: bigint): Promise<void> {
  let batch: Batch = { rows: 0, isLast: false, afterId: null };
  const undoBatch = async (scope: ShopScope): Promise<Batch> => {
    const run = await lockRun(scope, id);
    if (run.status !== "undoing") return { ...batch, isLast: true };
    const next = await takeBack(scope, run, batch.afterId);
    const rowsRead = run.rowsRead + next.rows;
    await setStatus(scope, id, { rowsRead, ...(next.isLast ? { status: "undone" } : {}) });
    await queueReactions(scope);
    return next;
  };
  while (!batch.isLast) batch = await withShop(shopId, undoBatch, { timeoutMs: TRANSACTION_TIMEOUT_MS });
}

async function takeBack(scope: ShopScope, run: ImportRun, afterId: bigint | null): Promise<Batch> {
  if (run.kind === "customers") return forgetPeople(scope, run, afterId);
  const rows = run.kind === "orders" ? await undoOrders(scope, run) : await undoFacts(scope, run);
  return { rows, isLast: rows < ROWS_PER_TRANSACTION, afterId: null };
}

type StoredFact = Omit<Fact, "sourceUpdatedAt">;

async function countFacts({ db }: ShopScope, run: ImportRun): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM fact WHERE ${factsOf(run)}`;
  return Number(rows[0]?.count ?? 0);
}

async function undoFacts(scope: ShopScope, run: ImportRun): Promise<number> {
  const facts = await scope.db.$queryRaw<StoredFact[]>`
    SELECT kind, key, happened_at AS "happenedAt", month AS "filedAt", subject_id AS "subjectId",
      customer_id AS "customerId", order_id AS "orderId", data
    FROM fact WHERE ${factsOf(run)} LIMIT ${ROWS_PER_TRANSACTION}`;
  // When it was asked for, but newer than what is undone, whichever clock is ahead.
  const undoneAtMs = Math.max(run.finishedAt?.getTime() ?? 0, run.createdAt.getTime() + 1);
  await recordFacts(
    scope,
    facts.map((fact) => ({
      ...fact,
      data: { ...fact.data, ...(fact.kind === "points.imported" ? { points: "0" } : {}), undone: true },
      sourceUpdatedAt: new Date(undoneAtMs),
    })),
  );
  return facts.length;
}

async function countOrders({ db }: ShopScope, run: ImportRun): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM orders WHERE ${ordersOf(run)}`;
  return Number(rows[0]?.count ?? 0);
}

async function undoOrders(scope: ShopScope, run: ImportRun): Promise<number> {
  const orders = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT order_id AS id FROM orders WHERE ${ordersOf(run)} ORDER BY order_id LIMIT ${ROWS_PER_TRANSACTION}`;
  const customers = await removeImportedOrders(
    scope,
    orders.map(({ id }) => id),
  );
  await markDue(scope, customers);
  return orders.length;
}

/** Guests whom an import made, by when their address was first told, and who were not erased since. */
const guestsOf = (run: ImportRun) =>
  Sql.sql`c.shop_id = current_shop_id() AND c.kind = 'guest' AND c.redacted_at IS NULL AND c.customer_id IN (
    SELECT i.customer_id FROM customer_identity i
    WHERE i.shop_id = current_shop_id() AND i.kind IN ('email', 'phone') AND i.since = ${run.createdAt})`;

/** Nothing else is known of the guest \`c\`. */
const isFree = (run: ImportRun) => Sql.sql`c.updated_at = ${run.createdAt}
  AND NOT EXISTS (SELECT FROM fact f WHERE f.shop_id = c.shop_id AND f.customer_id = c.customer_id)
  AND NOT EXISTS (SELECT FROM fact f WHERE f.shop_id = c.shop_id AND f.subject_id = c.customer_id
    AND f.customer_id = (SELECT m.into_id FROM customer_merge m WHERE m.shop_id = c.shop_id AND m.from_id = c.customer_id))
  AND NOT EXISTS (SELECT FROM orders o WHERE o.shop_id = c.shop_id AND o.customer_id = c.customer_id)
  AND NOT EXISTS (SELECT FROM checkout k WHERE k.shop_id = c.shop_id AND k.customer_id = c.customer_id)
  AND NOT EXISTS (SELECT FROM customer_note n WHERE n.shop_id = c.shop_id AND n.customer_id = c.customer_id)
  AND NOT EXISTS (SELECT FROM points_account a WHERE a.shop_id = c.shop_id AND a.customer_id = c.customer_id)
  AND NOT EXISTS (SELECT FROM customer_merge m WHERE m.shop_id = c.shop_id
    AND (m.into_id = c.customer_id OR m.from_id = c.customer_id AND m.source NOT IN ('email', 'phone')))`;

/** Guests whom an import made: those of whom nothing else is known, and how many others there are. */
async function countPeople({ db }: ShopScope, run: ImportRun): Promise<{ free: number; built: number }> {
  const rows = await db.$queryRaw<{ all: bigint; free: bigint }[]>`
    SELECT count(*) AS all, count(*) FILTER (WHERE ${isFree(run)}) AS free FROM customer c WHERE ${guestsOf(run)}`;
  const free = Number(rows[0]?.free ?? 0);
  return { free, built: Number(rows[0]?.all ?? 0) - free };
}

/** Looks at the next guests of an import, and forgets those of whom nothing else is known. */
async function forgetPeople(scope: ShopScope, run: ImportRun, afterId: bigint | null): Promise<Batch> {
  const after: Sql.Sql = afterId === null ? Sql.empty : Sql.sql`AND c.customer_id > ${afterId}`;
  // Locked first, so that the next statement sees whatever was told about them before.
  const locked = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT c.customer_id AS id FROM customer c WHERE ${guestsOf(run)} ${after}
    ORDER BY c.customer_id LIMIT ${ROWS_PER_TRANSACTION} FOR UPDATE`;
  const ids = locked.map(({ id }) => id);
  const free = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT c.customer_id AS id FROM customer c WHERE ${guestsOf(run)} AND c.customer_id = ANY(${ids}::bigint[]) AND ${isFree(run)}`;
  await forgetGuests(
    scope,
    free.map(({ id }) => id),
  );
  return {
    rows: free.length,
    isLast: ids.length < ROWS_PER_TRANSACTION,
    afterId: ids.at(-1) ?? afterId,
  };
}
