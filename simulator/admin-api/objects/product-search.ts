/** How products, variants and collections are searched and sorted, by the fields Shopify documents. */
import { collectionsOf, isReduced, membersOf } from "#simulator/state/collections-rules.ts";
import { gid } from "#simulator/ids.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import { levelsOf, stockOf } from "#simulator/state/inventory-levels.ts";
import { findDefinition } from "#simulator/state/metafields-definitions.ts";
import { metafieldKey } from "#simulator/state/metafields-index.ts";
import { resolveNamespace } from "#simulator/state/metafields.ts";
import { isListType, itemType, listItems } from "#simulator/state/metafields-values.ts";
import type { Collection, Metafield, Product, ShopState, Variant } from "#simulator/state/model.ts";
import { hasOnlyDefaultVariant, isPublished } from "#simulator/state/products-parts.ts";
import { totalStock } from "#simulator/state/products-variants.ts";
import type { SortValue } from "../connection.ts";
import { type ApiContext, type Arguments, NotModelled } from "../context.ts";
import { type SearchFields, searchItems, type SearchValue } from "../search.ts";
import { ONLINE_STORE } from "./product-parts.ts";

export interface VariantOfProduct {
  product: Product;
  variant: Variant;
}

export const variantsOf = (product: Product): VariantOfProduct[] =>
  product.variants.map((variant) => ({ product, variant }));

/** `published_status`: every word that holds for a record. */
function publishedStatus(record: { publishedAt: Date | null }, now: Date): string[] {
  const { handle, id } = ONLINE_STORE;
  const channels = [handle, String(id)];
  const words = (suffixes: string[]): string[] =>
    channels.flatMap((channel) => suffixes.map((suffix) => `${channel}-${suffix}`));
  if (isPublished(record, now)) {
    return ["online_store_channel", "published", "visible", ...words(["published", "visible"])];
  }
  const planned = record.publishedAt ? words(["intended"]) : [];
  return ["online_store_channel", "unpublished", "unavailable", ...words(["hidden"]), ...planned];
}

const publicationIds = (record: { publishedAt: Date | null }, now: Date): bigint[] =>
  isPublished(record, now) ? [ONLINE_STORE.id] : [];

const units = (amount: bigint): number => Number(amount) / 100;

const productFields = (shop: ShopState, now: Date): SearchFields<Product>["fields"] => ({
  barcode: (product) => product.variants.map(({ barcode }) => barcode),
  bundles: () => false,
  category_id: () => null,
  collection_id: (product) => collectionsOf(shop, product).map(({ id }) => id),
  combined_listing_role: () => "no_role",
  created_at: (product) => product.createdAt,
  gift_card: (product) => product.isGiftCard,
  handle: (product) => product.handle,
  has_only_composites: () => false,
  has_only_default_variant: hasOnlyDefaultVariant,
  has_variant_with_components: () => false,
  id: (product) => product.id,
  inventory_total: totalStock,
  is_price_reduced: (product) => product.variants.some(isReduced),
  out_of_stock_somewhere: (product) =>
    product.variants.some(
      (variant) => variant.tracked && levelsOf(shop, variant).some(({ available }) => available <= 0),
    ),
  price: (product) => product.variants.map(({ price }) => units(price)),
  product_type: (product) => product.productType,
  publication_ids: (product) => publicationIds(product, now),
  published_at: (product) => product.publishedAt,
  published_status: (product) => publishedStatus(product, now),
  sku: (product) => product.variants.map(({ sku }) => sku),
  status: (product) => product.status.toLowerCase(),
  tag: (product) => product.tags,
  title: (product) => product.title,
  updated_at: (product) => product.updatedAt,
  variant_id: (product) => product.variants.map(({ id }) => id),
  variant_title: (product) => product.variants.map(({ title }) => title),
  vendor: (product) => product.vendor,
});

