/** Which products a collection holds, and in which order. Smart collections follow from their rules at every look. */
import { stockOf } from "./inventory-levels.ts";
import type { Collection, CollectionRule, Product, ShopState, Variant } from "./model.ts";
import { salesOf } from "./products-sales.ts";

/** Relations that hold for each column, as Shopify documents them. */
export const RULE_RELATIONS: Record<string, readonly string[]> = {
  TAG: ["EQUALS"],
  TITLE: ["EQUALS", "NOT_EQUALS", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "NOT_CONTAINS"],
  TYPE: ["EQUALS", "NOT_EQUALS", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "NOT_CONTAINS"],
  VENDOR: ["EQUALS", "NOT_EQUALS", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "NOT_CONTAINS"],
  VARIANT_TITLE: ["EQUALS", "NOT_EQUALS", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "NOT_CONTAINS"],
  VARIANT_PRICE: ["EQUALS", "NOT_EQUALS", "GREATER_THAN", "LESS_THAN"],
  VARIANT_COMPARE_AT_PRICE: ["EQUALS", "NOT_EQUALS", "GREATER_THAN", "LESS_THAN", "IS_SET", "IS_NOT_SET"],
  VARIANT_WEIGHT: ["EQUALS", "NOT_EQUALS", "GREATER_THAN", "LESS_THAN"],
  VARIANT_INVENTORY: ["EQUALS", "GREATER_THAN", "LESS_THAN"],
  IS_PRICE_REDUCED: ["IS_SET", "IS_NOT_SET"],
};

function textHolds(text: string, { relation, condition }: CollectionRule): boolean {
  const [value, wanted] = [text.toLowerCase(), condition.toLowerCase()];
  switch (relation) {
    case "EQUALS":
      return value === wanted;
    case "NOT_EQUALS":
      return value !== wanted;
    case "STARTS_WITH":
      return value.startsWith(wanted);
    case "ENDS_WITH":
      return value.endsWith(wanted);
    case "CONTAINS":
      return value.includes(wanted);
    default:
      return !value.includes(wanted);
  }
}

function numberHolds(value: number | null, { relation, condition }: CollectionRule): boolean {
  if (relation === "IS_SET") return value !== null;
  if (relation === "IS_NOT_SET") return value === null;
  if (value === null) return false;
  const wanted = Number(condition);
  if (relation === "EQUALS") return value === wanted;
  if (relation === "NOT_EQUALS") return value !== wanted;
  return relation === "GREATER_THAN" ? value > wanted : value < wanted;
}

/** Whether a variant costs less than it did. */
export const isReduced = ({ price, compareAtPrice }: Variant): boolean =>
  compareAtPrice !== null && compareAtPrice > price;

const units = (amount: bigint | null): number | null => (amount === null ? null : Number(amount) / 100);

function variantHolds(variant: Variant, rule: CollectionRule): boolean {
  switch (rule.column) {
    case "VARIANT_TITLE":
      return textHolds(variant.title, rule);
    case "VARIANT_PRICE":
      return numberHolds(units(variant.price), rule);
    case "VARIANT_COMPARE_AT_PRICE":
      return numberHolds(units(variant.compareAtPrice), rule);
    case "VARIANT_WEIGHT":
      return numberHolds(variant.weightGrams / 1000, rule);
    default:
      return numberHolds(stockOf(variant), rule);
  }
}

function ruleHolds(product: Product, rule: CollectionRule): boolean {
  switch (rule.column) {
    case "TAG":
      return product.tags.some((tag) => textHolds(tag, rule));
    case "TITLE":
      return textHolds(product.title, rule);
    case "TYPE":
      return textHolds(product.productType, rule);
    case "VENDOR":
      return textHolds(product.vendor, rule);
    case "IS_PRICE_REDUCED":
      return product.variants.some(isReduced) === (rule.relation === "IS_SET");
    default:
      return product.variants.some((variant) => variantHolds(variant, rule));
  }
}

/** Whether a product belongs to a collection. */
export function isMember(collection: Collection, product: Product): boolean {
  const { ruleSet } = collection;
  if (!ruleSet) return collection.productIds.includes(product.id);
  const { rules, appliedDisjunctively } = ruleSet;
  if (rules.length === 0) return false;
  return appliedDisjunctively
    ? rules.some((rule) => ruleHolds(product, rule))
    : rules.every((rule) => ruleHolds(product, rule));
}

const lowest = (product: Product): bigint =>
  product.variants.reduce((low, { price }) => (price < low ? price : low), product.variants[0]?.price ?? 0n);

type Order = (a: Product, b: Product) => number;

const by =
  <T extends string | number | bigint>(value: (product: Product) => T, sign = 1): Order =>
  (a, b) => {
    const [left, right] = [value(a), value(b)];
    return left < right ? -sign : left > right ? sign : a.id < b.id ? -1 : 1;
  };

/** How the products of a collection are sorted; null = as the merchant put them. */
export function memberOrder(shop: ShopState, sortOrder: string): Order | null {
  switch (sortOrder) {
    case "ALPHA_ASC":
      return by((product) => product.title.toLowerCase());
    case "ALPHA_DESC":
      return by((product) => product.title.toLowerCase(), -1);
    case "PRICE_ASC":
      return by(lowest);
    case "PRICE_DESC":
      return by(lowest, -1);
    case "CREATED":
      return by((product) => product.createdAt.getTime());
    case "CREATED_DESC":
      return by((product) => product.createdAt.getTime(), -1);
    case "BEST_SELLING":
      return by((product) => salesOf(shop, product.id), -1);
    default:
      return null;
  }
}

/** The products of a collection, in no particular order for smart ones. */
export function membersOf(shop: ShopState, collection: Collection): Product[] {
  if (!collection.ruleSet) return collection.productIds.flatMap((id) => shop.products.get(id) ?? []);
  return [...shop.products.values()].filter((product) => isMember(collection, product));
}

/**
 * The products of a collection in its own order, or in another of Shopify's `CollectionSortOrder`. All of them: what the
 * online store shows is for the caller to tell (`isListed`).
 */
export function productsOf(
  shop: ShopState,
  collection: Collection,
  sortOrder = collection.sortOrder,
): Product[] {
  const order = memberOrder(shop, sortOrder);
  const members = membersOf(shop, collection);
  return order ? members.toSorted(order) : members;
}

export const collectionsOf = (shop: ShopState, product: Product): Collection[] =>
  [...shop.collections.values()].filter((collection) => isMember(collection, product));
