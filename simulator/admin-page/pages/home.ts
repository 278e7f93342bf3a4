import { html as htmlReply } from "#simulator/http.ts";
import { actionButton } from "../forms.ts";
import { html, type Html } from "../html.ts";
import { layout } from "../layout.ts";
import { counted, type PageContext } from "../page-context.ts";
import type { Section } from "../routes.ts";
import { ordersTable } from "./orders/order-parts.ts";

const NEWEST = 5;

function newestOrders({ runtime }: PageContext) {
  const { orders } = runtime.shop;
  return [...orders.keys()]
    .slice(-NEWEST)
    .toReversed()
    .flatMap((id) => orders.get(id) ?? []);
}

function appCard(context: PageContext): Html {
  const { runtime, base } = context;
  const { app } = runtime;
  const installed = runtime.installation() !== null;
  return html`<section class="card">
    <h2>${app.name}</h2>
    <p>
      ${installed ? "Installed on this store" : "Not installed yet"}, at <a href="${app.url}">${app.url}</a>.
    </p>
    <div class="row">
      <a class="button primary" href="${base}/apps/${app.handle}"
        >${installed ? "Open the app" : "Install the app"}</a
      >
      <a class="button" href="${base}/permissions">Permissions &amp; billing</a>
      ${installed && actionButton(`${base}/uninstall`, "Uninstall", "danger")}
      ${!installed && actionButton(`${base}/redact`, "Send shop/redact")}
    </div>
  </section>`;
}

function homePage(context: PageContext): string {
  const { runtime, base, control, platform } = context;
  const { shop } = runtime;
  const deliveries = control.deliveries();
  const failed = deliveries.filter((each) => each.state === "failed").length;
  const faults = platform.sender.faults.state().faults.length;
  const tile = (path: string, figure: string, text: string): Html =>
    html`<li>
      <a href="${base}${path}"><strong>${figure}</strong><span>${text}</span></a>
    </li>`;
  return layout(context, {
    title: "Home",
    actions: html`<a class="button" href="${runtime.context.storefrontUrl()}" target="_blank" rel="noopener"
        >View storefront</a
      ><a class="button primary" href="${base}/orders/new">Place an order</a>`,
    content: html`<p class="lead">
        A stand-in for a Shopify store. Everything here acts on the store and on the app; nothing leaves this
        machine.
      </p>
      <ul class="tiles">
        ${tile("/orders", shop.orders.size.toLocaleString("en-GB"), "orders")}
        ${tile("/customers", shop.customers.size.toLocaleString("en-GB"), "customers")}
        ${tile("/products", shop.products.size.toLocaleString("en-GB"), "products")}
        ${tile("/themes", String(shop.blocks.filter((each) => each.enabled).length), "theme blocks on")}
        ${tile("/webhooks", platform.sender.stats().webhooks.toLocaleString("en-GB"), failed === 0 ? "webhooks, none failed" : `webhooks, ${failed} failed`)}
        ${tile("/faults", String(faults), faults === 1 ? "fault at work" : "faults at work")}
      </ul>
      <div class="split broad">
        <section class="card list">
          <h2>Newest orders</h2>
          ${ordersTable(context, newestOrders(context))}
          <p><a href="${base}/orders">All ${counted(shop.orders.size, "order")}</a></p>
        </section>
        ${appCard(context)}
      </div>`,
  });
}

export const homeSection: Section = {
  pages: [[/^$/, (context) => htmlReply(homePage(context))]],
  actions: [],
};
