import type { Address, Order } from "#simulator/state/model.ts";
import { actionButton, form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { facts } from "../../lists.ts";
import { type PageContext, timeText } from "../../page-context.ts";
import { editForm, itemsForm, paymentsCard, refundsCard } from "./order-items.ts";
import { buyer, orderStates } from "./order-parts.ts";
import {
  canFulfill,
  canReturn,
  fulfillForm,
  parcelsCard,
  returnForm,
  returnsCard,
} from "./order-shipping.ts";
import { timeline } from "./order-timeline.ts";

/** A form that is folded away until it is wanted, or was refused. */
function folded(context: PageContext, key: string, title: string, content: Html): Html {
  const isOpen = context.form.get("form") === key;
  return html`<details class="card folded" ${isOpen && html`open`}>
    <summary>${title}</summary>
    ${content}
  </details>`;
}

const addressText = (address: Address): Html =>
  html`<address>
    ${[
      `${address.firstName} ${address.lastName}`.trim(),
      address.company,
      address.address1,
      address.address2,
      `${address.zip} ${address.city}`.trim(),
      address.province,
      address.country,
      address.phone,
    ]
      .filter(Boolean)
      .map((line) => html`${line}<br />`)}
  </address>`;

const SOURCES: Record<string, string> = { web: "Online store", pos: "Till" };

function customerCard(context: PageContext, order: Order): Html {
  const location = order.locationId === null ? null : context.runtime.shop.locations.get(order.locationId);
  return html`<section class="card">
    <h2>Customer</h2>
    <p>${buyer(context, order)}<small>${order.email}</small><small>${order.phone}</small></p>
    ${
      order.shippingAddress &&
      html`<h3>Sent to</h3>
        ${addressText(order.shippingAddress)}`
    }
    ${facts([
      ["Where", [SOURCES[order.sourceName] ?? order.sourceName, location?.name].filter(Boolean).join(", ")],
      ["Came from", order.referringSite],
      ["Landed on", order.landingSite],
      ...order.customAttributes.map(({ key, value }): [string, string] => [key, value]),
    ])}
  </section>`;
}

const noteForm = (context: PageContext, order: Order): Html =>
  html`<section class="card">
    <h2>Note and tags</h2>
    ${form(context, {
      key: "note",
      action: `${context.base}/orders/${order.id}/note`,
      submit: "Save",
      kind: "",
      fields: (controls) =>
        html`${controls.area({ name: "note", label: "Note", value: order.note, rows: 2, isWide: true })}
        ${controls.text({ name: "tags", label: "Tags", value: order.tags.join(", "), isWide: true, hint: "With commas between them." })}`,
    })}
  </section>`;

const CANCEL_REASONS = [
  { value: "CUSTOMER", label: "Customer changed their mind" },
  { value: "DECLINED", label: "Payment declined" },
  { value: "FRAUD", label: "Fraud" },
  { value: "INVENTORY", label: "Out of stock" },
  { value: "STAFF", label: "Staff mistake" },
  { value: "OTHER", label: "Other" },
];

const cancelForm = (context: PageContext, order: Order): Html =>
  html`<section class="card">
    <h2>Cancel</h2>
    ${form(context, {
      key: "cancel",
      action: `${context.base}/orders/${order.id}/cancel`,
      submit: "Cancel order",
      kind: "danger",
      fields: (controls) =>
        html`${controls.select({ name: "reason", label: "Reason", options: CANCEL_REASONS, isWide: true })}
          <div class="wide">
            ${controls.check({ name: "refund", label: "Give the money back", isOn: true })}
            ${controls.check({ name: "restock", label: "Put the items back on the shelf", isOn: true })}
          </div>`,
    })}
  </section>`;

export function orderPage(context: PageContext, order: Order): string {
  const action = `${context.base}/orders/${order.id}`;
  const isOpen = order.cancelledAt === null;
  return layout(context, {
    title: `Order ${order.name}`,
    up: { label: "Orders", path: "/orders" },
    actions: html`${
      isOpen &&
      ["PENDING", "PARTIALLY_PAID", "AUTHORIZED"].includes(order.financialStatus) &&
      actionButton(`${action}/mark-paid`, "Mark as paid", "primary")
    }
    ${isOpen && (order.closedAt ? actionButton(`${action}/open`, "Open again") : actionButton(`${action}/close`, "Archive"))}
    ${(order.closedAt || order.cancelledAt) && actionButton(`${action}/delete`, "Delete", "danger")}`,
    content: html`<p class="lead">
        ${timeText(context, order.processedAt)} ${orderStates(order)}
        ${order.test && html`<span class="badge">test</span>`}
        ${order.closedAt && html`<span class="badge">archived</span>`}
      </p>
      <div class="split">
        <div>
          <section class="card">
            <h2>Items</h2>
            ${itemsForm(context, order)}
          </section>
          ${canFulfill(order) && folded(context, "fulfil", "Send a parcel", fulfillForm(context, order))}
          ${parcelsCard(context, order)}
          ${canReturn(order) && folded(context, "return", "Take something back", returnForm(context, order))}
          ${returnsCard(context, order)}
          ${isOpen && folded(context, "edit", "Change the items", editForm(context, order))}
          ${timeline(context, order)}
        </div>
        <div>
          ${customerCard(context, order)} ${paymentsCard(context, order)} ${refundsCard(context, order)}
          ${noteForm(context, order)} ${isOpen && cancelForm(context, order)}
        </div>
      </div>`,
  });
}
