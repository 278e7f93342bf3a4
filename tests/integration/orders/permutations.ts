import { openCheckout, openContact } from "#app/features/orders/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import type { Payload } from "#tests/factories/payloads.ts";
import { deliver, makeShop, readState, type TestShop, workOff } from "#tests/factories/shop.ts";

/** A webhook that is told. */
export interface Told {
  topic: string;
  payload: Payload;
  triggeredAt?: string;
}

export function permutationsOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) => permutationsOf(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

/** Tells webhooks one after the other, each worked off before the next. */
export async function tell(shop: TestShop, story: readonly Told[]): Promise<void> {
  for (const { topic, payload, triggeredAt } of story) {
    const headers: Record<string, string> = triggeredAt ? { "X-Shopify-Triggered-At": triggeredAt } : {};
    await deliver(shop, { topic, payload, headers });
    await workOff(shop);
  }
}

/** Everything of orders, carts, checkouts and subscriptions that must not depend on the order of deliveries. */
export async function readOrdersState(shop: TestShop): Promise<Record<string, unknown>> {
  const shared = await readState(shop);
  return withShop(shop.shopId, async (scope) => {
    const { db } = scope;
    const omit = { shopId: true, stateHash: true } as const;
    const orders = await db.order.findMany({ orderBy: { id: "asc" }, omit });
    const checkouts = await db.checkout.findMany({ orderBy: { token: "asc" }, omit });
    return {
      facts: shared["facts"],
      balances: shared["balances"],
      lines: await db.orderLine.findMany({
        orderBy: [{ orderId: "asc" }, { id: "asc" }],
        omit: { shopId: true },
      }),
      // Tokens are keyed: they differ from shop to shop.
      orders: orders.map(({ sealed, emailToken, ...row }) => ({
        ...row,
        isFoundByEmail: emailToken !== null,
        contact: sealed && openContact(scope, row.id, sealed),
      })),
      checkouts: checkouts.map(({ sealed, emailToken, ...row }) => ({
        ...row,
        isFoundByEmail: emailToken !== null,
        contact: sealed && openCheckout(scope, row.token, sealed),
      })),
      carts: await db.cart.findMany({ orderBy: { token: "asc" }, omit }),
      subscriptions: await db.subscription.findMany({ orderBy: { id: "asc" }, omit }),
      summaries: await db.customerSummary.findMany({
        orderBy: { customerId: "asc" },
        omit: { shopId: true },
      }),
    };
  });
}

/** The state after each permutation of a story, each in a shop of its own. */
export async function statesAfterEachOrder(story: readonly Told[]): Promise<Record<string, unknown>[]> {
  const states: Record<string, unknown>[] = [];
  for (const permutation of permutationsOf(story)) {
    const shop = await makeShop();
    await tell(shop, permutation);
    // Told twice: repetition changes nothing.
    await tell(shop, [permutation[0]!]);
    states.push(await readOrdersState(shop));
  }
  return states;
}
