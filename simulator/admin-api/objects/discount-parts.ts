/** Parts of discounts in the Admin API: who they are for, which items, how much. */
import type {
  Discount,
  DiscountItems,
  DiscountTerms,
  DiscountValue,
  Hundredths,
  Product,
  Variant,
} from "#simulator/state/model.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import { decimalAmount } from "#simulator/money.ts";
import { connection } from "../connection.ts";
import { type ApiContext, type TypeModel, typed } from "../context.ts";
import { money } from "./money.ts";

type ProductItems = Extract<DiscountItems, { kind: "products" }>;
type CollectionItems = Extract<DiscountItems, { kind: "collections" }>;

export const itemsView = (items: DiscountItems): object => {
  if (items.kind === "all") return typed("AllDiscountItems", { allItems: true });
  return typed(items.kind === "products" ? "DiscountProducts" : "DiscountCollections", items);
};

const amountView = (amount: Hundredths, onEachItem: boolean, context: ApiContext): object =>
  typed("DiscountAmount", {
    amount: money(amount, context.shop.currency),
    appliesOnEachItem: onEachItem,
  });

export const valueView = (value: DiscountValue, context: ApiContext): object =>
  value.kind === "amount"
    ? amountView(value.amount, value.onEachItem, context)
    : typed("DiscountPercentage", { percentage: value.fraction });

/** What the customer gets. */
export function getsView({ terms, ...discount }: Discount, context: ApiContext): object | null {
  if (terms.kind === "freeShipping") return null;
  const value =
    terms.kind === "basic"
      ? valueView(terms.value, context)
      : typed("DiscountOnQuantity", {
          effect: valueView(terms.gets.effect, context),
          quantity: { quantity: String(terms.gets.quantity) },
        });
  return {
    appliesOnOneTimePurchase: discount.appliesOnOneTimePurchase,
    appliesOnSubscription: discount.appliesOnSubscription,
    items: itemsView(terms.kind === "basic" ? terms.items : terms.gets.items),
    value,
  };
}

/** What the customer has to buy. */
export function buysView(terms: DiscountTerms): object | null {
  if (terms.kind !== "buyXGetY") return null;
  const { items, minimum } = terms.buys;
  return {
    isOneTimePurchase: true,
    isSubscription: false,
    items: itemsView(items),
    value:
      "quantity" in minimum
        ? typed("DiscountQuantity", { quantity: String(minimum.quantity) })
        : typed("DiscountPurchaseAmount", { amount: decimalAmount(minimum.amount) }),
  };
}

export function minimumView({ minimum }: Discount, context: ApiContext): object | null {
  if (minimum === null) return null;
  return minimum.kind === "subtotal"
    ? typed("DiscountMinimumSubtotal", {
        greaterThanOrEqualToSubtotal: money(minimum.amount, context.shop.currency),
      })
    : typed("DiscountMinimumQuantity", { greaterThanOrEqualToQuantity: String(minimum.quantity) });
}

/** Who may use it; the older field `customerSelection` names everybody by another type. */
export function contextView({ context: who }: Discount, context: ApiContext, everybody: object): object {
  if (who.kind === "all") return everybody;
  return who.kind === "customers"
    ? typed("DiscountCustomers", {
        customers: who.customerIds.flatMap((id) => context.shop.customers.get(id) ?? []),
      })
    : typed("DiscountCustomerSegments", {
        segments: who.segmentIds.flatMap((id) => context.shop.segments.get(id) ?? []),
      });
}

export function destinationView(terms: DiscountTerms): object | null {
  if (terms.kind !== "freeShipping") return null;
  return terms.countryCodes === null
    ? typed("DiscountCountryAll", { allCountries: true })
    : typed("DiscountCountries", {
        countries: terms.countryCodes,
        includeRestOfWorld: terms.includeRestOfWorld,
      });
}

export const discountItemModels: Record<string, TypeModel> = {
  DiscountProducts: {
    products: (items: ProductItems, args, context, info) =>
      connection({
        items: items.productIds.flatMap((id) => context.shop.products.get(id) ?? []),
        args,
        context,
        info,
        idOf: (product: Product) => product.id,
      }),
    productVariants: (items: ProductItems, args, context, info) =>
      connection({
        items: items.variantIds.flatMap((id) => findVariant(context.shop, id) ?? []),
        args,
        context,
        info,
        idOf: (variant: Variant) => variant.id,
      }),
  },
  DiscountCollections: {
    collections: (items: CollectionItems, args, context, info) =>
      connection({
        items: items.collectionIds.flatMap((id) => context.shop.collections.get(id) ?? []),
        args,
        context,
        info,
        idOf: (collection) => collection.id,
      }),
  },
};
