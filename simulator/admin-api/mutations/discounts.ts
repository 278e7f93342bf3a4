/** `discountCodeBasicCreate` and what ends a code discount. */
import { gid } from "#simulator/ids.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { Discount } from "#simulator/state/model.ts";
import { findDiscount } from "#simulator/state/pricing.ts";
import {
  type ApiContext,
  type Arguments,
  NotModelled,
  type TypeModel,
  type UserError,
  userError,
} from "../context.ts";
import { idOfType } from "../ids.ts";

interface BasicInput {
  title?: string | null;
  code?: string | null;
  startsAt?: string | null;
  endsAt?: string | null;
  usageLimit?: number | null;
  appliesOncePerCustomer?: boolean | null;
  combinesWith?: { orderDiscounts?: boolean; productDiscounts?: boolean; shippingDiscounts?: boolean } | null;
  context?: { all?: string; customers?: { add?: string[] | null } } | null;
  customerSelection?: { all?: boolean | null; customers?: { add?: string[] | null } | null } | null;
  customerGets?: {
    items?: { all?: boolean | null } | null;
    value?: {
      percentage?: number | null;
      discountAmount?: { amount?: string | null; appliesOnEachItem?: boolean | null } | null;
    } | null;
  } | null;
  minimumRequirement?: {
    subtotal?: { greaterThanOrEqualToSubtotal?: string | null } | null;
    quantity?: unknown;
  } | null;
}

const field = (...path: string[]): string[] => ["basicCodeDiscount", ...path];

function refuseUnmodelled(input: BasicInput): void {
  const unmodelled = (what: string): never => {
    throw new NotModelled(`discountCodeBasicCreate with ${what}`);
  };
  if (input.context && !input.context.all && !input.context.customers)
    unmodelled("context of segments or markets");
  if (input.customerGets?.items && input.customerGets.items.all !== true) unmodelled("items other than all");
  if (input.customerGets?.value?.discountAmount?.appliesOnEachItem) unmodelled("appliesOnEachItem");
  if (input.minimumRequirement?.quantity) unmodelled("a minimum quantity");
}

function valueOf(input: BasicInput): Discount["value"] | UserError {
  const value = input.customerGets?.value;
  if (typeof value?.percentage === "number") {
    return value.percentage > 0 && value.percentage <= 1
      ? { kind: "percentage", fraction: value.percentage }
      : userError(
          field("customerGets", "value", "percentage"),
          "Value must be between 0.0 and 1.0",
          "VALUE_OUTSIDE_RANGE",
        );
  }
  const amount = value?.discountAmount?.amount ? parseDecimal(value.discountAmount.amount) : null;
  if (amount === null) return userError(field("customerGets", "value"), "Value can't be blank", "BLANK");
  return amount > 0n
    ? { kind: "amount", amount }
    : userError(
        field("customerGets", "value", "discountAmount", "amount"),
        "Value must be less than 0",
        "GREATER_THAN",
      );
}

function customersOf(context: ApiContext, input: BasicInput): bigint[] | null | UserError {
  const chosen = input.context?.customers?.add ?? input.customerSelection?.customers?.add;
  if (chosen) {
    const ids = chosen.map((id) => idOfType(id, "Customer"));
    const missing = ids.some((id) => id === null || !context.shop.customers.has(id));
    return missing
      ? userError(field("context", "customers", "add"), "Customer does not exist", "INVALID")
      : ids.filter((id) => id !== null);
  }
  if (input.context?.all || input.customerSelection?.all) return null;
  return userError(field("context"), "Customer selection can't be blank", "BLANK");
}

const isError = (value: unknown): value is UserError =>
  typeof value === "object" && value !== null && "message" in value;

