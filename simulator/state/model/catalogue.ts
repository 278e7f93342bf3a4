/** Products, variants, collections, locations and stock. */
import type { Hundredths } from "./money.ts";

/** A place that holds stock, or a shop to walk into. */
export interface Location {
  id: bigint;
  name: string;
  address1: string;
  address2: string | null;
  city: string;
  provinceCode: string | null;
  zip: string;
  countryCode: string;
  phone: string | null;
  isActive: boolean;
  deactivatedAt: Date | null;
  fulfillsOnlineOrders: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface Variant {
  id: bigint;
  productId: bigint;
  title: string;
  sku: string;
  barcode: string | null;
  price: Hundredths;
  compareAtPrice: Hundredths | null;
  /** What one piece costs the merchant. */
  unitCost: Hundredths | null;
  /** Available pieces at the shop's first location; further locations are in `stockElsewhere`. */
  inventoryQuantity: number;
  /** Whether the first location stocks it at all; when not, `inventoryQuantity` is 0. */
  stockedAtFirst: boolean;
  stockElsewhere: { locationId: bigint; available: number }[];
  inventoryItemId: bigint;
  tracked: boolean;
  inventoryPolicy: "DENY" | "CONTINUE";
  requiresShipping: boolean;
  weightGrams: number;
  taxable: boolean;
  /** One value for each option of the product, in their order. */
  optionValues: string[];
  createdAt: Date;
  updatedAt: Date;
}

/** Something a shopper chooses, such as the size. */
export interface ProductOption {
  id: bigint;
  name: string;
  values: string[];
  /** Ids of the values, in their order; without them they follow from the option's id. */
  valueIds?: bigint[];
}

export interface Product {
  id: bigint;
  title: string;
  handle: string;
  descriptionHtml: string;
  productType: string;
  vendor: string;
  status: "ACTIVE" | "ARCHIVED" | "DRAFT" | "UNLISTED";
  isGiftCard: boolean;
  tags: string[];
  /** Without options the one Shopify gives every product: Title, with the value Default Title. */
  options: ProductOption[];
  /** Path on the storefront, such as `/cdn/products/<handle>.svg`, or a whole address; empty = no picture. */
  imagePath: string;
  seo: { title: string | null; description: string | null };
  templateSuffix: string | null;
  variants: Variant[];
  /** null = not on the online store; a time to come = scheduled. */
  publishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** One condition of a smart collection, in Shopify's words: TAG EQUALS candle. */
export interface CollectionRule {
  column: string;
  relation: string;
  condition: string;
}

export interface Collection {
  id: bigint;
  title: string;
  handle: string;
  descriptionHtml: string;
  /** Members in the merchant's order; of a smart collection nothing. */
  productIds: bigint[];
  ruleSet: { appliedDisjunctively: boolean; rules: CollectionRule[] } | null;
  /** Shopify's `CollectionSortOrder`. */
  sortOrder: string;
  seo: { title: string | null; description: string | null };
  templateSuffix: string | null;
  publishedAt: Date | null;
  updatedAt: Date;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export function newLocation(given: Given<Location, "id" | "name" | "countryCode" | "createdAt">): Location {
  return {
    address1: "",
    address2: null,
    city: "",
    provinceCode: null,
    zip: "",
    phone: null,
    isActive: true,
    deactivatedAt: null,
    fulfillsOnlineOrders: true,
    updatedAt: given.createdAt,
    ...given,
  };
}

export function newVariant(
  given: Given<Variant, "id" | "productId" | "price" | "inventoryItemId" | "createdAt">,
): Variant {
  return {
    title: "Default Title",
    sku: "",
    barcode: null,
    compareAtPrice: null,
    unitCost: null,
    inventoryQuantity: 0,
    stockedAtFirst: true,
    stockElsewhere: [],
    tracked: true,
    inventoryPolicy: "CONTINUE",
    requiresShipping: true,
    weightGrams: 0,
    taxable: true,
    optionValues: [given.title ?? "Default Title"],
    updatedAt: given.createdAt,
    ...given,
  };
}

export function newProduct(given: Given<Product, "id" | "title" | "handle" | "createdAt">): Product {
  return {
    descriptionHtml: "",
    productType: "",
    vendor: "",
    status: "ACTIVE",
    isGiftCard: false,
    tags: [],
    options: [],
    imagePath: `/cdn/products/${given.handle}.svg`,
    seo: { title: null, description: null },
    templateSuffix: null,
    variants: [],
    publishedAt: given.createdAt,
    updatedAt: given.createdAt,
    ...given,
  };
}

export function newCollection(given: Given<Collection, "id" | "title" | "handle" | "updatedAt">): Collection {
  return {
    descriptionHtml: "",
    productIds: [],
    ruleSet: null,
    sortOrder: "MANUAL",
    seo: { title: null, description: null },
    templateSuffix: null,
    publishedAt: given.updatedAt,
    ...given,
  };
}
