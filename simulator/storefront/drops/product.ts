/** Products and their variants as Liquid objects, in the country and language of the page. */
import { Drop } from "liquidjs";
import { collectionsOf } from "#simulator/state/collections-rules.ts";
import { isAvailable } from "#simulator/state/inventory-levels.ts";
import type { Product, Variant } from "#simulator/state/model.ts";
import { MetafieldsDrop } from "../liquid/metafields.ts";
import { productByHandle } from "../publication.ts";
import { localPath, present, textOf } from "../reader.ts";
import type { Reader } from "../reader.ts";
import { CollectionDrop } from "./collection.ts";
import { ImageDrop } from "./image.ts";

/** Names and values of a product's options in the page's language; the single one is `Title`. */
export function optionsOf(reader: Reader, product: Product): { name: string; values: string[] }[] {
  if (product.options.length === 0) return [{ name: "Title", values: ["Default Title"] }];
  return product.options.map((option) => ({
    name: textOf(reader, `gid://shopify/ProductOption/${option.id}`, "name", option.name),
    values: option.values,
  }));
}

export const titleOf = (reader: Reader, product: Product): string =>
  textOf(reader, `gid://shopify/Product/${product.id}`, "title", product.title);

export const productUrl = (reader: Reader, product: Product): string =>
  localPath(reader, `/products/${product.handle}`);

export const imageOf = (product: Product, alt = product.title): ImageDrop | null =>
  product.imagePath === "" ? null : new ImageDrop(product.imagePath, alt);

export class VariantDrop extends Drop {
  #variant: Variant;
  #product: Product;
  #reader: Reader;
  #selected: boolean;

