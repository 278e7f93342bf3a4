import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { openBytes } from "#app/platform/crypto/keyring.server.ts";
import { SEALED_COLUMNS } from "#app/platform/crypto/sealed-columns.ts";
import { type Json, parseJson } from "#app/shared/json.ts";
import { readStatement } from "#app/features/loyalty/index.server.ts";
import type { ExportedRow, PersonExport } from "./domain/person-export.ts";
import { PERSON_COLUMNS } from "./domain/person-tables.ts";
import { type FoundPerson, findPerson } from "./find-person.server.ts";

/** Rows of one table that a person takes away at most; how many more there are is said. */
const MOST_ROWS = 100_000;
const EVERY_LINE = 2_147_483_647;
/** Of no meaning to a reader: keyed hashes, and our own records of the export itself. */
const UNREADABLE = ["search_tokens", "email_token", "state_hash", "token", "shop_id"];
const NOT_HANDED_OVER = ["access_log", "privacy_request", "bulk_action_item"];

/** Everything that is stored about a customer, opened, for them or for the merchant to hand over. */
export async function exportCustomer(scope: ShopScope, customerId: bigint): Promise<PersonExport> {
  return exportPerson(scope, await findPerson(scope, { customerId, email: null, phone: null, orderIds: [] }));
}

/** Everything that is stored about a person, from the same list of tables that an erasure goes by. */
export async function exportPerson(
  scope: ShopScope,
  person: FoundPerson,
  mostRows = MOST_ROWS,
): Promise<PersonExport> {
  const leftOut: PersonExport["leftOut"] = [];
  const read = async (table: string, where: Sql.Sql) => {
    const found = await readRows(scope, table, where, mostRows + 1);
    if (found.length > mostRows)
      leftOut.push({ table, rows: (await countRows(scope, table, where)) - mostRows });
    return found.slice(0, mostRows);
  };
  const tables: Record<string, ExportedRow[]> = {};
  for (const { table, persons } of PERSON_COLUMNS) {
    if (NOT_HANDED_OVER.includes(table)) continue;
    const where = Sql.join(
      persons.map((column) => Sql.sql`t.${Sql.raw(column)} = ANY(${person.ids}::bigint[])`),
      " OR ",
    );
    tables[table] = await read(table, where);
  }
  const orderIds = (tables["orders"] ?? []).map((order) => BigInt(String(order["order_id"])));
  tables["order_line"] = await read("order_line", Sql.sql`t.order_id = ANY(${orderIds}::bigint[])`);
  const points: ExportedRow[] = [];
  for (const id of person.ids)
    for (const line of await readStatement(scope, id, EVERY_LINE)) points.push(asRow(line));
  return {
    customers: person.records.map((record) => asRow(record)),
    points,
    tables: Object.fromEntries(Object.entries(tables).filter(([, rows]) => rows.length > 0)),
    leftOut,
  };
}

async function countRows({ db }: ShopScope, table: string, where: Sql.Sql): Promise<number> {
  const rows = await db.$queryRaw<{ rows: bigint }[]>`
    SELECT count(*) AS rows FROM ${Sql.raw(table)} t WHERE t.shop_id = current_shop_id() AND (${where})`;
  return Number(rows[0]?.rows ?? 0);
}

async function readRows(
  scope: ShopScope,
  table: string,
  where: Sql.Sql,
  limit: number,
): Promise<ExportedRow[]> {
  const sealed = SEALED_COLUMNS.find((candidate) => candidate.table === table);
  // As text, since ids run past what a JSON number of JavaScript holds.
  const rows = await scope.db.$queryRaw<{ row: string }[]>`
    SELECT to_jsonb(t)::text AS row FROM ${Sql.raw(table)} t WHERE t.shop_id = current_shop_id() AND (${where}) LIMIT ${limit}`;
  return rows.map(({ row }) => {
    const { ...columns } = parseJson(row) as Record<string, Json>;
    const opened = sealed ? openColumn(columns, sealed) : null;
    for (const name of [...UNREADABLE, ...(sealed ? [sealed.column] : [])]) delete columns[name];
    return asRow(opened === null ? columns : { ...columns, details: opened });
  });
}

function openColumn(
  columns: Record<string, Json>,
  { column, place }: (typeof SEALED_COLUMNS)[number],
): Json | null {
  const value = columns[column];
  if (typeof value !== "string") return null;
  const names = Object.fromEntries(Object.entries(columns).map(([name, given]) => [name, String(given)]));
  return parseJson(openBytes(Buffer.from(value.slice(2), "hex"), place(names)).toString("utf8"));
}

/** Ids as text, as every reader of JSON can hold them. */
function asRow(value: object): ExportedRow {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part)),
  ) as ExportedRow;
}