function plainErrors(context: ApiContext, input: BasicInput): UserError[] {
  const errors: UserError[] = [];
  const add = (path: string, message: string, code: string): void => {
    errors.push(userError(field(path), message, code));
  };
  if (!input.title?.trim()) add("title", "Title can't be blank", "BLANK");
  else if (input.title.length > 255)
    add("title", "Title is too long (maximum is 255 characters)", "TOO_LONG");
  if (!input.code?.trim()) add("code", "Code can't be blank", "BLANK");
  else if (input.code.length > 255) add("code", "Code is too long (maximum is 255 characters)", "TOO_LONG");
  else if (findDiscount(context.shop, input.code)) {
    add("code", "Code must be unique. Please try a different code.", "TAKEN");
  }
  if (!input.startsAt) add("startsAt", "Starts at can't be blank", "BLANK");
  else if (input.endsAt && Date.parse(input.endsAt) < Date.parse(input.startsAt)) {
    add("endsAt", "Ends at needs to be after starts_at", "END_DATE_BEFORE_START_DATE");
  }
  if (!input.customerGets?.items) add("customerGets", "Items in 'customer get' can't be blank", "BLANK");
  if (typeof input.usageLimit === "number" && input.usageLimit < 1) {
    add("usageLimit", "Usage limit must be greater than 0", "GREATER_THAN");
  }
  return errors;
}

function createBasic(context: ApiContext, input: BasicInput) {
  refuseUnmodelled(input);
  const value = valueOf(input);
  const customerIds = customersOf(context, input);
  const userErrors = [...plainErrors(context, input), ...[value, customerIds].filter(isError)];
  if (userErrors.length > 0 || isError(value) || isError(customerIds)) {
    return { codeDiscountNode: null, userErrors };
  }
  const now = context.clock();
  const minimum = input.minimumRequirement?.subtotal?.greaterThanOrEqualToSubtotal;
  const { allocate } = context.environment;
  const discount: Discount = {
    id: allocate(),
    title: input.title!,
    status: "ACTIVE",
    codes: [{ id: allocate(), code: input.code!.trim(), usageCount: 0 }],
    value,
    minimumSubtotal: minimum ? parseDecimal(minimum) : null,
    customerIds,
    usageLimit: input.usageLimit ?? null,
    appliesOncePerCustomer: input.appliesOncePerCustomer ?? false,
    combinesWith: {
      orderDiscounts: input.combinesWith?.orderDiscounts ?? false,
      productDiscounts: input.combinesWith?.productDiscounts ?? false,
      shippingDiscounts: input.combinesWith?.shippingDiscounts ?? false,
    },
    startsAt: new Date(input.startsAt!),
    endsAt: input.endsAt ? new Date(input.endsAt) : null,
    createdAt: now,
    updatedAt: now,
  };
  context.shop.discounts.set(discount.id, discount);
  return { codeDiscountNode: discount, userErrors: [] };
}

const missing = userError(["id"], "Code discount does not exist.", "INVALID");

function found(context: ApiContext, args: Arguments): Discount | null {
  return context.shop.discounts.get(idOfType(args["id"], "DiscountCodeNode") ?? -1n) ?? null;
}

export const discountMutations: TypeModel = {
  discountCodeBasicCreate: (_root, args, context) =>
    createBasic(context, args["basicCodeDiscount"] as BasicInput),
  discountCodeDeactivate: (_root, args, context) => {
    const discount = found(context, args);
    if (!discount) return { codeDiscountNode: null, userErrors: [missing] };
    discount.endsAt = context.clock();
    discount.updatedAt = discount.endsAt;
    return { codeDiscountNode: discount, userErrors: [] };
  },
  discountCodeActivate: (_root, args, context) => {
    const discount = found(context, args);
    if (!discount) return { codeDiscountNode: null, userErrors: [missing] };
    const now = context.clock();
    if (discount.startsAt > now) discount.startsAt = now;
    discount.endsAt = null;
    discount.updatedAt = now;
    return { codeDiscountNode: discount, userErrors: [] };
  },
  discountCodeDelete: (_root, args, context) => {
    const discount = found(context, args);
    if (!discount) return { deletedCodeDiscountId: null, userErrors: [missing] };
    context.shop.discounts.delete(discount.id);
    return { deletedCodeDiscountId: gid("DiscountCodeNode", discount.id), userErrors: [] };
  },
};
