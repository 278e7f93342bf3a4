/** Everything a shop's database says that must not depend on how deliveries came, worked out from the catalogue. */
import { createHash } from "node:crypto";
import { sealBytes, openBytes } from "#app/platform/crypto/keyring.server.ts";
import { pool } from "#app/platform/db/client.server.ts";
import { SEALED_COLUMNS, type SealedColumn } from "#app/platform/crypto/sealed-columns.ts";
import { type ShopScope, Sql, withShop } from "#app/platform/db/scope.server.ts";
import { makeShop, startProgramme, type TestShop } from "#tests/factories/shop.ts";

/** What depends on how things came, by its nature. Every other table that knows a shop is compared. */
const NOT_COMPARED = new Set([
  "shop", // the store itself
  "webhook_delivery", // how things came
  "reaction_due", // what is still to be done: checked to be nothing
  "recommendation_removals", // how often a basket was made anew
  "outbox_change", // what Shopify was not told yet
  "access_log",
  "reconciliation", // when what was compared
  "privacy_request", // when who asked to be erased
  "points_account", // compared by sums, below: the ledger keeps its corrections
  "points_transfer",
  "points_entry",
]);

interface Column {
  table: string;
  column: string;
  default: string | null;
}

let columns: Promise<Map<string, Column[]>> | undefined;

/** The compared tables with their columns: not the shop's number, numbers in sequence, or times of writing. */
function comparedColumns(): Promise<Map<string, Column[]>> {
  columns ??= pool
    .query<Column>(
      `SELECT c.table_name AS table, c.column_name AS column, c.column_default AS default
       FROM information_schema.columns c
       WHERE c.table_schema = 'public' AND EXISTS (SELECT FROM information_schema.columns s
         WHERE s.table_schema = 'public' AND s.table_name = c.table_name AND s.column_name = 'shop_id')
       ORDER BY 1, c.ordinal_position`,
    )
    .then(({ rows }) =>
      Map.groupBy(
        rows.filter(
          (row) =>
            !NOT_COMPARED.has(row.table) &&
            row.column !== "shop_id" &&
            !/nextval|CURRENT_TIMESTAMP|now\(\)/.test(row.default ?? ""),
        ),
        (row) => row.table,
      ),
    );
  return columns;
}

export type WholeState = Record<string, string[]>;

/** The state of a shop: for each table its rows as text, sealed values opened, in an order of their own. */
export async function wholeState(shop: TestShop): Promise<WholeState> {
  const tables = await comparedColumns();
  return withShop(shop.shopId, async (scope) => {
    const state: WholeState = {};
    for (const [table, its] of tables) {
      const rows = await readRows(scope, table, its);
      if (rows.length > 0) state[table] = rows;
    }
    return { ...state, ...(await ledgerState(scope)) };
  });
}

/** That a browser counted as somebody for a while, until more was told, is kept; it says how things came, and nothing else. */
const wasForAWhile = (table: string, row: Record<string, string | null>): boolean =>
  table === "customer_merge" &&
  row["source"] === "visitor" &&
  row["undone_at"] !== null &&
  row["staff"] === null;

async function readRows({ db, shopId }: ShopScope, table: string, its: readonly Column[]): Promise<string[]> {
  const list = its.map(({ column }) => `"${column}"::text`).join(", ");
  const rows = await db.$queryRaw<
    Record<string, string | null>[]
  >`SELECT ${Sql.raw(list)} FROM ${Sql.raw(`"${table}"`)}`;
  return rows
    .filter((row) => !wasForAWhile(table, row))
    .map((row) => {
      const opened = its.map(({ column }) => {
        const value = row[column] ?? null;
        // When somebody was erased is when that was worked off.
        if (column === "redacted_at") return [column, value && "erased"];
        const sealed = SEALED_COLUMNS.find((known) => known.table === table && known.column === column);
        if (!sealed || value === null) return [column, value];
        return [
          column,
          openBytes(Buffer.from(value.slice(2), "hex"), placeOf(sealed, shopId, row)).toString("utf8"),
        ];
      });
      return JSON.stringify(Object.fromEntries(opened));
    })
    .toSorted();
}

function placeOf(sealed: SealedColumn, shopId: bigint, row: Record<string, string | null>): string {
  const named = Object.entries({ ...row, shop_id: shopId.toString() });
  return sealed.place(Object.fromEntries(named.map(([column, value]) => [column, value ?? ""])));
}

/** What the ledger adds up to, by customer, source and lot. */
async function ledgerState({ db }: ShopScope): Promise<WholeState> {
  const lots = await db.$queryRaw<object[]>`
    SELECT a.kind, a.customer_id::text, t.source_key, e.lot, sum(e.points)::text AS points
    FROM points_entry e JOIN points_account a USING (shop_id, account_id) JOIN points_transfer t USING (shop_id, transfer_id)
    GROUP BY 1, 2, 3, 4 HAVING sum(e.points) <> 0 ORDER BY 1, 2, 3, 4`;
  const balances = await db.$queryRaw<object[]>`
    SELECT kind, customer_id::text, balance::text FROM points_account WHERE balance <> 0 ORDER BY 1, 2`;
  const text = (rows: object[]) => rows.map((row) => JSON.stringify(row));
  return { lots: text(lots), balances: text(balances) };
}

/**
 * Without points, facts, carts and checkouts that belong to nobody. Of somebody who was erased the points earned before stay
 * in the ledger and none are earned after; facts, carts and checkouts of before go, and what is told after names nobody.
 */
export function ofSomebody(state: WholeState): WholeState {
  const isOwned = (row: string) => {
    const { subject_id: subject, customer_id: customer } = JSON.parse(row) as Record<string, string | null>;
    return (subject ?? customer ?? null) !== null;
  };
  const owned = ["fact", "cart", "checkout", "lots", "balances"].map((table) => [
    table,
    (state[table] ?? []).filter(isOwned),
  ]);
  return { ...state, ...Object.fromEntries(owned) };
}

/** One hash over the whole state. */
export function hashOf(state: WholeState): string {
  return createHash("sha256").update(JSON.stringify(state)).digest("hex");
}

/** The tables that differ, with what only one of the two has. */
export function differences(
  state: WholeState,
  other: WholeState,
): Record<string, { only: string[]; otherOnly: string[] }> {
  const tables = new Set([...Object.keys(state), ...Object.keys(other)]);
  const found: Record<string, { only: string[]; otherOnly: string[] }> = {};
  for (const table of tables) {
    const [rows, otherRows] = [new Set(state[table]), new Set(other[table])];
    const only = [...rows.difference(otherRows)];
    const otherOnly = [...otherRows.difference(rows)];
    if (only.length + otherOnly.length > 0) found[table] = { only, otherOnly };
  }
  return found;
}

const INDEX_KEY = Buffer.alloc(32, 7);

/** A shop with a programme, whose blind index is the same as that of every other made here, so that two can be compared. */
export async function makeComparableShop(name?: string, currency?: string): Promise<TestShop> {
  const shop = await makeShop(name, currency);
  await withShop(shop.shopId, ({ db, shopId }) =>
    db.shop.update({
      where: { id: shopId },
      data: {
        indexKey: new Uint8Array(sealBytes(INDEX_KEY, `index-key:${shopId}`)),
        installedAt: new Date("2026-01-01T00:00:00Z"),
      },
    }),
  );
  await startProgramme(shop);
  return shop;
}
