/** Products, variants, collections and the online store's publication in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import { metafieldKey } from "#simulator/state/metafields-index.ts";
import { findByUniqueValue, resolveNamespace } from "#simulator/state/metafields.ts";
import type { Collection, Product } from "#simulator/state/model.ts";
import { findDefinition } from "#simulator/state/metafields-definitions.ts";
import { isPublished } from "#simulator/state/products-parts.ts";
import { connection, count } from "../connection.ts";
import { type ApiContext, type ApiPart, type Arguments, type TypeModel } from "../context.ts";
import { collectionMutations } from "../mutations/collections.ts";
import { productMutations } from "../mutations/products.ts";
import { variantMutations } from "../mutations/products-variants.ts";
import { findNode } from "../nodes.ts";
import { collectionModel } from "../objects/collection.ts";
import { productModel, productOptionModel, productOptionValueModel } from "../objects/product.ts";
import { ONLINE_STORE, leaveOut } from "../objects/product-parts.ts";
import {
  collectionSortValue,
  productSortValue,
  searchCollections,
  searchProducts,
  searchVariants,
  variantSortValue,
} from "../objects/product-search.ts";
import { productVariantModel } from "../objects/product-variant.ts";
import { byId } from "../root-fields.ts";

interface Identifier {
  id?: string | null;
  handle?: string | null;
  customId?: { namespace?: string | null; key: string; value: string } | null;
}

/** The record of a `…ByIdentifier` field. */
function byIdentifier(
  context: ApiContext,
  identifier: Identifier,
  { typeName, records }: { typeName: string; records: Iterable<{ handle: string }> },
): object | null {
  const { id, handle, customId } = identifier;
  if (id) return findNode(context, id);
  if (handle) return [...records].find((record) => record.handle === handle) ?? null;
  if (!customId) return null;
  const { shop, app } = context;
  const { key, value } = customId;
  const at = {
    ownerType: typeName.toUpperCase(),
    namespace: resolveNamespace(customId.namespace, app.appId),
    key,
  };
  if (!findDefinition(shop, at)?.capabilities.uniqueValues) return null;
  const found = findByUniqueValue(shop, at, value);
  return found && shop.metafields.has(metafieldKey(found.ownerGid, at.namespace, key))
    ? findNode(context, found.ownerGid)
    : null;
}

const all = (context: ApiContext): Iterable<Product> => context.shop.products.values();

const size = (items: Iterable<unknown>): number => [...items].length;

/** Every text once, in the order of the alphabet. */
function distinct(textsOf: (product: Product) => string[]) {
  return (_root: unknown, args: Arguments, context: ApiContext, info: Parameters<TypeModel[string]>[3]) => {
    const texts = [...new Set([...all(context)].flatMap(textsOf))].filter((text) => text !== "");
    const sortValue = (text: string): string => text.toLowerCase();
    return connection({ items: texts, args, context, info, idOf: (text) => text, sortValue });
  };
}

const byHandle = <T extends Product | Collection>(records: Iterable<T>, handle: unknown): T | null =>
  [...records].find((record) => record.handle === handle) ?? null;

const queries: TypeModel = {
  product: byId("Product"),
  productByHandle: (_root, args, context) => byHandle(all(context), args["handle"]),
  productByIdentifier: (_root, args, context) =>
    byIdentifier(context, args["identifier"] as Identifier, { typeName: "Product", records: all(context) }),
  products: (_root, args, context, info) => {
    leaveOut(args, ["savedSearchId"], "products");
    return connection({
      items: searchProducts(context, args, all(context)),
      args,
      context,
      info,
      idOf: (product) => product.id,
      sortValue: productSortValue(args["sortKey"]),
    });
  },
  productsCount: (_root, args, context) => count(size(searchProducts(context, args, all(context))), args),
  productTags: distinct((product) => product.tags),
  productTypes: distinct((product) => [product.productType]),
  productVendors: distinct((product) => [product.vendor]),
  productVariant: byId("ProductVariant"),
  productVariantByIdentifier: (_root, args, context) =>
    byIdentifier(context, args["identifier"] as Identifier, { typeName: "ProductVariant", records: [] }),
  productVariants: (_root, args, context, info) => {
    leaveOut(args, ["savedSearchId"], "productVariants");
    return connection({
      items: searchVariants(context, args),
      args,
      context,
      info,
      idOf: ({ variant }) => variant.id,
      sortValue: variantSortValue(args["sortKey"]),
    });
  },
  productVariantsCount: (_root, args, context) => count(size(searchVariants(context, args)), args),
  collection: byId("Collection"),
  collectionByHandle: (_root, args, context) => byHandle(context.shop.collections.values(), args["handle"]),
  collectionByIdentifier: (_root, args, context) =>
    byIdentifier(context, args["identifier"] as Identifier, {
      typeName: "Collection",
      records: context.shop.collections.values(),
    }),
  collections: (_root, args, context, info) => {
    leaveOut(args, ["savedSearchId"], "collections");
    return connection({
      items: searchCollections(context, args),
      args,
      context,
      info,
      idOf: (collection) => collection.id,
      sortValue: collectionSortValue(args["sortKey"]),
    });
  },
  collectionsCount: (_root, args, context) => count(size(searchCollections(context, args)), args),
  publication: (_root, args) => (args["id"] === gid("Publication", ONLINE_STORE.id) ? ONLINE_STORE : null),
  publications: (_root, args, context, info) =>
    connection({ items: [ONLINE_STORE], args, context, info, idOf: ({ id }) => id }),
  publicationsCount: (_root, args) => count(1, args),
  publishedProductsCount: (_root, args, context) =>
    count([...all(context)].filter((product) => isPublished(product, context.clock())).length, args),
};

const publicationModel: TypeModel = {
  id: () => gid("Publication", ONLINE_STORE.id),
  name: () => ONLINE_STORE.name,
  autoPublish: () => false,
  supportsFuturePublishing: () => true,
  operation: () => null,
  catalog: () => null,
};

export const cataloguePart: ApiPart = {
  queries,
  mutations: { ...productMutations, ...variantMutations, ...collectionMutations },
  types: {
    Collection: collectionModel,
    Product: productModel,
    ProductOption: productOptionModel,
    ProductOptionValue: productOptionValueModel,
    ProductVariant: productVariantModel,
    Publication: publicationModel,
  },
  nodes: {
    Product: ({ shop }, id) => shop.products.get(id),
    Collection: ({ shop }, id) => shop.collections.get(id),
    ProductVariant: ({ shop }, id) => {
      const variant = findVariant(shop, id);
      const product = variant && shop.products.get(variant.productId);
      return product ? { product, variant } : null;
    },
    Publication: (_context, id) => (id === ONLINE_STORE.id ? ONLINE_STORE : null),
  },
};
