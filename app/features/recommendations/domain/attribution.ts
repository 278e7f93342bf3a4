import { type Placement, PLACEMENTS } from "./placements.ts";

/** A recommendation that somebody followed. */
export interface Click {
  placement: Placement;
  customerId: bigint;
  productId: bigint;
  clickedAt: Date;
}

/** What was bought of a product in one order, net of refunds: 0 when all of it came back. */
export interface Sale {
  orderId: bigint;
  customerId: bigint;
  productId: bigint;
  boughtAt: Date;
  netMinor: bigint;
}

export interface Attributed {
  clicks: number;
  orders: number;
  revenueMinor: bigint;
}

/**
 * What each placement brought. A sale is counted for the last click of its customer on its product before it, if that
 * is no older than the window; once, however many clicks there were. What was taken back entirely brought nothing.
 */
export function attributeSales(
  clicks: readonly Click[],
  sales: readonly Sale[],
  windowMs: number,
): Record<Placement, Attributed> {
  const keyOf = (one: { customerId: bigint; productId: bigint }) => `${one.customerId} ${one.productId}`;
  const byKey = Map.groupBy(clicks, keyOf);
  const found = new Map<Placement, { orders: Set<bigint>; revenueMinor: bigint }>();
  for (const sale of sales) {
    if (sale.netMinor <= 0n) continue;
    const boughtMs = sale.boughtAt.getTime();
    const last = (byKey.get(keyOf(sale)) ?? [])
      .filter(
        ({ clickedAt }) => clickedAt.getTime() <= boughtMs && boughtMs - clickedAt.getTime() <= windowMs,
      )
      .toSorted((a, b) => b.clickedAt.getTime() - a.clickedAt.getTime())[0];
    if (!last) continue;
    const sum = found.get(last.placement) ?? { orders: new Set(), revenueMinor: 0n };
    sum.orders.add(sale.orderId);
    sum.revenueMinor += sale.netMinor;
    found.set(last.placement, sum);
  }
  const clicked = Map.groupBy(clicks, ({ placement }) => placement);
  return Object.fromEntries(
    PLACEMENTS.map((placement) => [
      placement,
      {
        clicks: clicked.get(placement)?.length ?? 0,
        orders: found.get(placement)?.orders.size ?? 0,
        revenueMinor: found.get(placement)?.revenueMinor ?? 0n,
      },
    ]),
  ) as Record<Placement, Attributed>;
}
