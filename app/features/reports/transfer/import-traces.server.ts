/** By what it is known which import told something. */
import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import type { ImportRun } from "./import-record.server.ts";

/** Kinds of import whose rows are facts of our own: a newer word replaces them. */
const FACT_OF: Readonly<Record<string, string>> = {
  points: "points.imported",
  tiers: "tier.imported",
  referral_codes: "referral_code.imported",
};

/** The facts that an import told, and that were not taken back. */
export const factsOf = (run: ImportRun) =>
  Sql.sql`shop_id = current_shop_id() AND kind = ${FACT_OF[run.kind] ?? ""} AND data->>'importId' = ${run.id.toString()}
    AND data->'undone' IS NULL`;

/** Orders below zero are imported ones; their age names the import that told them last. */
export const ordersOf = (run: ImportRun) =>
  Sql.sql`shop_id = current_shop_id() AND order_id < 0 AND source_name = 'import' AND updated_at = ${run.createdAt}`;

/** Somebody of whom an import told something, to be looked at; null = nobody, or of a kind that leaves nothing to see. */
export async function findExample(scope: ShopScope, run: ImportRun): Promise<bigint | null> {
  if (run.status !== "done" || run.rowsStored === 0) return null;
  if (!(run.kind in FACT_OF) && run.kind !== "orders") return null;
  const from =
    run.kind === "orders" ? Sql.sql`orders WHERE ${ordersOf(run)}` : Sql.sql`fact WHERE ${factsOf(run)}`;
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT customer_id AS id FROM ${from} AND customer_id IS NOT NULL LIMIT 1`;
  return rows[0]?.id ?? null;
}
