import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { lockCustomer } from "#app/features/events/index.server.ts";
import { forgetPerson, forgetUnclearVisits, heldCarts } from "#app/features/customers/index.server.ts";
import { refreshCartOwners } from "#app/features/orders/index.server.ts";
import { deleteView, listViews } from "#app/features/reports/index.server.ts";
import { MENTIONING, PERSON_COLUMNS, PERSON_TABLES, type PersonTable } from "./domain/person-tables.ts";
import { eraseDeliveries, namesPerson } from "./erase-deliveries.server.ts";
import type { FoundPerson } from "./find-person.server.ts";
import { shownElsewhere } from "./find-shown.server.ts";

/** How many rows of each table concern a person. */
export type Concerned = { table: string; group: PersonTable["group"]; rows: number }[];

/** What an erasure would touch, without touching it. */
export async function countConcerned({ db }: ShopScope, person: FoundPerson): Promise<Concerned> {
  const counted: Concerned = [];
  for (const { table, persons, group } of PERSON_COLUMNS) {
    const found = await db.$queryRaw<{ rows: bigint }[]>`
      SELECT count(*) AS rows FROM ${Sql.raw(table)} WHERE shop_id = current_shop_id() AND ${isOf(persons, person.ids)}`;
    counted.push({ table, group, rows: Number(found[0]?.rows ?? 0) });
  }
  return counted;
}

/** Table and column names come from the list in domain/person-tables, never from outside. */
function isOf(columns: readonly string[], ids: readonly bigint[]): Sql.Sql {
  const parts = columns.map((column) => Sql.sql`${Sql.raw(column)} = ANY(${[...ids]}::bigint[])`);
  return Sql.sql`(${Sql.join(parts, " OR ")})`;
}

/**
 * Takes everything that names a person out of every table. What was sold and every entry of the ledger stay, and name
 * nobody. The person's numbers stay, marked as erased: the database refuses whatever is told about them later.
 *
 * @param orderIds further orders that must not name anybody
 */
export async function erasePerson(
  scope: ShopScope,
  found: FoundPerson,
  { orderIds: named, actor, at }: { orderIds: readonly bigint[]; actor: string; at: Date },
): Promise<void> {
  const { db, shopId } = scope;
  const elsewhere = await shownElsewhere(scope, found);
  const orderIds = [...new Set([...named, ...elsewhere.orderIds])];
  for (const id of found.ids) await lockCustomer(scope, id);
  const contacts = [
    ...found.emails.map((email) => ({ email, phone: null })),
    ...found.phones.map((phone) => ({ email: null, phone })),
  ];
  const carts = await findCarts(scope, found, orderIds);
  await forgetUnclearVisits(scope, found.ids);
  const forgotten = await forgetPerson(scope, found.ids, at, contacts);
  const person: FoundPerson = { ...found, ids: [...new Set([...found.ids, ...forgotten])] };
  // Before anything goes: a cart that is somebody else's from now on is not the person's any more.
  await refreshCartOwners(scope, carts);
  await eraseTokensOfOrders(scope, person, orderIds, await heldCarts(scope, carts));
  for (const table of PERSON_TABLES) await eraseFrom(scope, table, person.ids);
  await eraseOrders(scope, orderIds);
  await eraseMentions(scope, person);
  await eraseViews(scope, person);
  await db.checkout.updateMany({
    where: { shopId, token: { in: elsewhere.checkoutTokens } },
    data: { sealed: null, emailToken: null, stateHash: null },
  });
  await eraseDeliveries(scope, person, elsewhere.customerIds);
  await eraseFiles(scope);
  for (const id of person.ids)
    await db.$executeRaw`
      DELETE FROM outbox_change WHERE shop_id = current_shop_id() AND (key = ${id.toString()} OR key LIKE ${`${id}:%`})`;
  await db.reactionDue.deleteMany({ where: { shopId, customerId: { in: person.ids } } });
  await db.recommendationDue.deleteMany({ where: { shopId, kind: "customer", id: { in: person.ids } } });
  await db.accessLog.create({ data: { shopId, customerId: null, actor, action: "erased" } });
}

async function eraseFrom(
  { db }: ShopScope,
  { table, persons, onErase }: PersonTable,
  ids: bigint[],
): Promise<void> {
  if (onErase === "delete") {
    await db.$executeRaw`DELETE FROM ${Sql.raw(table)} WHERE shop_id = current_shop_id() AND ${isOf(persons, ids)}`;
    return;
  }
  const blanks = Sql.raw(onErase.blank.map((column) => `${column} = NULL`).join(", "));
  await db.$executeRaw`
    UPDATE ${Sql.raw(table)} SET ${blanks} WHERE shop_id = current_shop_id() AND ${isOf(persons, ids)}`;
}

/**
 * Carts that a person had, alone or after somebody else on the same device. Where both had it, what is stored of it may name
 * the other only: so those of everybody who was seen with the same cart are among them.
 */
