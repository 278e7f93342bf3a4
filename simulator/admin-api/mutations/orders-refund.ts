/** `refundCreate`. */
import type { Refund } from "#simulator/state/model.ts";
import type { RefundInput as Command } from "#simulator/state/order-commands.ts";
import { refundableShipping } from "#simulator/state/order-amounts.ts";
import { type ApiContext, type TypeModel, type UserError, userError } from "../context.ts";
import { idempotently } from "../idempotency.ts";
import { dateOf, type MoneyInput, moneyOf, numberOf, presented, refuse } from "./orders-input.ts";

interface RefundInput {
  orderId: string;
  note?: string | null;
  currency?: string | null;
  allowOverRefunding?: boolean | null;
  processedAt?: string | null;
  refundLineItems?:
    | {
        lineItemId: string;
        quantity: number;
        restockType?: Refund["lines"][number]["restockType"] | null;
        locationId?: string | null;
      }[]
    | null;
  shipping?: { amount?: string | null; fullRefund?: boolean | null } | null;
  transactions?:
    { amount: string; gateway: string; kind: string; orderId: string; parentId?: string | null }[] | null;
  refundMethods?: RefundMethods | null;
}

export type RefundMethods = {
  storeCreditRefund?: { amount: MoneyInput; expiresAt?: string | null } | null;
}[];

/** Where the command's fields stand in the input. */
function pathOf(field: string): string[] | null {
  if (field === "") return null;
  const [name, index, part] = field.split(".");
  if (name !== "lines") return [name!];
  return [
    "refundLineItems",
    ...(index === undefined ? [] : [index]),
    ...(part === undefined ? [] : [part]),
  ].map((each) => (each === "lineId" ? "lineItemId" : each));
}

export const storeCreditOf = (
  methods: RefundMethods | null | undefined,
  order: Parameters<typeof moneyOf>[1],
): Command["storeCredit"] => {
  const credit = methods?.find((each) => each.storeCreditRefund)?.storeCreditRefund;
  return credit ? { amount: moneyOf(credit.amount, order), expiresAt: dateOf(credit.expiresAt) } : undefined;
};

function create(context: ApiContext, input: RefundInput) {
  const refused = (userErrors: UserError[]) => ({ refund: null, order: null, userErrors });
  refuse("RefundInput", input, ["refundDuties"]);
  const order = context.shop.orders.get(numberOf(input.orderId, "Order"));
  if (!order) return refused([userError(["orderId"], "Order does not exist")]);
  const shown = order.presentment.currency;
  if (shown !== order.currency && !input.currency) {
    return refused([userError(["currency"], "Currency is required for multi-currency orders")]);
  }
  if (input.currency && input.currency !== shown) {
    return refused([userError(["currency"], "Currency must be the presentment currency of the order")]);
  }
  const kind = input.transactions?.find((each) => each.kind !== "REFUND")?.kind;
  if (kind) return refused([userError(null, `Kind ${kind.toLowerCase()} is not a valid transaction`)]);
  const storeCredit = storeCreditOf(input.refundMethods, order);
  if (storeCredit && order.customerId === null) {
    return refused([userError(["refundMethods"], "Order must have a customer")]);
  }
  const { shipping } = input;
  const result = context.commands.refundOrder({
    orderId: order.id,
    lines: (input.refundLineItems ?? []).map((line) => ({
      lineId: numberOf(line.lineItemId, "LineItem"),
      quantity: line.quantity,
      restockType: line.restockType ?? "NO_RESTOCK",
      locationId: line.locationId ? numberOf(line.locationId, "Location") : null,
    })),
    shipping: shipping?.fullRefund
      ? refundableShipping(order)
      : shipping?.amount
        ? presented(shipping.amount, order)
        : 0n,
    note: input.note ?? null,
    transactions: (input.transactions ?? []).map((each) => ({
      amount: presented(each.amount, order),
      parentId: each.parentId ? numberOf(each.parentId, "OrderTransaction") : -1n,
    })),
    ...(storeCredit ? { storeCredit } : {}),
    allowOverRefunding: input.allowOverRefunding ?? false,
    ...(input.processedAt ? { at: new Date(input.processedAt) } : {}),
  });
  if (result.ok) {
    return { refund: { order: result.order, refund: result.refund }, order: result.order, userErrors: [] };
  }
  return refused(result.errors.map(({ field, message }) => userError(pathOf(field), message)));
}

export const refundMutations: TypeModel = {
  refundCreate: (_root, args, context, info) =>
    idempotently(context, info, args, {
      run: () => create(context, args["input"] as RefundInput),
      refused: ({ message }) => ({ refund: null, order: null, userErrors: [userError(null, message)] }),
    }),
};
