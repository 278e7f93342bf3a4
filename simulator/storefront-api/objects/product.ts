/** Products, variants and collections in the Storefront API. */
import { connection } from "#simulator/admin-api/connection.ts";
import { NotModelled } from "#simulator/admin-api/context.ts";
import { gid } from "#simulator/ids.ts";
import { collectionsOf, productsOf } from "#simulator/state/collections-rules.ts";
import { isAvailable, onlineStockOf } from "#simulator/state/inventory-levels.ts";
import type { Collection, Product, ShopState, Variant } from "#simulator/state/model.ts";
import { isListed, isPublished, pictureUrl } from "#simulator/state/products-parts.ts";
import { graphqlTime } from "#simulator/time.ts";
import { price, type StorefrontContext, type StorefrontModel, text } from "../context.ts";
import { metafieldFields } from "./metafield.ts";

const productGid = (product: Product): string => gid("Product", product.id);
const collectionGid = (collection: Collection): string => gid("Collection", collection.id);

const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

/** Cut at a word, with an ellipsis, as the argument `truncateAt` asks. */
function truncated(words: string, at: unknown): string {
  if (typeof at !== "number" || words.length <= at) return words;
  return `${words.slice(0, Math.max(0, at - 3)).trimEnd()}...`;
}

/** The picture of a product; all its variants share it. */
function image(shop: ShopState, product: Product) {
  const url = pictureUrl(shop, product);
  if (url === null) return null;
  return { id: gid("ProductImage", product.id), url, altText: product.title, width: 800, height: 800 };
}

export const imageModel: StorefrontModel = {
  id: ({ id }: { id: string }) => id,
  altText: ({ altText }: { altText: string }) => altText,
  width: ({ width }: { width: number }) => width,
  height: ({ height }: { height: number }) => height,
  url: ({ url }: { url: string }) => url,
  src: ({ url }: { url: string }) => url,
  originalSrc: ({ url }: { url: string }) => url,
  thumbhash: () => null,
};

function range(context: StorefrontContext, amounts: bigint[]) {
  const sorted = amounts.toSorted((a, b) => Number(a - b));
  return {
    minVariantPrice: price(context, sorted[0] ?? 0n),
    maxVariantPrice: price(context, sorted.at(-1) ?? 0n),
  };
}

const optionNames = (product: Product): { id: bigint; name: string; values: string[] }[] =>
  product.options.length > 0
    ? product.options
    : [{ id: product.id, name: "Title", values: [product.variants[0]?.title ?? "Default Title"] }];

const selectedOptions = (product: Product, variant: Variant) =>
  optionNames(product).map(({ name }, index) => ({
    name,
    value: variant.optionValues[index] ?? variant.title,
  }));

function variantByOptions(product: Product, given: unknown): Variant | null {
  const wanted = (given ?? []) as { name: string; value: string }[];
  const fits = (variant: Variant): boolean => {
    const has = selectedOptions(product, variant);
    return wanted.every(({ name, value }) => has.some((each) => each.name === name && each.value === value));
  };
  return product.variants.find(fits) ?? null;
}

