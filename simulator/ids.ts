/** Shopify's ids: whole numbers past 2^53, and the global ids (`gid://shopify/Order/7`) of the GraphQL API. */

export interface GlobalId {
  type: string;
  id: bigint;
}

/** `gid("Order", 7n)` is `gid://shopify/Order/7`. */
export function gid(type: string, id: bigint): string {
  return `gid://shopify/${type}/${id}`;
}

const GLOBAL_ID = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/;

/** Reads a global id; null when it is not one. */
export function parseGid(value: string): GlobalId | null {
  const match = GLOBAL_ID.exec(value);
  return match ? { type: match[1]!, id: BigInt(match[2]!) } : null;
}

/** Hands out ids one after the other, beginning after `last`. */
export function createAllocator(last: bigint): () => bigint {
  let current = last;
  return () => {
    current += 1n;
    return current;
  };
}
