/** Products are made, changed, published and deleted. */
import { gid } from "#simulator/ids.ts";
import { toJson } from "#simulator/json.ts";
import { joinCollections, joinProblem } from "./collections-members.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { forgetVariants } from "./indexes.ts";
import { dropMetafieldsOf } from "./metafields-index.ts";
import type { Product } from "./model.ts";
import { newProduct, newVariant } from "./model/catalogue.ts";
import { chooseHandle } from "./products-handles.ts";
import { NAME_LIMIT, newOption, OPTIONS_LIMIT } from "./products-options.ts";
import { cleanTags, DEFAULT_TITLE, variantTitle } from "./products-parts.ts";
import {
  productCreated,
  productDeleted,
  productUpdated,
  variantAdded,
  variantRemoved,
} from "./products-webhooks.ts";

export interface ProductInput {
  title?: string | null;
  handle?: string | null;
  descriptionHtml?: string | null;
  productType?: string | null;
  vendor?: string | null;
  status?: Product["status"] | null;
  tags?: string[] | null;
  templateSuffix?: string | null;
  seo?: { title?: string | null; description?: string | null } | null;
  /** Whole address of the picture. */
  picture?: string;
  joinCollections?: bigint[];
  leaveCollections?: bigint[];
}

export interface NewProductInput extends ProductInput {
  isGiftCard?: boolean;
  options?: { name: string; values: string[] }[];
}

export type ProductResult = CommandResult<{ product: Product }>;

export interface ProductCommands {
  /** products/create with the inventory item and level of its one variant. Unpublished, as at Shopify. */
  createProduct(input: NewProductInput): ProductResult;
  /** products/update when something changed. */
  updateProduct(id: bigint, input: ProductInput): ProductResult;
  /** products/delete, inventory_items/delete, inventory_levels/disconnect. */
  deleteProduct(id: bigint): ProductResult;
  /** Puts a product on the online store at a time, or takes it off (null). products/update. */
  publishProduct(id: bigint, at: Date | null): ProductResult;
}

const TAGS_LIMIT = 250;

const error = (field: string, message: string, code?: string): CommandError => ({
  field,
  message,
  ...(code && { code }),
});

/** What is wrong with texts and tags; `isNew` asks for a title. */
export function textProblems(input: ProductInput, isNew: boolean): CommandError[] {
  const errors: CommandError[] = [];
  const { title } = input;
  if ((isNew && !title?.trim()) || (title !== undefined && title?.trim() === "")) {
    errors.push(error("title", "Title can't be blank", "BLANK"));
  }
  const texts = { title, productType: input.productType, vendor: input.vendor, handle: input.handle };
  const names = { title: "Title", productType: "Product type", vendor: "Vendor", handle: "Handle" };
  for (const [field, text] of Object.entries(texts)) {
    if ((text?.length ?? 0) <= NAME_LIMIT) continue;
    const name = names[field as keyof typeof names];
    errors.push(error(field, `${name} is too long (maximum is ${NAME_LIMIT} characters)`, "TOO_LONG"));
  }
  const tags = cleanTags(input.tags ?? []);
  if (tags.length > TAGS_LIMIT) errors.push(error("tags", `Product tags cannot exceed ${TAGS_LIMIT}`));
  if (tags.some((tag) => tag.length > NAME_LIMIT)) errors.push(error("tags", "Product tags is invalid"));
  return errors;
}

/** What is wrong with the options of a new product. */
export function optionProblems(options: { name: string; values: string[] }[]): CommandError[] {
  if (options.length > OPTIONS_LIMIT) {
    return [error("options", `Can only specify a maximum of ${OPTIONS_LIMIT} options`, "OPTIONS_OVER_LIMIT")];
  }
  const names = new Set<string>();
  return options.flatMap(({ name, values }, index) => {
    const at = `options.${index}`;
    const key = name.trim().toLowerCase();
    if (key === "")
      return [error(`${at}.name`, "Each option must have a name specified.", "OPTION_NAME_MISSING")];
    if (names.has(key)) return [error(at, `Duplicated option name.`, "DUPLICATED_OPTION_NAME")];
    names.add(key);
    if (values.length === 0) {
      return [
        error(at, "Each option must have at least one option value specified.", "OPTION_VALUES_MISSING"),
      ];
    }
    if (new Set(values.map((value) => value.toLowerCase())).size < values.length) {
      return [error(`${at}.values`, "Duplicated option value.", "DUPLICATED_OPTION_VALUE")];
    }
    const isLong = [name, ...values].some((text) => text.length > NAME_LIMIT);
    return isLong ? [error(at, "Option value name is too long.", "OPTION_VALUE_NAME_TOO_LONG")] : [];
  });
}

const handleTaken = (handle: string): CommandError =>
  error("handle", `Handle '${handle}' already in use. Please provide a new handle.`, "HANDLE_NOT_UNIQUE");

/** Writes texts and tags; what is undefined or null stays. */
export function applyTexts(product: Product, input: ProductInput): void {
  const { title, descriptionHtml, productType, vendor, status, tags, templateSuffix, seo, picture } = input;
  if (title) product.title = title.trim();
  if (typeof descriptionHtml === "string") product.descriptionHtml = descriptionHtml;
  if (typeof productType === "string") product.productType = productType;
  if (typeof vendor === "string") product.vendor = vendor;
  if (status) product.status = status;
  if (tags) product.tags = cleanTags(tags);
  if (templateSuffix !== undefined) product.templateSuffix = templateSuffix || null;
  if (seo) {
    if (seo.title !== undefined) product.seo.title = seo.title || null;
    if (seo.description !== undefined) product.seo.description = seo.description || null;
  }
  if (picture !== undefined) product.imagePath = picture;
}

