/** Takes back what an import stored, for as long as nothing else was built on it. */
import { markDue, queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { removeImportedOrders } from "#app/features/orders/index.server.ts";
import { forgetGuests } from "#app/features/customers/index.server.ts";
import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import type { Fact } from "#app/shared/fact.ts";
import { type ImportRun, lockRun, setStatus } from "./import-record.server.ts";

const ROWS_PER_STATEMENT = 1_000;

/**
 * What an undo would do. `goes`: facts, orders or people that are taken back; `stays`: people about whom something else is
 * known by now.
 */
export type UndoPreview =
  { isPossible: true; goes: number; stays: number } | { isPossible: false; reason: "consents" | "archive" };

/** Kinds of import whose rows are facts of our own: a newer word replaces them. */
const FACT_OF: Readonly<Record<string, string>> = {
  points: "points.imported",
  tiers: "tier.imported",
  referral_codes: "referral_code.imported",
};

/** What undoing an import would change; null = it stored nothing, is under way, or is undone. */
export async function previewUndo(scope: ShopScope, run: ImportRun): Promise<UndoPreview | null> {
  if (!["done", "cancelled"].includes(run.status) || run.rowsStored === 0) return null;
  if (run.kind === "consents" || run.kind === "archive") return { isPossible: false, reason: run.kind };
  if (run.kind === "customers") {
    const { free, built } = await peopleOf(scope, run);
    return { isPossible: true, goes: free.length, stays: built };
  }
  const goes = run.kind === "orders" ? await countOrders(scope, run) : await countFacts(scope, run);
  return { isPossible: true, goes, stays: 0 };
}

/**
 * Takes back what an import stored. Points that were spent meanwhile stay spent, and are owed. Who became known by an
 * import of anything else stays known.
 *
 * @throws Refusal import_not_undoable
 */
export async function undoImport(scope: ShopScope, id: bigint, now: Date): Promise<void> {
  const run = await lockRun(scope, id);
  const preview = await previewUndo(scope, run);
  if (!preview?.isPossible) throw new Refusal("import_not_undoable", "this import cannot be undone");
  if (run.kind === "customers") await forgetGuests(scope, (await peopleOf(scope, run)).free);
  else if (run.kind === "orders") await undoOrders(scope, run);
  else await undoFacts(scope, run, now);
  await setStatus(scope, id, { status: "undone", finishedAt: now });
  await queueReactions(scope);
}

type StoredFact = Omit<Fact, "sourceUpdatedAt">;

const factsOf = (run: ImportRun) =>
  Sql.sql`shop_id = current_shop_id() AND kind = ${FACT_OF[run.kind] ?? ""} AND data->>'importId' = ${run.id.toString()}
    AND data->'undone' IS NULL`;

async function countFacts({ db }: ShopScope, run: ImportRun): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM fact WHERE ${factsOf(run)}`;
  return Number(rows[0]?.count ?? 0);
}

async function undoFacts(scope: ShopScope, run: ImportRun, now: Date): Promise<void> {
  for (;;) {
    const facts = await scope.db.$queryRaw<StoredFact[]>`
      SELECT kind, key, happened_at AS "happenedAt", month AS "filedAt", subject_id AS "subjectId",
        customer_id AS "customerId", order_id AS "orderId", data
      FROM fact WHERE ${factsOf(run)} LIMIT ${ROWS_PER_STATEMENT}`;
    if (facts.length === 0) return;
    await recordFacts(
      scope,
      facts.map((fact) => ({
        ...fact,
        data: { ...fact.data, ...(fact.kind === "points.imported" ? { points: "0" } : {}), undone: true },
        sourceUpdatedAt: now,
      })),
    );
  }
}

/** Orders below zero are imported ones; their age names the import that told them last. */
const ordersOf = (run: ImportRun) =>
  Sql.sql`shop_id = current_shop_id() AND order_id < 0 AND source_name = 'import' AND updated_at = ${run.createdAt}`;

async function countOrders({ db }: ShopScope, run: ImportRun): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM orders WHERE ${ordersOf(run)}`;
  return Number(rows[0]?.count ?? 0);
}

async function undoOrders(scope: ShopScope, run: ImportRun): Promise<void> {
  for (;;) {
    const orders = await scope.db.$queryRaw<{ id: bigint }[]>`
      SELECT order_id AS id FROM orders WHERE ${ordersOf(run)} ORDER BY order_id LIMIT ${ROWS_PER_STATEMENT}`;
    if (orders.length === 0) return;
    const customers = await removeImportedOrders(
      scope,
      orders.map(({ id }) => id),
    );
    await markDue(scope, customers);
  }
}

/** Guests whom an import made: those of whom nothing else is known, and how many others there are. */
async function peopleOf({ db }: ShopScope, run: ImportRun): Promise<{ free: bigint[]; built: number }> {
  // Locked first, so that the next statement sees whatever was told about them before.
  await db.$queryRaw`
    SELECT customer_id FROM customer
    WHERE shop_id = current_shop_id() AND kind = 'guest' AND created_at = ${run.createdAt} ORDER BY customer_id FOR UPDATE`;
  const rows = await db.$queryRaw<{ id: bigint; isFree: boolean }[]>`
    SELECT customer_id AS id, updated_at = created_at
      AND NOT EXISTS (SELECT FROM fact f WHERE f.shop_id = c.shop_id AND f.customer_id = c.customer_id)
      AND NOT EXISTS (SELECT FROM fact f WHERE f.shop_id = c.shop_id AND f.subject_id = c.customer_id
        AND f.customer_id = (SELECT m.into_id FROM customer_merge m WHERE m.shop_id = c.shop_id AND m.from_id = c.customer_id))
      AND NOT EXISTS (SELECT FROM orders o WHERE o.shop_id = c.shop_id AND o.customer_id = c.customer_id)
      AND NOT EXISTS (SELECT FROM checkout k WHERE k.shop_id = c.shop_id AND k.customer_id = c.customer_id)
      AND NOT EXISTS (SELECT FROM customer_note n WHERE n.shop_id = c.shop_id AND n.customer_id = c.customer_id)
      AND NOT EXISTS (SELECT FROM points_account a WHERE a.shop_id = c.shop_id AND a.customer_id = c.customer_id)
      AND NOT EXISTS (SELECT FROM customer_merge m WHERE m.shop_id = c.shop_id
        AND (m.into_id = c.customer_id OR m.from_id = c.customer_id AND m.source NOT IN ('email', 'phone'))) AS "isFree"
    FROM customer c
    WHERE shop_id = current_shop_id() AND kind = 'guest' AND created_at = ${run.createdAt} AND redacted_at IS NULL
    ORDER BY customer_id`;
  const free = rows.flatMap(({ id, isFree }) => (isFree ? [id] : []));
  return { free, built: rows.length - free.length };
}
