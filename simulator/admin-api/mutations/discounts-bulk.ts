/** Many discounts or many codes in one call. Shopify does the work after it has answered. */
import { randomUUID } from "node:crypto";
import type { Discount } from "#simulator/state/model.ts";
import {
  type ApiContext,
  type Arguments,
  NotModelled,
  type TypeModel,
  type UserError,
  userError,
} from "../context.ts";
import { idOfType, readId } from "../ids.ts";
import { foundCodes, type QueuedCreation } from "../objects/discount-codes.ts";
import { discountSearch } from "../objects/discount-search.ts";
import { searchItems } from "../search.ts";

const MOST_CODES = 250;

const codeDiscount = (context: ApiContext, args: Arguments): Discount | null => {
  const discount = context.shop.discounts.get(idOfType(args["discountId"], "DiscountCodeNode") ?? -1n);
  return discount?.method === "CODE" ? discount : null;
};

function addCodes(
  context: ApiContext,
  args: Arguments,
): { bulkCreation: QueuedCreation | null; userErrors: UserError[] } {
  const fail = (error: UserError) => ({ bulkCreation: null, userErrors: [error] });
  const discount = codeDiscount(context, args);
  const codes = (args["codes"] as { code: string }[]).map(({ code }) => code);
  if (!discount) return fail(userError(["discountId"], "Code discount does not exist.", "INVALID"));
  if (codes.length === 0) return fail(userError(["codes"], "Codes can't be blank", "BLANK"));
  if (codes.length > MOST_CODES) {
    return fail(userError(["codes"], `The maximum number of codes is ${MOST_CODES}.`, "EXCEEDED_MAX"));
  }
  const result = context.commands.addDiscountCodes(discount.id, codes);
  return result.ok
    ? { bulkCreation: { queued: result.creation }, userErrors: [] }
    : fail(userError(["discountId"], "Code discount does not exist.", "INVALID"));
}

const job = () => ({ id: `gid://shopify/Job/${randomUUID()}`, done: false });

const accepted = () => ({ job: job(), userErrors: [] });
const refused = (error: UserError) => ({ job: null, userErrors: [error] });

/** Exactly one of `ids`, `search` and `savedSearchId` says what is meant. */
function selectionError(args: Arguments): UserError | null {
  const given = ["ids", "search", "savedSearchId"].filter(
    (name) => args[name] !== undefined && args[name] !== null,
  );
  if (given.includes("savedSearchId")) throw new NotModelled("savedSearchId");
  if (given.length === 0) {
    const message = "Missing expected argument key: 'ids', 'search' or 'saved_search_id'.";
    return userError(null, message, "MISSING_ARGUMENT");
  }
  return given.length > 1
    ? userError(null, "Only one of 'ids', 'search' or 'saved_search_id' is allowed.", "TOO_MANY_ARGUMENTS")
    : null;
}

function removeCodes(context: ApiContext, args: Arguments): object {
  const error = selectionError(args);
  if (error) return refused(error);
  const discount = codeDiscount(context, args);
  if (!discount) return refused(userError(["discountId"], "Code discount does not exist.", "INVALID"));
  const ids = Array.isArray(args["ids"])
    ? args["ids"].map((id) => idOfType(id, "DiscountRedeemCode") ?? -1n)
    : [...foundCodes(discount.codes, args["search"])].map((code) => code.id);
  context.commands.removeDiscountCodes(discount.id, ids);
  return accepted();
}

function selected(context: ApiContext, args: Arguments, method: Discount["method"]): Discount[] {
  const { discounts } = context.shop;
  const found = Array.isArray(args["ids"])
    ? args["ids"].flatMap((id) => discounts.get(readId(id).id) ?? [])
    : [...searchItems(discounts.values(), args["search"], discountSearch(context, "discounts"))];
  return found.filter((discount) => discount.method === method);
}

const bulk =
  (method: Discount["method"], command: "activateDiscount" | "deactivateDiscount" | "deleteDiscount") =>
  (_root: unknown, args: Arguments, context: ApiContext): object => {
    const error = selectionError(args);
    if (error) return refused(error);
    for (const discount of selected(context, args, method)) context.commands[command](discount.id);
    return accepted();
  };

export const discountBulkMutations: TypeModel = {
  discountRedeemCodeBulkAdd: (_root, args, context) => addCodes(context, args),
  discountCodeRedeemCodeBulkDelete: (_root, args, context) => removeCodes(context, args),
  discountCodeBulkActivate: bulk("CODE", "activateDiscount"),
  discountCodeBulkDeactivate: bulk("CODE", "deactivateDiscount"),
  discountCodeBulkDelete: bulk("CODE", "deleteDiscount"),
  discountAutomaticBulkDelete: bulk("AUTOMATIC", "deleteDiscount"),
};
