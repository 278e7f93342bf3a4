/** Home, collections, products and search. */
import { page } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { CollectionDrop, collectionByHandle, ProductDrop, SORT_ORDERS } from "../drops/catalogue.ts";
import { SearchDrop } from "../drops/search.ts";
import type { MetafieldReader } from "../liquid/metafields.ts";
import { renderPage } from "../theme.ts";
import type { Visit } from "../visit.ts";
import { get } from "./route.ts";
import type { Route } from "./route.ts";

const NEW_PRODUCTS = 8;

export const catalogueRoutes: Route[] = [
  get(/^\/$/, home),
  get(/^\/collections$/, collections),
  get(/^\/collections\/([^/]+)$/, (visit, [handle = ""]) => collection(visit, handle)),
  get(/^\/(?:collections\/[^/]+\/)?products\/([^/]+)$/, (visit, [handle = ""]) => product(visit, handle)),
  get(/^\/search$/, search),
];

async function home(visit: Visit): Promise<Answer> {
  const { shop } = visit.context;
  const newest = [...shop.products.values()]
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (b.id > a.id ? 1 : -1))
    .slice(0, NEW_PRODUCTS);
  const objects = (reader: MetafieldReader) => ({
    new_products: newest.map((one) => new ProductDrop(reader, one)),
  });
  return page(await renderPage(visit, { template: "index", title: shop.name, objects }));
}

async function collections(visit: Visit): Promise<Answer> {
  return page(await renderPage(visit, { template: "list-collections", title: "Collections" }));
}

async function collection(visit: Visit, handle: string): Promise<Answer> {
  const found = collectionByHandle({ shop: visit.context.shop, appId: null }, handle);
  if (!found) return notFound(visit);
  const sortBy = visit.url.searchParams.get("sort_by") ?? "manual";
  const objects = (reader: MetafieldReader) => ({
    collection: new CollectionDrop(reader, found, sortBy),
    sort_orders: Object.keys(SORT_ORDERS),
  });
  return page(await renderPage(visit, { template: "collection", title: found.title, objects }));
}

async function product(visit: Visit, handle: string): Promise<Answer> {
  const found = [...visit.context.shop.products.values()].find((one) => one.handle === handle);
  if (!found) return notFound(visit);
  const wanted = visit.url.searchParams.get("variant");
  const selected = wanted !== null && /^\d{1,20}$/.test(wanted) ? BigInt(wanted) : null;
  const objects = (reader: MetafieldReader) => ({ product: new ProductDrop(reader, found, selected) });
  return page(await renderPage(visit, { template: "product", title: found.title, objects }));
}

async function search(visit: Visit): Promise<Answer> {
  const terms = (visit.url.searchParams.get("q") ?? "").trim();
  const objects = (reader: MetafieldReader) => ({ search: new SearchDrop(reader, terms) });
  return page(await renderPage(visit, { template: "search", title: "Search", objects }));
}

export async function notFound(visit: Visit): Promise<Answer> {
  return page(await renderPage(visit, { template: "page-not-found", title: "Not found" }), 404);
}
