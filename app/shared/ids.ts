/**
 * The number in one of Shopify's global ids: `gid://shopify/Order/450789469` → 450789469n.
 *
 * @throws RangeError when it is not a global id of that type
 */
export function idFromGid(gid: string, type: string): bigint {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)$/.exec(gid);
  if (match?.[1] !== type || match[2] === undefined) {
    throw new RangeError(`expected a global id of a ${type} (gid://shopify/${type}/…), got "${gid}"`);
  }
  return BigInt(match[2]);
}

/** Shopify's global id of a numbered record. */
export function gidOf(type: string, id: bigint): string {
  return `gid://shopify/${type}/${id}`;
}

/**
 * Reads an id from an address or a form; null when it is not a whole number of at most 19 digits. Below zero are people
 * whom Shopify has no id for.
 */
export function parseId(text: string | null | undefined): bigint | null {
  return text != null && /^-?\d{1,19}$/.test(text) ? BigInt(text) : null;
}
