/**
 * Ids of the seeded records. All lie beyond 2^53, where a double can no longer tell neighbours apart: whoever reads
 * an id through a double gets a wrong one. One range per kind of record.
 */
const FIRST_ID = 9_007_199_255_000_000n;
const RANGE = 1_000_000n;
const KINDS = [
  "product",
  "variant",
  "inventoryItem",
  "collection",
  "customer",
  "order",
  "orderLine",
  "refund",
  "refundLine",
  "transaction",
] as const;

/** Counts up through the ids of one kind of record. */
export function idsOf(kind: (typeof KINDS)[number]): () => bigint {
  let next = FIRST_ID + RANGE * BigInt(KINDS.indexOf(kind));
  return () => {
    next += 1n;
    return next;
  };
}
