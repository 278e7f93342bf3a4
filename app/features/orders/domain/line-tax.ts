import type { OrderLineState } from "./order-state.ts";

/**
 * The lines with the tax that their prices contain. Apps may write the tax of an order they make as a whole: then each line
 * has its share of it by what was paid for it, and shipping the rest.
 */
export function withSpreadTax(
  lines: OrderLineState[],
  order: { taxesIncluded: boolean; taxMinor: bigint; totalMinor: bigint },
): OrderLineState[] {
  const { taxesIncluded, taxMinor, totalMinor } = order;
  const isToldByLine = lines.some((line) => line.taxMinor !== "0");
  if (!taxesIncluded || isToldByLine || taxMinor === 0n || totalMinor <= 0n) return lines;
  return lines.map((line) => {
    const paidMinor = BigInt(line.unitPriceMinor) * BigInt(line.quantity) - BigInt(line.discountMinor);
    return { ...line, taxMinor: ((taxMinor * paidMinor) / totalMinor).toString() };
  });
}
