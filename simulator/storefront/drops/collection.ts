/** Collections as Liquid objects. */
import { Drop } from "liquidjs";
import { productsOf } from "#simulator/state/collections-rules.ts";
import type { Collection, Product } from "#simulator/state/model.ts";
import { newCollection } from "#simulator/state/model/catalogue.ts";
import { MetafieldsDrop } from "../liquid/metafields.ts";
import { PageableDrop } from "../liquid/pageable.ts";
import { isListed } from "../publication.ts";
import { localPath, textOf } from "../reader.ts";
import type { Reader } from "../reader.ts";
import { ImageDrop } from "./image.ts";
import { ProductDrop } from "./product.ts";

/** Shopify's `CollectionSortOrder` by the value of the `sort_by` parameter; `manual` = the collection's own order. */
export const SORT_ORDERS: Record<string, string | null> = {
  manual: null,
  "best-selling": "BEST_SELLING",
  "title-ascending": "ALPHA_ASC",
  "title-descending": "ALPHA_DESC",
  "price-ascending": "PRICE_ASC",
  "price-descending": "PRICE_DESC",
  "created-ascending": "CREATED",
  "created-descending": "CREATED_DESC",
};

export class CollectionDrop extends PageableDrop {
  #reader: Reader;
  #collection: Collection;
  #sortBy: string;
  #sorted: Product[] | null = null;

  constructor(reader: Reader, collection: Collection, sortBy = "manual") {
    super();
    this.#reader = reader;
    this.#collection = collection;
    this.#sortBy = Object.hasOwn(SORT_ORDERS, sortBy) ? sortBy : "manual";
  }

  get id(): bigint {
    return this.#collection.id;
  }
  get title(): string {
    return this.#text("title", this.#collection.title);
  }
  get handle(): string {
    return this.#collection.handle;
  }
  get description(): string {
    return this.#text("body_html", this.#collection.descriptionHtml);
  }
  get url(): string {
    return localPath(this.#reader, `/collections/${this.#collection.handle}`);
  }
  get products(): ProductDrop[] {
    return this.visible("products") as ProductDrop[];
  }
  get products_count(): number {
    return this.#products().length;
  }
  get all_products_count(): number {
    return this.#products().length;
  }
  get sort_by(): string {
    return this.#sortBy;
  }
  get default_sort_by(): string {
    return "manual";
  }
  get sort_options(): object[] {
    return Object.keys(SORT_ORDERS).map((value) => ({ value, name: value.replaceAll("-", " ") }));
  }
  get template_suffix(): string | null {
    return this.#collection.templateSuffix;
  }
  get featured_image(): ImageDrop | null {
    const [first] = this.#products();
    return first?.imagePath ? new ImageDrop(first.imagePath, this.title) : null;
  }
  get metafields(): MetafieldsDrop {
    return new MetafieldsDrop(this.#reader, `gid://shopify/Collection/${this.#collection.id}`);
  }

  #text(key: string, original: string): string {
    return textOf(this.#reader, `gid://shopify/Collection/${this.#collection.id}`, key, original);
  }

  #products(): Product[] {
    if (this.#sorted) return this.#sorted;
    const { shop, now } = this.#reader;
    const order = SORT_ORDERS[this.#sortBy] ?? this.#collection.sortOrder;
    this.#sorted = productsOf(shop, this.#collection, order).filter((product) => isListed(product, now));
    return this.#sorted;
  }

  protected override sizeOf(): number {
    return this.#products().length;
  }

  protected override part(_list: string, from: number, to: number): ProductDrop[] {
    return this.#products()
      .slice(from, to)
      .map((product) => new ProductDrop(this.#reader, product));
  }

  protected override pageUrl(page: number): string {
    const query = new URLSearchParams();
    if (this.#sortBy !== "manual") query.set("sort_by", this.#sortBy);
    if (page > 1) query.set("page", String(page));
    return query.size > 0 ? `${this.url}?${query.toString()}` : this.url;
  }
}

/** Liquid's `collections`: a list, and each by its handle. */
export class CollectionsDrop extends Drop {
  #reader: Reader;

  constructor(reader: Reader) {
    super();
    this.#reader = reader;
  }

  get size(): number {
    return this.#reader.shop.collections.size;
  }

  *[Symbol.iterator](): Generator<CollectionDrop> {
    for (const collection of this.#reader.shop.collections.values())
      if (isShown(this.#reader, collection)) yield new CollectionDrop(this.#reader, collection);
  }

  override liquidMethodMissing(handle: string | number): CollectionDrop | null {
    const collection = collectionByHandle(this.#reader, String(handle));
    return collection ? new CollectionDrop(this.#reader, collection) : null;
  }
}

const isShown = ({ now }: Reader, collection: Collection): boolean =>
  collection.publishedAt !== null && collection.publishedAt <= now;

/** A published collection by its handle. `all` holds every product unless the shop has a collection of that name. */
export function collectionByHandle(reader: Reader, handle: string): Collection | null {
  for (const collection of reader.shop.collections.values()) {
    if (collection.handle === handle) return isShown(reader, collection) ? collection : null;
  }
  if (handle !== "all") return null;
  const productIds = [...reader.shop.products.keys()];
  return newCollection({ id: 0n, title: "Products", handle: "all", productIds, updatedAt: new Date(0) });
}
