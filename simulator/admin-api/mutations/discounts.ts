/** Discounts are created, updated, activated, deactivated and deleted. */
import type { CommandError, CommandResult } from "#simulator/state/commands.ts";
import { discountErrors } from "#simulator/state/discount-rules.ts";
import type { DiscountInput } from "#simulator/state/discounts.ts";
import type { Discount } from "#simulator/state/model.ts";
import { newDiscount } from "#simulator/state/model/discounts.ts";
import { discountGid } from "#simulator/webhooks/discount-payloads.ts";
import { type ApiContext, type Arguments, type TypeModel, type UserError, userError } from "../context.ts";
import { readId } from "../ids.ts";
import { discountBulkMutations } from "./discounts-bulk.ts";
import { readDiscountInput, type TermsKind } from "./discounts-input.ts";

type Method = Discount["method"];

/** Errors of commands name fields of the input; the app sees them under the argument's name. */
const shown = (errors: CommandError[], argument: string | null): UserError[] =>
  errors.map(({ field, message, code }) => {
    const path = field.split(".");
    return userError(argument === null || field === "id" ? path : [argument, ...path], message, code ?? null);
  });

/** The discount of an id argument, if it is of the wanted kind. */
export function discountOf(
  context: ApiContext,
  args: Arguments,
  method: Method,
  name = "id",
): Discount | null {
  const { type, id } = readId(args[name]);
  const discount = context.shop.discounts.get(id);
  const names = [method === "CODE" ? "DiscountCodeNode" : "DiscountAutomaticNode", "DiscountNode"];
  return discount?.method === method && names.includes(type) ? discount : null;
}

const missing = (method: Method): UserError =>
  userError(
    ["id"],
    method === "CODE" ? "Code discount does not exist." : "Automatic discount does not exist.",
    "INVALID",
  );

const nodeField = (method: Method): string =>
  method === "CODE" ? "codeDiscountNode" : "automaticDiscountNode";

function answer(
  method: Method,
  result: CommandResult<{ discount: Discount }>,
  argument: string | null,
): object {
  return result.ok
    ? { [nodeField(method)]: result.discount, userErrors: [] }
    : { [nodeField(method)]: null, userErrors: shown(result.errors, argument) };
}

interface Mutation {
  method: Method;
  kind: TermsKind;
  argument: string;
}

const STAND_IN = {
  kind: "freeShipping",
  maximumShippingPrice: null,
  countryCodes: null,
  includeRestOfWorld: false,
} as const;

/** What is wrong with the rest of an input that could not be read as a whole, so that the app learns of all at once. */
function otherErrors(
  context: ApiContext,
  read: Partial<DiscountInput>,
  old: Discount | null,
): CommandError[] {
  const now = context.clock();
  const base = old ?? newDiscount({ id: 0n, title: "", terms: STAND_IN, startsAt: now });
  const { code, ...rest } = read;
  const codes = typeof code === "string" ? [{ id: 0n, code, usageCount: 0, createdAt: now }] : base.codes;
  return discountErrors(context.shop, { ...base, ...rest, codes });
}

function create(context: ApiContext, args: Arguments, { method, kind, argument }: Mutation): object {
  const { input, errors } = readDiscountInput(args[argument] as Arguments, { kind, method }, null);
  if (errors.length > 0) {
    const all = [...otherErrors(context, input, null), ...errors];
    return { [nodeField(method)]: null, userErrors: shown(all, argument) };
  }
  return answer(method, context.commands.createDiscount(input as DiscountInput), argument);
}

function update(context: ApiContext, args: Arguments, { method, kind, argument }: Mutation): object {
  const discount = discountOf(context, args, method);
  if (discount?.terms.kind !== kind) return { [nodeField(method)]: null, userErrors: [missing(method)] };
  const { input, errors } = readDiscountInput(args[argument] as Arguments, { kind, method }, discount);
  if (errors.length > 0) {
    const all = [...otherErrors(context, input, discount), ...errors];
    return { [nodeField(method)]: null, userErrors: shown(all, argument) };
  }
  return answer(method, context.commands.updateDiscount(discount.id, input), argument);
}

/** Names of the mutations' arguments, by the name of the mutation without `Create` and `Update`. */
const SAVED: Record<string, Mutation> = {
  discountCodeBasic: { method: "CODE", kind: "basic", argument: "basicCodeDiscount" },
  discountCodeBxgy: { method: "CODE", kind: "buyXGetY", argument: "bxgyCodeDiscount" },
  discountCodeFreeShipping: { method: "CODE", kind: "freeShipping", argument: "freeShippingCodeDiscount" },
  discountAutomaticBasic: { method: "AUTOMATIC", kind: "basic", argument: "automaticBasicDiscount" },
  discountAutomaticBxgy: { method: "AUTOMATIC", kind: "buyXGetY", argument: "automaticBxgyDiscount" },
  discountAutomaticFreeShipping: {
    method: "AUTOMATIC",
    kind: "freeShipping",
    argument: "freeShippingAutomaticDiscount",
  },
};

const saving: TypeModel = Object.fromEntries(
  Object.entries(SAVED).flatMap(([name, mutation]): [string, TypeModel[string]][] => [
    [`${name}Create`, (_root, args, context) => create(context, args, mutation)],
    [`${name}Update`, (_root, args, context) => update(context, args, mutation)],
  ]),
);

/** Activate, deactivate and delete of one method. */
function switching(method: Method, prefix: string, deletedField: string): TypeModel {
  const on =
    (command: "activateDiscount" | "deactivateDiscount") =>
    (_root: unknown, args: Arguments, context: ApiContext): object => {
      const discount = discountOf(context, args, method);
      if (!discount) return { [nodeField(method)]: null, userErrors: [missing(method)] };
      return answer(method, context.commands[command](discount.id), null);
    };
  return {
    [`${prefix}Activate`]: on("activateDiscount"),
    [`${prefix}Deactivate`]: on("deactivateDiscount"),
    [`${prefix}Delete`]: (_root, args, context) => {
      const discount = discountOf(context, args, method);
      if (!discount) return { [deletedField]: null, userErrors: [missing(method)] };
      context.commands.deleteDiscount(discount.id);
      return { [deletedField]: discountGid(discount), userErrors: [] };
    },
  };
}

export const discountMutations: TypeModel = {
  ...saving,
  ...switching("CODE", "discountCode", "deletedCodeDiscountId"),
  ...switching("AUTOMATIC", "discountAutomatic", "deletedAutomaticDiscountId"),
  ...discountBulkMutations,
};