export const productModel: StorefrontModel = {
  id: productGid,
  handle: (product: Product) => product.handle,
  title: (product: Product, _args, context) => text(context, productGid(product), "title", product.title),
  description: (product: Product, args, context) =>
    truncated(
      plain(text(context, productGid(product), "body_html", product.descriptionHtml)),
      args["truncateAt"],
    ),
  descriptionHtml: (product: Product, _args, context) =>
    text(context, productGid(product), "body_html", product.descriptionHtml),
  productType: (product: Product, _args, context) =>
    text(context, productGid(product), "product_type", product.productType),
  vendor: (product: Product) => product.vendor,
  tags: (product: Product) => product.tags,
  isGiftCard: (product: Product) => product.isGiftCard,
  requiresSellingPlan: () => false,
  availableForSale: (product: Product, _args, { shop }) =>
    product.variants.some((variant) => isAvailable(shop, variant)),
  totalInventory: (product: Product, _args, { shop }) =>
    product.variants.reduce((sum, variant) => sum + onlineStockOf(shop, variant), 0),
  priceRange: (product: Product, _args, context) =>
    range(
      context,
      product.variants.map((variant) => variant.price),
    ),
  compareAtPriceRange: (product: Product, _args, context) =>
    range(
      context,
      product.variants.map((variant) => variant.compareAtPrice ?? 0n),
    ),
  featuredImage: (product: Product, _args, { shop }) => image(shop, product),
  images: (product: Product, args, context, info) => {
    const found = image(context.shop, product);
    return connection({ items: found ? [found] : [], args, context, info, idOf: ({ id }) => id });
  },
  onlineStoreUrl: (product: Product, _args, { shop }) => `${shop.primaryUrl}/products/${product.handle}`,
  seo: (product: Product) => product.seo,
  options: (product: Product, args) => {
    const options = optionNames(product);
    return (typeof args["first"] === "number" ? options.slice(0, args["first"]) : options).map((option) => ({
      id: gid("ProductOption", option.id),
      name: option.name,
      values: option.values,
      optionValues: option.values.map((name, index) => ({
        id: gid("ProductOptionValue", option.id * 100n + BigInt(index)),
        name,
        swatch: null,
        firstSelectableVariant: variantByOptions(product, [{ name: option.name, value: name }]),
      })),
    }));
  },
  variants: (product: Product, args, context, info) =>
    connection({
      items: product.variants,
      args,
      context,
      info,
      idOf: (variant) => variant.id,
      keepOrder: true,
    }),
  variantsCount: (product: Product) => ({ count: product.variants.length, precision: "EXACT" }),
  variantBySelectedOptions: (product: Product, args) => variantByOptions(product, args["selectedOptions"]),
  selectedOrFirstAvailableVariant: (product: Product, args, { shop }) =>
    (args["selectedOptions"] ? variantByOptions(product, args["selectedOptions"]) : null) ??
    product.variants.find((variant) => isAvailable(shop, variant)) ??
    product.variants[0],
  collections: (product: Product, args, context, info) =>
    connection({
      items: collectionsOf(context.shop, product).filter((each) => isPublished(each, context.now)),
      args,
      context,
      info,
      idOf: (collection) => collection.id,
    }),
  trackingParameters: () => null,
  publishedAt: (product: Product) => graphqlTime(product.publishedAt ?? product.createdAt),
  createdAt: (product: Product) => graphqlTime(product.createdAt),
  updatedAt: (product: Product) => graphqlTime(product.updatedAt),
  ...metafieldFields(productGid),
};

const productOf = (variant: Variant, { shop }: StorefrontContext): Product =>
  shop.products.get(variant.productId)!;

const priceOf = (variant: Variant, _args: unknown, context: StorefrontContext) =>
  price(context, variant.price);

const compareAt = (variant: Variant, _args: unknown, context: StorefrontContext) =>
  variant.compareAtPrice === null ? null : price(context, variant.compareAtPrice);

export const variantModel: StorefrontModel = {
  id: (variant: Variant) => gid("ProductVariant", variant.id),
  title: (variant: Variant) => variant.title,
  sku: (variant: Variant) => variant.sku,
  barcode: (variant: Variant) => variant.barcode,
  price: priceOf,
  priceV2: priceOf,
  compareAtPrice: compareAt,
  compareAtPriceV2: compareAt,
  availableForSale: (variant: Variant, _args, { shop }) => isAvailable(shop, variant),
  currentlyNotInStock: (variant: Variant, _args, { shop }) =>
    variant.tracked && onlineStockOf(shop, variant) <= 0 && isAvailable(shop, variant),
  quantityAvailable: (variant: Variant, _args, { shop }) => onlineStockOf(shop, variant),
  quantityRule: () => ({ minimum: 1, maximum: null, increment: 1 }),
  requiresComponents: () => false,
  requiresShipping: (variant: Variant) => variant.requiresShipping,
  taxable: (variant: Variant) => variant.taxable,
  weight: (variant: Variant) => variant.weightGrams / 1000,
  weightUnit: () => "KILOGRAMS",
  unitPrice: () => null,
  unitPriceMeasurement: () => null,
  shopPayInstallmentsPricing: () => null,
  selectedOptions: (variant: Variant, _args, context) =>
    selectedOptions(productOf(variant, context), variant),
  image: (variant: Variant, _args, context) => image(context.shop, productOf(variant, context)),
  product: (variant: Variant, _args, context) => productOf(variant, context),
  ...metafieldFields((variant: Variant) => gid("ProductVariant", variant.id)),
};

