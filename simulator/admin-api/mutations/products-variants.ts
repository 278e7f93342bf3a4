/** Variants and options of products, and `productSet`, through the Admin API. */
import { gid } from "#simulator/ids.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import type { InventoryItemInput } from "#simulator/state/inventory.ts";
import type { Product, Variant } from "#simulator/state/model.ts";
import { optionsOf } from "#simulator/state/products-options.ts";
import type { StandaloneStrategy, VariantInput } from "#simulator/state/products-variants.ts";
import {
  type ApiContext,
  type Arguments,
  NotModelled,
  type TypeModel,
  type UserError,
  userError,
} from "../context.ts";
import { idOfType } from "../ids.ts";
import { leaveOut, userErrors } from "../objects/product-parts.ts";
import { type MetafieldInput, metafieldInputErrors, storeMetafields } from "./metafields.ts";
import { type GraphqlProductInput, LEFT_OUT_INPUTS, readOptions } from "./products.ts";

interface GraphqlItem {
  cost?: string | null;
  sku?: string | null;
  tracked?: boolean | null;
  requiresShipping?: boolean | null;
  measurement?: { weight?: { value: number; unit: string } | null } | null;
}

interface GraphqlVariant {
  id?: string | null;
  price?: string | null;
  compareAtPrice?: string | null;
  barcode?: string | null;
  sku?: string | null;
  taxable?: boolean | null;
  inventoryPolicy?: Variant["inventoryPolicy"] | null;
  inventoryItem?: GraphqlItem | null;
  inventoryQuantities?:
    { locationId: string; availableQuantity?: number; quantity?: number; name?: string }[] | null;
  optionValues?:
    | { id?: string | null; name?: string | null; optionId?: string | null; optionName?: string | null }[]
    | null;
  metafields?: MetafieldInput[] | null;
}

const LEFT_OUT_VARIANT_INPUTS = [
  "file",
  "mediaId",
  "mediaSrc",
  "position",
  "quantityAdjustments",
  "requiresComponents",
  "showUnitPrice",
  "taxCode",
  "unitPriceMeasurement",
];

const GRAMS: Record<string, number> = { GRAMS: 1, KILOGRAMS: 1000, OUNCES: 28.349523125, POUNDS: 453.59237 };

/** An `InventoryItemInput`. */
export function readItem(item: GraphqlItem | null | undefined): InventoryItemInput {
  leaveOut(
    { ...item },
    ["countryCodeOfOrigin", "provinceCodeOfOrigin", "harmonizedSystemCode", "countryHarmonizedSystemCodes"],
    "InventoryItemInput",
  );
  const weight = item?.measurement?.weight;
  return {
    ...(item?.cost !== undefined && { unitCost: item.cost === null ? null : parseDecimal(item.cost) }),
    ...(typeof item?.sku === "string" && { sku: item.sku }),
    ...(typeof item?.tracked === "boolean" && { tracked: item.tracked }),
    ...(typeof item?.requiresShipping === "boolean" && { requiresShipping: item.requiresShipping }),
    ...(weight && { weightGrams: Math.round(weight.value * GRAMS[weight.unit]!) }),
  };
}

function readVariant(given: GraphqlVariant): VariantInput {
  leaveOut({ ...given }, LEFT_OUT_VARIANT_INPUTS, "ProductVariantsBulkInput");
  const other = given.inventoryQuantities?.find(({ name }) => name !== undefined && name !== "available");
  if (other) throw new NotModelled(`the inventory quantity "${other.name}"`);
  return {
    id: given.id ? idOfType(given.id, "ProductVariant") : null,
    ...(given.optionValues && {
      optionValues: given.optionValues.map(({ id, name, optionId, optionName }) => ({
        id: id ? idOfType(id, "ProductOptionValue") : null,
        name: name ?? null,
        optionId: optionId ? idOfType(optionId, "ProductOption") : null,
        optionName: optionName ?? null,
      })),
    }),
    ...(given.price && { price: parseDecimal(given.price)! }),
    ...(given.compareAtPrice !== undefined && {
      compareAtPrice: given.compareAtPrice === null ? null : parseDecimal(given.compareAtPrice),
    }),
    ...(given.barcode !== undefined && { barcode: given.barcode }),
    ...(given.inventoryPolicy && { inventoryPolicy: given.inventoryPolicy }),
    ...(typeof given.taxable === "boolean" && { taxable: given.taxable }),
    item: { ...readItem(given.inventoryItem), ...(typeof given.sku === "string" && { sku: given.sku }) },
    ...(given.inventoryQuantities && {
      quantities: given.inventoryQuantities.map(({ locationId, availableQuantity, quantity }) => ({
        locationId: idOfType(locationId, "Location") ?? -1n,
        available: availableQuantity ?? quantity ?? 0,
      })),
    }),
  };
}

