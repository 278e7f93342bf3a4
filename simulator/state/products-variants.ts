/** Variants of a product are made, changed and deleted in bulk. */
import { gid } from "#simulator/ids.ts";
import { toJson } from "#simulator/json.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { forgetVariants } from "./indexes.ts";
import { applyItem, type InventoryItemInput } from "./inventory.ts";
import { dropLevel, firstLocation, putLevel, stockOf } from "./inventory-levels.ts";
import { dropMetafieldsOf } from "./metafields-index.ts";
import type { Hundredths, Product, Variant } from "./model.ts";
import { newVariant } from "./model/catalogue.ts";
import { addValue, findByValues, optionsOf, ownOptions, valueId, valuesKey } from "./products-options.ts";
import { DEFAULT_TITLE, hasOnlyDefaultVariant, variantTitle } from "./products-parts.ts";
import { itemUpdated, productUpdated, variantAdded, variantRemoved } from "./products-webhooks.ts";

/** A value of an option, by ids or by names. */
export interface ValueChoice {
  optionId?: bigint | null;
  optionName?: string | null;
  id?: bigint | null;
  name?: string | null;
}

export interface VariantInput {
  /** Of a variant to change. */
  id?: bigint | null;
  optionValues?: ValueChoice[];
  price?: Hundredths;
  compareAtPrice?: Hundredths | null;
  barcode?: string | null;
  inventoryPolicy?: Variant["inventoryPolicy"];
  taxable?: boolean;
  item?: InventoryItemInput;
  /** Of a new variant: where it is stocked; else at the first location with nothing. */
  quantities?: { locationId: bigint; available: number }[];
}

export type VariantsResult = CommandResult<{ product: Product; variants: Variant[] }>;

/** What happens to the variant that a product without others has. */
export type StandaloneStrategy = "DEFAULT" | "PRESERVE_STANDALONE_VARIANT" | "REMOVE_STANDALONE_VARIANT";

export interface VariantCommands {
  /** products/update, inventory_items/create, inventory_levels/connect. All or none. */
  createVariants(productId: bigint, inputs: VariantInput[], strategy?: StandaloneStrategy): VariantsResult;
  /** products/update, inventory_items/update. All or none, unless `partial`: then errors leave the others. */
  updateVariants(
    productId: bigint,
    inputs: VariantInput[],
    partial?: boolean,
  ): VariantsResult & { errors?: CommandError[] };
  /** products/update, inventory_items/delete, inventory_levels/disconnect. */
  deleteVariants(productId: bigint, variantIds: bigint[]): VariantsResult;
}

export const VARIANTS_LIMIT = 2048;

const error = (field: string, message: string, code: string): CommandError => ({ field, message, code });

const noProduct: VariantsResult = {
  ok: false,
  errors: [error("productId", "Product does not exist", "PRODUCT_DOES_NOT_EXIST")],
};

/** Finds the option a choice is about, and the value it names. */
function chosen(product: Product, choice: ValueChoice): { place: number; value: string } | null {
  const options = optionsOf(product);
  const place = options.findIndex((option) =>
    choice.optionId ? option.id === choice.optionId : option.name === choice.optionName,
  );
  const option = options[place];
  if (!option) return null;
  if (choice.name) return { place, value: choice.name };
  const index = option.values.findIndex((_value, at) => valueId(option, at) === choice.id);
  return index < 0 ? null : { place, value: option.values[index]! };
}

/** The values of a variant in the order of the options, or what is wrong with the choices. */
export function readValues(
  product: Product,
  choices: ValueChoice[],
  known: string[] | null,
): { values: string[] } | { problem: CommandError } {
  const options = optionsOf(product);
  const values: (string | undefined)[] = known ? [...known] : options.map(() => undefined);
  for (const [index, choice] of choices.entries()) {
    const field = `optionValues.${index}`;
    if (choice.optionId && choice.optionName) {
      return { problem: error(field, "cannot specify both `optionId` and `optionName`", "INVALID_INPUT") };
    }
    if (choice.id && choice.name) {
      return { problem: error(field, "cannot specify both `id` and `name`", "INVALID_INPUT") };
    }
    const found = chosen(product, choice);
    if (!found)
      return {
        problem: error(field, "Option does not exist", known ? "OPTION_DOES_NOT_EXIST" : "INVALID_INPUT"),
      };
    if (found.value.length > 255) {
      return {
        problem: error(`${field}.name`, "Option value name is too long.", "OPTION_VALUE_NAME_TOO_LONG"),
      };
    }
    values[found.place] = found.value;
  }
  const missing = options.find((_option, place) => values[place] === undefined);
  if (missing) {
    return {
      problem: error("", `You need to add option values for ${missing.name}`, "NEED_TO_ADD_OPTION_VALUES"),
    };
  }
  return { values: values as string[] };
}

