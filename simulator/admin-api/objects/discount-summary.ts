/** Discounts in a sentence, as the admin shows them under their title. */
import { formatMoney } from "#simulator/money.ts";
import type {
  Discount,
  DiscountItems,
  DiscountTerms,
  DiscountValue,
  ShopState,
} from "#simulator/state/model.ts";

const SEPARATOR = " • ";

const counted = (count: number | bigint, one: string, many = `${one}s`): string =>
  `${count} ${Number(count) === 1 ? one : many}`;

const percent = (fraction: number): string => `${Math.round(fraction * 10_000) / 100}%`;

const worth = (value: DiscountValue, shop: ShopState): string =>
  value.kind === "amount" ? formatMoney(value.amount, shop.currency) : percent(value.fraction);

/** One thing by its name, several by their number. */
function itemsText(items: DiscountItems, shop: ShopState): string {
  if (items.kind === "all") return "entire order";
  if (items.kind === "collections") {
    const [first] = items.collectionIds;
    const only = items.collectionIds.length === 1 && first !== undefined ? shop.collections.get(first) : null;
    return only?.title ?? counted(items.collectionIds.length, "collection");
  }
  const [first] = items.productIds;
  if (items.variantIds.length === 0) {
    const only = items.productIds.length === 1 && first !== undefined ? shop.products.get(first) : null;
    return only?.title ?? counted(items.productIds.length, "product");
  }
  const variants = counted(items.variantIds.length, "variant");
  return items.productIds.length === 0
    ? variants
    : `${counted(items.productIds.length, "product")} and ${variants}`;
}

function termsText(terms: DiscountTerms, shop: ShopState): string {
  if (terms.kind === "freeShipping") return "Free shipping on all products";
  if (terms.kind === "basic") return `${worth(terms.value, shop)} off ${itemsText(terms.items, shop)}`;
  const { buys, gets } = terms;
  const condition =
    "quantity" in buys.minimum
      ? `Buy ${counted(buys.minimum.quantity, "item")}`
      : `Spend ${formatMoney(buys.minimum.amount, shop.currency)}`;
  const { effect } = gets;
  const gift = counted(gets.quantity, "item");
  const isFree = effect.kind === "percentage" && effect.fraction === 1;
  return `${condition}, get ${gift} ${isFree ? "free" : `at ${worth(effect, shop)} off`}`;
}

function minimumText({ minimum }: Discount, shop: ShopState): string | null {
  if (minimum === null) return null;
  return minimum.kind === "subtotal"
    ? `Minimum purchase of ${formatMoney(minimum.amount, shop.currency)}`
    : `Minimum quantity of ${minimum.quantity}`;
}

function contextText({ context }: Discount): string | null {
  if (context.kind === "customers") return `For ${counted(context.customerIds.length, "customer")}`;
  return context.kind === "segments" ? `For ${counted(context.segmentIds.length, "customer segment")}` : null;
}

function shippingTexts({ terms }: Discount, shop: ShopState): string[] {
  if (terms.kind !== "freeShipping") return [];
  const countries =
    terms.countryCodes === null
      ? "For all countries"
      : `For ${counted(terms.countryCodes.length, "country", "countries")}`;
  return terms.maximumShippingPrice === null
    ? [countries]
    : [
        `Applies to shipping rates under ${formatMoney(terms.maximumShippingPrice, shop.currency)}`,
        countries,
      ];
}

/** What it is, for whom and when: `10% off entire order • Minimum purchase of £50.00 • One use per customer`. */
export function summary(discount: Discount, shop: ShopState): string {
  return [
    termsText(discount.terms, shop),
    minimumText(discount, shop),
    contextText(discount),
    ...shippingTexts(discount, shop),
    discount.appliesOncePerCustomer ? "One use per customer" : null,
  ]
    .filter((part) => part !== null)
    .join(SEPARATOR);
}

/** Without the conditions. */
export const shortSummary = (discount: Discount, shop: ShopState): string => termsText(discount.terms, shop);
