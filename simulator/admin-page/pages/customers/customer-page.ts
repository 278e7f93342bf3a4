import { gid } from "#simulator/ids.ts";
import { amountSpent } from "#simulator/state/customers-figures.ts";
import { ordersOfCustomer } from "#simulator/state/indexes.ts";
import { metafieldsOf } from "#simulator/state/metafields-index.ts";
import type { Customer } from "#simulator/state/model.ts";
import { actionButton, form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge } from "../../lists.ts";
import { amountText, counted, nameOf, type PageContext, timeText } from "../../page-context.ts";
import { ordersTable } from "../orders/order-parts.ts";
import { addressesCard, consentCard, detailFields, storeCreditCard } from "./customer-forms.ts";

const SHOWN_ORDERS = 20;

export const newCustomerPage = (context: PageContext): string =>
  layout(context, {
    title: "Add a customer",
    up: { label: "Customers", path: "/customers" },
    content: html`<section class="card narrow">
      ${form(context, {
        key: "new-customer",
        action: `${context.base}/customers/new`,
        submit: "Add customer",
        fields: (controls) =>
          html`${detailFields(controls)}
            <div class="wide">
              ${controls.check({ name: "acceptsMarketing", label: "Agrees to marketing e-mails" })}
            </div>`,
      })}
    </section>`,
  });

function metafieldsCard(context: PageContext, customer: Customer): Html {
  const metafields = metafieldsOf(context.runtime.shop, gid("Customer", customer.id));
  return html`<section class="card">
    <h2>Metafields</h2>
    ${metafields.length === 0 && html`<p class="empty">None.</p>`}
    <ul class="plain">
      ${metafields.map(
        ({ namespace, key, value }) =>
          html`<li><code>${namespace}.${key}</code> <code class="value">${value}</code></li>`,
      )}
    </ul>
  </section>`;
}

/** Account, privacy, merging, deleting. */
function lifeCard(context: PageContext, customer: Customer): Html {
  const action = `${context.base}/customers/${customer.id}`;
  const { dataErasure, state } = customer;
  return html`<section class="card">
    <h2>Account and data</h2>
    <p>Account ${badge(state)}</p>
    ${dataErasure && html`<p>To be erased on ${timeText(context, dataErasure.dueAt)}.</p>`}
    <div class="row">
      ${state !== "ENABLED" && actionButton(`${action}/invite`, "Invite to an account")}
      ${state !== "ENABLED" && actionButton(`${action}/enable`, "Switch account on")}
      ${state === "ENABLED" && actionButton(`${action}/disable`, "Switch account off")}
      ${actionButton(`${action}/data-request`, "Send data request")}
      <a class="button" href="${action}/merge">Merge with another …</a>
      ${
        dataErasure
          ? actionButton(`${action}/cancel-erasure`, "Do not erase")
          : actionButton(`${action}/request-erasure`, "Ask for erasure")
      }
      ${actionButton(`${action}/redact`, "Erase personal data", "danger")}
      ${actionButton(`${action}/delete`, "Delete", "danger")}
    </div>
    <p class="hint">
      A data request sends customers/data_request to the app. An erasure that is asked for becomes due as at
      Shopify, days or months later on the simulator's clock; "Erase personal data" does it now. Both send
      customers/redact.
    </p>
  </section>`;
}

export function customerPage(context: PageContext, customer: Customer): string {
  const { shop } = context.runtime;
  const orders = ordersOfCustomer(shop, customer.id).toReversed();
  return layout(context, {
    title: nameOf(customer),
    up: { label: "Customers", path: "/customers" },
    actions: html`<a class="button primary" href="${context.base}/orders/new?customer=${customer.id}"
      >Place an order</a
    >`,
    content: html`<p class="lead">
        ${customer.email ?? customer.phone} · since ${timeText(context, customer.createdAt)} ·
        ${counted(orders.length, "order")}, ${amountText(context, amountSpent(shop, customer.id))} spent
      </p>
      <div class="split">
        <div>
          <section class="card list">
            <h2>Orders</h2>
            ${ordersTable(context, orders.slice(0, SHOWN_ORDERS), true)}
            ${
              orders.length > SHOWN_ORDERS &&
              customer.email &&
              html`<p>
                <a href="${context.base}/orders?q=${encodeURIComponent(customer.email)}"
                  >All ${orders.length}</a
                >
              </p>`
            }
          </section>
          <section class="card">
            <h2>Details</h2>
            ${form(context, {
              key: "details",
              action: `${context.base}/customers/${customer.id}/details`,
              submit: "Save",
              fields: (controls) => detailFields(controls, customer),
            })}
          </section>
          ${metafieldsCard(context, customer)}
        </div>
        <div>
          ${storeCreditCard(context, customer)} ${consentCard(context, customer)}
          ${addressesCard(context, customer)} ${lifeCard(context, customer)}
        </div>
      </div>`,
  });
}
