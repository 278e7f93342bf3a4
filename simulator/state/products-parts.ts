/** What can be told from a product without the rest of the store. */
import type { Product, ShopState, Variant } from "./model.ts";

/** Whole address of the product's picture; null when it has none. */
export function pictureUrl(shop: ShopState, product: Product): string | null {
  if (product.imagePath === "") return null;
  return product.imagePath.startsWith("/") ? `${shop.primaryUrl}${product.imagePath}` : product.imagePath;
}

/** Whether a record is on the online store at a time; a date to come is only planned. */
export const isPublished = (record: { publishedAt: Date | null }, now: Date): boolean =>
  record.publishedAt !== null && record.publishedAt.getTime() <= now.getTime();

/** Whether a page of the online store shows it to who has the address. */
export const hasPage = (product: Product, now: Date): boolean =>
  (product.status === "ACTIVE" || product.status === "UNLISTED") && isPublished(product, now);

/** Whether collections, searches and recommendations of the online store may show it. */
export const isListed = (product: Product, now: Date): boolean =>
  product.status === "ACTIVE" && isPublished(product, now);

/** Shopify gives a product without options one variant of this title. */
export const DEFAULT_TITLE = "Default Title";

export const hasOnlyDefaultVariant = (product: Product): boolean =>
  product.variants.length === 1 && product.options.length === 0;

/** Titles follow from the values of the options: `Red / Large`. */
export const variantTitle = (variant: Pick<Variant, "optionValues">): string =>
  variant.optionValues.join(" / ");

/** Tags without blanks around them, each once, in the order of the alphabet. */
export function cleanTags(tags: readonly string[]): string[] {
  const known = new Map<string, string>();
  for (const tag of tags.flatMap((each) => each.split(","))) {
    const clean = tag.trim();
    if (clean !== "" && !known.has(clean.toLowerCase())) known.set(clean.toLowerCase(), clean);
  }
  return [...known.values()].toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}
