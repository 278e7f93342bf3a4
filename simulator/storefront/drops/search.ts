import { memberOrder } from "#simulator/state/collections-rules.ts";
import type { Product } from "#simulator/state/model.ts";
import { PageableDrop } from "../liquid/pageable.ts";
import { localPath } from "../reader.ts";
import type { Reader } from "../reader.ts";
import { ProductDrop } from "./product.ts";

/** Shopify's `CollectionSortOrder` by the value of the `sort_by` parameter. */
const SORT_ORDERS: Record<string, string | null> = {
  relevance: null,
  "price-ascending": "PRICE_ASC",
  "price-descending": "PRICE_DESC",
};

export interface SearchQuestion {
  terms: string;
  sortBy: string;
  types: string[];
  /** The products that match, best first. */
  found: Product[];
}

/** Liquid's `search`. The store has products only: no pages and no articles. */
export class SearchDrop extends PageableDrop {
  #reader: Reader;
  #terms: string;
  #sortBy: string;
  #types: string[];
  #found: Product[];

  constructor(reader: Reader, { terms, sortBy, types, found }: SearchQuestion) {
    super();
    this.#reader = reader;
    this.#terms = terms;
    this.#types = types;
    this.#sortBy = Object.hasOwn(SORT_ORDERS, sortBy) ? sortBy : "relevance";
    const order = memberOrder(reader.shop, SORT_ORDERS[this.#sortBy] ?? "MANUAL");
    this.#found = order ? found.toSorted(order) : found;
  }

  get performed(): boolean {
    return this.#terms !== "";
  }
  get terms(): string {
    return this.#terms;
  }
  get types(): string[] {
    return this.#types;
  }
  get sort_by(): string {
    return this.#sortBy;
  }
  get default_sort_by(): string {
    return "relevance";
  }
  get sort_options(): object[] {
    return Object.keys(SORT_ORDERS).map((value) => ({ value, name: value.replaceAll("-", " ") }));
  }
  get results(): unknown[] {
    return this.visible("results");
  }
  get results_count(): number {
    return this.#found.length;
  }

  protected override sizeOf(): number {
    return this.#found.length;
  }

  protected override part(_list: string, from: number, to: number): ProductDrop[] {
    return this.#found.slice(from, to).map((product) => new ProductDrop(this.#reader, product));
  }

  protected override pageUrl(page: number): string {
    const query = new URLSearchParams({ q: this.#terms });
    if (this.#sortBy !== "relevance") query.set("sort_by", this.#sortBy);
    if (page > 1) query.set("page", String(page));
    return `${localPath(this.#reader, "/search")}?${query.toString()}`;
  }
}
