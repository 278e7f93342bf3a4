/** How our customers are compared with Shopify's, and repaired. What is personal is compared by its age alone. */
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import type { AdminApi } from "#app/platform/shopify-admin/admin-client.server.ts";
import { readByIds } from "#app/platform/shopify-admin/bulk-by-id.ts";
import {
  CompareCustomersDocument,
  CustomersOfOrdersDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf, idFromGid } from "#app/shared/ids.ts";
import {
  ageOfRepair,
  type Comparator,
  type Explanation,
  recordDeletions,
} from "#app/features/events/index.server.ts";
import { CUSTOMERS_BULK_QUERY, customerFromBulk } from "./domain/customer-bulk.ts";
import { customerDeliveryHandlers, recordCustomers, recordMerge } from "./record-customers.server.ts";

const tagsText = (tags: readonly string[]): string => tags.toSorted().join(",");

/** Numbers of a few orders that name each of these customers. Asked of whoever keeps the orders. */
export type OrdersNaming = (
  scope: ShopScope,
  customerIds: readonly bigint[],
) => Promise<ReadonlyMap<bigint, readonly bigint[]>>;

/** Shopify takes 250 ids in one question. */
const ORDERS_PER_QUESTION = 250;

/**
 * Who became somebody else. Shopify deletes nobody who has orders, and keeps no list of merges: where all orders that named
 * a customer who is gone name one other customer now, the two were merged.
 */
async function explainGone(
  ordersNaming: OrdersNaming,
  { shopId, api, ids }: { shopId: ShopId; api: AdminApi; ids: readonly bigint[] },
): Promise<Explanation> {
  const ordersOf = await withShop(shopId, (scope) => ordersNaming(scope, ids));
  const asked = [...ordersOf.values()].flat().map((id) => gidOf("Order", id));
  const namedBy = new Map<bigint, bigint | null>();
  for (let at = 0; at < asked.length; at += ORDERS_PER_QUESTION) {
    const { nodes } = await api.request(CustomersOfOrdersDocument, {
      ids: asked.slice(at, at + ORDERS_PER_QUESTION),
    });
    for (const node of nodes)
      if (node && "id" in node)
        namedBy.set(
          idFromGid(node.id, "Order"),
          node.customer ? idFromGid(node.customer.id, "Customer") : null,
        );
  }
  const keptBy = new Map<bigint, bigint>();
  for (const [goneId, orders] of ordersOf) {
    const [keptId, ...others] = new Set(orders.flatMap((order) => namedBy.get(order) ?? []));
    if (keptId !== undefined && others.length === 0 && keptId !== goneId) keptBy.set(goneId, keptId);
  }
  return {
    differences: new Map([...keptBy.keys()].map((id) => [id, "merged"])),
    record: async (scope, mergedAt) => {
      for (const [deletedId, keptId] of keptBy)
        await recordMerge(scope, { keptId, deletedId, isMerged: true, mergedAt });
    },
  };
}

const compareCustomers: Comparator = {
  resource: "customers",
  gidType: "Customer",
  readPage: async (api, search) => {
    const { customers } = await api.request(CompareCustomersDocument, { search });
    return {
      hasMore: customers.pageInfo.hasNextPage,
      records: customers.nodes.map((node) => ({
        id: idFromGid(node.id, "Customer"),
        updatedAt: new Date(node.updatedAt),
        fields: { state: node.state.toLowerCase(), tags: tagsText(node.tags) },
      })),
    };
  },
  readOwn: async ({ db, shopId }, ids) => {
    const rows = await db.customer.findMany({
      where: { shopId, id: { in: [...ids] } },
      select: {
        id: true,
        updatedAt: true,
        deletedAt: true,
        redactedAt: true,
        accountState: true,
        tags: true,
      },
    });
    return new Map(
      rows.map(({ id, updatedAt, deletedAt, redactedAt, accountState, tags }) => [
        id,
        {
          id,
          updatedAt,
          isGone: deletedAt !== null || redactedAt !== null,
          fields: { state: accountState, tags: tagsText(tags) },
        },
      ]),
    );
  },
  listOwn: async ({ db, shopId }, { afterId, upToId, limit }) => {
    const rows = await db.customer.findMany({
      where: {
        shopId,
        deletedAt: null,
        redactedAt: null,
        // Guests and visitors, below zero, are ours alone.
        id: { gt: afterId, ...(upToId === null ? {} : { lte: upToId }) },
      },
      orderBy: { id: "asc" },
      take: limit,
      select: { id: true },
    });
    return rows.map((row) => row.id);
  },
  prepareRepair: async (api, ids) => {
    const gids = ids.map((id) => gidOf("Customer", id));
    const found = await readByIds(api, CUSTOMERS_BULK_QUERY, gids, { objectsPerQuery: 20 });
    const states = found.map(({ node, children }) => {
      const state = customerFromBulk(node, children);
      return { ...state, updatedAt: ageOfRepair(state.updatedAt, new Date()) };
    });
    return (scope) => recordCustomers(scope, states);
  },
  markGone: (scope, ids, at) =>
    recordDeletions(scope, customerDeliveryHandlers, { topic: "customers/delete", ids, at }),
};

/** For the worker's list of comparators. */
export const customerComparators = (ordersNaming: OrdersNaming): readonly Comparator[] => [
  {
    ...compareCustomers,
    explainGone: (shopId, api, ids) => explainGone(ordersNaming, { shopId, api, ids }),
  },
];
