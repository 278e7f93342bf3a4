/** Orders are edited: changes are collected in a session and take effect when it is committed. */
import { randomUUID } from "node:crypto";
import { currencyDigits } from "#simulator/money.ts";
import { orderEditedPayload } from "#simulator/webhooks/order-payloads.ts";
import type { CommandResult } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { findVariant } from "./indexes.ts";
import { moveStock } from "./inventory.ts";
import type {
  DiscountApplication,
  EditAddition,
  EditDiscount,
  Hundredths,
  Order,
  OrderEdit,
  OrderLine,
} from "./model.ts";
import { newOrderLine } from "./model/orders.ts";
import { currentLineAmount, currentQuantity, valueOfPieces } from "./order-amounts.ts";
import { failed, orderChanges, type OrderResult, settle, watchCustomer } from "./order-changes.ts";
import { fulfillableQuantity, keepFulfillments } from "./order-quantities.ts";

type EditResult = CommandResult<{ order: Order; edit: OrderEdit }>;

/** Why an order cannot be edited; empty when it can. */
export function editProblems(order: Order): string[] {
  if (order.cancelledAt !== null) return ["The order is canceled and can't be edited."];
  if (order.financialStatus === "REFUNDED") return ["The order is fully refunded and can't be edited."];
  if (order.financialStatus === "VOIDED") return ["The order is voided and can't be edited."];
  return [];
}

export function beginEdit(environment: CommandEnvironment, orderId: bigint): EditResult {
  const { shop } = environment;
  const order = shop.orders.get(orderId);
  if (!order) return failed("id", "The order does not exist.");
  const [problem] = editProblems(order);
  if (problem) return failed("id", problem);
  const id = environment.allocate();
  const edit: OrderEdit = {
    id,
    orderId,
    additions: [],
    quantities: [],
    discounts: [],
    createdAt: environment.clock(),
  };
  shop.orderEdits.set(id, edit);
  return { ok: true, order, edit };
}

function find({ shop }: CommandEnvironment, editId: bigint): EditResult {
  const edit = shop.orderEdits.get(editId);
  const order = edit && shop.orders.get(edit.orderId);
  return edit && order ? { ok: true, order, edit } : failed("id", "The calculated order does not exist.");
}

/** A line of the order with the quantity it has after the edit. */
export function editedQuantity(order: Order, edit: OrderEdit, line: OrderLine): number {
  const change = edit.quantities.find((each) => each.lineId === line.id);
  return change?.quantity ?? currentQuantity(order, line);
}

type AddedResult = CommandResult<{ order: Order; edit: OrderEdit; lineId: string }>;

const addition = (given: Omit<EditAddition, "id" | "discount">): EditAddition => ({
  id: randomUUID(),
  discount: null,
  ...given,
});

function quantityProblem(quantity: number): ReturnType<typeof failed> | null {
  return Number.isSafeInteger(quantity) && quantity > 0 ? null : failed("quantity", "must be greater than 0");
}

export function addVariant(
  environment: CommandEnvironment,
  editId: bigint,
  { variantId, quantity, allowDuplicates }: { variantId: bigint; quantity: number; allowDuplicates: boolean },
): AddedResult {
  const found = find(environment, editId);
  if (!found.ok) return found;
  const { shop } = environment;
  const variant = findVariant(shop, variantId);
  if (!variant) return failed("variantId", "The variant does not exist.");
  const problem = quantityProblem(quantity);
  if (problem) return problem;
  const { order, edit } = found;
  const isThere =
    order.lines.some((line) => line.variantId === variantId && editedQuantity(order, edit, line) > 0) ||
    edit.additions.some((each) => each.variantId === variantId);
  if (isThere && !allowDuplicates) return failed("variantId", "The variant is already on the order.");
  const added = addition({
    variantId,
    title: shop.products.get(variant.productId)?.title ?? variant.title,
    unitPrice: variant.price,
    quantity,
    requiresShipping: variant.requiresShipping,
  });
  edit.additions.push(added);
  return { ...found, lineId: added.id };
}

export function addCustomItem(
  environment: CommandEnvironment,
  editId: bigint,
  input: { title: string; unitPrice: Hundredths; quantity: number; requiresShipping: boolean },
): AddedResult {
  const found = find(environment, editId);
  if (!found.ok) return found;
  if (!input.title.trim()) return failed("title", "can't be blank");
  if (input.unitPrice < 0n) return failed("price", "must be greater than or equal to 0");
  const problem = quantityProblem(input.quantity);
  if (problem) return problem;
  const added = addition({ ...input, variantId: null });
  found.edit.additions.push(added);
  return { ...found, lineId: added.id };
}

