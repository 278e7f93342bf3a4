/** Products, variants and collections in the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { Collection, Product, ShopState, Variant } from "#simulator/state/model.ts";
import { restAmount } from "#simulator/money.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection, type SortValue } from "../connection.ts";
import { NotModelled, type TypeModel, typed } from "../context.ts";
import type { SearchFields } from "../search.ts";
import { metafieldFields } from "./metafield.ts";
import { money } from "./money.ts";

export interface VariantOfProduct {
  product: Product;
  variant: Variant;
}

export const variantsOf = (product: Product): VariantOfProduct[] =>
  product.variants.map((variant) => ({ product, variant }));

const stock = (product: Product): number =>
  product.variants.reduce((sum, variant) => sum + variant.inventoryQuantity, 0);

const plainText = (html: string): string => html.replaceAll(/<[^>]*>/g, "").trim();

/** Side of the square product pictures, in pixels. */
const IMAGE_SIZE = 800;

const image = (shop: ShopState, product: Product) => ({
  id: gid("ProductImage", product.id),
  url: `${shop.primaryUrl}${product.imagePath}`,
  altText: null,
  width: IMAGE_SIZE,
  height: IMAGE_SIZE,
});

export const productSearch: SearchFields<Product> = {
  name: "products",
  fields: {
    id: (product) => product.id,
    title: (product) => product.title,
    handle: (product) => product.handle,
    product_type: (product) => product.productType,
    vendor: (product) => product.vendor,
    tag: (product) => product.tags,
    sku: (product) => product.variants.map((variant) => variant.sku),
    status: () => "active",
    inventory_total: stock,
    created_at: (product) => product.createdAt,
    published_at: (product) => product.createdAt,
    updated_at: (product) => product.updatedAt,
  },
  text: (product) => [product.title, product.handle, product.vendor, product.productType, ...product.tags],
};

export function productSortValue(sortKey: unknown): (product: Product) => SortValue {
  switch (sortKey) {
    case "TITLE":
      return (product) => product.title.toLowerCase();
    case "CREATED_AT":
    case "PUBLISHED_AT":
      return (product) => product.createdAt.getTime();
    case "UPDATED_AT":
      return (product) => product.updatedAt.getTime();
    case "PRODUCT_TYPE":
      return (product) => product.productType;
    case "VENDOR":
      return (product) => product.vendor;
    case "INVENTORY_TOTAL":
      return stock;
    default:
      return (product) => product.id;
  }
}

export const variantSearch: SearchFields<VariantOfProduct> = {
  name: "productVariants",
  fields: {
    id: ({ variant }) => variant.id,
    sku: ({ variant }) => variant.sku,
    product_id: ({ product }) => product.id,
    title: ({ variant }) => variant.title,
    updated_at: ({ product }) => product.updatedAt,
  },
  text: ({ product, variant }) => [product.title, variant.title, variant.sku],
};

export const collectionSearch: SearchFields<Collection> = {
  name: "collections",
  fields: {
    id: (collection) => collection.id,
    title: (collection) => collection.title,
    handle: (collection) => collection.handle,
    updated_at: (collection) => collection.updatedAt,
    collection_type: () => "custom",
  },
  text: (collection) => [collection.title, collection.handle],
};

export function collectionSortValue(sortKey: unknown): (collection: Collection) => SortValue {
  switch (sortKey) {
    case "TITLE":
      return (collection) => collection.title.toLowerCase();
    case "UPDATED_AT":
      return (collection) => collection.updatedAt.getTime();
    default:
      return (collection) => collection.id;
  }
}

const prices = (product: Product): bigint[] =>
  product.variants.map((variant) => variant.price).toSorted((a, b) => Number(a - b));

