/** What the forms of an order's page do. */
import type { Reply } from "#simulator/http.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import type { Order } from "#simulator/state/model.ts";
import { currentAmounts, refundableShipping } from "#simulator/state/order-amounts.ts";
import type { PageContext } from "../../page-context.ts";
import { answer, listOf, type Question, textOf } from "../../routes.ts";
import { chooseVariant } from "../product-choice.ts";
import { orderPage } from "./order-page.ts";

/** Whole numbers of the fields `line-<id>`. */
function quantities(context: PageContext): { id: bigint; quantity: number }[] {
  return [...context.form]
    .filter(([name]) => /^line-\d+$/.test(name))
    .map(([name, value]) => ({ id: BigInt(name.slice("line-".length)), quantity: Number(value || 0) }))
    .filter(({ quantity }) => Number.isInteger(quantity));
}

const moreThanNone = (context: PageContext) => quantities(context).filter(({ quantity }) => quantity > 0);

function refund(context: PageContext, order: Order): CommandResult<object> {
  const { commands } = context.runtime;
  const note = textOf(context, "note") || undefined;
  if (textOf(context, "what") === "all") return commands.refundOrder({ orderId: order.id, note });
  const lines = moreThanNone(context).map(({ id, quantity }) => ({ lineId: id, quantity }));
  const shipping = context.form.has("shipping") ? refundableShipping(order) : 0n;
  if (lines.length === 0 && shipping === 0n) {
    return { ok: false, errors: [{ field: "lines", message: "Say how many pieces to refund." }] };
  }
  return commands.refundOrder({ orderId: order.id, lines, shipping, note });
}

function fulfill(context: PageContext, order: Order): CommandResult<object> {
  const [company, number, url, location] = ["company", "number", "url", "location"].map((name) =>
    textOf(context, name),
  );
  return context.runtime.commands.fulfillOrder({
    orderId: order.id,
    lines: moreThanNone(context).map(({ id, quantity }) => ({ lineId: id, quantity })),
    tracking: {
      company: company || null,
      numbers: number ? [number] : [],
      urls: url ? [url] : [],
    },
    locationId: location ? BigInt(location) : undefined,
  });
}

/** Changes of quantities and one added product, committed together. */
function edit(context: PageContext, order: Order): CommandResult<object> {
  const { commands, shop } = context.runtime;
  const product = textOf(context, "product");
  const choice = product === "" ? null : chooseVariant(shop, product);
  if (choice?.ok === false) return { ok: false, errors: [{ field: "product", message: choice.message }] };
  const begun = commands.beginEdit(order.id);
  if (!begun.ok) return begun;
  const { id } = begun.edit;
  const { quantityOf } = currentAmounts(order);
  const restock = context.form.has("restock");
  for (const { id: lineId, quantity } of quantities(context)) {
    if (quantity === quantityOf(lineId)) continue;
    const changed = commands.setLineQuantity(id, { lineId: String(lineId), quantity, restock });
    if (!changed.ok) return changed;
  }
  if (choice?.ok) {
    const quantity = Number(textOf(context, "quantity") || 1);
    const added = commands.addVariant(id, { variantId: choice.variant.id, quantity, allowDuplicates: true });
    if (!added.ok) return added;
  }
  return commands.commitEdit(id, { staffNote: textOf(context, "reason") || undefined });
}

function beginReturn(context: PageContext, order: Order): CommandResult<object> {
  return context.runtime.commands.createReturn({
    orderId: order.id,
    lines: moreThanNone(context).map(({ id, quantity }) => ({
      fulfillmentLineId: id,
      quantity,
      reason: textOf(context, "reason"),
      customerNote: textOf(context, "customerNote") || null,
    })),
    isRequest: context.form.has("isRequest"),
  });
}

const cancel = (context: PageContext, order: Order): CommandResult<object> =>
  context.runtime.commands.cancelOrder({
    orderId: order.id,
    reason: textOf(context, "reason") || "CUSTOMER",
    refund: context.form.has("refund"),
    restock: context.form.has("restock"),
  });

const note = (context: PageContext, order: Order): CommandResult<object> =>
  context.runtime.commands.updateOrder(order.id, {
    note: textOf(context, "note") || null,
    tags: listOf(context, "tags"),
  });

type Act = (context: PageContext, order: Order) => CommandResult<object>;