/** A new product with its first variant, not yet in the store. */
export function draftProduct(
  environment: CommandEnvironment,
  input: NewProductInput,
  handle: string,
): Product {
  const { allocate, clock, shop } = environment;
  const now = clock();
  const isGiftCard = input.isGiftCard ?? false;
  const product = newProduct({
    id: allocate(),
    title: input.title ?? "",
    handle,
    vendor: shop.name,
    isGiftCard,
    imagePath: "",
    publishedAt: null,
    createdAt: now,
    options: (input.options ?? []).map(({ name, values }) => newOption(name.trim(), values, allocate)),
  });
  applyTexts(product, input);
  const optionValues = product.options.map((option) => option.values[0]!);
  const variant = newVariant({
    id: allocate(),
    productId: product.id,
    title: variantTitle({ optionValues }) || DEFAULT_TITLE,
    price: 0n,
    tracked: false,
    inventoryPolicy: "DENY",
    requiresShipping: !isGiftCard,
    taxable: !isGiftCard,
    optionValues: optionValues.length > 0 ? optionValues : [DEFAULT_TITLE],
    inventoryItemId: allocate(),
    createdAt: now,
  });
  product.variants.push(variant);
  return product;
}

function createProduct(environment: CommandEnvironment, input: NewProductInput): ProductResult {
  const { shop } = environment;
  const errors = [
    ...textProblems(input, true),
    ...optionProblems(input.options ?? []),
    ...joinProblem(shop, input.joinCollections ?? [], "collectionsToJoin"),
  ];
  if (errors.length > 0) return { ok: false, errors };
  const wish = {
    records: shop.products.values(),
    ownId: null,
    given: input.handle,
    title: input.title ?? "",
  };
  const handle = chooseHandle({ ...wish, fallback: "product" });
  if (handle === null) return { ok: false, errors: [handleTaken(input.handle!)] };
  const product = draftProduct(environment, input, handle);
  shop.products.set(product.id, product);
  forgetVariants(shop);
  const joined = joinCollections(environment, product, input.joinCollections ?? [], []);
  environment.emit([
    productCreated(shop, product),
    ...product.variants.flatMap((variant) => variantAdded(shop, variant)),
    ...joined,
  ]);
  return { ok: true, product };
}

const notFound = (field: string): ProductResult => ({
  ok: false,
  errors: [error(field, "Product does not exist", "PRODUCT_DOES_NOT_EXIST")],
});

/** The handle after an update: the old one unless another is asked for. null = taken. */
export function nextHandle(
  environment: CommandEnvironment,
  product: Product,
  given?: string | null,
): string | null {
  if (!given) return product.handle;
  return chooseHandle({
    records: environment.shop.products.values(),
    ownId: product.id,
    given,
    title: product.title,
    fallback: "product",
  });
}

function updateProduct(environment: CommandEnvironment, id: bigint, input: ProductInput): ProductResult {
  const { shop } = environment;
  const product = shop.products.get(id);
  if (!product) return notFound("id");
  const errors = [
    ...textProblems(input, false),
    ...joinProblem(shop, input.joinCollections ?? [], "collectionsToJoin"),
    ...joinProblem(shop, input.leaveCollections ?? [], "collectionsToLeave"),
  ];
  if (errors.length > 0) return { ok: false, errors };
  const handle = nextHandle(environment, product, input.handle);
  if (handle === null) return { ok: false, errors: [handleTaken(input.handle!)] };
  const before = toJson(product);
  applyTexts(product, input);
  product.handle = handle;
  const moved = joinCollections(
    environment,
    product,
    input.joinCollections ?? [],
    input.leaveCollections ?? [],
  );
  if (toJson(product) === before) {
    if (moved.length > 0) environment.emit(moved);
    return { ok: true, product };
  }
  product.updatedAt = environment.clock();
  environment.emit([productUpdated(shop, product), ...moved]);
  return { ok: true, product };
}

function deleteProduct(environment: CommandEnvironment, id: bigint): ProductResult {
  const { shop } = environment;
  const product = shop.products.get(id);
  if (!product) return notFound("id");
  const gone = product.variants.flatMap((variant) => variantRemoved(shop, variant));
  shop.products.delete(id);
  forgetVariants(shop);
  for (const collection of shop.collections.values()) {
    if (collection.productIds.includes(id)) {
      collection.productIds = collection.productIds.filter((each) => each !== id);
    }
  }
  dropMetafieldsOf(shop, gid("Product", id));
  for (const variant of product.variants) dropMetafieldsOf(shop, gid("ProductVariant", variant.id));
  shop.translations.delete(gid("Product", id));
  environment.emit([productDeleted(product), ...gone]);
  return { ok: true, product };
}

function publishProduct(environment: CommandEnvironment, id: bigint, at: Date | null): ProductResult {
  const { shop } = environment;
  const product = shop.products.get(id);
  if (!product) return notFound("id");
  if (product.publishedAt?.getTime() === at?.getTime()) return { ok: true, product };
  product.publishedAt = at;
  product.updatedAt = environment.clock();
  environment.emit([productUpdated(shop, product)]);
  return { ok: true, product };
}

export function createProductCommands(environment: CommandEnvironment): ProductCommands {
  return {
    createProduct: (input) => createProduct(environment, input),
    updateProduct: (id, input) => updateProduct(environment, id, input),
    deleteProduct: (id) => deleteProduct(environment, id),
    publishProduct: (id, at) => publishProduct(environment, id, at),
  };
}
