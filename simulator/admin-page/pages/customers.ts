import { gid } from "#simulator/ids.ts";
import type { Customer } from "#simulator/state/model.ts";
import { html } from "../html.ts";
import { actionButton, layout, pager } from "../layout.ts";
import { type PageContext, pageOf, timeText } from "../page-context.ts";
import { newestFirst, ordersTable } from "./orders.ts";

const nameOf = (customer: Customer): string =>
  `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? "(erased)");

function matching(context: PageContext): Customer[] {
  const wanted = (context.url.searchParams.get("q") ?? "").trim().toLowerCase();
  return [...context.runtime.shop.customers.values()].filter((customer) =>
    `${nameOf(customer)} ${customer.email ?? ""}`.toLowerCase().includes(wanted),
  );
}

function orderCounts(context: PageContext): Map<bigint, number> {
  const counts = new Map<bigint, number>();
  for (const { customerId } of context.runtime.shop.orders.values()) {
    if (customerId !== null) counts.set(customerId, (counts.get(customerId) ?? 0) + 1);
  }
  return counts;
}

export function customersPage(context: PageContext): string {
  const counts = orderCounts(context);
  const list = pageOf(
    matching(context).toSorted((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0)),
    context.url,
  );
  return layout(context, {
    title: "Customers",
    content: html`<form class="row" role="search">
        <input
          type="search"
          name="q"
          value="${context.url.searchParams.get("q")}"
          aria-label="Search customers"
          placeholder="Name or e-mail"
        />
        <button class="button">Search</button>
      </form>
      <section class="card">
        ${list.total === 0 && html`<p class="empty">Nobody found.</p>`}
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>E-mail</th>
                <th>Tags</th>
                <th class="number">Orders</th>
              </tr>
            </thead>
            <tbody>
              ${list.items.map(
                (customer) =>
                  html`<tr>
                    <td><a href="${context.base}/customers/${customer.id}">${nameOf(customer)}</a></td>
                    <td>${customer.email}</td>
                    <td>${customer.tags.join(", ")}</td>
                    <td class="number">${counts.get(customer.id) ?? 0}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>
      ${pager(context, list)}`,
  });
}

export function customerPage(context: PageContext, customer: Customer): string {
  const { shop } = context.runtime;
  const action = `${context.base}/customers/${customer.id}`;
  const orders = newestFirst([...shop.orders.values()].filter((order) => order.customerId === customer.id));
  const owner = gid("Customer", customer.id);
  const metafields = [...shop.metafields.values()].filter((metafield) => metafield.ownerGid === owner);
  const [address] = customer.addresses;
  return layout(context, {
    title: nameOf(customer),
    actions: html`${actionButton(`${action}/data-request`, "Send data request")}
    ${orders.length === 0 && actionButton(`${action}/delete`, "Delete", "danger")}
    ${actionButton(`${action}/redact`, "Erase personal data", "danger")}`,
    content: html`<p class="lead">
        ${customer.email} · since
        ${timeText(context, customer.createdAt)}${address ? ` · ${address.city}, ${address.country}` : ""}
      </p>
      <section class="card">
        <h2>Orders</h2>
        ${ordersTable(context, orders)}
      </section>
      <section class="card">
        <h2>Metafields</h2>
        ${metafields.length === 0 && html`<p class="empty">None.</p>`}
        <ul class="plain">
          ${metafields.map(
            (metafield) =>
              html`<li>
                <code>${metafield.namespace}.${metafield.key}</code> <code>${metafield.value}</code>
              </li>`,
          )}
        </ul>
      </section>`,
  });
}