const variantFields = (shop: ShopState, now: Date): SearchFields<VariantOfProduct>["fields"] => ({
  barcode: ({ variant }) => variant.barcode,
  collection: ({ product }) => collectionsOf(shop, product).map(({ id }) => id),
  exclude_composite: () => true,
  exclude_variants_with_components: () => true,
  gift_card: ({ product }) => product.isGiftCard,
  id: ({ variant }) => variant.id,
  inventory_quantity: ({ variant }) => stockOf(variant),
  location_id: ({ variant }) => levelsOf(shop, variant).map(({ locationId }) => locationId),
  managed: ({ variant }) => variant.tracked,
  managed_by: ({ variant }) => (variant.tracked ? "shopify" : null),
  option1: ({ variant }) => variant.optionValues[0] ?? null,
  option2: ({ variant }) => variant.optionValues[1] ?? null,
  option3: ({ variant }) => variant.optionValues[2] ?? null,
  product_id: ({ product }) => product.id,
  product_ids: ({ product }) => product.id,
  product_status: ({ product }) => product.status.toLowerCase(),
  product_type: ({ product }) => product.productType,
  published_status: ({ product }) => publishedStatus(product, now),
  requires_components: () => false,
  sku: ({ variant }) => variant.sku,
  tag: ({ product }) => product.tags,
  taxable: ({ variant }) => variant.taxable,
  title: ({ variant }) => variant.title,
  updated_at: ({ variant }) => variant.updatedAt,
  vendor: ({ product }) => product.vendor,
});

const collectionFields = (shop: ShopState, now: Date): SearchFields<Collection>["fields"] => ({
  collection_type: ({ ruleSet }) => (ruleSet ? "smart" : "custom"),
  handle: (collection) => collection.handle,
  id: (collection) => collection.id,
  product_id: (collection) => membersOf(shop, collection).map(({ id }) => id),
  published_at: (collection) => collection.publishedAt,
  published_status: (collection) => publishedStatus(collection, now),
  title: (collection) => collection.title,
  updated_at: (collection) => collection.updatedAt,
});

/** A metafield as a search compares it. */
function searchValue(metafield: Metafield | undefined): SearchValue {
  if (!metafield) return null;
  const type = itemType(metafield.type);
  const read = (text: string): SearchValue => {
    if (type.startsWith("number_")) return Number(text);
    if (type === "boolean") return text === "true";
    return type.startsWith("date") ? new Date(text) : text;
  };
  return isListType(metafield.type) ? (listItems(metafield.value) ?? []).map(read) : read(metafield.value);
}

const METAFIELD_FIELD = /\bmetafields\.([\w$-]+)\.([\w-]+)/g;

/** `metafields.custom.on_sale`: fields for the metafields that a query names. They must be filterable in the admin. */
function metafieldSearch<T>(
  context: ApiContext,
  query: unknown,
  owner: { type: string; idOf: (item: T) => bigint },
): SearchFields<T>["fields"] {
  const fields: SearchFields<T>["fields"] = {};
  for (const [name, space, key] of String(query ?? "").matchAll(METAFIELD_FIELD)) {
    const namespace = resolveNamespace(space, context.app.appId);
    const definition = findDefinition(context.shop, {
      ownerType: owner.type.toUpperCase(),
      namespace,
      key: key!,
    });
    if (!definition?.capabilities.adminFilterable) {
      throw new NotModelled(
        `the search field "${name}" without a definition that is filterable in the admin`,
      );
    }
    fields[name] = (item) =>
      searchValue(
        context.shop.metafields.get(metafieldKey(gid(owner.type, owner.idOf(item)), namespace, key!)),
      );
  }
  return fields;
}

