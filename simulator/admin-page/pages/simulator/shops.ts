/** The shops of this simulator. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import { shopHandle } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { openShop, type StartingStore, STORES } from "#simulator/starting-stores.ts";
import { actionButton, form } from "../../forms.ts";
import { html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, table } from "../../lists.ts";
import type { PageContext } from "../../page-context.ts";
import { done, refused, type Section, textOf } from "../../routes.ts";

const STORE_NAMES: Record<(typeof STORES)[number], string> = {
  "online-retail": "A shop with years of orders",
  empty: "A few products and customers",
};

function shopsPage(context: PageContext): string {
  const { base, platform, runtime } = context;
  const all = platform.shops();
  return layout(context, {
    title: "Shops",
    content: html`<section class="card list">
        ${table(
          [
            {
              label: "Shop",
              cell: ({ shop }: ShopRuntime) =>
                html`<a href="/store/${shopHandle(shop.domain)}">${shop.name}</a
                  ><small>${shop.domain}</small>`,
            },
            { label: "App", cell: (each) => badge(each.installation() ? "installed" : "not installed") },
            {
              label: "Storefront",
              isMinor: true,
              cell: ({ context: simulator }) =>
                html`<a href="${simulator.storefrontUrl()}" target="_blank" rel="noopener"
                  >${simulator.storefrontUrl()}</a
                >`,
            },
            { label: "Orders", isNumber: true, cell: ({ shop }) => shop.orders.size.toLocaleString("en-GB") },
            {
              label: "Customers",
              isNumber: true,
              cell: ({ shop }) => shop.customers.size.toLocaleString("en-GB"),
            },
            {
              label: "",
              isNumber: true,
              cell: ({ shop }) =>
                all.length > 1 &&
                shop !== runtime.shop &&
                actionButton(`${base}/shops/remove`, "Remove", "small danger", { domain: shop.domain }),
            },
          ],
          all,
          "",
          "Shops",
        )}
      </section>
      <section class="card narrow">
        <h2>Add a shop</h2>
        ${form(context, {
          key: "new-shop",
          action: `${base}/shops`,
          submit: "Add shop",
          fields: (controls) =>
            html`${controls.text({ name: "domain", label: "Domain", placeholder: "second.myshopify.com", isRequired: true })}
            ${controls.select({
              name: "store",
              label: "Begins with",
              value: "empty",
              options: STORES.map((value) => ({ value, label: STORE_NAMES[value] })),
              isWide: true,
            })}
            ${controls.text({ name: "seedLimit", label: "Customers at most", type: "number", min: 1, hint: "Of the shop with years of orders; empty: all." })}`,
        })}
      </section>`,
  });
}

function add(context: PageContext): Reply {
  const domain = textOf(context, "domain");
  try {
    openShop(context.platform, {
      domain,
      store: textOf(context, "store") as StartingStore["store"],
      seedLimit: Number(textOf(context, "seedLimit")) || undefined,
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refused(context, [{ field: "domain", message: error.message }], shopsPage);
  }
  return done(`/store/${shopHandle(domain)}`, "The shop is open. Install the app on it.");
}

export const shopsSection: Section = {
  pages: [[/^\/shops$/, (context) => htmlReply(shopsPage(context))]],
  actions: [
    { pattern: /^\/shops$/, act: add },
    {
      pattern: /^\/shops\/remove$/,
      act: (context) => {
        const removed = context.platform.remove(textOf(context, "domain"));
        if (removed) return done(`${context.base}/shops`, "The shop is gone.");
        return refused(context, [{ field: "domain", message: "The last shop stays." }], shopsPage);
      },
      confirm: (context) => ({
        title: "Remove the shop?",
        text: `${textOf(context, "domain")} is gone with everything in it. The app does not hear of it.`,
        button: "Yes, remove",
        back: `${context.base}/shops`,
      }),
    },
  ],
};
