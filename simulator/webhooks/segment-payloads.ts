/** Webhook payloads about segments and who is in them. */
import { gid } from "#simulator/ids.ts";
import type { Segment, ShopState } from "#simulator/state/model.ts";

/** `segments/create`, `segments/update`. */
export function segmentPayload(segment: Segment) {
  return {
    id: segment.id,
    name: segment.name,
    query: segment.query,
    creationDate: segment.createdAt.toISOString(),
    lastEditDate: segment.updatedAt.toISOString(),
  };
}

/** `segments/delete`. */
export const segmentDeletedPayload = (segment: Segment) => ({ id: segment.id });

/** `customer.joined_segment`, `customer.left_segment`. */
export const membershipPayload = (shop: ShopState, customerId: bigint, segmentId: bigint) => ({
  shop_id: gid("Shop", shop.id),
  customer_id: gid("Customer", customerId),
  segment_id: gid("Segment", segmentId),
});
