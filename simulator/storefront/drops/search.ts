import type { Product } from "#simulator/state/model.ts";
import type { MetafieldReader } from "../liquid/metafields.ts";
import { PageableDrop } from "../liquid/pageable.ts";
import { ProductDrop } from "./catalogue.ts";

/** Liquid's `search`: products whose title, type or stock code holds every word. */
export class SearchDrop extends PageableDrop {
  #reader: MetafieldReader;
  #terms: string;
  #found: Product[];

  constructor(reader: MetafieldReader, terms: string) {
    super();
    this.#reader = reader;
    this.#terms = terms;
    const words = terms.toLowerCase().split(/\s+/).filter(Boolean);
    const text = (product: Product) =>
      `${product.title} ${product.productType} ${product.variants.map((variant) => variant.sku).join(" ")}`.toLowerCase();
    this.#found =
      words.length === 0
        ? []
        : [...reader.shop.products.values()].filter((product) =>
            words.every((word) => text(product).includes(word)),
          );
  }

  get performed(): boolean {
    return this.#terms !== "";
  }
  get terms(): string {
    return this.#terms;
  }
  get results(): unknown[] {
    return this.visible("results");
  }
  get results_count(): number {
    return this.#found.length;
  }

  protected override allOf(): ProductDrop[] {
    return this.#found.map((product) => new ProductDrop(this.#reader, product));
  }

  protected override pageUrl(page: number): string {
    const query = new URLSearchParams({ q: this.#terms });
    if (page > 1) query.set("page", String(page));
    return `/search?${query.toString()}`;
  }
}
