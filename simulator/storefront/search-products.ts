/** Finds what a shopper types: products, collections and words to search for. */
import type { Collection, Product } from "#simulator/state/model.ts";
import { isAvailable } from "#simulator/state/inventory-levels.ts";
import { isListed } from "./publication.ts";
import { textOf } from "./reader.ts";
import type { Reader } from "./reader.ts";

const wordsOf = (terms: string): string[] => terms.toLowerCase().split(/\s+/).filter(Boolean);

function productText(reader: Reader, product: Product): string {
  const gid = `gid://shopify/Product/${product.id}`;
  const parts = [
    textOf(reader, gid, "title", product.title),
    textOf(reader, gid, "product_type", product.productType),
    product.productType,
    product.vendor,
    ...product.tags,
    ...product.variants.flatMap((variant) => [variant.sku, variant.title]),
  ];
  return parts.join(" ").toLowerCase();
}

const LETTER = /[\p{L}\p{N}]/u;

/** Whether a word of the text begins with what was typed. */
function beginsWord(text: string, typed: string): boolean {
  for (let at = text.indexOf(typed); at >= 0; at = text.indexOf(typed, at + 1)) {
    if (at === 0 || !LETTER.test(text[at - 1] ?? "")) return true;
  }
  return false;
}

/** Products in which every typed word begins one; those whose titles hold more of the words come first. */
export function findProducts(reader: Reader, terms: string): Product[] {
  const words = wordsOf(terms);
  if (words.length === 0) return [];
  const found: { product: Product; rank: number }[] = [];
  for (const product of reader.shop.products.values()) {
    if (!isListed(product, reader.now)) continue;
    const text = productText(reader, product);
    if (!words.every((word) => beginsWord(text, word))) continue;
    const title = textOf(reader, `gid://shopify/Product/${product.id}`, "title", product.title).toLowerCase();
    found.push({ product, rank: words.filter((word) => !beginsWord(title, word)).length });
  }
  return found.toSorted((a, b) => a.rank - b.rank).map(({ product }) => product);
}

export function findCollections(reader: Reader, terms: string): Collection[] {
  const words = wordsOf(terms);
  if (words.length === 0) return [];
  return [...reader.shop.collections.values()].filter((collection) => {
    const gid = `gid://shopify/Collection/${collection.id}`;
    const title = textOf(reader, gid, "title", collection.title).toLowerCase();
    return collection.publishedAt !== null && words.every((word) => beginsWord(title, word));
  });
}

/** Words of titles that go on where the typed word ends. */
export function suggestQueries(products: Product[], terms: string): string[] {
  const typed = wordsOf(terms);
  const last = typed.at(-1);
  if (last === undefined) return [];
  const before = typed.slice(0, -1).join(" ");
  const words = new Set<string>();
  for (const product of products) {
    for (const word of product.title.toLowerCase().split(/[^\p{L}\p{N}'-]+/u)) {
      if (word.length > last.length && word.startsWith(last)) words.add(`${before} ${word}`.trim());
    }
  }
  return [...words];
}

export type UnavailableProducts = "show" | "hide" | "last";

export function placeUnavailable(reader: Reader, products: Product[], wish: UnavailableProducts): Product[] {
  if (wish === "show") return products;
  const canBeBought = (product: Product): boolean =>
    product.variants.some((variant) => isAvailable(reader.shop, variant));
  const available = products.filter(canBeBought);
  return wish === "hide" ? available : [...available, ...products.filter((each) => !canBeBought(each))];
}
