/** How our customers are compared with Shopify's, and repaired. What is personal is compared by its age alone. */
import { readByIds } from "#app/platform/shopify-admin/bulk-by-id.ts";
import { CompareCustomersDocument } from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf, idFromGid } from "#app/shared/ids.ts";
import { ageOfRepair, type Comparator, recordDeletions } from "#app/features/events/index.server.ts";
import { CUSTOMERS_BULK_QUERY, customerFromBulk } from "./domain/customer-bulk.ts";
import { customerDeliveryHandlers, recordCustomers } from "./record-customers.server.ts";

const tagsText = (tags: readonly string[]): string => tags.toSorted().join(",");

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
export const customerComparators: readonly Comparator[] = [compareCustomers];
