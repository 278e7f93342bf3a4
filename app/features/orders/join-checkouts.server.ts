import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { ownersOfCarts } from "#app/features/customers/index.server.ts";
import { assignKeyedFacts, recordFacts } from "#app/features/events/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import { joinCheckouts, type JoinedCheckout, setCartOwners } from "./carts-repository.server.ts";

/**
 * Carts and checkouts that orders name: they became these orders, and belong to whom the orders belong to. Whom the orders
 * name with these tokens is noted before (`noteNamedTokens`).
 */
export async function joinOrdersWithCheckouts(
  scope: ShopScope,
  orders: readonly {
    cartToken: string | null;
    checkoutToken: string | null;
  }[],
): Promise<void> {
  const naming = orders.filter(
    ({ cartToken, checkoutToken }) => cartToken !== null || checkoutToken !== null,
  );
  if (naming.length === 0) return;
  await settleCheckouts(
    scope,
    naming.flatMap(({ checkoutToken }) => checkoutToken ?? []),
  );
  await refreshCartOwners(
    scope,
    naming.flatMap(({ cartToken }) => cartToken ?? []),
  );
}

/** Joins checkouts with their orders, and gives their facts to whom they belong to now. */
export async function settleCheckouts(
  scope: ShopScope,
  tokens: readonly string[],
): Promise<JoinedCheckout[]> {
  const joined = await joinCheckouts(scope, tokens);
  await recordFacts(scope, joined.flatMap(factOfCompletion));
  await assignKeyedFacts(
    scope,
    joined.flatMap(({ token, subjectId, customerId }) =>
      (["checkout.started", "checkout.completed"] as const).map((kind) => ({
        kind,
        key: token,
        subjectId,
        customerId,
      })),
    ),
  );
  return joined;
}

/** A checkout is completed when it says so, or when there is an order that names it. */
function factOfCompletion({ token, subjectId, customerId, createdAt, completedAt }: JoinedCheckout): Fact[] {
  if (!completedAt) return [];
  return [
    {
      kind: "checkout.completed",
      key: token,
      happenedAt: completedAt,
      filedAt: createdAt,
      subjectId,
      customerId,
      orderId: null,
      data: {},
      sourceUpdatedAt: createdAt,
    },
  ];
}

/** Looks anew whom these carts belong to, and gives them and their facts to that customer. Unknown carts are ignored. */
export async function refreshCartOwners(scope: ShopScope, tokens: readonly string[]): Promise<void> {
  if (tokens.length === 0) return;
  const found = await ownersOfCarts(scope, tokens);
  const owners = tokens.map((token) => ({
    token,
    subjectId: found.get(token)?.subjectId ?? null,
    customerId: found.get(token)?.customerId ?? null,
  }));
  const known = new Set(await setCartOwners(scope, owners));
  await assignKeyedFacts(
    scope,
    owners.flatMap(({ token, ...owner }) =>
      known.has(token) ? [{ kind: "cart.changed" as const, key: token, ...owner }] : [],
    ),
  );
}