const shown = (product: Product, variants: Variant[]) => variants.map((variant) => ({ product, variant }));

/** Errors about the metafields of each variant. */
const variantMetafieldErrors = (context: ApiContext, given: GraphqlVariant[]): UserError[] =>
  given.flatMap(({ metafields }, index) =>
    metafieldInputErrors(context, "ProductVariant", metafields).map((error) => ({
      ...error,
      field: ["variants", String(index), ...(error.field ?? [])],
    })),
  );

function storeVariantMetafields(context: ApiContext, variants: Variant[], given: GraphqlVariant[]): void {
  for (const [index, variant] of variants.entries()) {
    storeMetafields(context, gid("ProductVariant", variant.id), given[index]?.metafields);
  }
}

const noVariants = (product: Product | null, errors: UserError[]) => ({
  product,
  productVariants: null,
  userErrors: errors,
});

function bulkCreate(args: Arguments, context: ApiContext) {
  if (args["media"]) throw new NotModelled("productVariantsBulkCreate.media");
  const given = args["variants"] as GraphqlVariant[];
  const productId = idOfType(args["productId"], "Product") ?? -1n;
  const product = context.shop.products.get(productId) ?? null;
  const wrong = variantMetafieldErrors(context, given);
  if (wrong.length > 0) return noVariants(product, wrong);
  const strategy = (args["strategy"] ?? "DEFAULT") as StandaloneStrategy;
  const result = context.commands.createVariants(productId, given.map(readVariant), strategy);
  if (!result.ok) return noVariants(product, userErrors(result.errors));
  storeVariantMetafields(context, result.variants, given);
  return { product: result.product, productVariants: shown(result.product, result.variants), userErrors: [] };
}

function bulkUpdate(args: Arguments, context: ApiContext) {
  if (args["media"]) throw new NotModelled("productVariantsBulkUpdate.media");
  const given = args["variants"] as GraphqlVariant[];
  const productId = idOfType(args["productId"], "Product") ?? -1n;
  const product = context.shop.products.get(productId) ?? null;
  const wrong = variantMetafieldErrors(context, given);
  if (wrong.length > 0) return noVariants(product, wrong);
  const partial = args["allowPartialUpdates"] === true;
  const result = context.commands.updateVariants(productId, given.map(readVariant), partial);
  if (!result.ok) return noVariants(product, userErrors(result.errors));
  const inputs = given.filter(({ id }) =>
    result.variants.some((variant) => gid("ProductVariant", variant.id) === id),
  );
  storeVariantMetafields(context, result.variants, inputs);
  return {
    product: result.product,
    productVariants: shown(result.product, result.variants),
    userErrors: userErrors(result.errors ?? []),
  };
}

const optionFailure = (product: Product | null, errors: CommandError[]) => ({
  product,
  userErrors: userErrors(errors),
});

const productOf = (args: Arguments, context: ApiContext) => {
  const id = idOfType(args["productId"], "Product") ?? -1n;
  return { id, product: context.shop.products.get(id) ?? null };
};

type ValueNames = { id?: string; name?: string | null }[] | null | undefined;

const named = (values: unknown): string[] =>
  ((values ?? []) as { name?: string | null }[]).map(({ name }) => name ?? "");

function productOptionUpdate(args: Arguments, context: ApiContext) {
  if (args["variantStrategy"] === "MANAGE")
    throw new NotModelled("ProductOptionUpdateVariantStrategy.MANAGE");
  const { id, product } = productOf(args, context);
  const option = args["option"] as { id: string; name?: string | null };
  leaveOut({ ...option }, ["linkedMetafield", "position"], "OptionUpdateInput");
  const valueIdOf = (value: unknown): bigint => idOfType(value, "ProductOptionValue") ?? -1n;
  const result = context.commands.updateOption(id, {
    optionId: idOfType(option.id, "ProductOption") ?? -1n,
    name: option.name,
    addValues: named(args["optionValuesToAdd"]),
    renameValues: ((args["optionValuesToUpdate"] as ValueNames) ?? []).map((value) => ({
      id: valueIdOf(value.id),
      name: value.name ?? "",
    })),
    deleteValues: ((args["optionValuesToDelete"] as string[] | null) ?? []).map(valueIdOf),
  });
  return result.ok ? { product: result.product, userErrors: [] } : optionFailure(product, result.errors);
}

