import { hasPage } from "#simulator/state/products-parts.ts";
import { levelsOf, stockOf } from "#simulator/state/inventory-levels.ts";
import { restAmount } from "#simulator/money.ts";
import type { Product, Variant } from "#simulator/state/model.ts";
import { actionButton, form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, pageOf, pager, searchForm, table } from "../../lists.ts";
import { amountText, counted, type PageContext } from "../../page-context.ts";

const STATES = [
  { value: "", label: "All states" },
  { value: "ACTIVE", label: "Active" },
  { value: "DRAFT", label: "Drafts" },
  { value: "UNLISTED", label: "Unlisted" },
  { value: "ARCHIVED", label: "Archived" },
];

function priceText(context: PageContext, { variants }: Product): string {
  const prices = variants.map(({ price }) => price).toSorted((a, b) => Number(a - b));
  const [least = 0n, most = 0n] = [prices[0], prices.at(-1)];
  return least === most
    ? amountText(context, least)
    : `${amountText(context, least)} to ${amountText(context, most)}`;
}

const stockText = ({ variants }: Product): number =>
  variants.reduce((sum, variant) => sum + stockOf(variant), 0);

function matching({ runtime, url }: PageContext): Product[] {
  const wanted = (url.searchParams.get("q") ?? "").trim().toLowerCase();
  const state = url.searchParams.get("state") ?? "";
  const words = (product: Product): string =>
    `${product.title} ${product.productType} ${product.tags.join(" ")} ${product.variants.map(({ sku }) => sku).join(" ")}`;
  return [...runtime.shop.products.values()]
    .filter(
      (product) =>
        (state === "" || product.status === state) && words(product).toLowerCase().includes(wanted),
    )
    .toSorted((a, b) => a.title.localeCompare(b.title));
}

export function productsPage(context: PageContext): string {
  const { base } = context;
  const list = pageOf(matching(context), context.url);
  return layout(context, {
    title: "Products",
    actions: html`<a class="button primary" href="${base}/products/new">Add a product</a>`,
    content: html`${searchForm(context, {
        label: "Search products",
        placeholder: "Title, type, tag or SKU",
        choices: [{ name: "state", label: "State", options: STATES }],
      })}
      <section class="card list">
        ${table(
          [
            {
              label: "Product",
              cell: (product) => html`<a href="${base}/products/${product.id}">${product.title}</a>`,
            },
            { label: "State", cell: (product) => badge(product.status) },
            { label: "Type", isMinor: true, cell: (product) => product.productType },
            { label: "Stock", isNumber: true, cell: stockText },
            { label: "Price", isNumber: true, cell: (product) => priceText(context, product) },
          ],
          list.items,
          "No such products.",
          "Products",
        )}
      </section>
      ${pager(context, list)}`,
  });
}

export const newProductPage = (context: PageContext): string =>
  layout(context, {
    title: "Add a product",
    up: { label: "Products", path: "/products" },
    content: html`<section class="card narrow">
      ${form(context, {
        key: "new-product",
        action: `${context.base}/products/new`,
        submit: "Add product",
        fields: (controls) =>
          html`${controls.text({ name: "title", label: "Title", isWide: true, isRequired: true })}
            ${controls.text({ name: "productType", label: "Type" })}
            ${controls.text({ name: "vendor", label: "Vendor" })}
            ${controls.text({ name: "price", label: `Price (${context.runtime.shop.currency})`, isRequired: true })}
            ${controls.text({ name: "stock", label: "Stock", type: "number", value: 10 })}
            ${controls.text({ name: "tags", label: "Tags", isWide: true, hint: "With commas between them." })}
            <div class="wide">
              ${controls.check({ name: "publish", label: "On the online store", isOn: true })}
              ${controls.check({ name: "isGiftCard", label: "A gift card: each piece that is paid becomes one" })}
            </div>`,
      })}
    </section>`,
  });

function variantForm(context: PageContext, product: Product, variant: Variant): Html {
  const { shop } = context.runtime;
  const levels = levelsOf(shop, variant);
  return html`<div class="part">
    <h3>
      ${variant.title === "Default Title" ? "Price and stock" : variant.title} <code>${variant.sku}</code>
    </h3>
    ${form(context, {
      key: `variant-${variant.id}`,
      action: `${context.base}/products/${product.id}/variants/${variant.id}`,
      submit: "Save",
      kind: "",
      fields: (controls) =>
        html`${controls.text({ name: "price", label: `Price (${shop.currency})`, value: restAmount(variant.price, shop.currency) })}
        ${controls.text({
          name: "compareAtPrice",
          label: "Price before",
          value: variant.compareAtPrice === null ? "" : restAmount(variant.compareAtPrice, shop.currency),
          hint: "Empty: not reduced.",
        })}
        ${levels.map(({ locationId, available }) =>
          controls.text({
            name: `stock-${locationId}`,
            label: `Stock in ${shop.locations.get(locationId)?.name ?? "a location"}`,
            type: "number",
            value: available,
          }),
        )}
        ${controls.select({
          name: "inventoryPolicy",
          label: "When it is out of stock",
          value: variant.inventoryPolicy,
          options: [
            { value: "DENY", label: "Stop selling" },
            { value: "CONTINUE", label: "Go on selling" },
          ],
        })}`,
    })}
  </div>`;
}

export function productPage(context: PageContext, product: Product): string {
  const { runtime, base } = context;
  const action = `${base}/products/${product.id}`;
  const isPublished = product.publishedAt !== null;
  return layout(context, {
    title: product.title,
    up: { label: "Products", path: "/products" },
    actions: html`${
      hasPage(product, runtime.clock()) &&
      html`<a
        class="button"
        href="${runtime.context.storefrontUrl()}/products/${product.handle}"
        target="_blank"
        rel="noopener"
        >View</a
      >`
    }
    ${actionButton(`${action}/${isPublished ? "unpublish" : "publish"}`, isPublished ? "Take off the online store" : "Put on the online store")}
    ${actionButton(`${action}/delete`, "Delete", "danger")}`,
    content: html`<p class="lead">
        ${badge(product.status)} ${product.isGiftCard && html`<span class="badge">gift card</span>`}
        ${counted(stockText(product), "piece")} in stock · ${priceText(context, product)}
      </p>
      <div class="split">
        <section class="card">
          <h2>Details</h2>
          ${form(context, {
            key: "product",
            action,
            submit: "Save",
            fields: (controls) =>
              html`${controls.text({ name: "title", label: "Title", value: product.title, isWide: true })}
              ${controls.select({
                name: "status",
                label: "State",
                value: product.status,
                options: STATES.slice(1),
              })}
              ${controls.text({ name: "productType", label: "Type", value: product.productType })}
              ${controls.text({ name: "vendor", label: "Vendor", value: product.vendor })}
              ${controls.text({ name: "tags", label: "Tags", value: product.tags.join(", "), hint: "With commas between them." })}
              ${controls.area({ name: "descriptionHtml", label: "Description (HTML)", value: product.descriptionHtml, rows: 4, isCode: true, isWide: true })}`,
          })}
        </section>
        <section class="card">
          <h2>Variants</h2>
          ${product.variants.map((variant) => variantForm(context, product, variant))}
        </section>
      </div>`,
  });
}
