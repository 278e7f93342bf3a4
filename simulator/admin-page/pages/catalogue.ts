import type { Discount, Product } from "#simulator/state/model.ts";
import { discountStatus } from "#simulator/state/pricing.ts";
import { html, type Html } from "../html.ts";
import { badge, layout, pager } from "../layout.ts";
import { amountText, type PageContext, pageOf, timeText } from "../page-context.ts";

const price = (context: PageContext, product: Product): string =>
  product.variants.map((variant) => amountText(context, variant.price)).join(", ");

export function productsPage(context: PageContext): string {
  const products = [...context.runtime.shop.products.values()].toSorted((a, b) =>
    a.title.localeCompare(b.title),
  );
  const list = pageOf(products, context.url);
  return layout(context, {
    title: "Products",
    content: html`<section class="card">
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>Product</th>
                <th>Type</th>
                <th class="number">Stock</th>
                <th class="number">Price</th>
              </tr>
            </thead>
            <tbody>
              ${list.items.map(
                (product) =>
                  html`<tr>
                    <td><a href="${context.base}/products/${product.id}">${product.title}</a></td>
                    <td>${product.productType}</td>
                    <td class="number">
                      ${product.variants.reduce((sum, each) => sum + each.inventoryQuantity, 0)}
                    </td>
                    <td class="number">${price(context, product)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>
      ${pager(context, list)}`,
  });
}

export function productPage(context: PageContext, product: Product): string {
  const { context: simulator } = context.runtime;
  return layout(context, {
    title: product.title,
    actions: html`<a
      class="button"
      href="${simulator.storefrontUrl()}/products/${product.handle}"
      target="_blank"
      rel="noopener"
      >View</a
    >`,
    content: html`<section class="card">
      <p class="lead">${product.productType} · ${price(context, product)}</p>
      <ul class="plain">
        ${product.variants.map(
          (variant) =>
            html`<li>
              ${variant.title} <code>${variant.sku}</code>, ${variant.inventoryQuantity} in stock
            </li>`,
        )}
      </ul>
    </section>`,
  });
}

function discountRow(context: PageContext, discount: Discount): Html {
  const { shop, clock } = context.runtime;
  const names = discount.customerIds?.map((id) => {
    const customer = shop.customers.get(id);
    return html`<a href="${context.base}/customers/${id}">${customer?.email ?? id}</a> `;
  });
  const value =
    discount.value.kind === "amount"
      ? amountText(context, discount.value.amount)
      : `${Math.round(discount.value.fraction * 10_000) / 100}%`;
  return html`<tr>
    <td>
      <code>${discount.codes.map((each) => each.code).join(", ")}</code><small>${discount.title}</small>
    </td>
    <td>${badge(discountStatus(discount, clock()))}</td>
    <td>${names ?? "everybody"}</td>
    <td class="number">${value}</td>
    <td class="number">
      ${discount.codes.reduce((sum, each) => sum + each.usageCount, 0)}${discount.usageLimit === null ? "" : ` of ${discount.usageLimit}`}
    </td>
    <td>${discount.endsAt ? timeText(context, discount.endsAt) : "never"}</td>
  </tr>`;
}

export function discountsPage(context: PageContext): string {
  const discounts = [...context.runtime.shop.discounts.values()].toReversed();
  const list = pageOf(discounts, context.url);
  return layout(context, {
    title: "Discounts",
    content: html`<section class="card">
        ${list.total === 0 && html`<p class="empty">The app has not made any discount codes yet.</p>`}
        ${
          list.total > 0 &&
          html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>Code</th>
                  <th>State</th>
                  <th>For</th>
                  <th class="number">Value</th>
                  <th class="number">Used</th>
                  <th>Ends</th>
                </tr>
              </thead>
              <tbody>
                ${list.items.map((discount) => discountRow(context, discount))}
              </tbody>
            </table>
          </div>`
        }
      </section>
      ${pager(context, list)}`,
  });
}
