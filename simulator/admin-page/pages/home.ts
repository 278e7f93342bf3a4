import { html } from "../html.ts";
import { actionButton, layout } from "../layout.ts";
import type { PageContext } from "../page-context.ts";

export function homePage(context: PageContext): string {
  const { runtime, base, control } = context;
  const { shop, app } = runtime;
  const installed = runtime.installation() !== null;
  const failed = control.deliveries().filter((each) => each.state === "failed").length;
  const appPath = `${base}/apps/${app.handle}`;
  const content = html`
    <p class="lead">
      A stand-in for a Shopify store. Everything here acts on the store and on the app at
      <a href="${app.url}">${app.url}</a>; nothing leaves this machine.
    </p>
    <ul class="tiles">
      <li>
        <a href="${base}/orders"><strong>${shop.orders.size}</strong> orders</a>
        <span>refund, cancel, mark as paid</span>
      </li>
      <li>
        <a href="${base}/customers"><strong>${shop.customers.size}</strong> customers</a>
        <span>data requests and erasure</span>
      </li>
      <li>
        <a href="${base}/products"><strong>${shop.products.size}</strong> products</a>
        <span>the store's catalogue</span>
      </li>
      <li>
        <a href="${base}/themes"
          ><strong>${shop.blocks.filter((each) => each.enabled).length}</strong> theme blocks on</a
        >
        <span>place the app's blocks</span>
      </li>
      <li>
        <a href="${base}/deliveries"><strong>${control.deliveries().length}</strong> webhook deliveries</a>
        <span>${failed === 0 ? "none failed" : `${failed} failed`}</span>
      </li>
      <li>
        <a href="${runtime.context.storefrontUrl()}" target="_blank" rel="noopener"
          ><strong>Storefront</strong></a
        >
        <span>shop as a customer</span>
      </li>
    </ul>
    <section class="card">
      <h2>${app.name}</h2>
      <p>${installed ? "Installed on this store." : "Not installed yet."}</p>
      <div class="row">
        <a class="button primary" href="${appPath}">${installed ? "Open the app" : "Install the app"}</a>
        ${installed && actionButton(`${base}/uninstall`, "Uninstall", "danger")}
        ${!installed && actionButton(`${base}/redact`, "Send shop/redact")}
      </div>
    </section>
  `;
  return layout(context, { title: "Home", content });
}
