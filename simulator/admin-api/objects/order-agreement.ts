/** Agreements of orders in the Admin API: what was ordered, and what edits changed of it. Refunds and returns are left out. */
import { gid } from "#simulator/ids.ts";
import type { CommittedChanges, Order } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import { type TypeModel, typed } from "../context.ts";
import type { LineInOrder } from "./order-line.ts";

export interface AgreementInOrder {
  order: Order;
  /** null = the order itself. */
  edit: CommittedChanges | null;
}

export interface SaleInOrder extends LineInOrder {
  action: "ORDER" | "RETURN";
  quantity: number;
}

export const agreementsOf = (order: Order) => [
  typed("OrderAgreement", { order, edit: null }),
  ...(order.committedEdits ?? []).map((edit) => typed("OrderEditAgreement", { order, edit })),
];

/** What a line had before any edit added to it. */
const orderedAtFirst = (order: Order, lineId: bigint, quantity: number): number =>
  (order.committedEdits ?? [])
    .flatMap(({ additions }) => additions)
    .reduce((left, added) => (added.id === lineId ? left - added.delta : left), quantity);

function salesOf({ order, edit }: AgreementInOrder) {
  const sale = (action: SaleInOrder["action"], lineId: bigint, quantity: number) => {
    const line = order.lines.find((each) => each.id === lineId);
    return line && quantity > 0 ? [typed("ProductSale", { order, line, action, quantity })] : [];
  };
  if (!edit) {
    return order.lines.flatMap(({ id, quantity }) => sale("ORDER", id, orderedAtFirst(order, id, quantity)));
  }
  return [
    ...edit.additions.flatMap(({ id, delta }) => sale("ORDER", id, delta)),
    ...edit.removals.flatMap(({ id, delta }) => sale("RETURN", id, delta)),
  ];
}

export const agreementModel: TypeModel = {
  id: ({ order, edit }: AgreementInOrder) => gid("SalesAgreement", edit?.id ?? order.id),
  happenedAt: ({ order, edit }: AgreementInOrder) => graphqlTime(edit?.committedAt ?? order.createdAt),
  reason: ({ edit }: AgreementInOrder) => (edit ? "ORDER_EDIT" : "ORDER"),
  app: () => null,
  user: () => null,
  sales: (source: AgreementInOrder, args, context, info) =>
    connection({ items: salesOf(source), args, context, info, idOf: ({ line }) => line.id, keepOrder: true }),
};

export const productSaleModel: TypeModel = {
  id: ({ line, action }: SaleInOrder) => gid("Sale", line.id * 10n + (action === "ORDER" ? 1n : 2n)),
  actionType: ({ action }: SaleInOrder) => action,
  lineType: () => "PRODUCT",
  /** What was taken out counts below nothing. */
  quantity: ({ action, quantity }: SaleInOrder) => (action === "ORDER" ? quantity : -quantity),
  lineItem: ({ order, line }: SaleInOrder): LineInOrder => ({ order, line }),
};