export function setLineQuantity(
  environment: CommandEnvironment,
  editId: bigint,
  { lineId, quantity, restock }: { lineId: string; quantity: number; restock: boolean },
): EditResult {
  const found = find(environment, editId);
  if (!found.ok) return found;
  const { order, edit } = found;
  if (!Number.isSafeInteger(quantity) || quantity < 0) {
    return failed("quantity", "must be greater than or equal to 0");
  }
  const added = edit.additions.find((each) => each.id === lineId);
  if (added) {
    if (quantity === 0) edit.additions = edit.additions.filter((each) => each !== added);
    added.quantity = quantity;
    return found;
  }
  const line = order.lines.find((each) => each.id.toString() === lineId);
  if (!line) return failed("lineItemId", "The line item does not exist.");
  const sent = currentQuantity(order, line) - fulfillableQuantity(order, line);
  if (quantity < sent) return failed("quantity", "Only unfulfilled items can be removed.");
  edit.quantities = edit.quantities.filter((each) => each.lineId !== line.id);
  if (quantity !== currentQuantity(order, line)) edit.quantities.push({ lineId: line.id, quantity, restock });
  return found;
}

/** What a discount takes off some pieces that cost `amount`. */
export function discountWorth(
  { value }: Pick<EditDiscount, "value">,
  amount: Hundredths,
  quantity: number,
  currency: string,
): Hundredths {
  const unit = currencyDigits(currency) === 0 ? 100n : 1n;
  const worth =
    value.kind === "amount"
      ? value.amount * BigInt(quantity)
      : (BigInt(Math.round((Number(amount) * value.percentage) / 100)) / unit) * unit;
  return worth < amount ? worth : amount;
}

export function discountLine(
  environment: CommandEnvironment,
  editId: bigint,
  { lineId, description, value }: { lineId: string } & Pick<EditDiscount, "description" | "value">,
): CommandResult<{ order: Order; edit: OrderEdit; discount: EditDiscount }> {
  const found = find(environment, editId);
  if (!found.ok) return found;
  const { order, edit } = found;
  if (value.kind === "percentage" ? value.percentage <= 0 || value.percentage > 100 : value.amount <= 0n) {
    return failed("discount", "The discount value is invalid.");
  }
  const discount: EditDiscount = { id: randomUUID(), description, value };
  const added = edit.additions.find((each) => each.id === lineId);
  const line = order.lines.find((each) => each.id.toString() === lineId);
  if (added) {
    added.discount = discount;
  } else if (line) {
    if (
      fulfillableQuantity(order, line) < currentQuantity(order, line) ||
      currentQuantity(order, line) === 0
    ) {
      return failed("lineItemId", "Only unfulfilled items can be discounted.");
    }
    edit.discounts = edit.discounts.filter((each) => each.lineId !== line.id);
    edit.discounts.push({ lineId: line.id, discount });
  } else {
    return failed("lineItemId", "The line item does not exist.");
  }
  return { ...found, discount };
}

export function removeLineDiscount(
  environment: CommandEnvironment,
  editId: bigint,
  discountId: string,
): EditResult {
  const found = find(environment, editId);
  if (!found.ok) return found;
  const { edit } = found;
  const added = edit.additions.find((each) => each.discount?.id === discountId);
  const own = edit.discounts.find((each) => each.discount.id === discountId);
  if (added) added.discount = null;
  else if (own) edit.discounts = edit.discounts.filter((each) => each !== own);
  else return failed("discountApplicationId", "The discount application does not exist.", "INVALID");
  return found;
}

interface Deltas {
  additions: { id: bigint; delta: number }[];
  removals: { id: bigint; delta: number }[];
  discounts: { id: bigint; lineId: bigint }[];
}

/** Raises what was ever ordered. */
function raise(order: Order, amount: Hundredths): void {
  order.subtotal += amount;
  order.total += amount;
}

function giveDiscount(
  environment: CommandEnvironment,
  order: Order,
  line: OrderLine,
  { discount, amount }: { discount: EditDiscount; amount: Hundredths },
): { id: bigint; lineId: bigint } {
  const application: DiscountApplication = {
    kind: "MANUAL",
    code: null,
    discountId: null,
    title: discount.description,
    target: "LINE_ITEM",
    selection: "EXPLICIT",
    allocation: "ACROSS",
    value: discount.value,
    amount,
  };
  line.discountAllocations.push({ application: order.discountApplications.length, amount });
  order.discountApplications.push(application);
  line.discount += amount;
  order.totalDiscounts += amount;
  raise(order, -amount);
  return { id: environment.allocate(), lineId: line.id };
}

