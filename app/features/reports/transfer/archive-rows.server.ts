import { byteaText } from "#app/platform/db/bytea-text.ts";
import { type ShopId, type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { type Json, parseJson, writeJson } from "#app/shared/json.ts";
import { openBytes, sealBytes } from "#app/platform/crypto/keyring.server.ts";
import { SEALED_COLUMNS, type SealedColumn } from "#app/platform/crypto/sealed-columns.ts";
import { type ArchiveTable, SKIPPED_COLUMNS } from "./domain/archive-format.ts";

/** A row as an archive carries it: columns by their names, sealed ones opened. */
export type ArchiveRow = { [column: string]: Json };

/** The columns of a table's primary key after shop_id, and all columns, in their order. */
export async function describeTable(
  { db }: ShopScope,
  table: ArchiveTable,
): Promise<{ key: string[]; columns: string[] }> {
  const key = await db.$queryRaw<{ name: string }[]>`
    SELECT a.attname AS name FROM pg_index i
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indrelid = ${table}::regclass AND i.indisprimary AND a.attname <> 'shop_id' ORDER BY k.position`;
  const columns = await db.$queryRaw<{ name: string }[]>`
    SELECT attname AS name FROM pg_attribute
    WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`;
  return {
    key: key.map(({ name }) => name),
    columns: columns.map(({ name }) => name).filter((name) => !SKIPPED_COLUMNS.includes(name)),
  };
}

const ROWS_PER_READ = 1_000;

const columnList = (columns: readonly string[]): Sql.Sql =>
  Sql.raw(columns.map((column) => `"${column}"`).join(", "));

/** All rows of a table, in the order of its key, in batches. The names of tables and columns come from the catalogue. */
export async function* readTable(
  scope: ShopScope,
  table: ArchiveTable,
  key: readonly string[],
): AsyncGenerator<ArchiveRow[]> {
  // Of a table with one row for a shop, the shop is the whole key.
  const [from, order] = [Sql.raw(`"${table}"`), columnList(key.length > 0 ? key : ["shop_id"])];
  let last: string | null = null;
  while (true) {
    const after: Sql.Sql = last
      ? Sql.sql`AND (${order}) > (SELECT ${order} FROM jsonb_populate_record(NULL::${from}, ${last}::jsonb))`
      : Sql.empty;
    const rows: { row: string }[] = await scope.db.$queryRaw<{ row: string }[]>`
      SELECT to_jsonb(t)::text AS row FROM ${from} t
      WHERE shop_id = current_shop_id() ${after} ORDER BY ${order} LIMIT ${ROWS_PER_READ}`;
    if (rows.length === 0) return;
    last = rows.at(-1)!.row;
    yield rows.map(({ row }) => openRow(scope, table, parseJson(row) as ArchiveRow));
    if (rows.length < ROWS_PER_READ) return;
  }
}

const sealedColumnsOf = (table: string) => SEALED_COLUMNS.filter((sealed) => sealed.table === table);

/** Bodies of webhooks are text as Shopify sent it, everything else is JSON of our own. */
const TEXT_TABLE = "webhook_delivery";

/** What a row's sealed value is sealed for, in this shop. */
function placeOf(sealed: SealedColumn, shopId: ShopId, row: ArchiveRow): string {
  const named = Object.entries({ ...row, shop_id: shopId }).map(
    ([column, value]) => [column, String(value)] as const,
  );
  return sealed.place(Object.fromEntries(named));
}

/** Opens what is sealed and leaves out what belongs to this installation. PostgreSQL writes bytes in JSON as `\\x…`. */
function openRow({ shopId }: ShopScope, table: ArchiveTable, row: ArchiveRow): ArchiveRow {
  const opened = { ...row };
  for (const column of SKIPPED_COLUMNS) delete opened[column];
  for (const sealed of sealedColumnsOf(table)) {
    const value = row[sealed.column];
    if (typeof value !== "string") continue;
    const text = openBytes(Buffer.from(value.slice(2), "hex"), placeOf(sealed, shopId, row)).toString("utf8");
    opened[sealed.column] = table === TEXT_TABLE ? text : parseJson(text);
  }
  return opened;
}

function sealRow({ shopId }: ShopScope, table: ArchiveTable, row: ArchiveRow): ArchiveRow {
  const own: ArchiveRow = { ...row, shop_id: shopId };
  for (const sealed of sealedColumnsOf(table)) {
    const value = row[sealed.column];
    if (value === null || value === undefined) continue;
    const text = table === TEXT_TABLE ? String(value) : writeJson(value);
    own[sealed.column] = byteaText(sealBytes(Buffer.from(text), placeOf(sealed, shopId, row)));
  }
  return own;
}

/** Stores rows of an archive; those that are there already stay. Returns how many were new. */
export async function insertRows(
  scope: ShopScope,
  table: ArchiveTable,
  rows: readonly ArchiveRow[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const texts = rows.map((row) => writeJson(sealRow(scope, table, row)));
  const into = Sql.raw(`"${table}"`);
  return scope.db.$executeRaw`
    INSERT INTO ${into} SELECT * FROM jsonb_populate_recordset(NULL::${into}, ${`[${texts.join(",")}]`}::jsonb) ON CONFLICT DO NOTHING`;
}
