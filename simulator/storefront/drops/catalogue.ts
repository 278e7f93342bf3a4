/** Products, variants and collections as Liquid objects. */
import { Drop } from "liquidjs";
import type { Collection, Product, Variant } from "#simulator/state/model.ts";
import { MetafieldsDrop } from "../liquid/metafields.ts";
import type { MetafieldReader } from "../liquid/metafields.ts";
import { PageableDrop } from "../liquid/pageable.ts";

export class ImageDrop extends Drop {
  src: string;
  alt: string;
  width = 800;
  height = 800;
  aspect_ratio = 1;

  constructor(src: string, alt: string) {
    super();
    this.src = src;
    this.alt = alt;
  }

  override valueOf(): string {
    return this.src;
  }
}

export class VariantDrop extends Drop {
  #variant: Variant;
  #product: Product;
  #reader: MetafieldReader;

  constructor(reader: MetafieldReader, product: Product, variant: Variant) {
    super();
    this.#variant = variant;
    this.#product = product;
    this.#reader = reader;
  }

  get id(): bigint {
    return this.#variant.id;
  }
  get title(): string {
    return this.#variant.title;
  }
  get sku(): string {
    return this.#variant.sku;
  }
  get price(): number {
    return Number(this.#variant.price);
  }
  get compare_at_price(): null {
    return null;
  }
  /** The store sells on when its stock runs out. */
  get available(): boolean {
    return true;
  }
  get inventory_quantity(): number {
    return this.#variant.inventoryQuantity;
  }
  get url(): string {
    return `/products/${this.#product.handle}?variant=${this.#variant.id}`;
  }
  get product(): ProductDrop {
    return new ProductDrop(this.#reader, this.#product);
  }
  get featured_image(): ImageDrop {
    return new ImageDrop(this.#product.imagePath, this.#product.title);
  }
  get metafields(): MetafieldsDrop {
    return new MetafieldsDrop(this.#reader, `gid://shopify/ProductVariant/${this.#variant.id}`);
  }
}

export class ProductDrop extends Drop {
  #reader: MetafieldReader;
  #product: Product;
  #selected: bigint | null;

  /** `selected` is the variant named in the address. */
  constructor(reader: MetafieldReader, product: Product, selected: bigint | null = null) {
    super();
    this.#reader = reader;
    this.#product = product;
    this.#selected = selected;
  }

  get id(): bigint {
    return this.#product.id;
  }
  get title(): string {
    return this.#product.title;
  }
  get handle(): string {
    return this.#product.handle;
  }
  get description(): string {
    return this.#product.descriptionHtml;
  }
  get content(): string {
    return this.#product.descriptionHtml;
  }
  get type(): string {
    return this.#product.productType;
  }
  get vendor(): string {
    return this.#product.vendor;
  }
  get tags(): string[] {
    return this.#product.tags;
  }
  get url(): string {
    return `/products/${this.#product.handle}`;
  }
  get created_at(): string {
    return this.#product.createdAt.toISOString();
  }
  get published_at(): string {
    return this.#product.createdAt.toISOString();
  }
  get available(): boolean {
    return this.#product.variants.length > 0;
  }
  get price(): number {
    return this.price_min;
  }
  get price_min(): number {
    return Math.min(...this.#prices());
  }
  get price_max(): number {
    return Math.max(...this.#prices());
  }
  get price_varies(): boolean {
    return this.price_min !== this.price_max;
  }
  get compare_at_price(): null {
    return null;
  }
  get featured_image(): ImageDrop {
    return new ImageDrop(this.#product.imagePath, this.#product.title);
  }
  get images(): ImageDrop[] {
    return [this.featured_image];
  }
  get variants(): VariantDrop[] {
    return this.#product.variants.map((variant) => this.#drop(variant));
  }
  get has_only_default_variant(): boolean {
    return this.#product.variants.length === 1 && this.#product.variants[0]?.title === "Default Title";
  }
  get first_available_variant(): VariantDrop | null {
    return this.variants[0] ?? null;
  }
  get selected_variant(): VariantDrop | null {
    const variant = this.#product.variants.find((one) => one.id === this.#selected);
    return variant ? this.#drop(variant) : null;
  }
  get selected_or_first_available_variant(): VariantDrop | null {
    return this.selected_variant ?? this.first_available_variant;
  }
  get collections(): CollectionDrop[] {
    return [...this.#reader.shop.collections.values()]
      .filter((collection) => collection.productIds.includes(this.#product.id))
      .map((collection) => new CollectionDrop(this.#reader, collection));
  }
  get metafields(): MetafieldsDrop {
    return new MetafieldsDrop(this.#reader, `gid://shopify/Product/${this.#product.id}`);
  }

  #prices(): number[] {
    return this.#product.variants.map((variant) => Number(variant.price));
  }

  #drop(variant: Variant): VariantDrop {
    return new VariantDrop(this.#reader, this.#product, variant);
  }
}

/** Orders a collection can be sorted in, by the value of the `sort_by` parameter. */
export const SORT_ORDERS: Record<string, ((a: Product, b: Product) => number) | null> = {
  manual: null,
  "title-ascending": (a, b) => a.title.localeCompare(b.title),
  "price-ascending": (a, b) => Number(lowestPrice(a) - lowestPrice(b)),
  "price-descending": (a, b) => Number(lowestPrice(b) - lowestPrice(a)),
  "created-descending": (a, b) => b.createdAt.getTime() - a.createdAt.getTime(),
};

function lowestPrice(product: Product): bigint {
  return product.variants.reduce(
    (least, one) => (one.price < least ? one.price : least),
    product.variants[0]?.price ?? 0n,
  );
}

export class CollectionDrop extends PageableDrop {
  #reader: MetafieldReader;
  #collection: Collection;
  #sortBy: string;

  constructor(reader: MetafieldReader, collection: Collection, sortBy = "manual") {
    super();
    this.#reader = reader;
    this.#collection = collection;
    this.#sortBy = Object.hasOwn(SORT_ORDERS, sortBy) ? sortBy : "manual";
  }

  get id(): bigint {
    return this.#collection.id;
  }
  get title(): string {
    return this.#collection.title;
  }
  get handle(): string {
    return this.#collection.handle;
  }
  get description(): string {
    return this.#collection.descriptionHtml;
  }
  get url(): string {
    return `/collections/${this.#collection.handle}`;
  }
  get products(): ProductDrop[] {
    return this.visible("products") as ProductDrop[];
  }
  get products_count(): number {
    return this.#collection.productIds.length;
  }
  get all_products_count(): number {
    return this.#collection.productIds.length;
  }
  get sort_by(): string {
    return this.#sortBy;
  }
  get featured_image(): ImageDrop | null {
    const first = this.#reader.shop.products.get(this.#collection.productIds[0] ?? 0n);
    return first ? new ImageDrop(first.imagePath, this.#collection.title) : null;
  }
  get metafields(): MetafieldsDrop {
    return new MetafieldsDrop(this.#reader, `gid://shopify/Collection/${this.#collection.id}`);
  }

  protected override allOf(): ProductDrop[] {
    const products = this.#collection.productIds.flatMap((id) => this.#reader.shop.products.get(id) ?? []);
    const order = SORT_ORDERS[this.#sortBy];
    return (order ? products.toSorted(order) : products).map(
      (product) => new ProductDrop(this.#reader, product),
    );
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
  #reader: MetafieldReader;

  constructor(reader: MetafieldReader) {
    super();
    this.#reader = reader;
  }

  get size(): number {
    return this.#reader.shop.collections.size;
  }

  *[Symbol.iterator](): Generator<CollectionDrop> {
    for (const collection of this.#reader.shop.collections.values())
      yield new CollectionDrop(this.#reader, collection);
  }

  override liquidMethodMissing(handle: string | number): CollectionDrop | null {
    const collection = collectionByHandle(this.#reader, String(handle));
    return collection ? new CollectionDrop(this.#reader, collection) : null;
  }
}

/** A collection by its handle. `all` holds every product unless the shop has a collection of that name. */
export function collectionByHandle(reader: MetafieldReader, handle: string): Collection | null {
  for (const collection of reader.shop.collections.values()) {
    if (collection.handle === handle) return collection;
  }
  if (handle !== "all") return null;
  const productIds = [...reader.shop.products.keys()];
  return {
    id: 0n,
    title: "Products",
    handle: "all",
    descriptionHtml: "",
    productIds,
    updatedAt: new Date(0),
  };
}