function addLine(environment: CommandEnvironment, order: Order, added: EditAddition, deltas: Deltas): void {
  const { shop } = environment;
  const variant = added.variantId === null ? null : findVariant(shop, added.variantId);
  const product = variant && shop.products.get(variant.productId);
  const line = newOrderLine({
    id: environment.allocate(),
    productId: product?.id ?? null,
    variantId: added.variantId,
    title: added.title,
    variantTitle: variant && variant.title !== "Default Title" ? variant.title : null,
    sku: variant?.sku ?? "",
    vendor: product?.vendor ?? "",
    quantity: added.quantity,
    unitPrice: added.unitPrice,
    isGiftCard: product?.isGiftCard ?? false,
    requiresShipping: added.requiresShipping,
  });
  order.lines.push(line);
  const amount = line.unitPrice * BigInt(line.quantity);
  raise(order, amount);
  deltas.additions.push({ id: line.id, delta: line.quantity });
  if (!added.discount) return;
  const worth = discountWorth(added.discount, amount, line.quantity, order.currency);
  deltas.discounts.push(giveDiscount(environment, order, line, { discount: added.discount, amount: worth }));
}

function changeQuantity(order: Order, line: OrderLine, quantity: number, deltas: Deltas): number {
  const delta = quantity - currentQuantity(order, line);
  if (delta > 0) {
    line.quantity += delta;
    raise(order, line.unitPrice * BigInt(delta));
    deltas.additions.push({ id: line.id, delta });
  } else if (delta < 0) {
    const amount = valueOfPieces(order, line, -delta);
    line.removedQuantity -= delta;
    line.removedAmount += amount;
    deltas.removals.push({ id: line.id, delta: -delta });
  }
  return delta;
}

function apply(environment: CommandEnvironment, order: Order, edit: OrderEdit) {
  const deltas: Deltas = { additions: [], removals: [], discounts: [] };
  const moves: { variantId: bigint | null; quantity: number }[] = [];
  for (const { lineId, quantity, restock } of edit.quantities) {
    const line = order.lines.find((each) => each.id === lineId)!;
    const delta = changeQuantity(order, line, quantity, deltas);
    if (delta > 0 || restock) moves.push({ variantId: line.variantId, quantity: delta });
  }
  for (const { lineId, discount } of edit.discounts) {
    const line = order.lines.find((each) => each.id === lineId)!;
    const [left, quantity] = [currentLineAmount(order, line), currentQuantity(order, line)];
    if (quantity === 0) continue;
    const amount = discountWorth(discount, left, quantity, order.currency);
    deltas.discounts.push(giveDiscount(environment, order, line, { discount, amount }));
  }
  for (const added of edit.additions) {
    addLine(environment, order, added, deltas);
    moves.push({ variantId: added.variantId, quantity: added.quantity });
  }
  return { deltas, moves };
}

export function commitEdit(
  environment: CommandEnvironment,
  editId: bigint,
  options: { notifyCustomer?: boolean; staffNote?: string; appId?: bigint | null } = {},
): OrderResult {
  const found = find(environment, editId);
  if (!found.ok) return found;
  const { order, edit } = found;
  const { shop } = environment;
  const [problem] = editProblems(order);
  if (problem) return failed("id", problem);
  if (edit.additions.length + edit.quantities.length + edit.discounts.length === 0) {
    return failed("id", "There must be at least one change to be made.");
  }
  const isStale = edit.quantities.some(({ lineId, quantity }) => {
    const line = order.lines.find((each) => each.id === lineId)!;
    return quantity < currentQuantity(order, line) - fulfillableQuantity(order, line);
  });
  if (isStale) return failed("id", "Only unfulfilled items can be removed.");
  const now = environment.clock();
  const customer = watchCustomer(environment, order.customerId);
  keepFulfillments(order);
  const { deltas, moves } = apply(environment, order, edit);
  order.edited = true;
  const { additions, removals } = deltas;
  order.committedEdits = [
    ...(order.committedEdits ?? []),
    { id: edit.id, committedAt: now, additions, removals },
  ];
  if (deltas.additions.length > 0) order.closedAt = null;
  settle(order, now);
  shop.orderEdits.delete(edit.id);
  const stock = moveStock(environment, moves, now);
  const payload = orderEditedPayload(shop, order, {
    id: edit.id,
    createdAt: edit.createdAt,
    committedAt: now,
    notifyCustomer: options.notifyCustomer ?? false,
    staffNote: options.staffNote ?? "",
    appId: options.appId ?? null,
    ...deltas,
  });
  environment.emit([
    { topic: "orders/edited", payload },
    ...orderChanges(environment, order, ["orders/updated"]),
    ...customer(),
    ...stock,
  ]);
  return { ok: true, order };
}
