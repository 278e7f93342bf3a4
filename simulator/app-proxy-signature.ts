/** Signature of requests that Shopify forwards through an app proxy. */
import { createHmac } from "node:crypto";

/**
 * The `signature` parameter of an app proxy request: hex HMAC-SHA256 over the decoded parameters, each name once with
 * its values joined by a comma, sorted and put together without a separator. A `signature` among them is left out.
 */
export function signProxyQuery(parameters: URLSearchParams, clientSecret: string): string {
  const names = [...new Set(parameters.keys())].filter((name) => name !== "signature");
  const message = names
    .map((name) => `${name}=${parameters.getAll(name).join(",")}`)
    .toSorted()
    .join("");
  return createHmac("sha256", clientSecret).update(message).digest("hex");
}