  constructor(reader: Reader, product: Product, variant: Variant, selected = false) {
    super();
    this.#variant = variant;
    this.#product = product;
    this.#reader = reader;
    this.#selected = selected;
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
  get barcode(): string | null {
    return this.#variant.barcode;
  }
  get price(): number {
    return present(this.#reader, this.#variant.price);
  }
  get compare_at_price(): number | null {
    const { compareAtPrice } = this.#variant;
    return compareAtPrice === null ? null : present(this.#reader, compareAtPrice);
  }
  get available(): boolean {
    return isAvailable(this.#reader.shop, this.#variant);
  }
  get inventory_quantity(): number {
    return this.#variant.inventoryQuantity;
  }
  get inventory_policy(): string {
    return this.#variant.inventoryPolicy.toLowerCase();
  }
  get inventory_management(): string | null {
    return this.#variant.tracked ? "shopify" : null;
  }
  get requires_shipping(): boolean {
    return this.#variant.requiresShipping;
  }
  get taxable(): boolean {
    return this.#variant.taxable;
  }
  get weight(): number {
    return this.#variant.weightGrams;
  }
  get options(): string[] {
    return this.#variant.optionValues;
  }
  get option1(): string | null {
    return this.options[0] ?? null;
  }
  get option2(): string | null {
    return this.options[1] ?? null;
  }
  get option3(): string | null {
    return this.options[2] ?? null;
  }
  get selected(): boolean {
    return this.#selected;
  }
  get url(): string {
    return `${productUrl(this.#reader, this.#product)}?variant=${this.#variant.id}`;
  }
  get product(): ProductDrop {
    return new ProductDrop(this.#reader, this.#product);
  }
  get featured_image(): ImageDrop | null {
    return imageOf(this.#product);
  }
  get image(): ImageDrop | null {
    return this.featured_image;
  }
  get metafields(): MetafieldsDrop {
    return new MetafieldsDrop(this.#reader, `gid://shopify/ProductVariant/${this.#variant.id}`);
  }
}

export class ProductDrop extends Drop {
  #reader: Reader;
  #product: Product;
  #selected: bigint | null;

  /** `selected` is the variant named in the address. */
  constructor(reader: Reader, product: Product, selected: bigint | null = null) {
    super();
    this.#reader = reader;
    this.#product = product;
    this.#selected = selected;
  }

  get id(): bigint {
    return this.#product.id;
  }
  get title(): string {
    return titleOf(this.#reader, this.#product);
  }
  get handle(): string {
    return this.#product.handle;
  }
  get description(): string {
    return this.#text("body_html", this.#product.descriptionHtml);
  }
  get content(): string {
    return this.description;
  }
  get type(): string {
    return this.#text("product_type", this.#product.productType);
  }
  get vendor(): string {
    return this.#product.vendor;
  }
  get tags(): string[] {
    return this.#product.tags;
  }
  get url(): string {
    return productUrl(this.#reader, this.#product);
  }
  get created_at(): string {
    return this.#product.createdAt.toISOString();
  }
  get published_at(): string {
    return (this.#product.publishedAt ?? this.#product.createdAt).toISOString();
  }
  get available(): boolean {
    return this.#product.variants.some((variant) => isAvailable(this.#reader.shop, variant));
  }
  get "gift_card?"(): boolean {
    return this.#product.isGiftCard;
  }
  get template_suffix(): string | null {
    return this.#product.templateSuffix;
  }
  get requires_selling_plan(): boolean {
    return false;
  }
  get selling_plan_groups(): unknown[] {
    return [];
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
  get compare_at_price(): number | null {
    return this.compare_at_price_min;
  }
  get compare_at_price_min(): number | null {
    const prices = this.#comparePrices();
    return prices.length === 0 ? null : Math.min(...prices);
  }
  get compare_at_price_max(): number | null {
    const prices = this.#comparePrices();
    return prices.length === 0 ? null : Math.max(...prices);
  }
  get compare_at_price_varies(): boolean {
    return this.compare_at_price_min !== this.compare_at_price_max;
  }
  get featured_image(): ImageDrop | null {
    return imageOf(this.#product, this.title);
  }
  get featured_media(): ImageDrop | null {
    return this.featured_image;
  }
  get images(): ImageDrop[] {
    const image = this.featured_image;
    return image ? [image] : [];
  }
  get media(): ImageDrop[] {
    return this.images;
  }
  get options(): string[] {
    return optionsOf(this.#reader, this.#product).map((option) => option.name);
  }
  get options_with_values(): object[] {
    const selected = this.#product.variants.find((one) => one.id === this.#selected);
    const chosen = (selected ?? this.#product.variants[0])?.optionValues ?? [];
    return optionsOf(this.#reader, this.#product).map(({ name, values }, index) => ({
      name,
      position: index + 1,
      values,
      selected_value: chosen[index] ?? null,
    }));
  }
  get variants(): VariantDrop[] {
    return this.#product.variants.map((variant) => this.#drop(variant));
  }
  get variants_count(): number {
    return this.#product.variants.length;
  }
  get has_only_default_variant(): boolean {
    return this.#product.variants.length === 1 && this.#product.variants[0]?.title === "Default Title";
  }
  get first_available_variant(): VariantDrop | null {
    const variant = this.#product.variants.find((one) => isAvailable(this.#reader.shop, one));
    return variant ? this.#drop(variant) : null;
  }
  get selected_variant(): VariantDrop | null {
    const variant = this.#product.variants.find((one) => one.id === this.#selected);
    return variant ? this.#drop(variant) : null;
  }
  get selected_or_first_available_variant(): VariantDrop | null {
    return this.selected_variant ?? this.first_available_variant ?? this.variants[0] ?? null;
  }
  get collections(): CollectionDrop[] {
    return collectionsOf(this.#reader.shop, this.#product).map(
      (collection) => new CollectionDrop(this.#reader, collection),
    );
  }
  get metafields(): MetafieldsDrop {
    return new MetafieldsDrop(this.#reader, `gid://shopify/Product/${this.#product.id}`);
  }

  #text(key: string, original: string): string {
    return textOf(this.#reader, `gid://shopify/Product/${this.#product.id}`, key, original);
  }

  #prices(): number[] {
    return this.#product.variants.map((variant) => present(this.#reader, variant.price));
  }

  #comparePrices(): number[] {
    return this.#product.variants.flatMap(({ compareAtPrice }) =>
      compareAtPrice === null ? [] : [present(this.#reader, compareAtPrice)],
    );
  }

  #drop(variant: Variant): VariantDrop {
    return new VariantDrop(this.#reader, this.#product, variant, variant.id === this.#selected);
  }
}

/** Liquid's `all_products`: a product by its handle. */
export class AllProductsDrop extends Drop {
  #reader: Reader;

  constructor(reader: Reader) {
    super();
    this.#reader = reader;
  }

  override liquidMethodMissing(handle: string | number): ProductDrop | null {
    const product = productByHandle(this.#reader.shop, String(handle), this.#reader.now);
    return product ? new ProductDrop(this.#reader, product) : null;
  }
}
