/** The root fields for reading. */
import { GraphQLError } from "graphql";
import { findCustomerByEmail } from "#simulator/state/customers.ts";
import type { BulkOperation } from "#simulator/state/model.ts";
import { findDiscount } from "#simulator/state/pricing.ts";
import { topicToEnum } from "#simulator/webhooks/topics.ts";
import { connection, count } from "./connection.ts";
import { type Arguments, type ApiContext, NotModelled, type TypeModel } from "./context.ts";
import { idOfType, readId } from "./ids.ts";
import { findNode } from "./nodes.ts";
import { customerSearch, customerSortValue } from "./objects/customer.ts";
import { discountSearch, discountSortValue } from "./objects/discount.ts";
import { definitionOf, resolveNamespace } from "./objects/metafield.ts";
import { orderSearch, orderSortValue } from "./objects/order-search.ts";
import {
  collectionSearch,
  collectionSortValue,
  productSearch,
  productSortValue,
  variantSearch,
  variantsOf,
} from "./objects/product.ts";
import { MAIN_THEME } from "./objects/shop.ts";
import { compileSearch, type SearchFields } from "./search.ts";

function search<T>(items: Iterable<T>, args: Arguments, fields: SearchFields<T>): T[] {
  return [...items].filter(compileSearch(args["query"], fields));
}

const byId =
  (type: string) =>
  (_root: unknown, args: Arguments, context: ApiContext): object | null =>
    readId(args["id"]).type === type ? findNode(context, String(args["id"])) : null;

const customers: TypeModel = {
  customer: byId("Customer"),
  customers: (_root, args, context, info) =>
    connection({
      items: search(context.shop.customers.values(), args, customerSearch(context)),
      args,
      context,
      info,
      idOf: (customer) => customer.id,
      sortValue: customerSortValue(args["sortKey"]),
    }),
  customersCount: (_root, args, context) =>
    count(search(context.shop.customers.values(), args, customerSearch(context)).length, args),
  customerByIdentifier: (_root, args, context) => {
    const { id, emailAddress } = args["identifier"] as { id?: string; emailAddress?: string };
    if (id) return context.shop.customers.get(idOfType(id, "Customer") ?? -1n) ?? null;
    if (emailAddress) return findCustomerByEmail(context.shop, emailAddress);
    throw new NotModelled("customerByIdentifier by phone number or custom id");
  },
};

const orders: TypeModel = {
  order: byId("Order"),
  orders: (_root, args, context, info) =>
    connection({
      items: search(context.shop.orders.values(), args, orderSearch(context)),
      args,
      context,
      info,
      idOf: (order) => order.id,
      sortValue: orderSortValue(args["sortKey"]),
    }),
  ordersCount: (_root, args, context) =>
    count(search(context.shop.orders.values(), args, orderSearch(context)).length, args),
};

const catalogue: TypeModel = {
  product: byId("Product"),
  products: (_root, args, context, info) =>
    connection({
      items: search(context.shop.products.values(), args, productSearch),
      args,
      context,
      info,
      idOf: (product) => product.id,
      sortValue: productSortValue(args["sortKey"]),
    }),
  productsCount: (_root, args, context) =>
    count(search(context.shop.products.values(), args, productSearch).length, args),
  productVariant: byId("ProductVariant"),
  productVariants: (_root, args, context, info) =>
    connection({
      items: search([...context.shop.products.values()].flatMap(variantsOf), args, variantSearch),
      args,
      context,
      info,
      idOf: ({ variant }) => variant.id,
    }),
  collection: byId("Collection"),
  collections: (_root, args, context, info) =>
    connection({
      items: search(context.shop.collections.values(), args, collectionSearch),
      args,
      context,
      info,
      idOf: (collection) => collection.id,
      sortValue: collectionSortValue(args["sortKey"]),
    }),
  collectionsCount: (_root, args, context) =>
    count(search(context.shop.collections.values(), args, collectionSearch).length, args),
};

