import { type ShopId, type ShopScope, Sql, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { messageOf } from "#app/shared/errors.ts";
import { lockCustomers, redoDeliveries } from "./replay-repository.server.ts";

/** Tables that reactions make from the facts and can make anew at any time. Never the ledger: it posts differences. */
export interface Derived {
  name: string;
  clear(scope: ShopScope, customerIds: readonly bigint[]): Promise<void>;
  /** The next customers, in the order of their ids, whom it holds anything about. */
  customersAfter(scope: ShopScope, afterId: bigint, limit: number): Promise<bigint[]>;
}

const IDENTIFIER = /^[a-z_]+$/;

/** A derived table with one or more rows for a customer. */
export function derivedTable(name: string, customerColumn = "customer_id"): Derived {
  if (!IDENTIFIER.test(name) || !IDENTIFIER.test(customerColumn))
    throw new Error(`"${name}.${customerColumn}" is no column`);
  const [table, column] = [Sql.raw(name), Sql.raw(customerColumn)];
  return {
    name,
    clear: async ({ db }, customerIds) => {
      await db.$executeRaw`
        DELETE FROM ${table} WHERE shop_id = current_shop_id() AND ${column} = ANY(${[...customerIds]}::bigint[])`;
    },
    customersAfter: async ({ db }, afterId, limit) => {
      const rows = await db.$queryRaw<{ id: bigint }[]>`
        SELECT ${column} AS id FROM ${table} WHERE shop_id = current_shop_id() AND ${column} > ${afterId}
        GROUP BY ${column} ORDER BY ${column} LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    },
  };
}

const CUSTOMERS_PER_TRANSACTION = 500;
const DELIVERIES_PER_TRANSACTION = 2_000;
/** Guests and visitors stand below zero. */
export const BEFORE_ALL = -(2n ** 63n);

/**
 * Has everything that is derived from one customer's facts made anew: it is emptied, and the reactions make it again.
 * The points do not move unless they were wrong.
 */
export async function replayCustomer(
  scope: ShopScope,
  customerId: bigint,
  derived: readonly Derived[],
): Promise<void> {
  await replayCustomers(scope, [customerId], derived);
  await enqueue(scope, "react");
}

async function replayCustomers(
  scope: ShopScope,
  customerIds: readonly bigint[],
  derived: readonly Derived[],
): Promise<void> {
  // Marks them as due, too, and keeps the reactions away until this transaction ends.
  await lockCustomers(scope, customerIds);
  for (const one of derived) await one.clear(scope, customerIds);
}

/** How far a replay of a shop has come. What comes after `customerId` is still to be done. */
export interface ReplayProgress {
  customers: number;
  customerId: bigint;
}

/**
 * Does for all customers of a shop what {@link replayCustomer} does for one, batch by batch. May be cut off at any point
 * and goes on from `afterId`.
 *
 * @param onProgress hears of each batch that was committed
 */
export async function replayShop(
  shopId: ShopId,
  derived: readonly Derived[],
  options: { afterId?: bigint; onProgress?: (progress: ReplayProgress) => void } = {},
): Promise<ReplayProgress> {
  let progress: ReplayProgress = { customers: 0, customerId: options.afterId ?? BEFORE_ALL };
  const sources = [derivedTable("fact"), ...derived];
  for (;;) {
    const batch = await againAfterDeadlock(() =>
      withShop(shopId, async (scope) => {
        const found: bigint[] = [];
        for (const source of sources)
          found.push(...(await source.customersAfter(scope, progress.customerId, CUSTOMERS_PER_TRANSACTION)));
        const ids = [...new Set(found)]
          .toSorted((a, b) => (a < b ? -1 : 1))
          .slice(0, CUSTOMERS_PER_TRANSACTION);
        if (ids.length > 0) await replayCustomers(scope, ids, derived);
        await enqueue(scope, "react");
        return ids;
      }),
    );
    const last = batch.at(-1);
    if (last === undefined) return progress;
    progress = { customers: progress.customers + batch.length, customerId: last };
    options.onProgress?.(progress);
  }
}

const TRIES = 5;

/** Live traffic locks the same customers in an order of its own: PostgreSQL ends one of two that wait in a circle. */
async function againAfterDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !messageOf(error).includes("40P01")) throw error;
    }
  }
}

/**
 * Has the deliveries that were processed and still have their bodies processed again, so that records and facts are read
 * from them once more. Changes nothing that was right. Deliveries that do something (erase, uninstall) stay as they are.
 *
 * @param customerId only those about one customer
 * @returns how many
 */
export async function replayDeliveries(
  shopId: ShopId,
  options: { customerId?: bigint; onProgress?: (deliveries: number) => void } = {},
): Promise<number> {
  let [count, afterId] = [0, 0n];
  for (;;) {
    const redone = await withShop(shopId, async (scope) => {
      const ids = await redoDeliveries(scope, {
        customerId: options.customerId ?? null,
        afterId,
        limit: DELIVERIES_PER_TRANSACTION,
      });
      if (ids.length > 0) await enqueue(scope, "process-deliveries");
      return ids;
    });
    if (redone.length === 0) return count;
    count += redone.length;
    afterId = redone.reduce((last, id) => (id > last ? id : last), afterId);
    options.onProgress?.(count);
  }
}
