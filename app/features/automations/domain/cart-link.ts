/** Addresses at the store that bring a cart back. */

/** A cart permalink: the store begins a cart with exactly these lines, on any device. */
export function cartPermalink(lines: readonly { variantId: string; quantity: number }[]): string {
  return `/cart/${lines.map(({ variantId, quantity }) => `${variantId}:${quantity}`).join(",")}`;
}

/** The same with a discount applied: Shopify keeps the code for the visit and goes on to the path. */
export function withDiscount(path: string, code: string | null): string {
  if (code === null) return path;
  return `/discount/${encodeURIComponent(code)}?redirect=${encodeURIComponent(path)}`;
}

/**
 * Where Shopify itself restores a checkout, with the discount as the parameter that such an address takes (a code kept for
 * the visit would be replaced by those of the checkout); null when the address is none of the store's.
 */
export function checkoutRecovery(recoveryUrl: string | null, code: string | null): string | null {
  if (recoveryUrl === null || !URL.canParse(recoveryUrl)) return null;
  const url = new URL(recoveryUrl);
  const { protocol, origin } = url;
  const isLocal = protocol === "http:" && /^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(origin);
  if (protocol !== "https:" && !isLocal) return null;
  if (code !== null) url.searchParams.set("discount", code);
  return url.href;
}
