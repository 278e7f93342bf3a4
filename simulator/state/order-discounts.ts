/** Which of a line's discounts count where. */
import { sumOf } from "./order-amounts.ts";
import type { DiscountApplication, Hundredths, Order, OrderLine } from "./model.ts";

const allocated = (
  order: Order,
  line: OrderLine,
  wanted: (application: DiscountApplication) => boolean,
): Hundredths =>
  sumOf(line.discountAllocations, ({ application, amount }) => {
    const found = order.discountApplications[application];
    return found && wanted(found) ? amount : 0n;
  });

/** Discounts of the line itself: neither of the whole order nor by a code. Shopify's "total discount" of a line. */
export const lineLevelDiscount = (order: Order, line: OrderLine): Hundredths =>
  allocated(order, line, ({ kind, selection }) => kind !== "CODE" && selection !== "ALL");

/** What codes took off the line. */
export const codeDiscount = (order: Order, line: OrderLine): Hundredths =>
  allocated(order, line, ({ kind }) => kind === "CODE");

/** Discounts of the whole order when it was placed. */
export const cartDiscount = (order: Order): Hundredths =>
  sumOf(order.discountApplications, ({ selection, target, amount }) =>
    selection === "ALL" && target === "LINE_ITEM" ? amount : 0n,
  );
