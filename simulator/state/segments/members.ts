/** Who is in a segment. */
import type { Customer, ShopState } from "#simulator/state/model.ts";
import { segmentTest, segmentView } from "./evaluate.ts";
import { parseSegment } from "./parser.ts";

/**
 * The customers that fulfil a query, in the order of their ids. Relative dates are those of `timezone`, the shop's
 * unless it is given. The query must have been checked by `segmentProblems`; one that cannot be read has nobody.
 */
export function segmentMembers(shop: ShopState, query: string, now: Date, timezone?: string): Customer[] {
  const { node } = parseSegment(query);
  if (!node) return [];
  const test = segmentTest(node, segmentView(shop, now, timezone));
  return [...shop.customers.values()].filter(test);
}

/** Whether a customer is in a saved segment now; false when there is no such segment. */
export function isMember(shop: ShopState, segmentId: bigint, customer: Customer, now: Date): boolean {
  const segment = shop.segments.get(segmentId);
  const node = segment && parseSegment(segment.query).node;
  return node ? segmentTest(node, segmentView(shop, now))(customer) : false;
}
