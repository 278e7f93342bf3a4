/** Abandoned checkouts, with the links that bring shoppers back. */
import { html as htmlReply } from "#simulator/http.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { Checkout } from "#simulator/state/model.ts";
import { recoveryUrl } from "#simulator/webhooks/checkout-payloads.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, pageOf, pager, searchForm, table } from "../../lists.ts";
import { amountText, nameOf, type PageContext, timeText } from "../../page-context.ts";
import type { Section } from "../../routes.ts";

const STATES = [
  { value: "", label: "Not completed" },
  { value: "recovered", label: "Completed" },
  { value: "all", label: "All" },
];

function matching({ runtime, url }: PageContext): Checkout[] {
  const state = url.searchParams.get("state") ?? "";
  const wanted = (url.searchParams.get("q") ?? "").trim().toLowerCase();
  return [...runtime.shop.checkouts.values()]
    .filter((checkout) => {
      const isCompleted = checkout.completedAt !== null;
      const isState = state === "all" || isCompleted === (state === "recovered");
      return isState && `${checkout.email ?? ""} ${checkout.phone ?? ""}`.toLowerCase().includes(wanted);
    })
    .toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
}

function who(context: PageContext, checkout: Checkout): Html | string {
  const { customerId, email, phone } = checkout;
  const customer = customerId === null ? null : context.runtime.shop.customers.get(customerId);
  if (customer) return html`<a href="${context.base}/customers/${customer.id}">${nameOf(customer)}</a>`;
  return email ?? phone ?? "Nobody yet";
}

function items(context: PageContext, { lines }: Checkout): string {
  const { shop } = context.runtime;
  return lines
    .map(({ variantId, quantity }) => {
      const variant = findVariant(shop, variantId);
      const product = variant && shop.products.get(variant.productId);
      return `${quantity} × ${product?.title ?? "something that is gone"}`;
    })
    .join(", ");
}

function stateOf(context: PageContext, checkout: Checkout): Html {
  if (checkout.orderId !== null) {
    return html`<a href="${context.base}/orders/${checkout.orderId}">${badge("COMPLETED")}</a>`;
  }
  return badge(checkout.email || checkout.phone ? "abandoned" : "begun");
}

function checkoutsPage(context: PageContext): string {
  const list = pageOf(matching(context), context.url);
  return layout(context, {
    title: "Abandoned checkouts",
    content: html`<p class="lead">
        Begun in the storefront and not completed. Shopify calls them abandoned once contact details are
        given.
      </p>
      ${searchForm(context, {
        label: "Search checkouts",
        placeholder: "E-mail or phone",
        choices: [{ name: "state", label: "State", options: STATES }],
      })}
      <section class="card list">
        ${table(
          [
            { label: "Customer", cell: (checkout: Checkout) => who(context, checkout) },
            { label: "Last change", isShort: true, cell: ({ updatedAt }) => timeText(context, updatedAt) },
            { label: "Items", isMinor: true, cell: (checkout) => items(context, checkout) },
            { label: "State", cell: (checkout) => stateOf(context, checkout) },
            { label: "Total", isNumber: true, cell: ({ total }) => amountText(context, total) },
            {
              label: "Way back",
              cell: (checkout) =>
                checkout.completedAt === null
                  ? html`<a
                      href="${recoveryUrl(context.runtime.shop, checkout)}"
                      target="_blank"
                      rel="noopener"
                      >Recovery link</a
                    >`
                  : null,
            },
          ],
          list.items,
          "None. Begin one in the storefront and leave it.",
          "Checkouts",
        )}
      </section>
      ${pager(context, list)}`,
  });
}

export const checkoutsSection: Section = {
  pages: [[/^\/checkouts$/, (context) => htmlReply(checkoutsPage(context))]],
  actions: [],
};
