/** Finds a record by its global id, with its GraphQL type. */
import { gid, parseGid } from "#simulator/ids.ts";
import { type ApiContext, NotModelled, typed } from "./context.ts";
import { MAIN_THEME } from "./objects/shop.ts";

type Finder = (context: ApiContext, id: bigint) => object | null | undefined;

const FINDERS: Record<string, Finder> = {
  Shop: ({ shop }, id) => (shop.id === id ? shop : null),
  App: ({ app }, id) => (app.appId === id ? app : null),
  AppInstallation: ({ installation }, id) => (installation.id === id ? installation : null),
  Customer: ({ shop }, id) => shop.customers.get(id),
  Order: ({ shop }, id) => shop.orders.get(id),
  Product: ({ shop }, id) => shop.products.get(id),
  Collection: ({ shop }, id) => shop.collections.get(id),
  DiscountCodeNode: ({ shop }, id) => shop.discounts.get(id),
  BulkOperation: ({ shop }, id) => shop.bulkOperations.get(id),
  MetafieldDefinition: ({ shop }, id) => shop.metafieldDefinitions.get(id),
  WebhookSubscription: ({ subscriptions }, id) => subscriptions.get(id),
  OnlineStoreTheme: (_context, id) => (MAIN_THEME.id === id ? MAIN_THEME : null),
  Metafield: ({ shop }, id) => [...shop.metafields.values()].find((metafield) => metafield.id === id),
  ProductVariant: ({ shop }, id) => {
    for (const product of shop.products.values()) {
      const variant = product.variants.find((candidate) => candidate.id === id);
      if (variant) return { product, variant };
    }
    return null;
  },
  LineItem: ({ shop }, id) => {
    for (const order of shop.orders.values()) {
      const line = order.lines.find((candidate) => candidate.id === id);
      if (line) return { order, line };
    }
    return null;
  },
  Refund: ({ shop }, id) => {
    for (const order of shop.orders.values()) {
      const refund = order.refunds.find((candidate) => candidate.id === id);
      if (refund) return { order, refund };
    }
    return null;
  },
};

/** The record of a global id, or null when there is none. Fails for types that are not modelled. */
export function findNode(context: ApiContext, globalId: string): object | null {
  const parsed = parseGid(globalId);
  if (!parsed) return null;
  const find = FINDERS[parsed.type];
  if (!find) throw new NotModelled(`node(id: "${gid(parsed.type, parsed.id)}")`);
  const record = find(context, parsed.id);
  return record ? typed(parsed.type, record) : null;
}
