/** Home, collections, products and search. */
import { toJson } from "#simulator/json.ts";
import type { Product } from "#simulator/state/model.ts";
import { collectionViewed, productViewed, searchSubmitted } from "#simulator/web-pixels/page-events.ts";
import { jsonText, page, redirect } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { CollectionDrop, collectionByHandle, SORT_ORDERS } from "../drops/collection.ts";
import { ProductDrop } from "../drops/product.ts";
import { SearchDrop } from "../drops/search.ts";
import { productJson, productRestJson } from "../product-json.ts";
import { isListed, productByHandle } from "../publication.ts";
import { textOf } from "../reader.ts";
import type { Reader } from "../reader.ts";
import { findProducts } from "../search-products.ts";
import { answerPage } from "../theme.ts";
import { pathOf, readerOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { notFound } from "./not-found.ts";
import { get } from "./route.ts";
import type { Route } from "./route.ts";

const NEW_PRODUCTS = 8;

export const catalogueRoutes: Route[] = [
  get(/^\/$/, home),
  get(/^\/collections$/, (visit) =>
    answerPage(visit, { template: "list-collections", title: { key: "collections.title" } }),
  ),
  get(/^\/products$/, (visit) => redirect(pathOf(visit, "/collections/all"))),
  get(/^\/collections\/([^/]+)\/products\.json$/, (visit, [handle = ""]) => collectionJson(visit, handle)),
  get(/^\/collections\/([^/]+)$/, (visit, [handle = ""]) => collection(visit, handle)),
  get(/^\/(?:collections\/[^/]+\/)?products\/([^/]+)\.(js|json)$/, (visit, [handle = "", kind = ""]) =>
    productData(visit, handle, kind),
  ),
  get(/^\/(?:collections\/[^/]+\/)?products\/([^/]+)$/, (visit, [handle = ""]) => product(visit, handle)),
  get(/^\/search$/, search),
];

/** The products that came last, without sorting all of them. */
function newestProducts(reader: Reader): Product[] {
  const isNewer = (a: Product, b: Product): boolean =>
    a.createdAt > b.createdAt || (a.createdAt.getTime() === b.createdAt.getTime() && a.id > b.id);
  const newest: Product[] = [];
  for (const candidate of reader.shop.products.values()) {
    const last = newest.at(-1);
    if (!isListed(candidate, reader.now)) continue;
    if (newest.length === NEW_PRODUCTS && last && !isNewer(candidate, last)) continue;
    const at = newest.findIndex((each) => isNewer(candidate, each));
    newest.splice(at < 0 ? newest.length : at, 0, candidate);
    newest.length = Math.min(newest.length, NEW_PRODUCTS);
  }
  return newest;
}

function home(visit: Visit): Promise<Answer> {
  const newest = newestProducts(readerOf(visit));
  return answerPage(visit, {
    template: "index",
    title: visit.context.shop.name,
    objects: (reader) => ({ new_products: newest.map((one) => new ProductDrop(reader, one)) }),
  });
}

function collection(visit: Visit, handle: string): Promise<Answer> {
  const reader = readerOf(visit);
  const found = collectionByHandle(reader, handle);
  if (!found) return notFound(visit);
  const sortBy = visit.url.searchParams.get("sort_by") ?? "manual";
  const title = textOf(reader, `gid://shopify/Collection/${found.id}`, "title", found.title);
  return answerPage(visit, {
    template: "collection",
    title: found.id === 0n ? { key: "layout.all_products" } : title,
    objects: (each) => ({
      collection: new CollectionDrop(each, found, sortBy),
      sort_orders: Object.keys(SORT_ORDERS),
    }),
    events: [collectionViewed(reader, found)],
  });
}

function collectionJson(visit: Visit, handle: string): Promise<Answer> | Answer {
  const reader = readerOf(visit);
  const found = collectionByHandle(reader, handle);
  if (!found) return notFound(visit);
  const { searchParams } = visit.url;
  const limit = Math.min(250, Math.max(1, Number(searchParams.get("limit") ?? 30) || 30));
  const from = (Math.max(1, Number(searchParams.get("page") ?? 1) || 1) - 1) * limit;
  const products = found.productIds
    .flatMap((id) => reader.shop.products.get(id) ?? [])
    .filter((each) => isListed(each, reader.now))
    .slice(from, from + limit)
    .map((each) => (productRestJson(reader, each) as { product: object }).product);
  return jsonText(toJson({ products }));
}

function product(visit: Visit, handle: string): Promise<Answer> {
  const reader = readerOf(visit);
  const found = productByHandle(reader.shop, handle, reader.now);
  if (!found) return notFound(visit);
  const wanted = visit.url.searchParams.get("variant");
  const selected = wanted !== null && /^\d{1,20}$/.test(wanted) ? BigInt(wanted) : null;
  return answerPage(visit, {
    template: "product",
    title: textOf(reader, `gid://shopify/Product/${found.id}`, "title", found.title),
    objects: (each) => ({ product: new ProductDrop(each, found, selected) }),
    events: [productViewed(reader, found, selected)],
  });
}

function productData(visit: Visit, handle: string, kind: string): Promise<Answer> | Answer {
  const reader = readerOf(visit);
  const found = productByHandle(reader.shop, handle, reader.now);
  if (!found) return kind === "js" ? page("", 404) : notFound(visit);
  return jsonText(toJson(kind === "js" ? productJson(reader, found) : productRestJson(reader, found)));
}

function search(visit: Visit): Promise<Answer> {
  const { searchParams } = visit.url;
  const terms = (searchParams.get("q") ?? "").trim();
  const types = (searchParams.get("type") ?? "product,article,page").split(",");
  const sortBy = searchParams.get("sort_by") ?? "relevance";
  const reader = readerOf(visit);
  const found = types.includes("product") ? findProducts(reader, terms) : [];
  return answerPage(visit, {
    template: "search",
    title: { key: "search.title" },
    objects: (each) => ({ search: new SearchDrop(each, { terms, sortBy, types, found }) }),
    events: terms === "" ? [] : [searchSubmitted(reader, terms, found)],
  });
}
