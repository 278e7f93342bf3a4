/** Which items and which customers a discount's input names, on top of those it has. */
import type { DiscountContext, DiscountItems, DiscountValue } from "#simulator/state/model.ts";
import { parseDecimal } from "#simulator/money.ts";
import { type Arguments, NotModelled } from "../context.ts";
import { idOfType } from "../ids.ts";

export type Add = (field: string, message: string, code: string) => void;

const UNKNOWN = -1n;

const object = (value: unknown): Arguments | null =>
  typeof value === "object" && value !== null ? (value as Arguments) : null;

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** What is added to and removed from a list of ids. Ids of another type are those of nothing. */
function changed(known: bigint[], add: unknown, remove: unknown, type: string): bigint[] {
  const ids = (value: unknown): bigint[] => list(value).map((id) => idOfType(id, type) ?? UNKNOWN);
  const gone = new Set(ids(remove));
  return [...new Set([...known, ...ids(add)])].filter((id) => !gone.has(id));
}

/** Items of `customerGets` or `customerBuys`; null when the input names none. */
export function readItems(
  input: unknown,
  known: DiscountItems | null,
  at: string,
  add: Add,
): DiscountItems | null {
  const items = object(input);
  if (!items) return null;
  const [all, products, collections] = [
    items["all"] === true,
    object(items["products"]),
    object(items["collections"]),
  ];
  if ([all, products, collections].filter(Boolean).length > 1) {
    add(at, "Only one of all, products and collections can be given", "TOO_MANY_ARGUMENTS");
    return null;
  }
  if (all) return { kind: "all" };
  if (products) {
    const before = known?.kind === "products" ? known : { productIds: [], variantIds: [] };
    return {
      kind: "products",
      productIds: changed(
        before.productIds,
        products["productsToAdd"],
        products["productsToRemove"],
        "Product",
      ),
      variantIds: changed(
        before.variantIds,
        products["productVariantsToAdd"],
        products["productVariantsToRemove"],
        "ProductVariant",
      ),
    };
  }
  if (!collections) return null;
  const before = known?.kind === "collections" ? known.collectionIds : [];
  return {
    kind: "collections",
    collectionIds: changed(before, collections["add"], collections["remove"], "Collection"),
  };
}

/** A percentage or an amount; null (with an error) when it is neither. */
export function readValue(input: unknown, at: string, add: Add): DiscountValue | null {
  const value = object(input);
  const amount = object(value?.["discountAmount"]);
  if (value && typeof value["percentage"] === "number") {
    if (amount) add(at, "Only one of percentage and discountAmount can be given", "TOO_MANY_ARGUMENTS");
    return { kind: "percentage", fraction: value["percentage"] };
  }
  const hundredths = amount ? parseDecimal(String(amount["amount"])) : null;
  if (hundredths === null) {
    add(at, "Value can't be blank", "BLANK");
    return null;
  }
  return { kind: "amount", amount: hundredths, onEachItem: amount?.["appliesOnEachItem"] === true };
}

function readPeople(input: Arguments, known: DiscountContext | null): DiscountContext | null {
  const customers = object(input["customers"]);
  if (customers) {
    const before = known?.kind === "customers" ? known.customerIds : [];
    return {
      kind: "customers",
      customerIds: changed(before, customers["add"], customers["remove"], "Customer"),
    };
  }
  const segments = object(input["customerSegments"]);
  if (!segments) return null;
  const before = known?.kind === "segments" ? known.segmentIds : [];
  return { kind: "segments", segmentIds: changed(before, segments["add"], segments["remove"], "Segment") };
}

/** Who may use a discount, by `context` or by the older `customerSelection`; null when the input does not say. */
export function readContext(
  input: Arguments,
  known: DiscountContext | null,
  add: Add,
): DiscountContext | null {
  const [context, selection] = [object(input["context"]), object(input["customerSelection"])];
  if (context && selection) {
    add("context", "Only one of context and customerSelection can be given", "TOO_MANY_ARGUMENTS");
    return null;
  }
  if (context?.["markets"]) throw new NotModelled("discounts for markets");
  const given = context ?? selection;
  if (!given) return null;
  return given["all"] ? { kind: "all" } : readPeople(given, known);
}
