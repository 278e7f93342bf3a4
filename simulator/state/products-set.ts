/** `productSet`: a product as another system has it, made or brought in line. */
import type { CommandError } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { forgetVariants } from "./indexes.ts";
import { levelAt, putLevel } from "./inventory-levels.ts";
import type { Product, ProductOption, Variant } from "./model.ts";
import { collectionsOf } from "./collections-rules.ts";
import { joinCollections, joinProblem } from "./collections-members.ts";
import {
  applyTexts,
  draftProduct,
  type NewProductInput,
  nextHandle,
  optionProblems,
  type ProductResult,
  textProblems,
} from "./products.ts";
import { chooseHandle } from "./products-handles.ts";
import { findByValues, newOption, optionsOf, valuesKey } from "./products-options.ts";
import {
  addVariant,
  applyVariant,
  readValues,
  removeVariant,
  setValues,
  type VariantInput,
  VARIANTS_LIMIT,
} from "./products-variants.ts";
import { productCreated, productUpdated, variantAdded } from "./products-webhooks.ts";

export interface ProductSetInput extends NewProductInput {
  /** All variants there shall be. */
  variants?: VariantInput[];
  /** All collections it shall be in that are not smart. */
  collections?: bigint[];
}

export interface ProductSetCommands {
  /** `id` of the product to bring in line; null makes one. products/create or products/update with all that follows. */
  setProduct(id: bigint | null, input: ProductSetInput): ProductResult;
}

const error = (field: string, message: string, code: string): CommandError => ({ field, message, code });

function setProblems(
  environment: CommandEnvironment,
  input: ProductSetInput,
  isNew: boolean,
): CommandError[] {
  const { options, variants } = input;
  const errors = [
    ...textProblems(input, isNew),
    ...optionProblems(options ?? []),
    ...joinProblem(environment.shop, input.collections ?? [], "collections"),
  ];
  if (options && !variants) {
    errors.push(error("variants", "Must specify variants when updating options.", "VARIANTS_INPUT_MISSING"));
  }
  if (variants && !options) {
    const message = "Must specify product options when updating variants.";
    errors.push(error("productOptions", message, "PRODUCT_OPTIONS_INPUT_MISSING"));
  }
  if ((variants?.length ?? 0) > VARIANTS_LIMIT) {
    errors.push(error("variants", `Number of product variants exceeds shop limit.`, "VARIANTS_OVER_LIMIT"));
  }
  return errors;
}

/** The options of the input; those of the same name keep their ids. */
function mergedOptions(
  environment: CommandEnvironment,
  product: Product,
  input: ProductSetInput,
): ProductOption[] {
  const known = optionsOf(product);
  return (input.options ?? []).map(({ name, values }) => {
    const old = known.find((option) => option.name === name);
    const fresh = newOption(name, values, environment.allocate);
    return old ? { ...fresh, id: old.id } : fresh;
  });
}

interface VariantPlan {
  input: VariantInput;
  values: string[];
  known: Variant | null;
}

/** Which variant of the product each input is about. `shape`: the product with its options to be. */
function plan(product: Product, shape: Product, inputs: VariantInput[]): VariantPlan[] | CommandError[] {
  const errors: CommandError[] = [];
  const seen = new Set<string>();
  const plans = inputs.map((input, index): VariantPlan => {
    const at = `variants.${index}`;
    const result = readValues(shape, input.optionValues ?? [], null);
    if ("problem" in result) {
      errors.push(
        error(`${at}.${result.problem.field}`.replace(/\.$/, ""), result.problem.message, "INVALID_VARIANT"),
      );
      return { input, values: [], known: null };
    }
    const { values } = result;
    if (seen.has(valuesKey(values))) {
      const message = `The variant '${values.join(" / ")}' already exists. Please change at least one option value.`;
      errors.push(error(at, message, "INVALID_VARIANT"));
    }
    seen.add(valuesKey(values));
    const known = input.id
      ? (product.variants.find((variant) => variant.id === input.id) ?? null)
      : findByValues(product, values);
    if (input.id && !known) {
      errors.push(error(`${at}.id`, "Product variant does not exist.", "PRODUCT_VARIANT_DOES_NOT_EXIST"));
    }
    if ((input.price ?? 0n) < 0n) {
      errors.push(error(`${at}.price`, "Price must be greater than or equal to 0", "INVALID_VARIANT"));
    }
    return { input, values, known };
  });
  return errors.length > 0 ? errors : plans;
}

