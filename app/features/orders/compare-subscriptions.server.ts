/** How our subscriptions are compared with Shopify's, and repaired. */
import { CompareSubscriptionsDocument } from "#app/platform/shopify-admin/operations.generated.ts";
import { idFromGid } from "#app/shared/ids.ts";
import { ageOfRepair, type Comparator, type OwnRecord } from "#app/features/events/index.server.ts";
import { readSubscriptions } from "./read-subscriptions.server.ts";
import { recordSubscriptions } from "./record-subscriptions.server.ts";
import { listSubscriptions, markSubscriptionsDeleted } from "./subscriptions-repository.server.ts";

/** Never told, so that whatever Shopify shows is newer. */
const NEVER = new Date(0);

const instantText = (at: Date | null): string => at?.toISOString() ?? "none";

export const compareSubscriptions: Comparator = {
  resource: "subscriptions",
  gidType: "SubscriptionContract",
  isOptional: true,
  readPage: async (api, search) => {
    const { subscriptionContracts } = await api.request(CompareSubscriptionsDocument, { search });
    return {
      hasMore: subscriptionContracts.pageInfo.hasNextPage,
      records: subscriptionContracts.nodes.map((node) => ({
        id: idFromGid(node.id, "SubscriptionContract"),
        updatedAt: new Date(node.updatedAt),
        fields: {
          status: node.status.toLowerCase(),
          nextBilling: instantText(node.nextBillingDate ? new Date(node.nextBillingDate) : null),
          lines: node.linesCount ? node.linesCount.count.toString() : null,
        },
      })),
    };
  },
  readOwn: async ({ db, shopId }, ids) => {
    const rows = await db.subscription.findMany({ where: { shopId, id: { in: [...ids] } } });
    return new Map(
      rows.map(({ id, detailsAt, deletedAt, status, nextBillingAt, lines }): [bigint, OwnRecord] => [
        id,
        {
          id,
          // A webhook's age is the delivery's: what was read from Shopify says how old it is by Shopify's own time.
          updatedAt: detailsAt ?? NEVER,
          isGone: deletedAt !== null,
          fields: {
            status,
            nextBilling: instantText(nextBillingAt),
            lines: (Array.isArray(lines) ? lines.length : 0).toString(),
          },
        },
      ]),
    );
  },
  listOwn: listSubscriptions,
  prepareRepair: async (api, ids) => {
    const states = (await readSubscriptions(api, ids)).map((state) => ({
      ...state,
      observedAt: ageOfRepair(state.observedAt, new Date()),
    }));
    return (scope) => recordSubscriptions(scope, states);
  },
  markGone: markSubscriptionsDeleted,
};
