/** What conditions ask about customers, read for many at once. */
import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import type { CustomerAttributes, PlacedOrder } from "./domain/attributes.ts";
import { ATTRIBUTES_QUERY, joinsFor, ORDERS_QUERY } from "./domain/attribute-sql.ts";
import { compileToSql } from "./domain/compile-sql.ts";
import { asksForOrders, type ConditionTree } from "./domain/condition-tree.ts";
import { compileCondition, type ConditionContext } from "./domain/evaluate.ts";
import { storeClock } from "./domain/store-clock.ts";
import { appNow, languageOf } from "./repository.server.ts";

/**
 * Who can be a member of a segment, of customer `c`: customers and guests who are themselves; not deleted, erased or
 * merged into others, and no anonymous visitors.
 */
const CAN_BE_MEMBER = `c.kind <> 'visitor' AND c.deleted_at IS NULL AND c.redacted_at IS NULL
  AND NOT EXISTS (SELECT FROM customer_merge g WHERE g.shop_id = c.shop_id AND g.from_id = c.customer_id AND g.undone_at IS NULL)`;

/** `FROM customer c … WHERE …`: everybody for whom a condition holds. */
export function membersByCondition(condition: ConditionTree, context: ConditionContext): Sql.Sql {
  const { text, parts, values } = compileToSql(condition, context);
  return Sql.sql`FROM customer c ${Sql.raw(joinsFor(text))}
    WHERE c.shop_id = current_shop_id() AND ${Sql.raw(CAN_BE_MEMBER)} AND (${Sql.sql(parts, ...values)})`;
}

type AttributeRow = Omit<CustomerAttributes, "orders"> & { customerId: bigint };

/**
 * The attributes of customers. Whoever can be no member of anything is left out.
 *
 * @param options.orders whether a condition asks about single orders
 */
export async function readAttributes(
  { db }: ShopScope,
  customerIds: readonly bigint[],
  options: { orders: boolean },
): Promise<Map<bigint, CustomerAttributes>> {
  if (customerIds.length === 0) return new Map();
  const ids = [...customerIds];
  const rows = await db.$queryRawUnsafe<AttributeRow[]>(`${ATTRIBUTES_QUERY} AND ${CAN_BE_MEMBER}`, ids);
  const orders = options.orders
    ? await db.$queryRawUnsafe<
        { customerId: bigint; orders: (Omit<PlacedOrder, "at"> & { at: number })[] }[]
      >(ORDERS_QUERY, ids)
    : [];
  const ordersOf = new Map(
    orders.map(({ customerId, orders: placed }) => [
      customerId,
      placed.map((order) => ({ ...order, at: new Date(order.at) })),
    ]),
  );
  return new Map(
    rows.map(({ customerId, ...attributes }) => [
      customerId,
      { ...attributes, orders: options.orders ? (ordersOf.get(customerId) ?? []) : null },
    ]),
  );
}

/** For which of these customers a condition holds. Who can be no member of anything is left out. */
export async function holdsFor(
  scope: ShopScope,
  condition: ConditionTree,
  customerIds: readonly bigint[],
  now?: Date,
): Promise<Map<bigint, boolean>> {
  const { currency, timeZone } = await languageOf(scope);
  const attributes = await readAttributes(scope, customerIds, { orders: asksForOrders(condition) });
  const compiled = compileCondition(condition, currency);
  const clock = storeClock(now ?? (await appNow()), timeZone);
  return new Map([...attributes].map(([id, known]) => [id, compiled.outcome(known, clock) === true]));
}
