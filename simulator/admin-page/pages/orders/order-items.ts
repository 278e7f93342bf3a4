/** What an order consists of, and the forms that take money back or change the items. */
import type { Order } from "#simulator/state/model.ts";
import {
  currentAmounts,
  moneyOf,
  netPayment,
  refundableShipping,
  refundedAmount,
  refundedQuantity,
} from "#simulator/state/order-amounts.ts";
import { form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { facts } from "../../lists.ts";
import { amountText, counted, type PageContext, timeText } from "../../page-context.ts";
import { productNames } from "../product-choice.ts";
import { gatewayName, paymentVerb } from "./payment-words.ts";

const isRefundable = (order: Order): boolean =>
  netPayment(order) > 0n || (order.total === 0n && order.financialStatus === "PAID");

function lineRows(context: PageContext, order: Order): Html[] {
  const { quantityOf } = currentAmounts(order);
  return order.lines.map((line) => {
    const left = quantityOf(line.id);
    const total = line.unitPrice * BigInt(line.quantity) - line.discount;
    const refunded = refundedQuantity(order, line.id);
    const gone = [
      refunded > 0 && `${refunded} refunded`,
      line.removedQuantity > 0 && `${line.removedQuantity} taken out`,
    ].filter(Boolean);
    return html`<tr>
      <td>
        ${
          line.productId !== null && context.runtime.shop.products.has(line.productId)
            ? html`<a href="${context.base}/products/${line.productId}">${line.title}</a>`
            : line.title
        }
        <small
          >${[line.variantTitle === "Default Title" ? null : line.variantTitle, line.sku, ...gone].filter(Boolean).join(" · ")}</small
        >
      </td>
      <td class="number" data-label="Price">${amountText(context, line.unitPrice)} × ${line.quantity}</td>
      <td class="number" data-label="Discount">
        ${line.discount > 0n && `− ${amountText(context, line.discount)}`}
      </td>
      <td class="number" data-label="Total">${amountText(context, total)}</td>
      <td class="number" data-label="Refund">
        ${
          left > 0 && isRefundable(order)
            ? html`<input
                type="number"
                name="line-${line.id}"
                min="0"
                max="${left}"
                value="0"
                aria-label="Pieces of ${line.title} to refund"
              />`
            : left === 0 && "none left"
        }
      </td>
    </tr>`;
  });
}

function totals(context: PageContext, order: Order): Html {
  const amounts = currentAmounts(order);
  const row = (label: string, amount: bigint, kind = ""): Html =>
    html`<div class="${kind}">
      <dt>${label}</dt>
      <dd>${amountText(context, amount)}</dd>
    </div>`;
  const codes = order.discountApplications.map((each) => each.code ?? each.title);
  const given = codes.length > 0 ? codes : order.discountCodes.map((each) => each.code);
  return html`<dl class="totals">
    ${row("Items", order.subtotal + order.totalDiscounts - order.shippingDiscount)}
    ${order.totalDiscounts > 0n && row(`Discount (${given.join(", ")})`, -order.totalDiscounts)}
    ${row("Shipping", order.shipping)} ${row("Ordered", order.total, "sum")}
    ${order.refunds.length > 0 && row("Refunded", -refundedAmount(order))}
    ${amounts.total !== order.total && row("Worth now", amounts.total)}
    ${amounts.outstanding > 0n && row("To be paid", amounts.outstanding)}
    ${amounts.outstanding < 0n && row("Owed to the customer", -amounts.outstanding)}
  </dl>`;
}

/** The items with a field each for how many to refund. */
export function itemsForm(context: PageContext, order: Order): Html {
  return html`<form method="post" action="${context.base}/orders/${order.id}/refund">
    <input type="hidden" name="form" value="refund" />
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col" class="number">Price</th>
          <th scope="col" class="number">Discount</th>
          <th scope="col" class="number">Total</th>
          <th scope="col" class="number">Refund</th>
        </tr>
      </thead>
      <tbody>
        ${lineRows(context, order)}
      </tbody>
    </table>
    ${totals(context, order)}
    ${
      isRefundable(order) &&
      html`<div class="row end">
          <input
            type="text"
            name="note"
            aria-label="Reason for the refund"
            placeholder="Reason (may be empty)"
          />
          <label class="check"
            ><input type="checkbox" name="shipping" value="yes" /><span
              >with shipping (${amountText(context, refundableShipping(order))})</span
            ></label
          >
          <button class="button" name="what" value="lines">Refund these pieces</button>
          <button class="button danger" name="what" value="all">Refund everything</button>
        </div>
        <p class="hint">Money goes back the way it came: to gift cards, store credit or the card.</p>`
    }
  </form>`;
}

export function paymentsCard(context: PageContext, order: Order): Html {
  return html`<section class="card">
    <h2>Payments</h2>
    ${order.transactions.length === 0 && html`<p class="empty">Nothing was paid.</p>`}
    <ul class="plain">
      ${order.transactions.map(
        (transaction) =>
          html`<li>
            ${amountText(context, transaction.amount)} ${paymentVerb(transaction.kind)}
            <small>${gatewayName(transaction.gateway)}, ${timeText(context, transaction.processedAt)}</small>
          </li>`,
      )}
    </ul>
    ${order.presentment.currency !== order.currency && facts([["Customer paid in", order.presentment.currency]])}
  </section>`;
}

export function refundsCard(context: PageContext, order: Order): Html | null {
  if (order.refunds.length === 0) return null;
  return html`<section class="card">
    <h2>Refunds</h2>
    <ul class="plain">
      ${order.refunds.map((refund) => {
        const pieces = refund.lines.reduce((sum, line) => sum + line.quantity, 0);
        return html`<li>
          ${amountText(context, moneyOf(order, refund))}
          <small
            >${timeText(context, refund.createdAt)},
            ${counted(pieces, "piece")}${refund.shipping > 0n ? " and shipping" : ""}${refund.note ? `: ${refund.note}` : ""}</small
          >
        </li>`;
      })}
    </ul>
  </section>`;
}

/** New quantities of the order's items, and one more product. */
export function editForm(context: PageContext, order: Order): Html {
  const { quantityOf } = currentAmounts(order);
  return html`${form(context, {
    key: "edit",
    action: `${context.base}/orders/${order.id}/edit`,
    submit: "Save the change",
    fields: (controls) =>
      html`${order.lines.map((line) =>
          controls.text({
            name: `line-${line.id}`,
            label: `Pieces of ${line.title}`,
            type: "number",
            min: 0,
            value: quantityOf(line.id),
          }),
        )}
        ${controls.text({ name: "product", label: "Add a product", list: "product-names" })}
        ${controls.text({ name: "quantity", label: "Pieces to add", type: "number", min: 1, value: 1 })}
        ${controls.text({ name: "reason", label: "Reason", isWide: true })}
        <div class="wide">
          ${controls.check({ name: "restock", label: "What is taken out goes back on the shelf", isOn: true })}
        </div>`,
  })}
  ${productNames(context.runtime.shop)}`;
}
