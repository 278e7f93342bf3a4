import { orderCountOf } from "#simulator/state/indexes.ts";
import type { Customer } from "#simulator/state/model.ts";
import { html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, pageOf, pager, searchForm, table } from "../../lists.ts";
import { nameOf, type PageContext } from "../../page-context.ts";

const ORDERS = [
  { value: "", label: "Most orders first" },
  { value: "new", label: "Newest first" },
  { value: "name", label: "By name" },
];

function matching(context: PageContext): Customer[] {
  const { url, runtime } = context;
  const wanted = (url.searchParams.get("q") ?? "").trim().toLowerCase();
  const customers = [...runtime.shop.customers.values()].filter((customer) =>
    `${nameOf(customer)} ${customer.email ?? ""} ${customer.phone ?? ""} ${customer.tags.join(" ")}`
      .toLowerCase()
      .includes(wanted),
  );
  switch (url.searchParams.get("order")) {
    case "new":
      return customers.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    case "name":
      return customers.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
    default: {
      const count = (customer: Customer): number => orderCountOf(runtime.shop, customer.id);
      return customers.toSorted((a, b) => count(b) - count(a));
    }
  }
}

export function customersPage(context: PageContext): string {
  const { base, runtime } = context;
  const list = pageOf(matching(context), context.url);
  return layout(context, {
    title: "Customers",
    actions: html`<a class="button primary" href="${base}/customers/new">Add a customer</a>`,
    content: html`${searchForm(context, {
        label: "Search customers",
        placeholder: "Name, e-mail, phone or tag",
        choices: [{ name: "order", label: "Order", options: ORDERS }],
      })}
      <section class="card list">
        ${table(
          [
            {
              label: "Name",
              cell: (customer) => html`<a href="${base}/customers/${customer.id}">${nameOf(customer)}</a>`,
            },
            { label: "E-mail", cell: (customer) => customer.email ?? customer.phone },
            { label: "Marketing", isMinor: true, cell: (customer) => badge(customer.emailMarketing.state) },
            { label: "Tags", isMinor: true, cell: (customer) => customer.tags.join(", ") },
            { label: "Orders", isNumber: true, cell: (customer) => orderCountOf(runtime.shop, customer.id) },
          ],
          list.items,
          "Nobody found.",
          "Customers",
        )}
      </section>
      ${pager(context, list)}`,
  });
}
