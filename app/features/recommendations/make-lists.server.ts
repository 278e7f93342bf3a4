/** Makes the lists of products and customers from the counts, the shop's models and what the merchant decided. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { purchasesOf, popularItems, sellableAmong } from "./counts.server.ts";
import { merchandise, type MerchandisingRule } from "./domain/merchandising.ts";
import {
  combineLists,
  LIST_LENGTH,
  type ListedItem,
  type Placement,
  type Purchase,
  rankAgain,
} from "./domain/placements.ts";
import type { StoredList } from "./lists-repository.server.ts";
import type { ShopModels } from "./shop-models.server.ts";

/** The placements whose lists are made product by product. */
export const PRODUCT_PLACEMENTS = ["similar", "bought_together"] as const satisfies readonly Placement[];
/** The placements whose lists are made customer by customer. */
export const CUSTOMER_PLACEMENTS = ["for_you", "buy_again"] as const satisfies readonly Placement[];

/** Before rules and stock take some away. */
const CANDIDATES = 3 * LIST_LENGTH;

/** What lists are made with. */
export interface Making {
  rules: readonly MerchandisingRule[];
  models: ShopModels;
  now: Date;
}

/** What the models say goes with each of these products in a placement, before rules and stock. */
export async function productCandidates(
  scope: ShopScope,
  { models }: Pick<Making, "models">,
  placement: "similar" | "bought_together" | "cart",
  productIds: readonly bigint[],
): Promise<Map<bigint, ListedItem[]>> {
  const chosen =
    (await models.similarTo(scope, placement, productIds)) ??
    (await models.neighboursOf(scope, productIds, placement === "similar" ? "people" : "baskets"));
  if (placement !== "similar") return chosen;
  // Products that nobody has bought yet, or few: what is like them by what they say of themselves.
  const short = productIds.filter((id) => (chosen.get(id)?.length ?? 0) < LIST_LENGTH);
  const alike = await models.alikeByContent(scope, short);
  return new Map(
    productIds.map((id) => {
      const first = chosen.get(id) ?? [];
      const known = new Set(first.map((item) => item.id));
      return [id, [...first, ...(alike.get(id) ?? []).filter((item) => !known.has(item.id))]];
    }),
  );
}

/** Lists of products, ready to be stored. */
export async function makeProductLists(
  scope: ShopScope,
  making: Making,
  productIds: readonly bigint[],
): Promise<StoredList[]> {
  const lists: StoredList[] = [];
  for (const placement of PRODUCT_PLACEMENTS) {
    const candidates = await productCandidates(scope, making, placement, productIds);
    lists.push(...(await settle(scope, making, placement, candidates, new Map())));
  }
  return lists;
}

/** Lists of customers, ready to be stored; empty for whom nothing is known, or who wants none. */
export async function makeCustomerLists(
  scope: ShopScope,
  making: Making,
  customerIds: readonly bigint[],
): Promise<StoredList[]> {
  const purchases = await purchasesOf(scope, customerIds);
  const owned = new Map(
    customerIds.map((id) => [id, new Set((purchases.get(id) ?? []).map((one) => one.productId.toString()))]),
  );
  const forYou = await customerCandidates(scope, making, purchases, customerIds);
  const buyers = await making.models.buyersOf(scope, [...productsIn(purchases)]);
  const again = new Map(
    customerIds.map((id) => [
      id,
      rankAgain(purchases.get(id) ?? [], making.now, CANDIDATES, (product) => buyers.get(product) ?? 0),
    ]),
  );
  return [
    ...(await settle(scope, making, "for_you", forYou, owned)),
    // Pins are for what people do not have yet: here they would say that something was bought.
    ...(await settle(
      scope,
      { ...making, rules: onlyExclusions(making.rules) },
      "buy_again",
      again,
      new Map(),
    )),
  ];
}

const onlyExclusions = (rules: readonly MerchandisingRule[]) =>
  rules.filter(({ action }) => action === "exclude");

const productsIn = (purchases: ReadonlyMap<bigint, readonly Purchase[]>) =>
  new Set([...purchases.values()].flat().map(({ productId }) => productId));

async function customerCandidates(
  scope: ShopScope,
  { models }: Making,
  purchases: ReadonlyMap<bigint, readonly Purchase[]>,
  customerIds: readonly bigint[],
): Promise<Map<bigint, ListedItem[]>> {
  const fitted = await models.forPeople(scope, purchases);
  if (fitted) return fitted;
  const neighbours = await models.neighboursOf(scope, [...productsIn(purchases)], "people");
  return new Map(
    customerIds.map((id) => {
      const items = [...new Set((purchases.get(id) ?? []).map(({ productId }) => productId))];
      const owned = new Set(items.map(String));
      return [
        id,
        combineLists(
          items.map((item) => neighbours.get(item) ?? []),
          owned,
          CANDIDATES,
        ),
      ];
    }),
  );
}

/** Applies rules and stock. Who has no list of the model's gets none of pins alone: the shop's own list is shown then. */
async function settle(
  scope: ShopScope,
  { rules }: Making,
  placement: Placement,
  candidates: ReadonlyMap<bigint, readonly ListedItem[]>,
  owned: ReadonlyMap<bigint, ReadonlySet<string>>,
): Promise<StoredList[]> {
  const ofPlacement = rules.filter((rule) => rule.placement === placement);
  const sellable = await sellableAmong(scope, [
    ...[...candidates.values()].flat().map(({ id }) => id),
    ...ofPlacement.map(({ itemId }) => itemId),
  ]);
  const isOfProducts = placement === "similar" || placement === "bought_together";
  return [...candidates].map(([id, items]) => ({
    placement,
    id,
    items:
      !isOfProducts && items.length === 0
        ? []
        : merchandise(items, {
            productId: isOfProducts ? id.toString() : "0",
            rules: ofPlacement,
            sellable,
            exclude: owned.get(id) ?? new Set(),
            limit: LIST_LENGTH,
          }),
  }));
}

/** The shop's own list: what is popular and in stock. The last fallback of every placement. */
export async function makePopularList(
  scope: ShopScope,
  rules: readonly MerchandisingRule[],
): Promise<StoredList> {
  const items = await popularItems(scope, 200);
  const ofPlacement = rules.filter((rule) => rule.placement === "popular");
  const sellable = await sellableAmong(
    scope,
    [...items, ...ofPlacement.map(({ itemId: id }) => ({ id }))].map(({ id }) => id),
  );
  const merchandised = merchandise(items, {
    productId: "0",
    rules: ofPlacement,
    sellable,
    exclude: new Set(),
    limit: 2 * LIST_LENGTH,
  });
  return { placement: "popular", id: 0n, items: merchandised };
}
