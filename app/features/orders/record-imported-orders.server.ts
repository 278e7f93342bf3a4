import { createHash } from "node:crypto";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { variantsBySku } from "#app/features/catalogue/index.server.ts";
import { AmountUnreadable, type ImportedOrderRow, orderFromRows } from "./domain/imported-order.ts";
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
): Promise<ImportedRowError[]> {
  const errors: ImportedRowError[] = [];
  const orders: OrderState[] = [];
  const variants = await variantsBySku(
    scope,
    rows.flatMap(({ sku }) => sku ?? []),
  );
  for (const ofOrder of Map.groupBy(rows, ({ number }) => number).values()) {
    const [first, ...rest] = ofOrder;
    if (!first) continue;
    const fault = faultOf(ofOrder, context.currency);
    if (fault) {
      errors.push(...ofWholeOrder(ofOrder, fault));
      continue;
    }
    try {
      const { currency, broughtAt, ordersEarnPoints: earnsPoints } = context;
      orders.push(
        orderFromRows([first, ...rest], { currency, broughtAt, earnsPoints, variants }, importedId),
      );
    } catch (error) {
      if (!(error instanceof AmountUnreadable)) throw error;
      const { line, field, message } = error;
      errors.push(...ofWholeOrder(ofOrder, { line, field, message }));
    }
  }
  if (orders.length > 0) await recordOrders(scope, orders);
  return errors;
}

interface ImportedRowError {
  line: number;
  field: string;
  message: string;
}

function faultOf(rows: readonly ImportedOrderRow[], currency: string): ImportedRowError | null {
  const foreign = rows.find((row) => row.currency !== null && row.currency !== currency);
  if (!foreign) return null;
  const message = `expected ${currency}, the shop's currency, got "${foreign.currency}": what the shopper paid in has columns of its own`;
  return { line: foreign.line, field: "currency", message };
}

/** An order is stored whole or not at all: its other lines say why they are left out. */
function ofWholeOrder(rows: readonly ImportedOrderRow[], fault: ImportedRowError): ImportedRowError[] {
  const message = `left out with its order: line ${fault.line} has a problem`;
  const others = rows.filter(({ line }) => line !== fault.line);
  return [fault, ...others.map(({ line }) => ({ line, field: "number", message }))];
}

/** A number below zero for some words, far from a collision among the orders of a shop. */
function importedId(...words: string[]): bigint {
  const hash = createHash("sha256").update(JSON.stringify(words)).digest();
  return -1n - (hash.readBigUInt64BE(0) >> 2n);
}
