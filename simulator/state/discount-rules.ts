/** What Shopify asks of a discount before it is saved. */
import type { CommandError } from "./commands.ts";
import { automaticDiscounts, findCode, findVariant } from "./indexes.ts";
import type { Discount, DiscountItems, DiscountTerms, DiscountValue, ShopState } from "./model.ts";

/** How many automatic discounts can be active at a time. */
export const MOST_ACTIVE_AUTOMATIC = 25;

const MOST_TAGS = 5;
const LONGEST_TEXT = 255;

type Add = (field: string, message: string, code: string) => void;

/** Why a code cannot be given to a discount; null when it can. `own`: the discount that may have it already. */
export function codeProblem(
  shop: ShopState,
  code: string,
  own: bigint | null = null,
): { message: string; code: string } | null {
  if (code.trim() === "") return { message: "Code can't be blank", code: "BLANK" };
  if (code.length > LONGEST_TEXT) {
    return { message: `Code is too long (maximum is ${LONGEST_TEXT} characters)`, code: "TOO_LONG" };
  }
  const owner = findCode(shop, code)?.discount;
  return owner && owner.id !== own
    ? { message: "Code must be unique. Please try a different code.", code: "TAKEN" }
    : null;
}

function checkTexts(draft: Discount, add: Add): void {
  if (draft.title.trim() === "") add("title", "Title can't be blank", "BLANK");
  else if (draft.title.length > LONGEST_TEXT) {
    add("title", `Title is too long (maximum is ${LONGEST_TEXT} characters)`, "TOO_LONG");
  }
  if (draft.tags.length > MOST_TAGS) {
    add("tags", `The number of tags exceeds the maximum of ${MOST_TAGS}`, "TOO_MANY_TAGS");
  }
  if (draft.tags.some((tag) => tag.length > LONGEST_TEXT)) {
    add("tags", `Tags can't be longer than ${LONGEST_TEXT} characters`, "INVALID_TAG_LENGTH");
  }
}

function checkLimits(draft: Discount, add: Add): void {
  if (draft.endsAt && draft.endsAt <= draft.startsAt) {
    add("endsAt", "Ends at needs to be after starts_at", "INVALID");
  }
  if (draft.usageLimit !== null && draft.usageLimit < 1) {
    add("usageLimit", "Usage limit must be greater than 0", "GREATER_THAN");
  }
  if (draft.terms.kind === "freeShipping" && draft.combinesWith.shippingDiscounts) {
    add(
      "combinesWith",
      "The combinesWith settings are not valid for the discount class.",
      "INVALID_COMBINES_WITH_FOR_DISCOUNT_CLASS",
    );
  }
  const { minimum } = draft;
  if (minimum?.kind === "subtotal" && minimum.amount < 0n) {
    add(
      "minimumRequirement.subtotal.greaterThanOrEqualToSubtotal",
      "Minimum subtotal must be greater than or equal to 0",
      "GREATER_THAN_OR_EQUAL_TO",
    );
  }
  if (minimum?.kind === "quantity" && minimum.quantity < 1) {
    add(
      "minimumRequirement.quantity.greaterThanOrEqualToQuantity",
      "Minimum quantity must be greater than 0",
      "GREATER_THAN",
    );
  }
}

function checkSubscriptions(draft: Discount, add: Add): void {
  const at = draft.terms.kind === "freeShipping" ? "" : "customerGets.";
  if (!draft.appliesOnOneTimePurchase && !draft.appliesOnSubscription) {
    add(
      `${at}appliesOnOneTimePurchase`,
      "A discount must apply on one-time purchases, on subscriptions or on both",
      "APPLIES_ON_NOTHING",
    );
  }
  const cycles = draft.recurringCycleLimit;
  if (cycles === null) return;
  if (cycles < 0) {
    add(
      "recurringCycleLimit",
      "Recurring cycle limit must be a valid integer greater than or equal to 0",
      "RECURRING_CYCLE_LIMIT_NOT_A_VALID_INTEGER",
    );
  } else if (!draft.appliesOnSubscription && cycles !== 1) {
    add(
      "recurringCycleLimit",
      "Recurring cycle limit must be 1 when discount does not apply to subscription items",
      "MULTIPLE_RECURRING_CYCLE_LIMIT_FOR_NON_SUBSCRIPTION_ITEMS",
    );
  }
}

function checkValue(value: DiscountValue, at: { percentage: string; amount: string }, add: Add): void {
  if (value.kind === "percentage") {
    if (value.fraction > 0 && value.fraction <= 1) return;
    add(at.percentage, "Value must be between 0.0 and 1.0", "VALUE_OUTSIDE_RANGE");
  } else if (value.amount <= 0n) {
    add(at.amount, "Value must be greater than 0", "GREATER_THAN");
  }
}

