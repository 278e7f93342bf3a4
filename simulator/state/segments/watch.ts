/**
 * customer.joined_segment and customer.left_segment. Membership follows from queries, so it is looked at before and after
 * a change, for the customers concerned, and only when somebody subscribed. What time alone brings about (a last order
 * that is 31 days ago now) is not noticed.
 */
import type { Change, CommandEnvironment } from "#simulator/state/environment.ts";
import { membershipPayload } from "#simulator/webhooks/segment-payloads.ts";
import { isMember } from "./members.ts";

const TOPICS = ["customer.joined_segment", "customer.left_segment"];

/** Shopify takes subscriptions to these topics through the Admin API only. */
function isWatched({ shop }: CommandEnvironment): boolean {
  if (shop.segments.size === 0) return false;
  for (const { topic } of shop.webhookSubscriptions.values()) if (TOPICS.includes(topic)) return true;
  return false;
}

/** Segments of each customer; nobody's for customers who are gone. */
function memberships({ shop, clock }: CommandEnvironment, customerIds: bigint[]): Set<string> {
  const found = new Set<string>();
  const now = clock();
  for (const id of customerIds) {
    const customer = shop.customers.get(id);
    if (!customer) continue;
    for (const segmentId of shop.segments.keys()) {
      if (isMember(shop, segmentId, customer, now)) found.add(`${id} ${segmentId}`);
    }
  }
  return found;
}

/**
 * Call before customers or their orders change, and what it gives after that: the webhooks about segments. `newIds` are
 * customers that were not there before.
 */
export function watchSegments(
  environment: CommandEnvironment,
  customerIds: bigint[],
  newIds: bigint[] = [],
): () => Change[] {
  if (!isWatched(environment)) return () => [];
  const before = memberships(environment, customerIds);
  return () => {
    const after = memberships(environment, [...customerIds, ...newIds]);
    const change = (topic: string, key: string): Change => {
      const [customerId, segmentId] = key.split(" ").map(BigInt) as [bigint, bigint];
      return { topic, payload: membershipPayload(environment.shop, customerId, segmentId) };
    };
    return [
      ...[...after].filter((key) => !before.has(key)).map((key) => change("customer.joined_segment", key)),
      ...[...before].filter((key) => !after.has(key)).map((key) => change("customer.left_segment", key)),
    ];
  };
}
