/** Products to recommend beside another one. */
import { collectionsOf, productsOf } from "#simulator/state/collections-rules.ts";
import type { Product } from "#simulator/state/model.ts";
import { boughtWith } from "./co-purchases.ts";
import { isListed } from "./publication.ts";
import type { Reader } from "./reader.ts";

export type Intent = "related" | "complementary";

/** Where the merchant's own choices are, as Shopify's Search & Discovery app keeps them. */
const NAMESPACE = "shopify--discovery--product_recommendation";
const KEYS: Record<Intent, string> = {
  related: "related_products",
  complementary: "complementary_products",
};

function chosen(reader: Reader, product: Product, intent: Intent): bigint[] {
  const key = `gid://shopify/Product/${product.id} ${NAMESPACE} ${KEYS[intent]}`;
  const value = reader.shop.metafields.get(key)?.value;
  if (value === undefined) return [];
  const gids = JSON.parse(value) as unknown;
  if (!Array.isArray(gids)) return [];
  return gids.flatMap((gid) => {
    const id = /^gid:\/\/shopify\/Product\/(\d+)$/.exec(String(gid))?.[1];
    return id === undefined ? [] : [BigInt(id)];
  });
}

/**
 * Complementary products are the merchant's choice alone. Related ones begin with the merchant's choice, then come
 * products that are bought together with it, then those of the same collection. At most `limit`.
 */
export function recommend(
  reader: Reader,
  product: Product,
  { intent, limit }: { intent: Intent; limit: number },
): Product[] {
  const { shop, now } = reader;
  const found = new Map<bigint, Product>();
  const add = (id: bigint): void => {
    const candidate = shop.products.get(id);
    if (found.size < limit && candidate && id !== product.id && isListed(candidate, now)) {
      found.set(id, candidate);
    }
  };
  for (const id of chosen(reader, product, intent)) add(id);
  if (intent === "related") {
    for (const id of boughtWith(shop, product.id)) add(id);
    const [collection] = found.size < limit ? collectionsOf(shop, product) : [];
    if (collection) for (const { id } of productsOf(shop, collection)) add(id);
  }
  return [...found.values()];
}
