import { customerByEmail, ordersOfCustomer } from "#simulator/state/indexes.ts";
import type { Order } from "#simulator/state/model.ts";
import { html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { pageOfMatching, type PageOfList, pager, searchForm } from "../../lists.ts";
import { nameOf, type PageContext } from "../../page-context.ts";
import { ordersTable } from "./order-parts.ts";

const STATES: { value: string; label: string; fits: (order: Order) => boolean }[] = [
  { value: "", label: "All orders", fits: () => true },
  { value: "unpaid", label: "Not paid", fits: (order) => order.financialStatus === "PENDING" },
  {
    value: "unfulfilled",
    label: "To be sent",
    fits: (order) => order.fulfillmentStatus !== "FULFILLED" && order.cancelledAt === null,
  },
  { value: "returns", label: "With returns", fits: (order) => order.returns.length > 0 },
  { value: "refunded", label: "With refunds", fits: (order) => order.refunds.length > 0 },
  { value: "cancelled", label: "Cancelled", fits: (order) => order.cancelledAt !== null },
];

/** Whether an order is one of those that the words of a search mean. */
function meantBy(context: PageContext, query: string): (order: Order) => boolean {
  const number = /^#?(\d+)$/.exec(query)?.[1];
  if (number !== undefined) return (order) => String(order.number) === number;
  const { shop } = context.runtime;
  const wanted = query.toLowerCase();
  const ids = new Set<bigint>();
  for (const customer of shop.customers.values()) {
    if (`${nameOf(customer)} ${customer.email ?? ""}`.toLowerCase().includes(wanted)) ids.add(customer.id);
  }
  return (order) =>
    (order.customerId !== null && ids.has(order.customerId)) ||
    (order.email ?? "").toLowerCase().includes(wanted);
}

function found(context: PageContext): PageOfList<Order> {
  const { runtime, url } = context;
  const { shop } = runtime;
  const query = (url.searchParams.get("q") ?? "").trim();
  const state = STATES.find(({ value }) => value === url.searchParams.get("state")) ?? STATES[0]!;
  const customer = query.includes("@") ? customerByEmail(shop, query) : null;
  const ids = customer
    ? ordersOfCustomer(shop, customer.id).map(({ id }) => id)
    : // Orders are kept in the order in which they came.
      [...shop.orders.keys()];
  const isMeant = query === "" || customer ? () => true : meantBy(context, query);
  const isWanted = (order: Order): boolean => state.fits(order) && isMeant(order);
  return pageOfMatching(ids.toReversed(), (id) => shop.orders.get(id), isWanted, url);
}

export function ordersPage(context: PageContext): string {
  const list = found(context);
  return layout(context, {
    title: "Orders",
    actions: html`<a class="button primary" href="${context.base}/orders/new">Place an order</a>`,
    content: html`${searchForm(context, {
        label: "Search orders",
        placeholder: "Number, name or e-mail",
        choices: [{ name: "state", label: "State", options: STATES }],
      })}
      <section class="card list">${ordersTable(context, list.items)}</section>
      ${pager(context, list)}`,
  });
}