const discounts: TypeModel = {
  codeDiscountNode: byId("DiscountCodeNode"),
  codeDiscountNodeByCode: (_root, args, context) => findDiscount(context.shop, String(args["code"])),
  codeDiscountNodes: (_root, args, context, info) =>
    connection({
      items: search(context.shop.discounts.values(), args, discountSearch(context)),
      args,
      context,
      info,
      idOf: (discount) => discount.id,
      sortValue: discountSortValue(args["sortKey"]),
    }),
};

const bulkSearch: SearchFields<BulkOperation> = {
  name: "bulkOperations",
  fields: {
    id: (operation) => operation.id,
    status: (operation) => operation.status,
    operation_type: (operation) => operation.type,
    created_at: (operation) => operation.createdAt,
  },
  text: () => [],
};

const bulkOperations: TypeModel = {
  bulkOperation: byId("BulkOperation"),
  bulkOperations: (_root, args, context, info) =>
    connection({
      items: search(context.shop.bulkOperations.values(), args, bulkSearch),
      args,
      context,
      info,
      idOf: (operation) => operation.id,
      sortValue: (operation) => operation.createdAt.getTime(),
    }),
  currentBulkOperation: (_root, args, context) =>
    [...context.shop.bulkOperations.values()].findLast((operation) => operation.type === args["type"]) ??
    null,
};

const metafields: TypeModel = {
  metafieldDefinition: (_root, args, context) => {
    if (args["id"]) return findNode(context, String(args["id"]));
    const { ownerType, namespace, key } = args["identifier"] as Record<string, string>;
    return definitionOf(context, {
      ownerType: ownerType!,
      namespace: resolveNamespace(namespace, context.app.appId),
      key: key!,
    });
  },
  metafieldDefinitions: (_root, args, context, info) => {
    if (args["query"]) throw new NotModelled("the query argument of metafieldDefinitions");
    const { ownerType, namespace, key } = args as { ownerType: string; namespace?: string; key?: string };
    const resolved = namespace ? resolveNamespace(namespace, context.app.appId) : null;
    return connection({
      items: [...context.shop.metafieldDefinitions.values()].filter(
        (definition) =>
          definition.ownerType === ownerType &&
          (resolved === null || definition.namespace === resolved) &&
          (!key || definition.key === key),
      ),
      args,
      context,
      info,
      idOf: (definition) => definition.id,
    });
  },
};

const store: TypeModel = {
  shop: (_root, _args, context) => context.shop,
  app: (_root, args, context) =>
    args["id"] && idOfType(args["id"], "App") !== context.app.appId ? null : context.app,
  appInstallation: (_root, args, context) =>
    args["id"] && idOfType(args["id"], "AppInstallation") !== context.installation.id
      ? null
      : context.installation,
  currentAppInstallation: (_root, _args, context) => context.installation,
  theme: byId("OnlineStoreTheme"),
  themes: (_root, args, context, info) => {
    const { roles, names } = args as { roles?: string[] | null; names?: string[] | null };
    const wanted = (!roles || roles.includes(MAIN_THEME.role)) && (!names || names.includes(MAIN_THEME.name));
    return connection({ items: wanted ? [MAIN_THEME] : [], args, context, info, idOf: (theme) => theme.id });
  },
  webhookSubscription: byId("WebhookSubscription"),
  webhookSubscriptions: (_root, args, context, info) => {
    const { topics, uri } = args as { topics?: string[] | null; uri?: string | null };
    return connection({
      items: [...context.subscriptions.values()].filter(
        (each) => (!topics || topics.includes(topicToEnum(each.topic))) && (!uri || each.uri === uri),
      ),
      args,
      context,
      info,
      idOf: (subscription) => subscription.id,
    });
  },
  node: (_root, args, context) => {
    readId(args["id"]);
    return findNode(context, String(args["id"]));
  },
  nodes: (_root, args, context) => {
    const ids = args["ids"] as string[];
    if (ids.length > 250) {
      throw new GraphQLError(
        "The input array size of " + ids.length + " is greater than the maximum allowed of 250.",
        {
          extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" },
        },
      );
    }
    return ids.map((id) => {
      readId(id);
      return findNode(context, id);
    });
  },
};

export const queryModel: TypeModel = {
  ...customers,
  ...orders,
  ...catalogue,
  ...discounts,
  ...bulkOperations,
  ...metafields,
  ...store,
};
