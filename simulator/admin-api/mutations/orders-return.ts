/** Mutations about returns. */
import type { CommandResult } from "#simulator/state/commands.ts";
import type { Order, Return } from "#simulator/state/model.ts";
import { refundableShipping } from "#simulator/state/order-amounts.ts";
import { orderOfPart } from "#simulator/state/order-index.ts";
import { type ApiContext, NotModelled, type TypeModel, userError } from "../context.ts";
import { userErrorsOf } from "./customers-errors.ts";
import { dateOf, type MoneyInput, moneyOf, numberOf, refuse } from "./orders-input.ts";
import { type RefundMethods, storeCreditOf } from "./orders-refund.ts";

type ReturnResult = CommandResult<{ order: Order; return: Return }>;

const answer = (result: ReturnResult, prefix: string[] = []) =>
  result.ok
    ? { return: { order: result.order, return: result.return }, userErrors: [] }
    : { return: null, userErrors: userErrorsOf(result.errors, prefix) };

interface LineInput {
  fulfillmentLineItemId: string;
  quantity: number;
  returnReason?: string | null;
  returnReasonNote?: string | null;
  customerNote?: string | null;
}

interface ReturnInput {
  orderId: string;
  requestedAt?: string | null;
  returnLineItems: LineInput[];
}

function create(context: ApiContext, input: ReturnInput, isRequest: boolean) {
  const type = isRequest ? "ReturnRequestInput" : "ReturnInput";
  refuse(type, input, ["exchangeLineItems", "returnShippingFee"]);
  for (const line of input.returnLineItems) {
    refuse(`${type}.returnLineItems`, line, ["restockingFee", "returnReasonDefinitionId"]);
  }
  const at = dateOf(input.requestedAt);
  return context.commands.createReturn({
    orderId: numberOf(input.orderId, "Order"),
    lines: input.returnLineItems.map((line) => ({
      fulfillmentLineId: numberOf(line.fulfillmentLineItemId, "FulfillmentLineItem"),
      quantity: line.quantity,
      reason: line.returnReason ?? null,
      note: line.returnReasonNote ?? "",
      customerNote: line.customerNote ?? null,
    })),
    isRequest,
    ...(at ? { at } : {}),
  });
}

interface ProcessInput {
  returnId: string;
  note?: string | null;
  returnLineItems?:
    | {
        id: string;
        quantity: number;
        dispositions?: { dispositionType: string; quantity: number; locationId?: string | null }[] | null;
      }[]
    | null;
  refundShipping?: { fullRefund?: boolean | null; shippingRefundAmount?: MoneyInput | null } | null;
  financialTransfer?: {
    issueRefund?: {
      allowOverRefunding?: boolean | null;
      orderTransactions: { parentId: string; transactionAmount: MoneyInput }[];
      refundMethods?: RefundMethods | null;
    } | null;
  } | null;
}

/** One disposition for each line: Shopify allows several. */
function dispositionOf(line: NonNullable<ProcessInput["returnLineItems"]>[number]) {
  const [first, ...more] = line.dispositions ?? [];
  if (more.length > 0) throw new NotModelled("returnProcess with several dispositions of a line");
  if (first?.dispositionType === "PROCESSING_REQUIRED") {
    throw new NotModelled("ReverseFulfillmentOrderDispositionType.PROCESSING_REQUIRED");
  }
  return {
    restock: first?.dispositionType === "RESTOCKED",
    locationId: first?.locationId ? numberOf(first.locationId, "Location") : null,
  };
}

function process(context: ApiContext, input: ProcessInput) {
  refuse("ReturnProcessInput", input, ["exchangeLineItems", "refundDuties", "tipLineId"]);
  const returnId = numberOf(input.returnId, "Return");
  const order = orderOfPart(context.shop, returnId);
  if (!order)
    return { return: null, userErrors: [userError(["input", "returnId"], "Return not found.", "NOT_FOUND")] };
  const issued = input.financialTransfer?.issueRefund;
  const storeCredit = storeCreditOf(issued?.refundMethods, order);
  const { refundShipping } = input;
  const result = context.commands.processReturn({
    returnId,
    note: input.note ?? null,
    lines: (input.returnLineItems ?? []).map((line) => ({
      returnLineId: numberOf(line.id, "ReturnLineItem"),
      quantity: line.quantity,
      ...dispositionOf(line),
    })),
    shipping: refundShipping?.shippingRefundAmount
      ? moneyOf(refundShipping.shippingRefundAmount, order)
      : refundShipping?.fullRefund
        ? refundableShipping(order)
        : 0n,
    refund: issued
      ? {
          transactions: issued.orderTransactions.map(({ parentId, transactionAmount }) => ({
            parentId: numberOf(parentId, "OrderTransaction"),
            amount: moneyOf(transactionAmount, order),
          })),
          ...(storeCredit ? { storeCredit } : {}),
          allowOverRefunding: issued.allowOverRefunding ?? false,
        }
      : null,
  });
  if (!result.ok) return answer(result, ["input"]);
  // The answer shows the return as it was before it closed by itself.
  const shown: Return = { ...result.return, status: "OPEN", closedAt: null };
  return { return: { order: result.order, return: shown }, userErrors: [] };
}

const idOf = (value: unknown): bigint => numberOf(value, "Return");

export const returnMutations: TypeModel = {
  returnCreate: (_root, args, context) =>
    answer(create(context, args["returnInput"] as ReturnInput, false), ["returnInput"]),
  returnRequest: (_root, args, context) =>
    answer(create(context, args["input"] as ReturnInput, true), ["input"]),
  returnApproveRequest: (_root, args, context) =>
    answer(context.commands.approveReturn(idOf((args["input"] as { id: string }).id)), ["input"]),
  returnDeclineRequest: (_root, args, context) => {
    const input = args["input"] as { id: string; declineReason: string; declineNote?: string | null };
    const decline = { reason: input.declineReason, note: input.declineNote ?? "" };
    return answer(context.commands.declineReturn(idOf(input.id), decline), ["input"]);
  },
  returnClose: (_root, args, context) => answer(context.commands.closeReturn(idOf(args["id"]))),
  returnReopen: (_root, args, context) => answer(context.commands.reopenReturn(idOf(args["id"]))),
  returnCancel: (_root, args, context) => answer(context.commands.cancelReturn(idOf(args["id"]))),
  returnProcess: (_root, args, context) => process(context, args["input"] as ProcessInput),
  removeFromReturn: (_root, args, context) => {
    refuse("removeFromReturn", args, ["exchangeLineItems"]);
    const lines = (args["returnLineItems"] ?? []) as { returnLineItemId: string; quantity: number }[];
    return answer(
      context.commands.removeFromReturn(
        idOf(args["returnId"]),
        lines.map(({ returnLineItemId, quantity }) => ({
          returnLineId: numberOf(returnLineItemId, "ReturnLineItem"),
          quantity,
        })),
      ),
    );
  },
};
