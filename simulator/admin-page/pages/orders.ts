import type { Order } from "#simulator/state/model.ts";
import { refundedAmount, refundedQuantity, refundableShipping } from "#simulator/state/refunds.ts";
import { html, type Html } from "../html.ts";
import { actionButton, badge, layout, pager } from "../layout.ts";
import { amountText, type PageContext, pageOf, timeText } from "../page-context.ts";

function buyer(context: PageContext, order: Order): Html | string {
  const customer = order.customerId === null ? null : context.runtime.shop.customers.get(order.customerId);
  if (!customer) return order.email ?? "Guest";
  const name = `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? "Customer");
  return html`<a href="${context.base}/customers/${customer.id}">${name}</a>`;
}

const states = (order: Order): Html =>
  html`${badge(order.financialStatus)} ${order.cancelledAt && badge("CANCELLED")}`;

/** A table of orders, newest first. */
export function ordersTable(context: PageContext, orders: Order[]): Html {
  if (orders.length === 0) return html`<p class="empty">No orders yet.</p>`;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Order</th>
          <th>Date</th>
          <th>Customer</th>
          <th>State</th>
          <th class="number">Total</th>
        </tr>
      </thead>
      <tbody>
        ${orders.map(
          (order) =>
            html`<tr>
              <td><a href="${context.base}/orders/${order.id}">${order.name}</a></td>
              <td>${timeText(context, order.processedAt)}</td>
              <td>${buyer(context, order)}</td>
              <td>${states(order)}</td>
              <td class="number">${amountText(context, order.total)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export const newestFirst = (orders: Iterable<Order>): Order[] =>
  [...orders].toSorted((a, b) => b.processedAt.getTime() - a.processedAt.getTime() || b.number - a.number);

export function ordersPage(context: PageContext): string {
  const list = pageOf(newestFirst(context.runtime.shop.orders.values()), context.url);
  return layout(context, {
    title: "Orders",
    content: html`<section class="card">${ordersTable(context, list.items)}</section>
      ${pager(context, list)}`,
  });
}

function linesForm(context: PageContext, order: Order): Html {
  const rows = order.lines.map((line) => {
    const left = line.quantity - refundedQuantity(order, line.id);
    const total = line.unitPrice * BigInt(line.quantity) - line.discount;
    return html`<tr>
      <td>
        ${line.productId === null ? line.title : html`<a href="${context.base}/products/${line.productId}">${line.title}</a>`}
        <small>${line.sku}</small>
      </td>
      <td class="number">${amountText(context, line.unitPrice)} × ${line.quantity}</td>
      <td class="number">${line.discount > 0n ? `− ${amountText(context, line.discount)}` : ""}</td>
      <td class="number">${amountText(context, total)}</td>
      <td class="number">
        ${
          left > 0
            ? html`<input
                type="number"
                name="line-${line.id}"
                min="0"
                max="${left}"
                value="0"
                aria-label="Pieces of ${line.title} to refund"
              />`
            : "all refunded"
        }
      </td>
    </tr>`;
  });
  return html`<form method="post" action="${context.base}/orders/${order.id}/refund">
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            <th>Product</th>
            <th class="number">Price</th>
            <th class="number">Discount</th>
            <th class="number">Total</th>
            <th class="number">Refund</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${
      isRefundable(order) &&
      html`<div class="row end">
        <label class="check"
          ><input type="checkbox" name="shipping" /> with shipping
          (${amountText(context, refundableShipping(order))})</label
        >
        <button class="button" name="what" value="lines">Refund these pieces</button>
        <button class="button danger" name="what" value="all">Refund everything</button>
      </div>`
    }
  </form>`;
}

const isRefundable = (order: Order): boolean =>
  order.financialStatus === "PAID" || order.financialStatus === "PARTIALLY_REFUNDED";

function totals(context: PageContext, order: Order): Html {
  const row = (label: string, amount: bigint): Html =>
    html`<div>
      <dt>${label}</dt>
      <dd>${amountText(context, amount)}</dd>
    </div>`;
  return html`<dl class="totals">
    ${row("Subtotal", order.subtotal + order.totalDiscounts)}
    ${
      order.totalDiscounts > 0n &&
      row(`Discount (${order.discountCodes.map((each) => each.code).join(", ")})`, -order.totalDiscounts)
    }
    ${row("Shipping", order.shipping)} ${row("Total", order.total)}
    ${order.refunds.length > 0 && row("Refunded", -refundedAmount(order))}
  </dl>`;
}

function refundList(context: PageContext, order: Order): Html | null {
  if (order.refunds.length === 0) return null;
  return html`<section class="card">
    <h2>Refunds</h2>
    <ul class="plain">
      ${order.refunds.map(
        (refund) =>
          html`<li>
            ${timeText(context, refund.createdAt)}: ${amountText(context, refund.transaction?.amount ?? 0n)}
            (${refund.lines.reduce((sum, line) => sum + line.quantity, 0)}
            pieces${refund.shipping > 0n ? ", with shipping" : ""}) ${refund.note}
          </li>`,
      )}
    </ul>
  </section>`;
}

export function orderPage(context: PageContext, order: Order): string {
  const action = `${context.base}/orders/${order.id}`;
  const address = order.shippingAddress;
  return layout(context, {
    title: `Order ${order.name}`,
    actions: html`${order.financialStatus === "PENDING" && actionButton(`${action}/mark-paid`, "Mark as paid", "primary")}
    ${!order.cancelledAt && actionButton(`${action}/cancel`, "Cancel order", "danger")}`,
    content: html`<p class="lead">
        ${timeText(context, order.processedAt)} · ${buyer(context, order)} · ${states(order)}
      </p>
      <section class="card">
        <h2>Lines</h2>
        ${linesForm(context, order)} ${totals(context, order)}
      </section>
      ${refundList(context, order)}
      ${
        address &&
        html`<section class="card">
          <h2>Sent to</h2>
          <p>
            ${address.firstName} ${address.lastName}<br />${address.address1}<br />${address.zip}
            ${address.city}<br />${address.country}
          </p>
        </section>`
      }`,
  });
}

/** What the refund form asks for. */
export function readRefundForm(order: Order, form: URLSearchParams) {
  if (form.get("what") === "all") return { orderId: order.id };
  const lines = order.lines
    .map((line) => ({ lineId: line.id, quantity: Number(form.get(`line-${line.id}`) ?? 0) }))
    .filter((line) => line.quantity > 0);
  return { orderId: order.id, lines, shipping: form.has("shipping") ? refundableShipping(order) : 0n };
}
