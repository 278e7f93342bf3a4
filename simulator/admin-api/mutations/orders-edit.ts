/** `orderEdit…`: changes are collected in a session and committed. */
import { GraphQLError } from "graphql";
import { gid } from "#simulator/ids.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import type { EditDiscount } from "#simulator/state/model.ts";
import { type ApiContext, type Arguments, type TypeModel, type UserError } from "../context.ts";
import { type EditOfOrder, findCalculatedLine, stagedDiscountView } from "../objects/order-edit.ts";
import { userErrorsOf } from "./customers-errors.ts";
import { amountOf, type MoneyInput, moneyOf, numberOf } from "./orders-input.ts";

/** The number in `gid://shopify/CalculatedOrder/1`, or of its session. */
const editIdOf = (args: Arguments): bigint => {
  const id = numberOf(args["id"], "CalculatedOrder");
  return id >= 0n ? id : numberOf(args["id"], "OrderEditSession");
};

const LINE = /^gid:\/\/shopify\/(?:CalculatedLineItem|LineItem)\/([\w-]+)$/;
const DISCOUNT = /^gid:\/\/shopify\/\w*(?:DiscountApplication|LineItemDiscount)\/([\w-]+)$/;

function partId(value: unknown, pattern: RegExp): string {
  const found = pattern.exec(String(value))?.[1];
  if (found) return found;
  throw new GraphQLError(`Invalid global id '${String(value)}'`, {
    extensions: { code: "argumentLiteralsIncompatible", typeName: "CoercionError" },
  });
}

interface Nothing {
  calculatedOrder: null;
  orderEditSession: null;
  calculatedLineItem: null;
  addedDiscountStagedChange: null;
  userErrors: UserError[];
}

const refused = (errors: Parameters<typeof userErrorsOf>[0]): Nothing => ({
  calculatedOrder: null,
  orderEditSession: null,
  calculatedLineItem: null,
  addedDiscountStagedChange: null,
  userErrors: userErrorsOf(errors),
});

/** The edited order after a change; with the line that the change is about. */
function shown(result: CommandResult<EditOfOrder>, line: string | null = null) {
  if (!result.ok) return refused(result.errors);
  const source: EditOfOrder = { order: result.order, edit: result.edit };
  return {
    calculatedOrder: source,
    orderEditSession: { id: gid("OrderEditSession", result.edit.id) },
    calculatedLineItem: line === null ? null : findCalculatedLine(source, line),
    userErrors: [],
  };
}

interface DiscountInput {
  description?: string | null;
  fixedValue?: MoneyInput | null;
  percentValue?: number | null;
}

function discount(context: ApiContext, args: Arguments) {
  const input = args["discount"] as DiscountInput;
  const line = partId(args["lineItemId"], LINE);
  const order = orderOf(context, args);
  const value: EditDiscount["value"] | null = input.fixedValue
    ? { kind: "amount", amount: order ? moneyOf(input.fixedValue, order) : amountOf(input.fixedValue.amount) }
    : typeof input.percentValue === "number"
      ? { kind: "percentage", percentage: input.percentValue }
      : null;
  if (!value)
    return refused([{ field: "discount", message: "A fixed value or a percentage must be given." }]);
  const result = context.commands.discountLine(editIdOf(args), {
    lineId: line,
    description: input.description ?? "",
    value,
  });
  return result.ok
    ? { ...shown(result, line), addedDiscountStagedChange: stagedDiscountView(result.order, result.discount) }
    : refused(result.errors);
}

function orderOf({ shop }: ApiContext, args: Arguments) {
  const edit = shop.orderEdits.get(editIdOf(args));
  return edit && shop.orders.get(edit.orderId);
}

export const orderEditMutations: TypeModel = {
  orderEditBegin: (_root, args, context) => shown(context.commands.beginEdit(numberOf(args["id"], "Order"))),
  orderEditAddVariant: (_root, args, context) => {
    const result = context.commands.addVariant(editIdOf(args), {
      variantId: numberOf(args["variantId"], "ProductVariant"),
      quantity: args["quantity"] as number,
      allowDuplicates: args["allowDuplicates"] === true,
    });
    return shown(result, result.ok ? result.lineId : null);
  },
  orderEditAddCustomItem: (_root, args, context) => {
    const price = args["price"] as MoneyInput;
    const order = orderOf(context, args);
    const result = context.commands.addCustomItem(editIdOf(args), {
      title: String(args["title"]),
      unitPrice: order ? moneyOf(price, order) : amountOf(price.amount),
      quantity: args["quantity"] as number,
      requiresShipping: args["requiresShipping"] === true,
    });
    return shown(result, result.ok ? result.lineId : null);
  },
  orderEditSetQuantity: (_root, args, context) => {
    const lineId = partId(args["lineItemId"], LINE);
    const quantity = args["quantity"] as number;
    const restock = args["restock"] === true;
    return shown(context.commands.setLineQuantity(editIdOf(args), { lineId, quantity, restock }), lineId);
  },
  orderEditAddLineItemDiscount: (_root, args, context) => discount(context, args),
  orderEditRemoveDiscount: (_root, args, context) => {
    const id = partId(args["discountApplicationId"], DISCOUNT);
    return shown(context.commands.removeLineDiscount(editIdOf(args), id));
  },
  orderEditCommit: (_root, args, context) => {
    const result = context.commands.commitEdit(editIdOf(args), {
      notifyCustomer: args["notifyCustomer"] === true,
      staffNote: (args["staffNote"] as string | null | undefined) ?? "",
      appId: context.app.appId,
    });
    return result.ok
      ? { order: result.order, successMessages: ["Order updated"], userErrors: [] }
      : { order: null, successMessages: [], userErrors: userErrorsOf(result.errors) };
  },
};
