/** Options of a product are added, renamed and taken away. */
import type { CommandError, CommandResult } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { forgetVariants } from "./indexes.ts";
import type { Product } from "./model.ts";
import { optionProblems } from "./products.ts";
import {
  newOption,
  OPTIONS_LIMIT,
  optionsOf,
  ownOptions,
  removeValue,
  addValue,
  valueId,
} from "./products-options.ts";
import { DEFAULT_TITLE, hasOnlyDefaultVariant, variantTitle } from "./products-parts.ts";
import { removeVariant } from "./products-variants.ts";
import { productUpdated } from "./products-webhooks.ts";

type OptionsResult = CommandResult<{ product: Product }>;

export interface OptionUpdate {
  optionId: bigint;
  name?: string | null;
  addValues?: string[];
  renameValues?: { id: bigint; name: string }[];
  deleteValues?: bigint[];
}

export interface OptionCommands {
  /** Every variant gets the first value of each new option. products/update. */
  createOptions(productId: bigint, options: { name: string; values: string[] }[]): OptionsResult;
  /** Variants keep their values unless these are renamed. products/update. */
  updateOption(productId: bigint, update: OptionUpdate): OptionsResult;
  /** Variants that would be the same are deleted when `destructive`. products/update. */
  deleteOptions(
    productId: bigint,
    optionIds: bigint[],
    mode: "DEFAULT" | "NON_DESTRUCTIVE" | "POSITION",
  ): OptionsResult;
}

const refuse = (field: string, message: string, code: string): { ok: false; errors: CommandError[] } => ({
  ok: false,
  errors: [{ field, message, code }],
});

const noProduct = refuse("productId", "Product does not exist", "PRODUCT_DOES_NOT_EXIST");

export function createOptionCommands(environment: CommandEnvironment): OptionCommands {
  const { shop, allocate, clock, emit } = environment;

  const changed = (product: Product, more: Change[] = []): OptionsResult => {
    forgetVariants(shop);
    for (const variant of product.variants) {
      variant.title = variantTitle(variant);
      variant.updatedAt = clock();
    }
    product.updatedAt = clock();
    emit([productUpdated(shop, product), ...more]);
    return { ok: true, product };
  };

  return {
    createOptions: (productId, options) => {
      const product = shop.products.get(productId);
      if (!product) return noProduct;
      const errors = optionProblems(options);
      if (errors.length > 0) return { ok: false, errors };
      const isDefault = hasOnlyDefaultVariant(product);
      const kept = isDefault ? [] : optionsOf(product);
      if (kept.length + options.length > OPTIONS_LIMIT) {
        return refuse("options", "Options count is over the allowed limit.", "OPTIONS_OVER_LIMIT");
      }
      const clash = options.findIndex(({ name }) => kept.some((option) => option.name === name));
      if (clash >= 0) {
        return refuse(
          `options.${clash}`,
          `Option '${options[clash]!.name}' already exists.`,
          "OPTION_ALREADY_EXISTS",
        );
      }
      product.options = [...kept, ...options.map(({ name, values }) => newOption(name, values, allocate))];
      for (const variant of product.variants) {
        const old = isDefault ? [] : variant.optionValues;
        variant.optionValues = [...old, ...options.map(({ values }) => values[0]!)];
      }
      return changed(product);
    },

    updateOption: (productId, { optionId, name, addValues = [], renameValues = [], deleteValues = [] }) => {
      const product = shop.products.get(productId);
      if (!product) return noProduct;
      const place = ownOptions(product).findIndex((option) => option.id === optionId);
      const option = product.options[place];
      if (!option) return refuse("option", "Option does not exist", "OPTION_DOES_NOT_EXIST");
      const indexOf = (id: bigint): number =>
        option.values.findIndex((_value, at) => valueId(option, at) === id);
      const ids = [...renameValues.map(({ id }) => id), ...deleteValues];
      if (ids.some((id) => indexOf(id) < 0)) {
        return refuse("optionValuesToUpdate", "Option value does not exist.", "OPTION_VALUE_DOES_NOT_EXIST");
      }
      const isUsed = (id: bigint): boolean =>
        product.variants.some((variant) => variant.optionValues[place] === option.values[indexOf(id)]);
      if (deleteValues.some(isUsed)) {
        const message = "Option value with variants linked cannot be deleted.";
        return refuse("optionValuesToDelete", message, "OPTION_VALUE_HAS_VARIANTS");
      }
      if (addValues.some((value) => option.values.includes(value))) {
        return refuse("optionValuesToAdd", "Option value already exists.", "OPTION_VALUE_ALREADY_EXISTS");
      }
      if (name) option.name = name;
      for (const { id, name: value } of renameValues) {
        const index = indexOf(id);
        for (const variant of product.variants) {
          if (variant.optionValues[place] === option.values[index]) variant.optionValues[place] = value;
        }
        option.values[index] = value;
      }
      for (const id of deleteValues) removeValue(option, indexOf(id));
      for (const value of addValues) addValue(option, value, allocate);
      return changed(product);
    },

    deleteOptions: (productId, optionIds, mode) => {
      const product = shop.products.get(productId);
      if (!product) return noProduct;
      const options = optionsOf(product);
      if (optionIds.some((id) => !options.some((option) => option.id === id))) {
        return refuse("options", "Option does not exist.", "OPTION_DOES_NOT_EXIST");
      }
      const leaving = options.filter((option) => optionIds.includes(option.id));
      const isPlain = (option: { values: string[] }): boolean => option.values.length === 1;
      if (mode === "DEFAULT" && !leaving.every(isPlain)) {
        const message = "Can't delete option with multiple values.";
        return refuse("options", message, "CANNOT_DELETE_OPTION_WITH_MULTIPLE_VALUES");
      }
      const kept = options.flatMap((option, place) => (leaving.includes(option) ? [] : [place]));
      const rest = (values: string[]): string => kept.map((place) => values[place]).join("\u0000");
      const seen = new Set<string>();
      const doubles = product.variants.filter(({ optionValues }) => {
        const isDouble = seen.has(rest(optionValues));
        seen.add(rest(optionValues));
        return isDouble;
      });
      if (mode !== "POSITION" && doubles.length > 0) {
        const message = "Cannot delete options without deleting variants.";
        return refuse("options", message, "CANNOT_USE_NON_DESTRUCTIVE_STRATEGY");
      }
      const gone = doubles.flatMap((variant) => removeVariant(environment, product, variant));
      product.options = kept.map((place) => options[place]!);
      for (const variant of product.variants) {
        const values = kept.map((place) => variant.optionValues[place]!);
        variant.optionValues = values.length > 0 ? values : [DEFAULT_TITLE];
      }
      return changed(product, gone);
    },
  };
}