function amountProblem(input: VariantInput): CommandError | null {
  if (input.price !== undefined && input.price < 0n) {
    return error("price", "Price must be greater than or equal to 0", "GREATER_THAN_OR_EQUAL_TO");
  }
  if ((input.compareAtPrice ?? 0n) < 0n) {
    return error(
      "compareAtPrice",
      "Compare at price must be greater than or equal to 0",
      "GREATER_THAN_OR_EQUAL_TO",
    );
  }
  if ((input.item?.unitCost ?? 0n) < 0n) {
    return error("inventoryItem.cost", "Cost must be greater than or equal to 0", "INVALID_INPUT");
  }
  return null;
}

/** Puts `variants.<index>` before a field. */
const within = (index: number, problem: CommandError): CommandError => ({
  ...problem,
  field: problem.field === "" ? `variants.${index}` : `variants.${index}.${problem.field}`,
});

/** Writes price, policy and the inventory item; true when the item changed. */
export function applyVariant(variant: Variant, input: VariantInput): boolean {
  if (input.price !== undefined) variant.price = input.price;
  if (input.compareAtPrice !== undefined) variant.compareAtPrice = input.compareAtPrice;
  if (input.barcode !== undefined) variant.barcode = input.barcode || null;
  if (input.inventoryPolicy !== undefined) variant.inventoryPolicy = input.inventoryPolicy;
  if (input.taxable !== undefined) variant.taxable = input.taxable;
  return applyItem(variant, input.item ?? {});
}

/** Gives a variant its values, and adds new ones to the options. */
export function setValues(
  environment: CommandEnvironment,
  product: Product,
  variant: Variant,
  values: string[],
): void {
  variant.optionValues = values;
  variant.title = variantTitle(variant);
  if (product.options.length === 0 && variant.title === DEFAULT_TITLE) return;
  for (const [place, option] of ownOptions(product).entries())
    addValue(option, values[place]!, environment.allocate);
}

/** A new variant, put at the end of the product. */
export function addVariant(
  environment: CommandEnvironment,
  product: Product,
  { input, values }: { input: VariantInput; values: string[] },
): Variant {
  const { allocate, shop } = environment;
  const now = environment.clock();
  const model = product.variants[0];
  const variant = newVariant({
    id: allocate(),
    productId: product.id,
    price: model?.price ?? 0n,
    tracked: model?.tracked ?? false,
    requiresShipping: model?.requiresShipping ?? true,
    inventoryPolicy: "DENY",
    inventoryItemId: allocate(),
    createdAt: now,
  });
  setValues(environment, product, variant, values);
  applyVariant(variant, input);
  const { quantities } = input;
  if (quantities && quantities.length > 0) {
    dropLevel(shop, variant, firstLocation(shop).id);
    for (const level of quantities) putLevel(shop, variant, level);
  }
  product.variants.push(variant);
  return variant;
}

/** Takes a variant out of its product; the webhooks are for the caller to send. */
export function removeVariant(environment: CommandEnvironment, product: Product, variant: Variant): Change[] {
  const gone = variantRemoved(environment.shop, variant);
  product.variants = product.variants.filter((each) => each !== variant);
  dropMetafieldsOf(environment.shop, gid("ProductVariant", variant.id));
  return gone;
}

/** The variant that makes way for real ones. */
function standalone(product: Product, strategy: StandaloneStrategy): Variant | null {
  const [only, ...others] = product.variants;
  if (!only || others.length > 0 || strategy === "PRESERVE_STANDALONE_VARIANT") return null;
  return strategy === "REMOVE_STANDALONE_VARIANT" || hasOnlyDefaultVariant(product) ? only : null;
}

function quantityProblem(
  environment: CommandEnvironment,
  input: VariantInput,
  title: string,
): CommandError | null {
  const unknown = (input.quantities ?? []).some(
    ({ locationId }) => !environment.shop.locations.has(locationId),
  );
  const message = `Quantity for ${title} couldn't be set because the location was deleted.`;
  return unknown ? error("inventoryQuantities", message, "TRACKED_VARIANT_LOCATION_NOT_FOUND") : null;
}

function createVariants(
  environment: CommandEnvironment,
  productId: bigint,
  inputs: VariantInput[],
  strategy: StandaloneStrategy = "DEFAULT",
): VariantsResult {
  const { shop } = environment;
  const product = shop.products.get(productId);
  if (!product) return noProduct;
  const leaving = standalone(product, strategy);
  const staying = product.variants.filter((variant) => variant !== leaving);
  if (staying.length + inputs.length > VARIANTS_LIMIT) {
    const message = `Product variants cannot exceed ${VARIANTS_LIMIT}`;
    return { ok: false, errors: [error("variants", message, "INVALID_INPUT")] };
  }
  const errors: CommandError[] = [];
  const seen = new Set(staying.map((variant) => valuesKey(variant.optionValues)));
  const read = inputs.map((input, index) => {
    const result = readValues(product, input.optionValues ?? [], null);
    const problem =
      "problem" in result
        ? result.problem
        : (amountProblem(input) ?? quantityProblem(environment, input, result.values.join(" / ")));
    if (problem) errors.push(within(index, problem));
    if ("problem" in result) return { input, values: [] };
    const key = valuesKey(result.values);
    if (seen.has(key)) {
      const message = `The variant '${result.values.join(" / ")}' already exists. Please change at least one option value.`;
      errors.push(within(index, error("", message, "VARIANT_ALREADY_EXISTS_CHANGE_OPTION_VALUE")));
    }
    seen.add(key);
    return { input, values: result.values };
  });
  if (errors.length > 0) return { ok: false, errors };
  if (leaving && product.options.length === 0) {
    product.options = [{ ...optionsOf(product)[0]!, values: [], valueIds: [] }];
  }
  const variants = read.map((each) => addVariant(environment, product, each));
  const gone = leaving ? removeVariant(environment, product, leaving) : [];
  forgetVariants(shop);
  product.updatedAt = environment.clock();
  environment.emit([
    productUpdated(shop, product),
    ...variants.flatMap((variant) => variantAdded(shop, variant)),
    ...gone,
  ]);
  return { ok: true, product, variants };
}

