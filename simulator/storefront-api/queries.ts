/** What the Storefront API can be asked. */
import { connection, type SortValue } from "#simulator/admin-api/connection.ts";
import { type Arguments, NotModelled, typed } from "#simulator/admin-api/context.ts";
import { search } from "#simulator/admin-api/root-fields.ts";
import type { SearchFields } from "#simulator/admin-api/search.ts";
import { parseGid } from "#simulator/ids.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import { isAvailable } from "#simulator/state/inventory-levels.ts";
import type { Collection, Product } from "#simulator/state/model.ts";
import { hasPage, isListed, isPublished } from "#simulator/state/products-parts.ts";
import { salesOf } from "#simulator/state/products-sales.ts";
import { recommend } from "#simulator/storefront/recommendations.ts";
import {
  findCollections,
  findProducts,
  placeUnavailable,
  suggestQueries,
  type UnavailableProducts,
} from "#simulator/storefront/search-products.ts";
import { cartOfGid, showCart } from "./carts.ts";
import { readerOf, type StorefrontContext, type StorefrontModel } from "./context.ts";
import { customerOfToken } from "./mutations/customer.ts";

const productSearch = ({ shop }: StorefrontContext): SearchFields<Product> => ({
  name: "products",
  fields: {
    available_for_sale: (product) => product.variants.some((variant) => isAvailable(shop, variant)),
    created_at: (product) => product.createdAt,
    product_type: (product) => product.productType,
    tag: (product) => product.tags,
    title: (product) => product.title,
    updated_at: (product) => product.updatedAt,
    "variants.price": (product) => product.variants.map((variant) => Number(variant.price) / 100),
    vendor: (product) => product.vendor,
  },
  text: (product) => [product.title, product.productType, product.vendor, ...product.tags],
});

const collectionSearch: SearchFields<Collection> = {
  name: "collections",
  fields: { title: (collection) => collection.title, updated_at: (collection) => collection.updatedAt },
  text: (collection) => [collection.title],
};

const lowestPrice = (product: Product): bigint =>
  product.variants.reduce(
    (lowest, { price }) => (price < lowest ? price : lowest),
    product.variants[0]?.price ?? 0n,
  );

function sortProducts(
  { shop }: StorefrontContext,
  key: unknown,
): ((product: Product) => SortValue) | undefined {
  switch (key) {
    case "TITLE":
      return (product) => product.title.toLowerCase();
    case "PRODUCT_TYPE":
      return (product) => product.productType.toLowerCase();
    case "VENDOR":
      return (product) => product.vendor.toLowerCase();
    case "UPDATED_AT":
      return (product) => product.updatedAt.getTime();
    case "CREATED_AT":
      return (product) => product.createdAt.getTime();
    case "PRICE":
      return lowestPrice;
    case "BEST_SELLING":
      return (product) => -salesOf(shop, product.id);
    default:
      return undefined;
  }
}

const listed = ({ shop, now }: StorefrontContext): Product[] =>
  [...shop.products.values()].filter((product) => isListed(product, now));

function findProduct(context: StorefrontContext, { id, handle }: { id?: unknown; handle?: unknown }) {
  const { shop, now } = context;
  const parsed = id == null ? null : parseGid(String(id));
  const product =
    parsed?.type === "Product"
      ? shop.products.get(parsed.id)
      : [...shop.products.values()].find((each) => each.handle === handle);
  return product && hasPage(product, now) ? product : null;
}

function findCollection({ shop, now }: StorefrontContext, args: Arguments): Collection | null {
  const parsed = args["id"] == null ? null : parseGid(String(args["id"]));
  const collection =
    parsed?.type === "Collection"
      ? shop.collections.get(parsed.id)
      : [...shop.collections.values()].find((each) => each.handle === args["handle"]);
  return collection && isPublished(collection, now) ? collection : null;
}

function unavailable(args: Arguments): UnavailableProducts {
  return String(args["unavailableProducts"] ?? "LAST").toLowerCase() as UnavailableProducts;
}

/** Products among what is found; the simulated store has neither pages nor articles. */
function searchAll(args: Arguments, context: StorefrontContext): Product[] {
  const types = (args["types"] ?? ["PRODUCT"]) as string[];
  if (args["productFilters"]) throw new NotModelled("search(productFilters:) of the Storefront API");
  if (!types.includes("PRODUCT")) return [];
  const reader = readerOf(context);
  const found = placeUnavailable(reader, findProducts(reader, String(args["query"])), unavailable(args));
  return args["sortKey"] === "PRICE"
    ? found.toSorted((a, b) => Number(lowestPrice(a) - lowestPrice(b)))
    : found;
}

