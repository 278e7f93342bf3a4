/** Reads the inputs of the discount mutations. */
import { parseDecimal } from "#simulator/money.ts";
import type { DiscountInput } from "#simulator/state/discounts.ts";
import type { Discount, DiscountTerms, DiscountValue } from "#simulator/state/model.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import { type Arguments, NotModelled } from "../context.ts";
import { type Add, readContext, readItems, readValue } from "./discounts-items.ts";

export type TermsKind = DiscountTerms["kind"];

/** What an input says, and what is missing from it or contradicts itself. */
export interface ReadInput {
  input: Partial<DiscountInput>;
  errors: CommandError[];
}

const object = (value: unknown): Arguments | null =>
  typeof value === "object" && value !== null ? (value as Arguments) : null;

const decimal = (value: unknown): bigint | null =>
  value === null || value === undefined ? null : parseDecimal(String(value));

type OldTerms<Kind extends TermsKind> = Extract<DiscountTerms, { kind: Kind }> | null;

function readBasic(input: Arguments, old: OldTerms<"basic">, add: Add): DiscountTerms | null {
  const gets = object(input["customerGets"]);
  if (!gets && old) return old;
  const items = readItems(gets?.["items"], old?.items ?? null, "customerGets.items", add) ?? old?.items;
  if (!items) add("customerGets.items", "Items in 'customer get' can't be blank", "BLANK");
  if (object(gets?.["value"])?.["discountOnQuantity"]) {
    add("customerGets.value.discountOnQuantity", "Value must be a percentage or an amount", "INVALID");
    return null;
  }
  const value = gets?.["value"] || !old ? readValue(gets?.["value"], "customerGets.value", add) : old.value;
  return items && value ? { kind: "basic", value, items } : null;
}

function readShipping(input: Arguments, old: OldTerms<"freeShipping">): DiscountTerms {
  const destination = object(input["destination"]);
  const countries = object(destination?.["countries"]);
  const codes = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
  const removed = new Set(codes(countries?.["remove"]));
  const price = input["maximumShippingPrice"];
  return {
    kind: "freeShipping",
    maximumShippingPrice: price === undefined && old ? old.maximumShippingPrice : decimal(price),
    countryCodes: countries
      ? [...new Set([...(old?.countryCodes ?? []), ...codes(countries["add"])])].filter(
          (code) => !removed.has(code),
        )
      : destination || !old
        ? null
        : old.countryCodes,
    includeRestOfWorld: countries
      ? countries["includeRestOfWorld"] === true
      : (old?.includeRestOfWorld ?? false),
  };
}

type BuyXGetY = Extract<DiscountTerms, { kind: "buyXGetY" }>;

function readBuys(input: Arguments, old: OldTerms<"buyXGetY">, add: Add): BuyXGetY["buys"] | null {
  const buys = object(input["customerBuys"]);
  if (!buys && old) return old.buys;
  const items =
    readItems(buys?.["items"], old?.buys.items ?? null, "customerBuys.items", add) ?? old?.buys.items;
  if (!items) add("customerBuys.items", "Items in 'customer buys' can't be blank", "BLANK");
  const value = object(buys?.["value"]);
  const [amount, quantity] = [decimal(value?.["amount"]), value?.["quantity"]];
  let minimum = old?.buys.minimum ?? null;
  if (value) minimum = null;
  if (amount !== null && quantity) {
    add("customerBuys.value", "Only one of quantity and amount can be given", "TOO_MANY_ARGUMENTS");
  } else if (amount !== null) minimum = { amount };
  else if (quantity !== undefined && quantity !== null) minimum = { quantity: Number(quantity) };
  if (!minimum) add("customerBuys.value", "Value can't be blank", "BLANK");
  return items && minimum ? { items, minimum } : null;
}

function readEffect(input: unknown, at: string, add: Add): DiscountValue | null {
  const effect = object(input);
  const amount = decimal(effect?.["amount"]);
  if (typeof effect?.["percentage"] === "number")
    return { kind: "percentage", fraction: effect["percentage"] };
  if (amount !== null) return { kind: "amount", amount, onEachItem: true };
  add(at, "Effect can't be blank", "BLANK");
  return null;
}

function readGets(input: Arguments, old: OldTerms<"buyXGetY">, add: Add): BuyXGetY["gets"] | null {
  const gets = object(input["customerGets"]);
  if (!gets && old) return old.gets;
  const items =
    readItems(gets?.["items"], old?.gets.items ?? null, "customerGets.items", add) ?? old?.gets.items;
  if (!items) add("customerGets.items", "Items in 'customer get' can't be blank", "BLANK");
  const value = object(gets?.["value"]);
  if (!value && old) return items ? { ...old.gets, items } : null;
  const at = "customerGets.value.discountOnQuantity";
  const onQuantity = object(value?.["discountOnQuantity"]);
  if (value?.["percentage"] || value?.["discountAmount"]) {
    add("customerGets.value", "Only discountOnQuantity permitted with bxgy discounts.", "INVALID");
    return null;
  }
  const effect = readEffect(onQuantity?.["effect"], `${at}.effect`, add);
  const quantity = onQuantity?.["quantity"];
  if (quantity === undefined || quantity === null) add(`${at}.quantity`, "Quantity can't be blank", "BLANK");
  return items && effect ? { items, effect, quantity: Number(quantity ?? 0) } : null;
}