interface Update {
  variant: Variant;
  input: VariantInput;
  values: string[] | null;
}

function readUpdate(product: Product, input: VariantInput): Update | CommandError {
  if (!input.id) return error("id", "Product variant is missing ID attribute", "PRODUCT_VARIANT_ID_MISSING");
  const variant = product.variants.find((each) => each.id === input.id);
  if (!variant) return error("id", "Product variant does not exist", "PRODUCT_VARIANT_DOES_NOT_EXIST");
  if (input.quantities) {
    const message =
      "Inventory quantities can only be provided during create. To update inventory for existing variants, use inventoryAdjustQuantities.";
    return error("inventoryQuantities", message, "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE");
  }
  const amount = amountProblem(input);
  if (amount) return amount;
  if (!input.optionValues) return { variant, input, values: null };
  const result = readValues(product, input.optionValues, variant.optionValues);
  if ("problem" in result) return result.problem;
  const other = findByValues(product, result.values);
  if (other && other !== variant) {
    const message = `The variant '${result.values.join(" / ")}' already exists. Please change at least one option value.`;
    return error("", message, "VARIANT_ALREADY_EXISTS");
  }
  return { variant, input, values: result.values };
}

function updateVariants(
  environment: CommandEnvironment,
  productId: bigint,
  inputs: VariantInput[],
  partial = false,
): VariantsResult & { errors?: CommandError[] } {
  const { shop } = environment;
  const product = shop.products.get(productId);
  if (!product) return noProduct;
  const read = inputs.map((input) => readUpdate(product, input));
  const errors = read.flatMap((each, index) => ("message" in each ? [within(index, each)] : []));
  if (errors.length > 0 && !partial) return { ok: false, errors };
  const updates = read.filter((each): each is Update => !("message" in each));
  const changes: Change[] = [];
  const before = toJson(product);
  const now = environment.clock();
  for (const { variant, input, values } of updates) {
    const old = toJson(variant);
    const itemChanged = applyVariant(variant, input);
    if (values) setValues(environment, product, variant, values);
    if (toJson(variant) !== old) variant.updatedAt = now;
    if (itemChanged) changes.push(itemUpdated(shop, variant));
  }
  if (toJson(product) !== before) {
    product.updatedAt = now;
    environment.emit([productUpdated(shop, product), ...changes]);
  }
  return { ok: true, product, variants: updates.map(({ variant }) => variant), errors };
}

function deleteVariants(
  environment: CommandEnvironment,
  productId: bigint,
  variantIds: bigint[],
): VariantsResult {
  const { shop } = environment;
  const product = shop.products.get(productId);
  if (!product) return noProduct;
  const errors = variantIds.flatMap((id, index) =>
    product.variants.some((variant) => variant.id === id)
      ? []
      : [
          error(
            `variantsIds.${index}`,
            "At least one variant does not belong to the product",
            "AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT",
          ),
        ],
  );
  const leaving = product.variants.filter((variant) => variantIds.includes(variant.id));
  if (errors.length === 0 && leaving.length === product.variants.length) {
    errors.push(error("variantsIds", "Cannot delete default variant", "CANNOT_DELETE_LAST_VARIANT"));
  }
  if (errors.length > 0) return { ok: false, errors };
  const gone = leaving.flatMap((variant) => removeVariant(environment, product, variant));
  forgetVariants(shop);
  if (leaving.length > 0) {
    product.updatedAt = environment.clock();
    environment.emit([productUpdated(shop, product), ...gone]);
  }
  return { ok: true, product, variants: product.variants };
}

export function createVariantCommands(environment: CommandEnvironment): VariantCommands {
  return {
    createVariants: (productId, inputs, strategy) => createVariants(environment, productId, inputs, strategy),
    updateVariants: (productId, inputs, partial) => updateVariants(environment, productId, inputs, partial),
    deleteVariants: (productId, variantIds) => deleteVariants(environment, productId, variantIds),
  };
}

/** Pieces of all variants that are counted. */
export const totalStock = (product: Product): number =>
  product.variants.reduce((sum, variant) => sum + (variant.tracked ? stockOf(variant) : 0), 0);
