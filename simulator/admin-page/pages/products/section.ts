/** The addresses of products, and what the forms about them do. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { CommandError, CommandResult } from "#simulator/state/commands.ts";
import { levelsOf } from "#simulator/state/inventory-levels.ts";
import type { Hundredths, Product } from "#simulator/state/model.ts";
import type { PageContext } from "../../page-context.ts";
import { answer, done, listOf, refused, type Section, textOf } from "../../routes.ts";
import { newProductPage, productPage, productsPage } from "./product-pages.ts";

const productOf = (context: PageContext, id: string): Product | undefined =>
  context.runtime.shop.products.get(BigInt(id));

/** An amount of the form; null when it is none, undefined when the field is empty. */
function amountOf(context: PageContext, name: string): Hundredths | null | undefined {
  const text = textOf(context, name);
  return text === "" ? undefined : parseDecimal(text);
}

const noAmount = (field: string): { ok: false; errors: CommandError[] } => ({
  ok: false,
  errors: [{ field, message: "Must be an amount such as 12.50." }],
});

function create(context: PageContext): Reply {
  const { commands, shop, clock } = context.runtime;
  const price = amountOf(context, "price");
  if (price === null || price === undefined) {
    return refused(context, noAmount("price").errors, newProductPage);
  }
  const made = commands.createProduct({
    title: textOf(context, "title"),
    productType: textOf(context, "productType"),
    vendor: textOf(context, "vendor"),
    tags: listOf(context, "tags"),
    status: "ACTIVE",
    isGiftCard: context.form.has("isGiftCard"),
  });
  if (!made.ok) return refused(context, made.errors, newProductPage);
  const { product } = made;
  const variant = product.variants[0]!;
  commands.updateVariants(product.id, [{ id: variant.id, price }]);
  const [level] = levelsOf(shop, variant);
  const stock = Number(textOf(context, "stock") || 0);
  if (level && Number.isInteger(stock)) {
    const { inventoryItemId } = variant;
    const { locationId } = level;
    commands.changeQuantities([{ inventoryItemId, locationId, changeFrom: null, change: { to: stock } }]);
  }
  if (context.form.has("publish")) commands.publishProduct(product.id, clock());
  return done(`${context.base}/products/${product.id}`, "Product added.");
}

const update = (context: PageContext, { id }: Product): CommandResult<object> =>
  context.runtime.commands.updateProduct(id, {
    title: textOf(context, "title"),
    status: textOf(context, "status") as Product["status"],
    productType: textOf(context, "productType"),
    vendor: textOf(context, "vendor"),
    tags: listOf(context, "tags"),
    descriptionHtml: textOf(context, "descriptionHtml"),
  });

/** Price and stock of one variant. */
function updateVariant(context: PageContext, product: Product, variantId: bigint): CommandResult<object> {
  const { commands, shop } = context.runtime;
  const variant = product.variants.find((each) => each.id === variantId);
  if (!variant) return { ok: false, errors: [{ field: "id", message: "The variant is gone." }] };
  const price = amountOf(context, "price");
  const compareAtPrice = amountOf(context, "compareAtPrice");
  if (price === null || price === undefined) return noAmount("price");
  if (compareAtPrice === null) return noAmount("compareAtPrice");
  const changed = commands.updateVariants(product.id, [
    {
      id: variantId,
      price,
      compareAtPrice: compareAtPrice ?? null,
      inventoryPolicy: textOf(context, "inventoryPolicy") === "DENY" ? "DENY" : "CONTINUE",
    },
  ]);
  if (!changed.ok) return changed;
  const changes = levelsOf(shop, variant).flatMap(({ locationId, available }) => {
    const wanted = Number(context.form.get(`stock-${locationId}`) || available);
    if (!Number.isInteger(wanted) || wanted === available) return [];
    const { inventoryItemId } = variant;
    return [{ inventoryItemId, locationId, changeFrom: null, change: { to: wanted } }];
  });
  return changes.length === 0 ? changed : commands.changeQuantities(changes);
}

function back(context: PageContext, product: Product, outcome: CommandResult<object>, text: string): Reply {
  const to = `${context.base}/products/${product.id}`;
  return answer(context, outcome, { to, text, page: (again) => productPage(again, product) });
}

export const productsSection: Section = {
  pages: [
    [/^\/products$/, (context) => htmlReply(productsPage(context))],
    [/^\/products\/new$/, (context) => htmlReply(newProductPage(context))],
    [
      /^\/products\/(\d+)$/,
      (context, id = "") => {
        const product = productOf(context, id);
        return product ? htmlReply(productPage(context, product)) : null;
      },
    ],
  ],
  actions: [
    { pattern: /^\/products\/new$/, act: create },
    {
      pattern: /^\/products\/(\d+)$/,
      act: (context, id = "") => {
        const product = productOf(context, id);
        return product ? back(context, product, update(context, product), "Saved.") : null;
      },
    },
    {
      pattern: /^\/products\/(\d+)\/variants\/(\d+)$/,
      act: (context, id = "", variantId = "") => {
        const product = productOf(context, id);
        if (!product) return null;
        return back(context, product, updateVariant(context, product, BigInt(variantId)), "Saved.");
      },
    },
    {
      pattern: /^\/products\/(\d+)\/(publish|unpublish)$/,
      act: (context, id = "", action = "") => {
        const product = productOf(context, id);
        if (!product) return null;
        const at = action === "publish" ? context.runtime.clock() : null;
        const outcome = context.runtime.commands.publishProduct(product.id, at);
        return back(
          context,
          product,
          outcome,
          at ? "It is on the online store." : "It is off the online store.",
        );
      },
    },
    {
      pattern: /^\/products\/(\d+)\/delete$/,
      act: (context, id = "") => {
        const outcome = context.runtime.commands.deleteProduct(BigInt(id));
        return outcome.ok ? done(`${context.base}/products`, "Product deleted.") : null;
      },
      confirm: ({ base }, id = "") => ({
        title: "Delete the product?",
        text: "It is gone for good. Orders keep what was bought.",
        button: "Yes, delete",
        back: `${base}/products/${id}`,
      }),
    },
  ],
};