function predict(args: Arguments, context: StorefrontContext) {
  const limit = Math.min(10, Math.max(1, Number(args["limit"] ?? 10)));
  const types = (args["types"] ?? ["QUERY", "PRODUCT", "COLLECTION", "PAGE"]) as string[];
  const reader = readerOf(context);
  const terms = String(args["query"]);
  const products = placeUnavailable(reader, findProducts(reader, terms), unavailable(args));
  let left = limit;
  /** Together at most `limit`, or of each type so many. */
  const take = <T>(type: string, found: T[]): T[] => {
    if (!types.includes(type)) return [];
    const taken = found.slice(0, args["limitScope"] === "EACH" ? limit : left);
    left -= taken.length;
    return taken;
  };
  return {
    queries: take("QUERY", suggestQueries(products, terms)).map((text) => ({
      text,
      styledText: text,
      trackingParameters: null,
    })),
    products: take("PRODUCT", products),
    collections: take("COLLECTION", findCollections(reader, terms)),
    pages: [],
    articles: [],
  };
}

function recommendations(args: Arguments, context: StorefrontContext): Product[] | null {
  const product = findProduct(context, { id: args["productId"], handle: args["productHandle"] });
  if (!product) return null;
  const intent = args["intent"] === "COMPLEMENTARY" ? "complementary" : "related";
  return recommend(readerOf(context), product, { intent, limit: 10 });
}

/** Records that the Storefront API gives by their global id. */
function node(id: unknown, context: StorefrontContext): object | null {
  const parsed = parseGid(String(id));
  switch (parsed?.type) {
    case "Product": {
      const product = findProduct(context, { id });
      return product && typed("Product", product);
    }
    case "Collection": {
      const collection = findCollection(context, { id });
      return collection && typed("Collection", collection);
    }
    case "ProductVariant": {
      const variant = findVariant(context.shop, parsed.id);
      return variant && typed("ProductVariant", variant);
    }
    default: {
      const cart = cartOfGid(context, id);
      if (cart) return typed("Cart", showCart(context, cart));
      throw new NotModelled(`node(id: "${String(id)}") of the Storefront API`);
    }
  }
}

const words = (found: Iterable<string>, first: unknown) => {
  const sorted = [...new Set(found)].filter((each) => each !== "").toSorted();
  const nodes = sorted.slice(0, Number(first));
  return {
    nodes,
    edges: nodes.map((each) => ({ node: each, cursor: each })),
    pageInfo: {
      hasNextPage: nodes.length < sorted.length,
      hasPreviousPage: false,
      startCursor: nodes[0] ?? null,
      endCursor: nodes.at(-1) ?? null,
    },
  };
};

export const storefrontQueries: StorefrontModel = {
  shop: (_root, _args, { shop }) => shop,
  localization: (_root, _args, { shop }) => shop,
  paymentSettings: (_root, _args, { shop }) => shop,
  product: (_root, args, context) => findProduct(context, args),
  productByHandle: (_root, args, context) => findProduct(context, args),
  products: (_root, args, context, info) => {
    const { sortKey } = args;
    return connection({
      items: search(listed(context), args, productSearch(context)),
      args,
      context,
      info,
      idOf: (product) => product.id,
      sortValue: sortProducts(context, sortKey),
    });
  },
  productTags: (_root, args, context) =>
    words(
      listed(context).flatMap((product) => product.tags),
      args["first"],
    ),
  productTypes: (_root, args, context) =>
    words(
      listed(context).map((product) => product.productType),
      args["first"],
    ),
  productRecommendations: (_root, args, context) => recommendations(args, context),
  collection: (_root, args, context) => findCollection(context, args),
  collectionByHandle: (_root, args, context) => findCollection(context, args),
  collections: (_root, args, context, info) => {
    const published = [...context.shop.collections.values()].filter((each) => isPublished(each, context.now));
    return connection({
      items: search(published, args, collectionSearch),
      args,
      context,
      info,
      idOf: (collection) => collection.id,
      sortValue: sortCollections(args["sortKey"]),
    });
  },
  search: (_root, args, context, info) => {
    const found = searchAll(args, context);
    return {
      ...connection({
        items: found.map((product) => typed("Product", product)),
        args,
        context,
        info,
        idOf: (product) => product.id,
        keepOrder: true,
      }),
      totalCount: found.length,
    };
  },
  predictiveSearch: (_root, args, context) => predict(args, context),
  cart: (_root, args, context) => {
    const cart = cartOfGid(context, args["id"]);
    return cart && showCart(context, cart);
  },
  customer: (_root, args, context) => customerOfToken(context, String(args["customerAccessToken"])),
  node: (_root, args, context) => node(args["id"], context),
  nodes: (_root, args, context) => (args["ids"] as string[]).map((id) => node(id, context)),
};

function sortCollections(key: unknown): ((collection: Collection) => SortValue) | undefined {
  if (key === "TITLE") return (collection) => collection.title.toLowerCase();
  if (key === "UPDATED_AT") return (collection) => collection.updatedAt.getTime();
  return undefined;
}
