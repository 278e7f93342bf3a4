/** Options of products and their values. */
import type { Product, ProductOption, Variant } from "./model.ts";
import { DEFAULT_TITLE } from "./products-parts.ts";

export const OPTIONS_LIMIT = 3;
export const NAME_LIMIT = 255;

/** Ids of values that have none of their own. */
const derivedId = (option: ProductOption, index: number): bigint => option.id * 1000n + BigInt(index + 1);

export const valueId = (option: ProductOption, index: number): bigint =>
  option.valueIds?.[index] ?? derivedId(option, index);

/** The options, or the one Shopify gives a product without any. */
export function optionsOf(product: Product): ProductOption[] {
  if (product.options.length > 0) return product.options;
  const values = [...new Set(product.variants.map((variant) => variant.optionValues[0] ?? DEFAULT_TITLE))];
  return [{ id: product.id, name: "Title", values: values.length > 0 ? values : [DEFAULT_TITLE] }];
}

/** The value at a place of an option, as the API shows it. */
export interface OptionValue {
  product: Product;
  option: ProductOption;
  index: number;
}

export function optionValuesOf(product: Product, option: ProductOption): OptionValue[] {
  return option.values.map((_value, index) => ({ product, option, index }));
}

/** Whether a variant of the product has the value. */
export function valueHasVariants({ product, option, index }: OptionValue): boolean {
  const place = optionsOf(product).findIndex((each) => each.id === option.id);
  return product.variants.some((variant) => variant.optionValues[place] === option.values[index]);
}

/** A product whose options are only implied gets them as records, so that they can be changed. */
export function ownOptions(product: Product): ProductOption[] {
  if (product.options.length === 0) product.options = optionsOf(product);
  return product.options;
}

/** Adds a value to an option unless it is there. */
export function addValue(option: ProductOption, name: string, allocate: () => bigint): void {
  if (option.values.includes(name)) return;
  option.valueIds ??= option.values.map((_value, index) => derivedId(option, index));
  option.values.push(name);
  option.valueIds.push(allocate());
}

/** Takes the value at a place away. */
export function removeValue(option: ProductOption, index: number): void {
  option.valueIds ??= option.values.map((_value, at) => derivedId(option, at));
  option.values.splice(index, 1);
  option.valueIds.splice(index, 1);
}

/** A new option with its values. */
export function newOption(name: string, values: string[], allocate: () => bigint): ProductOption {
  const id = allocate();
  return { id, name, values: [...values], valueIds: values.map(() => allocate()) };
}

/** Two variants are the same when all their values are. */
export const valuesKey = (values: readonly string[]): string => values.join("\u0000").toLowerCase();

export const findByValues = (product: Product, values: readonly string[]): Variant | null =>
  product.variants.find((variant) => valuesKey(variant.optionValues) === valuesKey(values)) ?? null;