function syncVariants(environment: CommandEnvironment, product: Product, plans: VariantPlan[]): Change[] {
  const { shop } = environment;
  const now = environment.clock();
  const changes: Change[] = [];
  const kept = new Set(plans.flatMap(({ known }) => known ?? []));
  const leaving = product.variants.filter((variant) => !kept.has(variant));
  const ordered = plans.map(({ input, values, known }) => {
    if (!known) {
      const variant = addVariant(environment, product, { input, values });
      changes.push(...variantAdded(shop, variant));
      return variant;
    }
    setValues(environment, product, known, values);
    applyVariant(known, input);
    for (const level of input.quantities ?? []) {
      if (levelAt(shop, known, level.locationId)) putLevel(shop, known, level);
    }
    known.updatedAt = now;
    return known;
  });
  for (const variant of leaving) changes.push(...removeVariant(environment, product, variant));
  product.variants = ordered;
  forgetVariants(shop);
  return changes;
}

function findHandle(
  environment: CommandEnvironment,
  known: Product | null,
  input: ProductSetInput,
): string | null {
  if (known) return nextHandle(environment, known, input.handle);
  const { handle: given, title } = input;
  const records = environment.shop.products.values();
  return chooseHandle({ records, ownId: null, given, title: title ?? "", fallback: "product" });
}

function setProduct(
  environment: CommandEnvironment,
  id: bigint | null,
  input: ProductSetInput,
): ProductResult {
  const { shop } = environment;
  const known = id === null ? null : (shop.products.get(id) ?? null);
  if (id !== null && !known) {
    return { ok: false, errors: [error("input.id", "Product does not exist", "PRODUCT_DOES_NOT_EXIST")] };
  }
  const errors = setProblems(environment, input, known === null);
  const handle = findHandle(environment, known, input);
  if (handle === null) {
    errors.push(
      error(
        "handle",
        `Handle '${input.handle}' already in use. Please provide a new handle.`,
        "HANDLE_NOT_UNIQUE",
      ),
    );
  }
  if (errors.length > 0) return { ok: false, errors };
  const product = known ?? draftProduct(environment, input, handle!);
  const options = input.options ? mergedOptions(environment, product, input) : product.options;
  const plans =
    input.variants && plan(known ?? { ...product, variants: [] }, { ...product, options }, input.variants);
  const [first] = plans ?? [];
  if (first && "message" in first) return { ok: false, errors: plans as CommandError[] };
  if (known) applyTexts(known, input);
  product.handle = handle!;
  shop.products.set(product.id, product);
  const changes: Change[] = [];
  if (plans) {
    if (!known) product.variants = [];
    product.options = options;
    changes.push(...syncVariants(environment, product, plans as VariantPlan[]));
  } else if (!known) {
    changes.push(...product.variants.flatMap((variant) => variantAdded(shop, variant)));
  }
  forgetVariants(shop);
  if (input.collections) {
    const leave = collectionsOf(shop, product)
      .filter((collection) => !collection.ruleSet && !input.collections!.includes(collection.id))
      .map((collection) => collection.id);
    changes.push(...joinCollections(environment, product, input.collections, leave));
  }
  product.updatedAt = environment.clock();
  environment.emit([known ? productUpdated(shop, product) : productCreated(shop, product), ...changes]);
  return { ok: true, product };
}

export function createProductSetCommands(environment: CommandEnvironment): ProductSetCommands {
  return { setProduct: (id, input) => setProduct(environment, id, input) };
}
