import { createHash } from "node:crypto";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { messageOf } from "#app/shared/errors.ts";
import { type ImportedOrderRow, orderFromRows } from "./domain/imported-order.ts";
import type { OrderState } from "./domain/order-state.ts";
import { recordOrders } from "./record-orders.server.ts";

/**
 * Stores orders that a merchant brings along from another platform. Rows of one order number are its lines; the same rows
 * brought again change nothing.
 *
 * @returns what could not be read, by line of the file
 */
export async function recordImportedOrders(
  scope: ShopScope,
  rows: readonly ImportedOrderRow[],
  context: { currency: string; broughtAt: Date; ordersEarnPoints: boolean },
): Promise<{ line: number; field: string; message: string }[]> {
  const errors: { line: number; field: string; message: string }[] = [];
  const orders: OrderState[] = [];
  for (const [, ofOrder] of Map.groupBy(rows, ({ number }) => number)) {
    const [first, ...rest] = ofOrder;
    if (!first) continue;
    if (first.currency !== null && first.currency !== context.currency) {
      const message = `expected ${context.currency}, the shop's currency, got "${first.currency}"`;
      errors.push({ line: first.line, field: "currency", message });
      continue;
    }
    try {
      orders.push(
        orderFromRows([first, ...rest], { ...context, earnsPoints: context.ordersEarnPoints }, importedId),
      );
    } catch (error) {
      errors.push({ line: first.line, field: "total", message: messageOf(error) });
    }
  }
  if (orders.length > 0) await recordOrders(scope, orders);
  return errors;
}

/** A number below zero for some words, far from a collision among the orders of a shop. */
function importedId(...words: string[]): bigint {
  const hash = createHash("sha256").update(JSON.stringify(words)).digest();
  return -1n - (hash.readBigUInt64BE(0) >> 2n);
}
