/** Two customers become one: whom, what comes of it, and then for good. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import { planMerge } from "#simulator/state/customers-merge.ts";
import { customerByEmail, customerByPhone, orderCountOf } from "#simulator/state/indexes.ts";
import type { Customer } from "#simulator/state/model.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { facts } from "../../lists.ts";
import { counted, nameOf, type PageContext } from "../../page-context.ts";
import { done, refused } from "../../routes.ts";

function otherCustomer(context: PageContext, text: string): Customer | null {
  const { shop } = context.runtime;
  const wanted = text.trim();
  if (/^\d{6,}$/.test(wanted)) return shop.customers.get(BigInt(wanted)) ?? null;
  return customerByEmail(shop, wanted) ?? customerByPhone(shop, wanted);
}

function card(title: string, customer: Customer, orders: number): Html {
  return html`<section class="card">
    <h2>${title}</h2>
    ${facts([
      ["Name", nameOf(customer)],
      ["E-mail", customer.email],
      ["Phone", customer.phone],
      ["E-mail marketing", customer.emailMarketing.state.toLowerCase().replaceAll("_", " ")],
      ["Tags", customer.tags.join(", ")],
      ["Note", customer.note],
      ["Addresses", String(customer.addresses.length)],
      ["Orders", counted(orders, "order")],
    ])}
  </section>`;
}

function preview(context: PageContext, one: Customer, two: Customer): Html {
  const { shop } = context.runtime;
  const { kept, gone, result, errors } = planMerge(shop, one, two);
  const [keptOrders, goneOrders] = [kept, gone].map(({ id }) => orderCountOf(shop, id));
  return html`<div class="three">
      ${card("Stays", kept, keptOrders ?? 0)} ${card("Goes", gone, goneOrders ?? 0)}
      ${card("Becomes", result, (keptOrders ?? 0) + (goneOrders ?? 0))}
    </div>
    ${
      errors.length > 0
        ? html`<div class="notice problem" role="alert">
            ${errors.map(({ message }) => html`<p>${message}</p>`)}
          </div>`
        : html`<form method="post" action="${context.base}/customers/${one.id}/merge" class="row end">
            <input type="hidden" name="with" value="${two.id}" />
            <a class="button" href="${context.base}/customers/${one.id}">Go back</a>
            <button class="button danger">Merge them for good</button>
          </form>`
    }`;
}

export function mergePage(context: PageContext, customer: Customer): string {
  const wanted = context.url.searchParams.get("with") ?? context.form.get("with") ?? "";
  const other = wanted === "" ? null : otherCustomer(context, wanted);
  const isSame = other === customer;
  return layout(context, {
    title: `Merge ${nameOf(customer)}`,
    up: { label: nameOf(customer), path: `/customers/${customer.id}` },
    content: html`<form class="search">
        <label for="merge-with">With</label>
        <input
          id="merge-with"
          type="text"
          name="with"
          value="${wanted}"
          placeholder="E-mail, phone or number"
          autocomplete="off"
        />
        <button class="button">Show what comes of it</button>
      </form>
      ${wanted !== "" && !other && html`<p class="notice problem" role="alert">There is no customer "${wanted}".</p>`}
      ${isSame && html`<p class="notice problem" role="alert">That is the same customer.</p>`}
      ${other && !isSame && preview(context, customer, other)}`,
  });
}

export function merge(context: PageContext, id: string): Reply | null {
  const { shop, commands } = context.runtime;
  const customer = shop.customers.get(BigInt(id));
  if (!customer) return null;
  const other = otherCustomer(context, context.form.get("with") ?? "");
  if (!other) return htmlReply(mergePage(context, customer), 422);
  const outcome = commands.mergeCustomers(customer.id, other.id);
  if (!outcome.ok) return refused(context, outcome.errors, (again) => mergePage(again, customer));
  return done(`${context.base}/customers/${outcome.customer.id}`, "Merged.");
}
