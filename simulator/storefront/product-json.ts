/** Products as the Ajax API writes them: `/products/<handle>.js`, recommendations, search suggestions. */
import { isAvailable } from "#simulator/state/inventory-levels.ts";
import { restAmount } from "#simulator/money.ts";
import type { Collection, Product, Variant } from "#simulator/state/model.ts";
import { optionsOf, productUrl, titleOf } from "./drops/product.ts";
import { localPath, present, textOf } from "./reader.ts";
import type { Reader } from "./reader.ts";

/** Shopify leaves out further variants. */
const MOST_VARIANTS = 250;

const bodyOf = (reader: Reader, product: Product): string =>
  textOf(reader, `gid://shopify/Product/${product.id}`, "body_html", product.descriptionHtml);

const typeOf = (reader: Reader, product: Product): string =>
  textOf(reader, `gid://shopify/Product/${product.id}`, "product_type", product.productType);

function variantJson(reader: Reader, product: Product, variant: Variant): object {
  const title = titleOf(reader, product);
  const [option1 = "Default Title", option2 = null, option3 = null] = variant.optionValues;
  return {
    id: variant.id,
    title: variant.title,
    option1,
    option2,
    option3,
    sku: variant.sku,
    requires_shipping: variant.requiresShipping,
    taxable: variant.taxable,
    featured_image: null,
    available: isAvailable(reader.shop, variant),
    name: variant.title === "Default Title" ? title : `${title} - ${variant.title}`,
    public_title: variant.title === "Default Title" ? null : variant.title,
    options: variant.optionValues.length > 0 ? variant.optionValues : ["Default Title"],
    price: present(reader, variant.price),
    weight: variant.weightGrams,
    compare_at_price: variant.compareAtPrice === null ? null : present(reader, variant.compareAtPrice),
    inventory_management: variant.tracked ? "shopify" : null,
    barcode: variant.barcode,
    requires_selling_plan: false,
    selling_plan_allocations: [],
  };
}

/** `/products/<handle>.js`: prices in hundredths of the shopper's currency. */
export function productJson(reader: Reader, product: Product): Record<string, unknown> {
  const prices = product.variants.map((variant) => present(reader, variant.price));
  const compared = product.variants.flatMap(({ compareAtPrice }) =>
    compareAtPrice === null ? [] : [present(reader, compareAtPrice)],
  );
  const [lowest, highest] = [Math.min(...prices), Math.max(...prices)];
  const [leastCompared, mostCompared] =
    compared.length === 0 ? [0, 0] : [Math.min(...compared), Math.max(...compared)];
  const images = product.imagePath === "" ? [] : [product.imagePath];
  return {
    id: product.id,
    title: titleOf(reader, product),
    handle: product.handle,
    description: bodyOf(reader, product),
    published_at: product.publishedAt?.toISOString() ?? null,
    created_at: product.createdAt.toISOString(),
    vendor: product.vendor,
    type: typeOf(reader, product),
    tags: product.tags,
    price: lowest,
    price_min: lowest,
    price_max: highest,
    available: product.variants.some((variant) => isAvailable(reader.shop, variant)),
    price_varies: lowest !== highest,
    compare_at_price: compared.length === 0 ? null : leastCompared,
    compare_at_price_min: leastCompared,
    compare_at_price_max: mostCompared,
    compare_at_price_varies: leastCompared !== mostCompared,
    variants: product.variants
      .slice(0, MOST_VARIANTS)
      .map((variant) => variantJson(reader, product, variant)),
    images,
    featured_image: images[0] ?? null,
    options: optionsOf(reader, product).map(({ name, values }, index) => ({
      name,
      position: index + 1,
      values,
    })),
    url: productUrl(reader, product),
    media: images.map((src, index) => ({
      alt: product.title,
      id: product.id,
      position: index + 1,
      preview_image: { aspect_ratio: 1, height: 800, width: 800, src },
      aspect_ratio: 1,
      height: 800,
      media_type: "image",
      src,
      width: 800,
    })),
    requires_selling_plan: false,
    selling_plan_groups: [],
  };
}

/** `/products/<handle>.json`: REST-shaped, prices as decimals in the shop's own currency. */
export function productRestJson(reader: Reader, product: Product): object {
  const { currency } = reader.shop;
  return {
    product: {
      id: product.id,
      title: titleOf(reader, product),
      body_html: bodyOf(reader, product),
      vendor: product.vendor,
      product_type: typeOf(reader, product),
      created_at: product.createdAt.toISOString(),
      handle: product.handle,
      updated_at: product.updatedAt.toISOString(),
      published_at: product.publishedAt?.toISOString() ?? null,
      template_suffix: product.templateSuffix,
      tags: product.tags.join(", "),
      variants: product.variants.slice(0, MOST_VARIANTS).map((variant, index) => ({
        id: variant.id,
        product_id: product.id,
        title: variant.title,
        price: restAmount(variant.price, currency),
        sku: variant.sku,
        position: index + 1,
        compare_at_price: variant.compareAtPrice === null ? "" : restAmount(variant.compareAtPrice, currency),
        option1: variant.optionValues[0] ?? "Default Title",
        option2: variant.optionValues[1] ?? null,
        option3: variant.optionValues[2] ?? null,
        taxable: variant.taxable,
        barcode: variant.barcode,
        grams: variant.weightGrams,
        requires_shipping: variant.requiresShipping,
        price_currency: currency,
      })),
      options: optionsOf(reader, product).map(({ name, values }, index) => ({
        name,
        position: index + 1,
        values,
        product_id: product.id,
      })),
      images:
        product.imagePath === "" ? [] : [{ src: product.imagePath, product_id: product.id, position: 1 }],
    },
  };
}

const decimalIn = (reader: Reader, amount: bigint): string => (present(reader, amount) / 100).toFixed(2);

/** A product in `/search/suggest.json`: prices are decimal texts there. */
export function suggestedProduct(reader: Reader, product: Product): object {
  const prices = product.variants.map(({ price }) => price).toSorted((a, b) => (a < b ? -1 : 1));
  const compared = product.variants
    .flatMap(({ compareAtPrice }) => compareAtPrice ?? [])
    .toSorted((a, b) => (a < b ? -1 : 1));
  const image = product.imagePath || null;
  return {
    available: product.variants.some((variant) => isAvailable(reader.shop, variant)),
    body: bodyOf(reader, product),
    compare_at_price_max: decimalIn(reader, compared.at(-1) ?? 0n),
    compare_at_price_min: decimalIn(reader, compared[0] ?? 0n),
    handle: product.handle,
    id: product.id,
    image,
    price: decimalIn(reader, prices[0] ?? 0n),
    price_max: decimalIn(reader, prices.at(-1) ?? 0n),
    price_min: decimalIn(reader, prices[0] ?? 0n),
    tags: product.tags,
    title: titleOf(reader, product),
    type: typeOf(reader, product),
    url: productUrl(reader, product),
    variants: [],
    vendor: product.vendor,
    featured_image: { alt: product.title, aspect_ratio: 1, height: 800, url: image, width: 800 },
  };
}

export function suggestedCollection(reader: Reader, collection: Collection): object {
  const gid = `gid://shopify/Collection/${collection.id}`;
  return {
    body: textOf(reader, gid, "body_html", collection.descriptionHtml),
    handle: collection.handle,
    id: collection.id,
    published_at: collection.publishedAt?.toISOString() ?? null,
    title: textOf(reader, gid, "title", collection.title),
    url: localPath(reader, `/collections/${collection.handle}`),
    featured_image: { alt: null, aspect_ratio: null, height: null, url: null, width: null },
  };
}