interface SetInput extends GraphqlProductInput {
  collections?: string[] | null;
  variants?: GraphqlVariant[] | null;
  files?: { originalSource?: string | null; contentType?: string | null }[] | null;
}

/** Which product `productSet` is about: null = a new one, undefined = one that is not there. */
function setTarget(args: Arguments, input: SetInput, context: ApiContext): bigint | null | undefined {
  const identifier = args["identifier"] as
    { id?: string; handle?: string; customId?: unknown } | null | undefined;
  if (identifier?.customId) throw new NotModelled("products by customId");
  const id = identifier?.id ?? input.id;
  if (id) return context.shop.products.get(idOfType(id, "Product") ?? -1n)?.id;
  if (!identifier?.handle) return null;
  return [...context.shop.products.values()].find(({ handle }) => handle === identifier.handle)?.id ?? null;
}

function productSet(args: Arguments, context: ApiContext) {
  if (args["synchronous"] === false) throw new NotModelled("productSet with synchronous: false");
  const input = args["input"] as SetInput;
  leaveOut({ ...input }, LEFT_OUT_INPUTS, "ProductSetInput");
  if ((input.files?.length ?? 0) > 1) throw new NotModelled("media besides one picture for each product");
  const nothing = { product: null, productSetOperation: null };
  const target = setTarget(args, input, context);
  if (target === undefined) {
    return {
      ...nothing,
      userErrors: [userError(["input"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")],
    };
  }
  const wrong = [
    ...metafieldInputErrors(context, "Product", input.metafields),
    ...variantMetafieldErrors(context, input.variants ?? []),
  ].map((error) => ({ ...error, field: ["input", ...(error.field ?? [])], code: "INVALID_METAFIELD" }));
  if (wrong.length > 0) return { ...nothing, userErrors: wrong };
  const picture = input.files?.[0]?.originalSource;
  const result = context.commands.setProduct(target, {
    ...input,
    isGiftCard: input.giftCard ?? false,
    options: input.productOptions ? readOptions(input.productOptions) : undefined,
    variants: input.variants ? input.variants.map(readVariant) : undefined,
    collections: input.collections?.map((id) => idOfType(id, "Collection") ?? -1n),
    ...(picture && { picture }),
  });
  if (!result.ok) return { ...nothing, userErrors: userErrors(result.errors, ["input"]) };
  const { product } = result;
  storeMetafields(context, gid("Product", product.id), input.metafields);
  storeVariantMetafields(context, product.variants, input.variants ?? []);
  return { ...nothing, product, userErrors: [] };
}

export const variantMutations: TypeModel = {
  productSet: (_root, args, context) => productSet(args, context),
  productVariantsBulkCreate: (_root, args, context) => bulkCreate(args, context),
  productVariantsBulkUpdate: (_root, args, context) => bulkUpdate(args, context),
  productVariantsBulkDelete: (_root, args, context) => {
    const { id, product } = productOf(args, context);
    const ids = (args["variantsIds"] as string[]).map((each) => idOfType(each, "ProductVariant") ?? -1n);
    const result = context.commands.deleteVariants(id, ids);
    return result.ok ? { product: result.product, userErrors: [] } : optionFailure(product, result.errors);
  },
  productOptionsCreate: (_root, args, context) => {
    if (args["variantStrategy"] === "CREATE")
      throw new NotModelled("ProductOptionCreateVariantStrategy.CREATE");
    const { id, product } = productOf(args, context);
    const options = readOptions(args["options"] as GraphqlProductInput["productOptions"]);
    const result = context.commands.createOptions(id, options);
    return result.ok ? { product: result.product, userErrors: [] } : optionFailure(product, result.errors);
  },
  productOptionUpdate: (_root, args, context) => productOptionUpdate(args, context),
  productOptionsDelete: (_root, args, context) => {
    const { id, product } = productOf(args, context);
    const ids = (args["options"] as string[]).map((each) => idOfType(each, "ProductOption") ?? -1n);
    const before = product ? optionsOf(product).map((option) => option.id) : [];
    const mode = (args["strategy"] ?? "DEFAULT") as "DEFAULT" | "NON_DESTRUCTIVE" | "POSITION";
    const result = context.commands.deleteOptions(id, ids, mode);
    if (!result.ok) return { ...optionFailure(product, result.errors), deletedOptionsIds: null };
    const deletedOptionsIds = before
      .filter((each) => ids.includes(each))
      .map((each) => gid("ProductOption", each));
    return { product: result.product, deletedOptionsIds, userErrors: [] };
  },
};
