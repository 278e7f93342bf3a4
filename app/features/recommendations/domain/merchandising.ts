import type { ListedItem, Placement } from "./placements.ts";

export const RULE_ACTIONS = ["pin", "exclude"] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

/** What the merchant decided about an item. Ids as decimal text. */
export interface MerchandisingRule {
  placement: Placement;
  /** Beside which product; "0" = beside all. */
  productId: string;
  itemId: string;
  action: RuleAction;
  /** Of pins, from 0. */
  position: number;
}

export interface Merchandised {
  /** Beside what the list stands; "0" = no product. */
  productId: string;
  rules: readonly MerchandisingRule[];
  /** What can be bought now. */
  sellable: ReadonlySet<string>;
  /** What must not stand in it: the product itself, what lies in the cart … */
  exclude: ReadonlySet<string>;
  limit: number;
}

/**
 * The list as it is served: pins first (those for this product before those for all), then what the model says. Whatever
 * is excluded or cannot be bought is left out, pinned or not. An exclusion for this product beats a pin for all, and a pin
 * for this product an exclusion for all.
 */
export function merchandise(
  items: readonly ListedItem[],
  { productId, rules, sellable, exclude, limit }: Merchandised,
): ListedItem[] {
  const here = rules.filter((rule) => rule.productId === productId);
  const everywhere = productId === "0" ? [] : rules.filter((rule) => rule.productId === "0");
  const decided = new Map([...everywhere, ...here].map((rule) => [rule.itemId, rule.action]));
  const pins = [...pinsOf(here), ...pinsOf(everywhere)].filter((id) => decided.get(id) === "pin");
  const listed = new Map<string, ListedItem>();
  for (const id of pins) listed.set(id, { id, score: 0, reason: { kind: "pinned" } });
  for (const item of items)
    if (!listed.has(item.id) && decided.get(item.id) !== "exclude") listed.set(item.id, item);
  return [...listed.values()]
    .filter(({ id }) => id !== productId && !exclude.has(id) && sellable.has(id))
    .slice(0, limit);
}

/**
 * What a placement must not fall back on when its own list is too short: by placement, and by `placement.product` beside
 * one product. What counts beside all comes first, for at most so many items.
 */
export function excludedItems(
  rules: readonly MerchandisingRule[],
  mostItems: number,
): Record<string, string[]> {
  const exclusions = rules
    .filter(({ action }) => action === "exclude")
    .toSorted((a, b) => Number(b.productId === "0") - Number(a.productId === "0"))
    .slice(0, mostItems);
  const byPlace: Record<string, string[]> = {};
  for (const { placement, productId, itemId } of exclusions) {
    const place = productId === "0" ? placement : `${placement}.${productId}`;
    (byPlace[place] ??= []).push(itemId);
  }
  return byPlace;
}

function pinsOf(rules: readonly MerchandisingRule[]): string[] {
  return rules
    .filter(({ action }) => action === "pin")
    .toSorted((a, b) => a.position - b.position || (a.itemId < b.itemId ? -1 : 1))
    .map(({ itemId }) => itemId);
}