async function findCarts(
  { db }: ShopScope,
  { ids }: FoundPerson,
  orderIds: readonly bigint[],
): Promise<string[]> {
  const rows = await db.$queryRaw<{ token: string }[]>`
    WITH person AS (
      SELECT id FROM unnest(${ids}::bigint[]) AS id
      UNION SELECT other.customer_id FROM customer_identity own
        JOIN customer_identity other ON other.shop_id = current_shop_id() AND other.kind = 'cart' AND other.token = own.token
        WHERE own.shop_id = current_shop_id() AND own.kind = 'cart' AND own.customer_id = ANY(${ids}::bigint[])
    )
    SELECT cart_token AS token FROM cart
      WHERE shop_id = current_shop_id() AND (subject_id IN (SELECT id FROM person) OR customer_id IN (SELECT id FROM person))
    UNION SELECT cart_token FROM checkout WHERE shop_id = current_shop_id() AND cart_token IS NOT NULL
      AND (subject_id IN (SELECT id FROM person) OR customer_id IN (SELECT id FROM person))
    UNION SELECT cart_token FROM orders WHERE shop_id = current_shop_id() AND cart_token IS NOT NULL
      AND (subject_id IN (SELECT id FROM person) OR customer_id IN (SELECT id FROM person) OR order_id = ANY(${[...orderIds]}::bigint[]))`;
  return rows.map(({ token }) => token);
}

/**
 * Carts and checkouts of the person's orders: their tokens lead from the one to the other. A cart that somebody else has, too,
 * stays theirs.
 */
async function eraseTokensOfOrders(
  { db }: ShopScope,
  { ids }: FoundPerson,
  orderIds: readonly bigint[],
  heldByOthers: ReadonlySet<string>,
): Promise<void> {
  const own = Sql.sql`shop_id = current_shop_id() AND (${isOf(["subject_id", "customer_id"], ids)} OR order_id = ANY(${[...orderIds]}::bigint[]))`;
  await db.$executeRaw`
    WITH gone AS (
      DELETE FROM cart WHERE shop_id = current_shop_id() AND cart_token <> ALL(${[...heldByOthers]}::text[]) AND cart_token IN (
        SELECT cart_token FROM orders WHERE ${own} AND cart_token IS NOT NULL
        UNION SELECT cart_token FROM checkout WHERE shop_id = current_shop_id() AND ${isOf(["subject_id", "customer_id"], ids)} AND cart_token IS NOT NULL)
      RETURNING cart_token
    )
    DELETE FROM fact WHERE shop_id = current_shop_id() AND kind = 'cart.changed' AND key IN (SELECT cart_token FROM gone)`;
  await db.$executeRaw`
    DELETE FROM checkout WHERE shop_id = current_shop_id() AND checkout_token IN (
      SELECT checkout_token FROM orders WHERE ${own} AND checkout_token IS NOT NULL)`;
}

/** Orders that Shopify names besides: their contact goes, and their guest. A customer who is not asked about stays. */
async function eraseOrders({ db }: ShopScope, orderIds: readonly bigint[]): Promise<void> {
  if (orderIds.length === 0) return;
  await db.$executeRaw`
    UPDATE orders SET sealed = NULL, email_token = NULL, state_hash = NULL, cart_token = NULL, checkout_token = NULL
    WHERE shop_id = current_shop_id() AND order_id = ANY(${[...orderIds]}::bigint[])`;
}

/** Searches that staff kept, messages about rows of a file, samples of a comparison: where they name the person. */
async function eraseMentions({ db }: ShopScope, person: FoundPerson): Promise<void> {
  for (const { table, column, onErase } of MENTIONING) {
    const [name, text] = [Sql.raw(table), Sql.raw(column)];
    const rows = await db.$queryRaw<{ said: string }[]>`
      SELECT DISTINCT ${text}::text AS said FROM ${name} WHERE shop_id = current_shop_id()`;
    const naming = rows.map(({ said }) => said).filter((said) => namesPerson(said, person));
    if (naming.length === 0) continue;
    const where = Sql.sql`WHERE shop_id = current_shop_id() AND ${text}::text = ANY(${naming}::text[])`;
    if (onErase === "delete") await db.$executeRaw`DELETE FROM ${name} ${where}`;
    else
      await db.$executeRaw`
        UPDATE ${name} SET ${text} = CASE jsonb_typeof(${text}) WHEN 'array' THEN '[]'::jsonb ELSE '{}'::jsonb END ${where}`;
  }
}

/** Lists of customers that staff named after the person. */
async function eraseViews(scope: ShopScope, person: FoundPerson): Promise<void> {
  for (const { id, name } of await listViews(scope))
    if (namesPerson(name, person)) await deleteView(scope, id);
}

/**
 * Archives and files that were read hold the person somewhere inside and cannot be opened for one: they go as a whole, and
 * those being written are begun anew. A file that is still being read stays until then; what it says of the person is
 * refused. The runs come first: whoever ends one at this moment is waited for.
 */
async function eraseFiles({ db }: ShopScope): Promise<void> {
  await db.$executeRaw`
    UPDATE export_run SET status = CASE status WHEN 'done' THEN 'expired' ELSE 'waiting' END,
      expires_at = CASE status WHEN 'done' THEN now() END
    WHERE shop_id = current_shop_id() AND status IN ('done', 'running')`;
  await db.$executeRaw`
    UPDATE bulk_action_item i SET status = 'waiting' FROM bulk_action b
    WHERE i.shop_id = current_shop_id() AND i.status = 'done' AND b.shop_id = i.shop_id AND b.action_id = i.action_id
      AND b.kind = 'export' AND b.status = 'running'`;
  await db.$executeRaw`
    DELETE FROM file_piece p WHERE p.shop_id = current_shop_id() AND NOT EXISTS (
      SELECT FROM import_run r WHERE r.shop_id = p.shop_id AND p.owner = 'import:' || r.import_id
        AND r.status NOT IN ('done', 'failed', 'cancelled'))`;
}