export const productModel: TypeModel = {
  id: (product: Product) => gid("Product", product.id),
  legacyResourceId: (product: Product) => product.id.toString(),
  title: (product: Product) => product.title,
  handle: (product: Product) => product.handle,
  description: (product: Product) => plainText(product.descriptionHtml),
  descriptionHtml: (product: Product) => product.descriptionHtml,
  productType: (product: Product) => product.productType,
  vendor: (product: Product) => product.vendor,
  tags: (product: Product) => product.tags,
  status: () => "ACTIVE",
  isGiftCard: () => false,
  templateSuffix: () => null,
  hasOnlyDefaultVariant: (product: Product) => product.variants.length === 1,
  hasOutOfStockVariants: (product: Product) => product.variants.some((each) => each.inventoryQuantity <= 0),
  totalInventory: (product: Product) => stock(product),
  tracksInventory: () => true,
  createdAt: (product: Product) => graphqlTime(product.createdAt),
  updatedAt: (product: Product) => graphqlTime(product.updatedAt),
  publishedAt: (product: Product) => graphqlTime(product.createdAt),
  onlineStoreUrl: (product: Product, _args, context) =>
    `${context.shop.primaryUrl}/products/${product.handle}`,
  priceRangeV2: (product: Product, _args, context) => ({
    minVariantPrice: money(prices(product)[0] ?? 0n, context.shop.currency),
    maxVariantPrice: money(prices(product).at(-1) ?? 0n, context.shop.currency),
  }),
  featuredImage: (product: Product, _args, context) => image(context.shop, product),
  featuredMedia: (product: Product, _args, context) =>
    typed("MediaImage", {
      id: gid("MediaImage", product.id),
      alt: null,
      mediaContentType: "IMAGE",
      status: "READY",
      image: image(context.shop, product),
      preview: { image: image(context.shop, product), status: "READY" },
    }),
  variants: (product: Product, args, context, info) =>
    connection({
      items: variantsOf(product),
      args,
      context,
      info,
      idOf: ({ variant }) => variant.id,
      keepOrder: true,
    }),
  variantsCount: (product: Product) => ({ count: product.variants.length, precision: "EXACT" }),
  collections: (product: Product, args, context, info) =>
    connection({
      items: [...context.shop.collections.values()].filter((each) => each.productIds.includes(product.id)),
      args,
      context,
      info,
      idOf: (collection) => collection.id,
    }),
  ...metafieldFields((product: Product) => gid("Product", product.id)),
};

export const productVariantModel: TypeModel = {
  id: ({ variant }: VariantOfProduct) => gid("ProductVariant", variant.id),
  legacyResourceId: ({ variant }: VariantOfProduct) => variant.id.toString(),
  title: ({ variant }: VariantOfProduct) => variant.title,
  displayName: ({ product, variant }: VariantOfProduct) => `${product.title} - ${variant.title}`,
  sku: ({ variant }: VariantOfProduct) => variant.sku,
  barcode: () => null,
  price: ({ variant }: VariantOfProduct, _args, context) => restAmount(variant.price, context.shop.currency),
  compareAtPrice: () => null,
  position: ({ product, variant }: VariantOfProduct) => product.variants.indexOf(variant) + 1,
  taxable: () => false,
  availableForSale: () => true,
  inventoryPolicy: () => "CONTINUE",
  inventoryQuantity: ({ variant }: VariantOfProduct) => variant.inventoryQuantity,
  sellableOnlineQuantity: ({ variant }: VariantOfProduct) => variant.inventoryQuantity,
  inventoryItem: ({ variant }: VariantOfProduct) => ({
    id: gid("InventoryItem", variant.inventoryItemId),
    legacyResourceId: variant.inventoryItemId.toString(),
    sku: variant.sku,
    tracked: true,
    requiresShipping: true,
  }),
  selectedOptions: ({ variant }: VariantOfProduct) => [
    { name: "Title", value: variant.title, optionValue: null },
  ],
  createdAt: ({ product }: VariantOfProduct) => graphqlTime(product.createdAt),
  updatedAt: ({ product }: VariantOfProduct) => graphqlTime(product.updatedAt),
  product: ({ product }: VariantOfProduct) => product,
  ...metafieldFields(({ variant }: VariantOfProduct) => gid("ProductVariant", variant.id)),
};

export const collectionModel: TypeModel = {
  id: (collection: Collection) => gid("Collection", collection.id),
  legacyResourceId: (collection: Collection) => collection.id.toString(),
  title: (collection: Collection) => collection.title,
  handle: (collection: Collection) => collection.handle,
  description: (collection: Collection) => plainText(collection.descriptionHtml),
  descriptionHtml: (collection: Collection) => collection.descriptionHtml,
  image: () => null,
  sortOrder: () => "MANUAL",
  templateSuffix: () => null,
  updatedAt: (collection: Collection) => graphqlTime(collection.updatedAt),
  productsCount: (collection: Collection) => ({ count: collection.productIds.length, precision: "EXACT" }),
  hasProduct: (collection: Collection, args) =>
    collection.productIds.some((id) => gid("Product", id) === args["id"]),
  products: (collection: Collection, args, context, info) => {
    const { sortKey } = args as { sortKey?: string };
    const products = collection.productIds.flatMap((id) => context.shop.products.get(id) ?? []);
    const manual = !sortKey || sortKey === "COLLECTION_DEFAULT" || sortKey === "MANUAL";
    if (!manual && !["TITLE", "ID", "CREATED"].includes(sortKey)) {
      throw new NotModelled(`ProductCollectionSortKeys.${sortKey}`);
    }
    return connection({
      items: products,
      args,
      context,
      info,
      idOf: (product) => product.id,
      ...(manual
        ? { keepOrder: true }
        : { sortValue: productSortValue(sortKey === "CREATED" ? "CREATED_AT" : sortKey) }),
    });
  },
  ...metafieldFields((collection: Collection) => gid("Collection", collection.id)),
};
