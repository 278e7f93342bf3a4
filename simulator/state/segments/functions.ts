/** Filters in the form of functions: what customers bought, ordered and own. */
import { ordersOfCustomer } from "#simulator/state/indexes.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { Customer, Hundredths, Order, OrderLine } from "#simulator/state/model.ts";
import { dayOf, readDay } from "./days.ts";
import type { SegmentView } from "./filters.ts";
import type { Token } from "./tokens.ts";

/** Values of each parameter that was given. */
export type Parameters = ReadonlyMap<string, readonly Token[]>;

type ParameterType = "id" | "text" | "number" | "money" | "date";

export interface SegmentFunction {
  parameters: Record<string, ParameterType>;
  /** Parameters that Shopify has and that are left out here. */
  leftOut: readonly string[];
  holds(customer: Customer, parameters: Parameters, view: SegmentView): boolean;
}

/** `date:` holds from that day on. */
function isSince(order: Order, parameters: Parameters, view: SegmentView): boolean {
  const from = (parameters.get("date") ?? parameters.get("date_from"))?.[0];
  const to = parameters.get("date_to")?.[0];
  const day = dayOf(order.processedAt, view.timezone);
  const isAfter = !from || day >= readDay(from.value, view.today)!;
  return isAfter && (!to || day <= readDay(to.value, view.today)!);
}

const numberOf = (parameters: Parameters, name: string): number | null => {
  const token = parameters.get(name)?.[0];
  return token ? Number(token.value) : null;
};

const moneyOf = (parameters: Parameters, name: string): Hundredths | null => {
  const token = parameters.get(name)?.[0];
  return token ? parseDecimal(token.value) : null;
};

function isWanted(line: OrderLine, parameters: Parameters, { shop }: SegmentView): boolean {
  const ids = parameters.get("id")?.map((token) => token.value);
  if (ids && !ids.includes(String(line.productId))) return false;
  const tags = parameters.get("tag")?.map((token) => token.value.toLowerCase());
  if (!tags) return true;
  const product = line.productId === null ? null : shop.products.get(line.productId);
  return product?.tags.some((tag) => tags.includes(tag.toLowerCase())) ?? false;
}

export const FUNCTIONS: Record<string, SegmentFunction> = {
  products_purchased: {
    parameters: {
      id: "id",
      tag: "text",
      date: "date",
      date_from: "date",
      date_to: "date",
      quantity: "number",
    },
    leftOut: ["sum_quantity", "price"],
    holds: (customer, parameters, view) => {
      const bought = ordersOfCustomer(view.shop, customer.id)
        .filter((order) => isSince(order, parameters, view))
        .flatMap((order) => order.lines)
        .filter((line) => isWanted(line, parameters, view));
      const quantity = numberOf(parameters, "quantity");
      return quantity === null
        ? bought.length > 0
        : bought.reduce((sum, line) => sum + line.quantity - line.removedQuantity, 0) === quantity;
    },
  },
  orders_placed: {
    parameters: {
      date: "date",
      date_from: "date",
      date_to: "date",
      location_id: "id",
      amount_at_least: "money",
      amount_at_most: "money",
      count_at_least: "number",
      count_at_most: "number",
    },
    leftOut: ["app_id", "amount", "count"],
    holds: (customer, parameters, view) => {
      const locations = parameters.get("location_id")?.map((token) => token.value);
      const [least, most] = [moneyOf(parameters, "amount_at_least"), moneyOf(parameters, "amount_at_most")];
      const count = ordersOfCustomer(view.shop, customer.id).filter(
        (order) =>
          isSince(order, parameters, view) &&
          (!locations || locations.includes(String(order.locationId))) &&
          (least === null || order.total >= least) &&
          (most === null || order.total <= most),
      ).length;
      const countMost = numberOf(parameters, "count_at_most");
      return (
        count >= (numberOf(parameters, "count_at_least") ?? 1) && (countMost === null || count <= countMost)
      );
    },
  },
  store_credit_accounts: {
    parameters: { currency: "text", balance_at_least: "money" },
    leftOut: ["balance", "next_expiry_date", "last_credit_date"],
    holds: (customer, parameters, { shop }) => {
      const currencies = parameters.get("currency")?.map((token) => token.value);
      const least = moneyOf(parameters, "balance_at_least") ?? 1n;
      for (const account of shop.storeCreditAccounts.values()) {
        if (account.customerId !== customer.id) continue;
        const balance = account.transactions.at(-1)?.balanceAfter ?? 0n;
        if (balance >= least && (!currencies || currencies.includes(account.currency))) return true;
      }
      return false;
    },
  },
};
