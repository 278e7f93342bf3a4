/** Without `read_all_orders` an app sees the orders of the last sixty days, by the simulator's clock. */
import type { Order } from "#simulator/state/model.ts";
import { grantsScope } from "./access.ts";
import type { ApiContext } from "./context.ts";
import { lazyFilter } from "./search.ts";

const DAY_MS = 86_400_000;
const VISIBLE_DAYS = 60;

type Viewer = Pick<ApiContext, "installation" | "clock">;

/** When the oldest order that the app may see was made; null = it may see all. */
function oldestVisible({ installation, clock }: Viewer): Date | null {
  if (grantsScope(installation.scopes, "read_all_orders")) return null;
  return new Date(clock().getTime() - VISIBLE_DAYS * DAY_MS);
}

/** Whether the app may see an order at all; when not, it is as if it were not there. */
export function orderVisible(context: Viewer, order: Pick<Order, "createdAt">): boolean {
  const oldest = oldestVisible(context);
  return oldest === null || order.createdAt >= oldest;
}

/** The orders that the app may see, in the order they come in. Nothing is copied when it may see all. */
export function visibleOrders<T extends Pick<Order, "createdAt">>(
  context: Viewer,
  orders: Iterable<T>,
): Iterable<T> {
  const oldest = oldestVisible(context);
  return oldest === null ? orders : lazyFilter(orders, (order) => order.createdAt >= oldest);
}
