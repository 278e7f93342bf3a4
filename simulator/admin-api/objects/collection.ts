/** Collections in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { isMember, membersOf, productsOf } from "#simulator/state/collections-rules.ts";
import type { Collection } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import { NotModelled, type TypeModel } from "../context.ts";
import { metafieldFields } from "./metafield.ts";
import { plainText, publishableFields, translations } from "./product-parts.ts";

/** `ProductCollectionSortKeys` as the collection's own sort orders; null = not sorted by one. */
const SORT_ORDERS: Record<string, string> = {
  BEST_SELLING: "BEST_SELLING",
  CREATED: "CREATED",
  MANUAL: "MANUAL",
  PRICE: "PRICE_ASC",
  TITLE: "ALPHA_ASC",
};

export const collectionModel: TypeModel = {
  id: (collection: Collection) => gid("Collection", collection.id),
  legacyResourceId: (collection: Collection) => collection.id.toString(),
  title: (collection: Collection) => collection.title,
  handle: (collection: Collection) => collection.handle,
  description: (collection: Collection, args) => plainText(collection.descriptionHtml, args["truncateAt"]),
  descriptionHtml: (collection: Collection) => collection.descriptionHtml,
  image: () => null,
  ruleSet: (collection: Collection) =>
    collection.ruleSet && {
      appliedDisjunctively: collection.ruleSet.appliedDisjunctively,
      rules: collection.ruleSet.rules.map((rule) => ({ ...rule, conditionObject: null })),
    },
  seo: (collection: Collection) => collection.seo,
  sortOrder: (collection: Collection) => collection.sortOrder,
  templateSuffix: (collection: Collection) => collection.templateSuffix,
  updatedAt: (collection: Collection) => graphqlTime(collection.updatedAt),
  productsCount: (collection: Collection, _args, { shop }) => ({
    count: membersOf(shop, collection).length,
    precision: "EXACT",
  }),
  hasProduct: (collection: Collection, args, { shop }) =>
    [...shop.products.values()].some(
      (product) => gid("Product", product.id) === args["id"] && isMember(collection, product),
    ),
  products: (collection: Collection, args, context, info) => {
    const { shop } = context;
    const sortKey = String(args["sortKey"] ?? "COLLECTION_DEFAULT");
    if (sortKey === "RELEVANCE") throw new NotModelled("ProductCollectionSortKeys.RELEVANCE");
    const shared = { args, context, info, idOf: ({ id }: { id: bigint }) => id };
    return sortKey === "ID"
      ? connection({ ...shared, items: membersOf(shop, collection) })
      : connection({ ...shared, items: productsOf(shop, collection, SORT_ORDERS[sortKey]), keepOrder: true });
  },
  translations: translations((collection: Collection) => gid("Collection", collection.id)),
  ...publishableFields("Collection"),
  ...metafieldFields((collection: Collection) => gid("Collection", collection.id)),
};