function readBuyXGetY(input: Arguments, old: OldTerms<"buyXGetY">, add: Add): DiscountTerms | null {
  const [buys, gets] = [readBuys(input, old, add), readGets(input, old, add)];
  const limit = input["usesPerOrderLimit"];
  const usesPerOrderLimit =
    limit === undefined ? (old?.usesPerOrderLimit ?? null) : limit === null ? null : Number(limit);
  return buys && gets ? { kind: "buyXGetY", buys, gets, usesPerOrderLimit } : null;
}

function readTerms(kind: TermsKind, input: Arguments, old: Discount | null, add: Add): DiscountTerms | null {
  const terms = old?.terms ?? null;
  if (kind === "basic") return readBasic(input, terms?.kind === "basic" ? terms : null, add);
  return kind === "freeShipping"
    ? readShipping(input, terms?.kind === "freeShipping" ? terms : null)
    : readBuyXGetY(input, terms?.kind === "buyXGetY" ? terms : null, add);
}

function readMinimum(input: Arguments, add: Add): Discount["minimum"] {
  const minimum = object(input["minimumRequirement"]);
  const subtotal = decimal(object(minimum?.["subtotal"])?.["greaterThanOrEqualToSubtotal"]);
  const quantity = object(minimum?.["quantity"])?.["greaterThanOrEqualToQuantity"];
  const hasQuantity = quantity !== undefined && quantity !== null;
  if (subtotal !== null && hasQuantity) {
    add(
      "minimumRequirement",
      "Specify a minimum subtotal or a quantity, but not both.",
      "MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT",
    );
  }
  if (subtotal !== null) return { kind: "subtotal", amount: subtotal };
  return hasQuantity ? { kind: "quantity", quantity: Number(quantity) } : null;
}

function readCombinesWith(input: unknown): Discount["combinesWith"] {
  const given = object(input);
  if (given?.["productDiscountsWithTagsOnSameCartLine"]) {
    throw new NotModelled("combinesWith.productDiscountsWithTagsOnSameCartLine");
  }
  return {
    orderDiscounts: given?.["orderDiscounts"] === true,
    productDiscounts: given?.["productDiscounts"] === true,
    shippingDiscounts: given?.["shippingDiscounts"] === true,
  };
}

function readTimes(input: Arguments, isNew: boolean, add: Add): Partial<DiscountInput> {
  const { startsAt, endsAt } = input;
  if (startsAt === null || (isNew && startsAt === undefined))
    add("startsAt", "Starts at can't be blank", "BLANK");
  return {
    ...(startsAt ? { startsAt: new Date(String(startsAt)) } : {}),
    ...(endsAt === undefined ? {} : { endsAt: endsAt === null ? null : new Date(String(endsAt)) }),
  };
}

/** Plain fields that are taken over as they are. */
function readPlain(input: Arguments): Partial<DiscountInput> {
  const gets = object(input["customerGets"]) ?? input;
  const given: Record<string, unknown> = {
    usageLimit: input["usageLimit"],
    appliesOncePerCustomer: input["appliesOncePerCustomer"] ?? undefined,
    recurringCycleLimit: input["recurringCycleLimit"],
    tags: input["tags"] ?? undefined,
    appliesOnOneTimePurchase: gets["appliesOnOneTimePurchase"] ?? undefined,
    appliesOnSubscription: gets["appliesOnSubscription"] ?? undefined,
    combinesWith: input["combinesWith"] ? readCombinesWith(input["combinesWith"]) : undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Title and code: blank ones are for the rules of discounts to refuse. */
function readNames(input: Arguments, method: Discount["method"], isNew: boolean): Partial<DiscountInput> {
  const { title, code } = input;
  const isGiven = (value: unknown): boolean => isNew || value !== undefined;
  return {
    ...(isGiven(title) ? { title: typeof title === "string" ? title : "" } : {}),
    ...(method === "CODE" && isGiven(code) ? { code: typeof code === "string" ? code : "" } : {}),
    ...(method === "AUTOMATIC" && isNew ? { code: null } : {}),
  };
}

/** Reads the input of a create or update mutation. `old`: the discount to be changed; null = a new one. */
export function readDiscountInput(
  input: Arguments,
  at: { kind: TermsKind; method: Discount["method"] },
  old: Discount | null,
): ReadInput {
  const errors: CommandError[] = [];
  const add: Add = (field, message, code) => {
    errors.push({ field, message, code });
  };
  const terms = readTerms(at.kind, input, old, add);
  const context = readContext(input, old?.context ?? null, add);
  if (!context && !old && at.method === "CODE" && !errors.some((error) => error.field === "context")) {
    add("context", "Context can't be blank", "BLANK");
  }
  return {
    errors,
    input: {
      ...readNames(input, at.method, old === null),
      ...readPlain(input),
      ...readTimes(input, old === null, add),
      ...(input["minimumRequirement"] === undefined ? {} : { minimum: readMinimum(input, add) }),
      ...(context ? { context } : {}),
      ...(terms ? { terms } : {}),
    },
  };
}
