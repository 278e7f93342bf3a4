/** Recommendations and search suggestions, which scripts of themes ask for. */
import { toJson } from "#simulator/json.ts";
import type { Product } from "#simulator/state/model.ts";
import { jsonText, page } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { ProductDrop } from "../drops/product.ts";
import { productJson, suggestedCollection, suggestedProduct } from "../product-json.ts";
import { hasPage } from "../publication.ts";
import { localPath } from "../reader.ts";
import { recommend } from "../recommendations.ts";
import type { Intent } from "../recommendations.ts";
import {
  findCollections,
  findProducts,
  placeUnavailable,
  suggestQueries,
  type UnavailableProducts,
} from "../search-products.ts";
import { answerPage } from "../theme.ts";
import { readerOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { get } from "./route.ts";
import type { Route } from "./route.ts";

const MOST = 10;

export const productDataRoutes: Route[] = [
  get(/^\/recommendations\/products\.json$/, recommendationsJson),
  get(/^\/recommendations\/products$/, recommendationsSection),
  get(/^\/search\/suggest\.json$/, suggestJson),
];

const invalid = (description: string, status: number | string = 422, message = "Invalid parameter error") =>
  jsonText(toJson({ status, message, description }), Number(status));

interface Asked {
  product: Product;
  intent: Intent;
  recommended: Product[];
}

function readQuestion(visit: Visit): Asked | Answer {
  const { searchParams } = visit.url;
  const id = searchParams.get("product_id") ?? "";
  const intent = searchParams.get("intent") ?? "related";
  if (id === "") return invalid("A product_id value is missing");
  if (intent !== "related" && intent !== "complementary") {
    return invalid("The intent parameter must be one of related, complementary");
  }
  const reader = readerOf(visit);
  const product = /^\d{1,20}$/.test(id) ? reader.shop.products.get(BigInt(id)) : undefined;
  if (!product || !hasPage(product, reader.now)) {
    const text = `No product with id ${id} is published in the online store`;
    return invalid(text, 404, "Product not found");
  }
  const limit = Math.min(MOST, Math.max(1, Math.trunc(Number(searchParams.get("limit") ?? MOST)) || MOST));
  return { product, intent, recommended: recommend(reader, product, { intent, limit }) };
}

/** Addresses say where the shopper came from, as Shopify's do. */
function withOrigin(url: string, { product, intent }: Asked, each: Product, index: number): string {
  const query = new URLSearchParams({
    pr_prod_strat: intent === "complementary" ? "pinned" : "e5_desc",
    pr_rec_id: product.id.toString(16),
    pr_rec_pid: each.id.toString(),
    pr_ref_pid: product.id.toString(),
    pr_seq: index === 0 ? "uniform" : `uniform-${index}`,
  });
  return `${url}?${query.toString()}`;
}

function recommendationsJson(visit: Visit): Answer {
  const asked = readQuestion(visit);
  if ("status" in asked) return asked;
  const reader = readerOf(visit);
  const products = asked.recommended.map((each, index) => {
    const json = productJson(reader, each);
    return { ...json, url: withOrigin(String(json["url"]), asked, each, index) };
  });
  return jsonText(toJson({ intent: asked.intent, products }));
}

function recommendationsSection(visit: Visit): Promise<Answer> | Answer {
  const asked = readQuestion(visit);
  if ("status" in asked) return asked.status === 404 ? page("", 404) : asked;
  if (!visit.url.searchParams.has("section_id")) return page("", 404);
  return answerPage(visit, {
    template: "product",
    title: asked.product.title,
    objects: (reader) => ({
      product: new ProductDrop(reader, asked.product),
      recommendations: {
        "performed?": true,
        performed: true,
        products: asked.recommended.map((each) => new ProductDrop(reader, each)),
        products_count: asked.recommended.length,
        intent: asked.intent,
      },
    }),
  });
}

const TYPES = ["product", "page", "article", "collection", "query"];

/** A parameter such as `resources[limit]`. */
const parameter = (visit: Visit, name: string, fallback: string): string =>
  visit.url.searchParams.get(`resources[${name}]`) ?? fallback;

function suggestJson(visit: Visit): Answer {
  const terms = (visit.url.searchParams.get("q") ?? "").trim();
  const types = parameter(visit, "type", "query,product,collection,page").split(",");
  const unknown = types.find((type) => !TYPES.includes(type));
  const limit = Number(parameter(visit, "limit", String(MOST)));
  const scope = parameter(visit, "limit_scope", "all");
  const unavailable = parameter(visit, "options][unavailable_products", "last");
  if (unknown !== undefined) return invalid(`${unknown} is not a valid resource type`, "422");
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    return invalid("The limit parameter must be between 1 and 10", "422");
  }
  if (!["all", "each"].includes(scope)) {
    return invalid("The limit_scope parameter must be one of all, each", "422");
  }
  if (!["show", "hide", "last"].includes(unavailable)) {
    return invalid("The unavailable_products option must be one of show, hide, last", "422");
  }
  const results = suggestions(visit, { terms, types, unavailable: unavailable as UnavailableProducts });
  return jsonText(toJson({ resources: { results: cut(results, limit, scope === "all") } }));
}

interface Suggesting {
  terms: string;
  types: string[];
  unavailable: UnavailableProducts;
}

/** The store has no pages and no articles, so those lists are empty. */
function suggestions(visit: Visit, { terms, types, unavailable }: Suggesting): Record<string, object[]> {
  const reader = readerOf(visit);
  const found = findProducts(reader, terms);
  const results: Record<string, object[]> = {};
  if (types.includes("query")) {
    results["queries"] = suggestQueries(found.slice(0, 100), terms).map((text) => ({
      text,
      styled_text: text,
      url: `${localPath(reader, "/search")}?${new URLSearchParams({ q: text, _pos: "1" }).toString()}`,
    }));
  }
  if (types.includes("product")) {
    const products = placeUnavailable(reader, found, unavailable).slice(0, MOST);
    results["products"] = products.map((each) => suggestedProduct(reader, each));
  }
  if (types.includes("collection")) {
    results["collections"] = findCollections(reader, terms).map((each) => suggestedCollection(reader, each));
  }
  if (types.includes("page")) results["pages"] = [];
  if (types.includes("article")) results["articles"] = [];
  return results;
}

/** At most so many of each kind, or of all kinds together. */
function cut(results: Record<string, object[]>, limit: number, together: boolean): Record<string, object[]> {
  let left = limit;
  const entries = Object.entries(results).map(([name, items]): [string, object[]] => {
    const kept = items.slice(0, together ? left : limit);
    left -= kept.length;
    return [name, kept];
  });
  return Object.fromEntries(entries);
}