/** Products, variants and collections that a discount names have to exist. */
function checkItems(shop: ShopState, items: DiscountItems, at: string, add: Add): void {
  if (items.kind === "all") return;
  if (items.kind === "collections") {
    if (items.collectionIds.length === 0) add(at, "Collections can't be blank", "BLANK");
    if (items.collectionIds.some((id) => !shop.collections.has(id))) {
      add(`${at}.collections.add`, "Collection does not exist", "INVALID");
    }
    return;
  }
  if (items.productIds.length + items.variantIds.length === 0) add(at, "Products can't be blank", "BLANK");
  if (items.productIds.some((id) => !shop.products.has(id))) {
    add(`${at}.products.productsToAdd`, "Product does not exist", "INVALID");
  }
  if (items.variantIds.some((id) => !findVariant(shop, id))) {
    add(`${at}.products.productVariantsToAdd`, "Product variant does not exist", "INVALID");
  }
}

function checkBuyXGetY(shop: ShopState, terms: Extract<DiscountTerms, { kind: "buyXGetY" }>, add: Add): void {
  const { buys, gets } = terms;
  for (const [at, items] of [
    ["customerBuys.items", buys.items],
    ["customerGets.items", gets.items],
  ] as const) {
    if (items.kind === "all") add(at, "Items can't be all items", "INVALID");
    else checkItems(shop, items, at, add);
  }
  const { minimum } = buys;
  if ("quantity" in minimum ? minimum.quantity < 1 : minimum.amount <= 0n) {
    add("customerBuys.value", "Value must be greater than 0", "GREATER_THAN");
  }
  const value = "customerGets.value.discountOnQuantity";
  if (gets.quantity < 1) add(`${value}.quantity`, "Quantity must be greater than 0", "GREATER_THAN");
  checkValue(
    gets.effect,
    { percentage: `${value}.effect.percentage`, amount: `${value}.effect.amount` },
    add,
  );
  if (terms.usesPerOrderLimit !== null && terms.usesPerOrderLimit < 1) {
    add("usesPerOrderLimit", "Uses per order limit must be greater than 0", "GREATER_THAN");
  }
}

function checkTerms(shop: ShopState, terms: DiscountTerms, add: Add): void {
  if (terms.kind === "basic") {
    checkItems(shop, terms.items, "customerGets.items", add);
    checkValue(
      terms.value,
      { percentage: "customerGets.value.percentage", amount: "customerGets.value.discountAmount.amount" },
      add,
    );
  } else if (terms.kind === "buyXGetY") {
    checkBuyXGetY(shop, terms, add);
  } else {
    if (terms.maximumShippingPrice !== null && terms.maximumShippingPrice < 0n) {
      add(
        "maximumShippingPrice",
        "Maximum shipping price must be greater than or equal to 0",
        "GREATER_THAN_OR_EQUAL_TO",
      );
    }
    if (terms.countryCodes?.length === 0 && !terms.includeRestOfWorld) {
      add("destination.countries", "Countries can't be blank", "BLANK");
    }
  }
}

function checkContext(shop: ShopState, { context }: Discount, add: Add): void {
  if (context.kind === "customers") {
    if (context.customerIds.length === 0) add("context.customers", "Customers can't be blank", "BLANK");
    if (context.customerIds.some((id) => !shop.customers.has(id))) {
      add("context.customers.add", "Customer does not exist", "INVALID");
    }
  } else if (context.kind === "segments") {
    if (context.segmentIds.length === 0) add("context.customerSegments", "Segments can't be blank", "BLANK");
    if (context.segmentIds.some((id) => !shop.segments.has(id))) {
      add("context.customerSegments.add", "Customer segment does not exist", "INVALID");
    }
  }
}

/** Too many automatic discounts would be active at the same time. */
export function overlaps(shop: ShopState, draft: Discount): boolean {
  if (draft.method !== "AUTOMATIC") return false;
  const end = (discount: Discount): number => discount.endsAt?.getTime() ?? Infinity;
  const others = [...automaticDiscounts(shop)].filter(
    (each) =>
      each.id !== draft.id && each.startsAt.getTime() < end(draft) && draft.startsAt.getTime() < end(each),
  );
  return others.length >= MOST_ACTIVE_AUTOMATIC;
}

/** Everything that is wrong with a discount. Fields are paths in the input of Shopify's mutations. */
export function discountErrors(shop: ShopState, draft: Discount): CommandError[] {
  const errors: CommandError[] = [];
  const add: Add = (field, message, code) => {
    errors.push({ field, message, code });
  };
  checkTexts(draft, add);
  const [code] = draft.codes;
  const problem = code && codeProblem(shop, code.code, draft.id);
  if (problem) add("code", problem.message, problem.code);
  checkLimits(draft, add);
  checkSubscriptions(draft, add);
  checkContext(shop, draft, add);
  checkTerms(shop, draft.terms, add);
  if (overlaps(shop, draft)) {
    add(
      "startsAt",
      `The active period overlaps with other automatic discounts. At any given time, only ${MOST_ACTIVE_AUTOMATIC} automatic discounts can be active.`,
      "ACTIVE_PERIOD_OVERLAP",
    );
  }
  return errors;
}
