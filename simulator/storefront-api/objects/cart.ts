/** Carts in the Storefront API. */
import { connection } from "#simulator/admin-api/connection.ts";
import { typed } from "#simulator/admin-api/context.ts";
import { gid } from "#simulator/ids.ts";
import { findGiftCard } from "#simulator/state/gift-cards.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { GiftCard, Hundredths } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import {
  cartGid,
  checkoutUrl,
  isCartLevel,
  lineGid,
  lineLevelDiscount,
  linesOf,
  type ShownCart,
  type ShownLine,
  viewKey,
} from "../carts.ts";
import { priceIn, type StorefrontContext, type StorefrontModel } from "../context.ts";

const attributes = (given: Record<string, string> | undefined) =>
  Object.entries(given ?? {}).map(([key, value]) => ({ key, value }));

const attribute = (given: Record<string, string> | undefined, key: unknown) => {
  const value = given?.[String(key)];
  return value === undefined ? null : { key: String(key), value };
};

const sum = (amounts: Hundredths[]): Hundredths => amounts.reduce((total, amount) => total + amount, 0n);

function cost(shown: ShownCart, context: StorefrontContext) {
  const { priced, market } = shown;
  const subtotal = priced.linesTotal - sum(linesOf(context.shop, shown).map(lineLevelDiscount));
  return {
    subtotalAmount: priceIn(market, subtotal),
    checkoutChargeAmount: priceIn(market, subtotal),
    totalAmount: priceIn(market, priced.subtotal),
    totalTaxAmount: null,
    totalDutyAmount: null,
    subtotalAmountEstimated: true,
    totalAmountEstimated: true,
    totalTaxAmountEstimated: true,
    totalDutyAmountEstimated: true,
  };
}

/** One discount's share: of a line, or of the cart. */
function allocation(shown: ShownCart, application: number, amount: Hundredths): object {
  const { code, title, target } = shown.priced.discountApplications[application]!;
  const shared = { discountedAmount: priceIn(shown.market, amount), targetType: target };
  return code === null
    ? typed("CartAutomaticDiscountAllocation", { ...shared, title })
    : typed("CartCodeDiscountAllocation", { ...shared, code });
}

function cartAllocations(shown: ShownCart): object[] {
  const totals = new Map<number, Hundredths>();
  for (const line of shown.priced.lines) {
    for (const { application, amount } of line.discountAllocations) {
      if (isCartLevel(shown, application)) totals.set(application, (totals.get(application) ?? 0n) + amount);
    }
  }
  return [...totals].map(([application, amount]) => allocation(shown, application, amount));
}

function discountCodes({ cart, priced }: ShownCart) {
  const rejected = new Set(priced.rejectedCodes.map(({ code }) => code.toLowerCase()));
  return cart.discountCodes.map((code) => ({ code, applicable: !rejected.has(code.toLowerCase()) }));
}

/** Cards pay one after the other, as far as the total goes. */
function appliedGiftCards({ cart, priced, market }: ShownCart, context: StorefrontContext) {
  let left = priced.subtotal;
  return cart.giftCardCodes
    .map((code) => findGiftCard(context.shop, code))
    .filter((card): card is GiftCard => card !== null)
    .map((card) => {
      const used = card.balance < left ? card.balance : left;
      left -= used;
      const own = { currency: card.currency, rate: 1 };
      return {
        id: gid("AppliedGiftCard", card.id),
        lastCharacters: card.code.slice(-4),
        balance: priceIn(own, card.balance),
        balanceV2: priceIn(own, card.balance),
        amountUsed: priceIn(own, used),
        amountUsedV2: priceIn(own, used),
        presentmentAmountUsed: priceIn(market, used),
      };
    });
}

export const cartModel: StorefrontModel = {
  id: ({ cart }: ShownCart, _args, { app }) => cartGid(app.clientSecret, cart),
  checkoutUrl: ({ cart }: ShownCart, _args, { shop, app }) => checkoutUrl(shop, app.clientSecret, cart),
  createdAt: ({ cart }: ShownCart) => graphqlTime(cart.createdAt),
  updatedAt: ({ cart }: ShownCart) => graphqlTime(cart.updatedAt),
  note: ({ cart }: ShownCart) => cart.note,
  attributes: ({ cart }: ShownCart) => attributes(cart.attributes),
  attribute: ({ cart }: ShownCart, args) => attribute(cart.attributes, args["key"]),
  totalQuantity: (shown: ShownCart, _args, { shop }) =>
    linesOf(shop, shown).reduce((total, { line }) => total + line.quantity, 0),
  lines: (shown: ShownCart, args, context, info) =>
    connection({
      items: linesOf(context.shop, shown).map((each) => typed("CartLine", each)),
      args,
      context,
      info,
      idOf: ({ line }) => lineGid(shown.cart, line),
      keepOrder: true,
    }),
  cost: (shown: ShownCart, _args, context) => cost(shown, context),
  discountCodes,
  discountAllocations: cartAllocations,
  appliedGiftCards: (shown: ShownCart, _args, context) => appliedGiftCards(shown, context),
  buyerIdentity: ({ cart }: ShownCart, _args, { shop }) => ({
    countryCode: cart.countryCode,
    email: cart.email,
    phone: cart.phone,
    customer: cart.customerId === null ? null : (shop.customers.get(cart.customerId) ?? null),
    deliveryAddressPreferences: [],
    preferences: null,
    purchasingCompany: null,
  }),
};

function lineCost(shownLine: ShownLine, context: StorefrontContext) {
  const { shown, line, priced } = shownLine;
  const { market } = shown;
  const subtotal = priced.unitPrice * BigInt(priced.quantity);
  const compareAt = findVariant(context.shop, line.variantId)?.compareAtPrice ?? null;
  return {
    amountPerQuantity: priceIn(market, priced.unitPrice),
    compareAtAmountPerQuantity: compareAt === null ? null : priceIn(market, compareAt),
    subtotalAmount: priceIn(market, subtotal),
    totalAmount: priceIn(market, subtotal - lineLevelDiscount(shownLine)),
  };
}

export const cartLineModel: StorefrontModel = {
  id: ({ shown, line }: ShownLine) => lineGid(shown.cart, line),
  viewKey: ({ line }: ShownLine) => viewKey(line),
  quantity: ({ line }: ShownLine) => line.quantity,
  attributes: ({ line }: ShownLine) => attributes(line.properties),
  attribute: ({ line }: ShownLine, args) => attribute(line.properties, args["key"]),
  merchandise: ({ line }: ShownLine, _args, { shop }) =>
    typed("ProductVariant", findVariant(shop, line.variantId)!),
  cost: (shownLine: ShownLine, _args, context) => lineCost(shownLine, context),
  discountAllocations: ({ shown, priced }: ShownLine, args) =>
    priced.discountAllocations
      .filter(({ application }) => args["lineLevelOnly"] === false || !isCartLevel(shown, application))
      .map(({ application, amount }) => allocation(shown, application, amount)),
  sellingPlanAllocation: () => null,
  parentRelationship: () => null,
  instructions: () => ({ canRemove: true, canUpdateQuantity: true }),
};