/** `tag_not:x` is `-tag:x`. */
const withoutTagNot = (query: unknown): unknown =>
  typeof query === "string"
    ? query.replaceAll(
        /(^|[\s(])(-?)tag_not:/g,
        (_all, before: string, minus: string) => `${before}${minus === "-" ? "" : "-"}tag:`,
      )
    : query;

/** The products that the `query` argument finds. */
export function searchProducts(
  context: ApiContext,
  args: Arguments,
  items: Iterable<Product>,
): Iterable<Product> {
  const { shop } = context;
  const query = withoutTagNot(args["query"]);
  const known = (product: Product | undefined): Product[] => (product ? [product] : []);
  return searchItems(items, query, {
    name: "products",
    fields: {
      ...productFields(shop, context.clock()),
      ...metafieldSearch(context, query, { type: "Product", idOf: ({ id }) => id }),
    },
    text: (product) => [
      product.title,
      product.handle,
      product.vendor,
      product.productType,
      ...product.tags,
      ...product.variants.flatMap(({ sku, title }) => [sku, title]),
    ],
    indexes: {
      id: (value) => (/^\d+$/.test(value) ? known(shop.products.get(BigInt(value))) : []),
      variant_id: (value) =>
        /^\d+$/.test(value)
          ? known(shop.products.get(findVariant(shop, BigInt(value))?.productId ?? 0n))
          : [],
    },
  });
}

export function searchVariants(context: ApiContext, args: Arguments): Iterable<VariantOfProduct> {
  const { shop } = context;
  const query = withoutTagNot(args["query"]);
  const items = [...shop.products.values()].flatMap(variantsOf);
  return searchItems(items, query, {
    name: "productVariants",
    fields: {
      ...variantFields(shop, context.clock()),
      ...metafieldSearch(context, query, { type: "ProductVariant", idOf: ({ variant }) => variant.id }),
    },
    text: ({ product, variant }) => [product.title, variant.title, variant.sku, variant.barcode ?? ""],
  });
}

export function searchCollections(
  context: ApiContext,
  args: Arguments,
  items: Iterable<Collection> = context.shop.collections.values(),
): Iterable<Collection> {
  return searchItems(items, args["query"], {
    name: "collections",
    fields: {
      ...collectionFields(context.shop, context.clock()),
      ...metafieldSearch(context, args["query"], { type: "Collection", idOf: ({ id }) => id }),
    },
    text: (collection) => [collection.title, collection.handle],
  });
}

export function productSortValue(sortKey: unknown): (product: Product) => SortValue {
  switch (sortKey) {
    case "TITLE":
      return (product) => product.title.toLowerCase();
    case "CREATED_AT":
      return (product) => product.createdAt.getTime();
    case "PUBLISHED_AT":
      return (product) => product.publishedAt?.getTime() ?? 0;
    case "UPDATED_AT":
      return (product) => product.updatedAt.getTime();
    case "PRODUCT_TYPE":
      return (product) => product.productType.toLowerCase();
    case "VENDOR":
      return (product) => product.vendor.toLowerCase();
    case "INVENTORY_TOTAL":
      return totalStock;
    case "RELEVANCE":
      throw new NotModelled("ProductSortKeys.RELEVANCE");
    default:
      return (product) => product.id;
  }
}

export function variantSortValue(sortKey: unknown): (item: VariantOfProduct) => SortValue {
  switch (sortKey) {
    case "FULL_TITLE":
    case "NAME":
      return ({ product, variant }) => `${product.title} - ${variant.title}`.toLowerCase();
    case "TITLE":
      return ({ variant }) => variant.title.toLowerCase();
    case "SKU":
      return ({ variant }) => variant.sku;
    case "INVENTORY_QUANTITY":
      return ({ variant }) => stockOf(variant);
    case "INVENTORY_POLICY":
      return ({ variant }) => variant.inventoryPolicy;
    case "POSITION":
      return ({ product, variant }) => product.variants.indexOf(variant);
    case undefined:
    case null:
    case "ID":
      return ({ variant }) => variant.id;
    default:
      throw new NotModelled(`ProductVariantSortKeys.${String(sortKey)}`);
  }
}

export function collectionSortValue(sortKey: unknown): (collection: Collection) => SortValue {
  switch (sortKey) {
    case "TITLE":
      return (collection) => collection.title.toLowerCase();
    case "UPDATED_AT":
      return (collection) => collection.updatedAt.getTime();
    case "RELEVANCE":
      throw new NotModelled("CollectionSortKeys.RELEVANCE");
    default:
      return (collection) => collection.id;
  }
}