/** By the last part of the address: what it does, and the word on it. */
const ACTIONS: Record<string, [act: Act, text: string]> = {
  "mark-paid": [({ runtime }, { id }) => runtime.commands.markPaid(id), "Marked as paid."],
  close: [({ runtime }, { id }) => runtime.commands.closeOrder(id), "Archived."],
  open: [({ runtime }, { id }) => runtime.commands.openOrder(id), "Open again."],
  refund: [refund, "Refunded."],
  fulfil: [fulfill, "Parcel sent."],
  edit: [edit, "The order is changed."],
  returns: [beginReturn, "Return begun."],
  cancel: [cancel, "Cancelled."],
  note: [note, "Saved."],
};

export function orderAction(context: PageContext, id: string, action: string): Reply | null {
  const order = context.runtime.shop.orders.get(BigInt(id));
  const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!order || !known) return null;
  const [act, text] = known;
  return answer(context, act(context, order), {
    to: `${context.base}/orders/${id}`,
    text,
    page: (refusedContext) => orderPage(refusedContext, order),
  });
}

/** What cannot be undone is asked about first. */
export function orderQuestion(context: PageContext, id: string, action: string): Question | null {
  const order = context.runtime.shop.orders.get(BigInt(id));
  const back = `${context.base}/orders/${id}`;
  if (!order) return null;
  if (action === "cancel") {
    const text = "A cancelled order cannot be opened again. The app is told with orders/cancelled.";
    return { title: `Cancel order ${order.name}?`, text, button: "Yes, cancel it", back };
  }
  if (action === "refund" && textOf(context, "what") === "all") {
    const text = "All money that was paid and not given back yet goes back to the customer.";
    return { title: `Refund all of ${order.name}?`, text, button: "Yes, refund it", back };
  }
  return null;
}

export function deleteOrder(context: PageContext, id: string): Reply | null {
  const order = context.runtime.shop.orders.get(BigInt(id));
  if (!order) return null;
  return answer(context, context.runtime.commands.deleteOrder(order.id), {
    to: `${context.base}/orders`,
    text: `Order ${order.name} is deleted.`,
    page: (refusedContext) => orderPage(refusedContext, order),
  });
}

export function parcelAction(context: PageContext, id: string, parcel: string, action: string): Reply | null {
  const { commands, shop } = context.runtime;
  const order = shop.orders.get(BigInt(id));
  if (!order) return null;
  const fulfillmentId = BigInt(parcel);
  const outcome =
    action === "cancel"
      ? commands.cancelFulfillment(fulfillmentId)
      : commands.addFulfillmentEvent({ fulfillmentId, status: textOf(context, "state") || "DELIVERED" });
  return answer(context, outcome, {
    to: `${context.base}/orders/${id}#parcels`,
    text: action === "cancel" ? "Parcel cancelled." : "Noted.",
    page: (refusedContext) => orderPage(refusedContext, order),
  });
}

/** All pieces of a return that are left are dealt with at once. */
function processReturn(context: PageContext, order: Order, returnId: bigint, isRefunded: boolean) {
  const lines = order.returns.find((each) => each.id === returnId)?.lines ?? [];
  return context.runtime.commands.processReturn({
    returnId,
    lines: lines
      .filter((line) => line.quantity > line.processed)
      .map((line) => ({
        returnLineId: line.id,
        quantity: line.quantity - line.processed,
        restock: true,
        locationId: null,
      })),
    refund: isRefunded ? {} : null,
    shipping: 0n,
    note: null,
  });
}

export function returnAction(
  context: PageContext,
  id: string,
  returned: string,
  action: string,
): Reply | null {
  const { commands, shop } = context.runtime;
  const order = shop.orders.get(BigInt(id));
  if (!order) return null;
  const returnId = BigInt(returned);
  const acts: Record<string, [act: () => CommandResult<object>, text: string]> = {
    approve: [() => commands.approveReturn(returnId), "Return approved."],
    decline: [() => commands.declineReturn(returnId, { reason: "OTHER", note: "" }), "Return declined."],
    refund: [() => processReturn(context, order, returnId, true), "Restocked and refunded."],
    restock: [() => processReturn(context, order, returnId, false), "Restocked."],
    close: [() => commands.closeReturn(returnId), "Return closed."],
    reopen: [() => commands.reopenReturn(returnId), "Return open again."],
    cancel: [() => commands.cancelReturn(returnId), "Return cancelled."],
  };
  const known = Object.hasOwn(acts, action) ? acts[action] : undefined;
  if (!known) return null;
  return answer(context, known[0](), {
    to: `${context.base}/orders/${id}#returns`,
    text: known[1],
    page: (refusedContext) => orderPage(refusedContext, order),
  });
}
