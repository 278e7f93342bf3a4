import type { Collection, Hundredths, Product } from "#simulator/state/model.ts";
import { newCollection, newProduct, newVariant } from "#simulator/state/model/catalogue.ts";
import { giftCardProduct } from "./gift-card.ts";
import { idsOf } from "./ids.ts";
import { COLLECTIONS, collectionsOf, kindOf } from "./product-kinds.ts";
import type { CollectionHandle } from "./product-kinds.ts";
import { handleOf, readableTitle } from "./product-titles.ts";
import type { Invoice } from "./source-rows.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Products and collections: the price of a product is the one it was most often sold at. */
export function buildCatalogue(
  invoices: Invoice[],
  descriptions: Map<string, string>,
): { products: Product[]; collections: Collection[] } {
  const sales = salesByCode(invoices);
  const nextProduct = idsOf("product");
  const nextVariant = idsOf("variant");
  const nextItem = idsOf("inventoryItem");
  const handles = new Set<string>();
  const products = [...sales].map(([sku, sale]): Product => {
    const id = nextProduct();
    const title = readableTitle(descriptions.get(sku) ?? sku);
    const kind = kindOf(title);
    const plain = handleOf(title);
    const handle = handles.has(plain) ? `${plain}-${sku.toLowerCase()}` : plain;
    handles.add(handle);
    const price = mostFrequent(sale.prices);
    const createdAt = new Date(sale.firstSold.getTime() - DAY_MS);
    return newProduct({
      id,
      title,
      handle,
      descriptionHtml: `<p>${kind.description}</p>`,
      productType: kind.type,
      vendor: "Marigold & Moss",
      tags: collectionsOf(title),
      variants: [
        newVariant({
          id: nextVariant(),
          productId: id,
          sku,
          price,
          compareAtPrice: isReduced(sku) ? (price * 5n) / 4n : null,
          unitCost: costOf(sku, price),
          inventoryQuantity: stockOf(sku),
          inventoryItemId: nextItem(),
          createdAt,
        }),
      ],
      createdAt,
    });
  });
  const opening = new Date(Math.min(...products.map((product) => product.createdAt.getTime())));
  const nextIds = { product: nextProduct, variant: nextVariant, inventoryItem: nextItem, option: nextItem() };
  return {
    products: [...products, giftCardProduct(nextIds, opening)],
    collections: buildCollections(products, sales),
  };
}

interface Sales {
  firstSold: Date;
  /** Number of order lines. */
  lines: number;
  prices: Map<Hundredths, number>;
}

function salesByCode(invoices: Invoice[]): Map<string, Sales> {
  const sales = new Map<string, Sales>();
  for (const invoice of invoices) {
    if (invoice.cancels) continue;
    for (const line of invoice.lines) {
      const known = sales.get(line.stockCode) ?? {
        firstSold: invoice.date,
        lines: 0,
        prices: new Map<Hundredths, number>(),
      };
      known.lines += 1;
      known.prices.set(line.unitPrice, (known.prices.get(line.unitPrice) ?? 0) + 1);
      sales.set(line.stockCode, known);
    }
  }
  return sales;
}

function mostFrequent(prices: Map<Hundredths, number>): Hundredths {
  let best: Hundredths = 0n;
  let times = 0;
  for (const [price, count] of prices) {
    if (count > times) {
      best = price;
      times = count;
    }
  }
  return best;
}

/** A number that only the stock code tells. */
function chanceOf(sku: string): number {
  let sum = 0;
  for (const letter of sku) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum;
}

/** 40 to 239 pieces, by the stock code. */
const stockOf = (sku: string): number => 40 + (chanceOf(sku) % 200);

/** 30 to 60 % of the price. */
const costOf = (sku: string, price: Hundredths): Hundredths =>
  (price * BigInt(30 + (chanceOf(sku) % 31))) / 100n;

/** A few products cost less than they did. */
const isReduced = (sku: string): boolean => chanceOf(sku) % 25 === 0;

/** What sells best comes first. */
function buildCollections(products: Product[], sales: Map<string, Sales>): Collection[] {
  const nextId = idsOf("collection");
  const handles = Object.keys(COLLECTIONS) as CollectionHandle[];
  return handles.map((handle) => {
    const sold = (product: Product) => sales.get(product.variants[0]?.sku ?? "")?.lines ?? 0;
    const members = products
      .filter((product) => product.tags.includes(handle))
      .toSorted((a, b) => sold(b) - sold(a));
    const newest = Math.max(0, ...members.map((product) => product.createdAt.getTime()));
    return newCollection({
      id: nextId(),
      title: COLLECTIONS[handle].title,
      handle,
      descriptionHtml: `<p>${COLLECTIONS[handle].description}</p>`,
      productIds: members.map((product) => product.id),
      updatedAt: new Date(newest),
    });
  });
}