const SORT_ORDERS: Record<string, string | undefined> = {
  COLLECTION_DEFAULT: undefined,
  MANUAL: "MANUAL",
  TITLE: "ALPHA_ASC",
  PRICE: "PRICE_ASC",
  BEST_SELLING: "BEST_SELLING",
  CREATED: "CREATED",
};

interface Filter {
  available?: boolean | null;
  price?: { min?: number | null; max?: number | null } | null;
  productType?: string | null;
  productVendor?: string | null;
  tag?: string | null;
  variantOption?: { name: string; value: string } | null;
}

const FILTERS = new Set(["available", "price", "productType", "productVendor", "tag", "variantOption"]);

function passes(context: StorefrontContext, product: Product, filter: Filter): boolean {
  const unknown = Object.keys(filter).find((name) => !FILTERS.has(name));
  if (unknown) throw new NotModelled(`ProductFilter.${unknown} of the Storefront API`);
  const { available, price: wanted, productType, productVendor, tag, variantOption } = filter;
  const inRange = ({ price: amount }: Variant): boolean => {
    const units = Number(price(context, amount).amount);
    return units >= (wanted?.min ?? 0) && units <= (wanted?.max ?? Number.POSITIVE_INFINITY);
  };
  const isSold = product.variants.some((variant) => isAvailable(context.shop, variant));
  return (
    (available == null || isSold === available) &&
    (!wanted || product.variants.some(inRange)) &&
    (productType == null || product.productType === productType) &&
    (productVendor == null || product.vendor === productVendor) &&
    (tag == null || product.tags.some((each) => each.toLowerCase() === tag.toLowerCase())) &&
    (!variantOption || variantByOptions(product, [variantOption]) !== null)
  );
}

export const collectionModel: StorefrontModel = {
  id: collectionGid,
  handle: (collection: Collection) => collection.handle,
  title: (collection: Collection, _args, context) =>
    text(context, collectionGid(collection), "title", collection.title),
  description: (collection: Collection, args, context) =>
    truncated(
      plain(text(context, collectionGid(collection), "body_html", collection.descriptionHtml)),
      args["truncateAt"],
    ),
  descriptionHtml: (collection: Collection, _args, context) =>
    text(context, collectionGid(collection), "body_html", collection.descriptionHtml),
  image: () => null,
  onlineStoreUrl: (collection: Collection, _args, { shop }) =>
    `${shop.primaryUrl}/collections/${collection.handle}`,
  seo: (collection: Collection) => collection.seo,
  trackingParameters: () => null,
  updatedAt: (collection: Collection) => graphqlTime(collection.updatedAt),
  products: (collection: Collection, args, context, info) => {
    const key = String(args["sortKey"] ?? "COLLECTION_DEFAULT");
    if (!Object.hasOwn(SORT_ORDERS, key))
      throw new NotModelled(`the sort key ${key} of a collection's products`);
    const filters = (args["filters"] ?? []) as Filter[];
    const items = productsOf(context.shop, collection, SORT_ORDERS[key]).filter(
      (product) =>
        isListed(product, context.now) && filters.every((filter) => passes(context, product, filter)),
    );
    return connection({ items, args, context, info, idOf: (product) => product.id, keepOrder: true });
  },
  ...metafieldFields(collectionGid),
};
