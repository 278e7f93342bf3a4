/** Codes of discounts in the Admin API, and adding many of them at once. */
import { gid } from "#simulator/ids.ts";
import type { Discount, DiscountCode, DiscountCodeCreation } from "#simulator/state/model.ts";
import { findCode } from "#simulator/state/indexes.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection, type SortValue } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { searchItems, type SearchFields } from "../search.ts";

const codeSearch: SearchFields<DiscountCode> = {
  name: "codes",
  fields: { id: (code) => code.id, times_used: (code) => code.usageCount },
  text: (code) => [code.code],
};

function codeSortValue(sortKey: unknown): (code: DiscountCode) => SortValue {
  if (sortKey === "CODE") return (code) => code.code.toLowerCase();
  return sortKey === "CREATED_AT" ? (code) => code.createdAt.getTime() : (code) => code.id;
}

/** The codes that a query finds. */
export const foundCodes = (codes: Iterable<DiscountCode>, query: unknown): Iterable<DiscountCode> =>
  searchItems(codes, query, codeSearch);

/** `codes` and `codesCount` of a code discount. */
export const codeFields: TypeModel = {
  codesCount: (discount: Discount) => ({ count: discount.codes.length, precision: "EXACT" }),
  codes: (discount: Discount, args, context, info) =>
    connection({
      items: foundCodes(discount.codes, args["query"]),
      args,
      context,
      info,
      idOf: (code) => code.id,
      sortValue: codeSortValue(args["sortKey"]),
    }),
};

export const redeemCodeModel: TypeModel = {
  id: (code: DiscountCode) => gid("DiscountRedeemCode", code.id),
  code: (code: DiscountCode) => code.code,
  asyncUsageCount: (code: DiscountCode) => code.usageCount,
};

/** A creation as the mutation answers: Shopify has only put it in its queue by then. */
export interface QueuedCreation {
  queued: DiscountCodeCreation;
}

type Creation = DiscountCodeCreation | QueuedCreation;

const recordOf = (creation: Creation): DiscountCodeCreation =>
  "queued" in creation ? creation.queued : creation;

const countOf = (creation: Creation, isImported: boolean): number =>
  "queued" in creation
    ? 0
    : creation.results.filter((result) => (result.codeId !== null) === isImported).length;

type Result = DiscountCodeCreation["results"][number];

function redeemCode(context: ApiContext, result: Result): DiscountCode | null {
  const code = result.codeId === null ? null : findCode(context.shop, result.code)?.code;
  return code?.id === result.codeId ? (code ?? null) : null;
}

export const bulkCreationModels: Record<string, TypeModel> = {
  DiscountRedeemCodeBulkCreation: {
    id: (creation: Creation) => gid("DiscountRedeemCodeBulkCreation", recordOf(creation).id),
    done: (creation: Creation) => !("queued" in creation),
    codesCount: (creation: Creation) => recordOf(creation).results.length,
    importedCount: (creation: Creation) => countOf(creation, true),
    failedCount: (creation: Creation) => countOf(creation, false),
    createdAt: (creation: Creation) => graphqlTime(recordOf(creation).createdAt),
    discountCode: (creation: Creation, _args, { shop }) =>
      shop.discounts.get(recordOf(creation).discountId) ?? null,
    codes: (creation: Creation, args, context, info) =>
      connection({
        items: recordOf(creation).results.map((result, index) => ({
          index,
          code: result.code,
          discountRedeemCode: "queued" in creation ? null : redeemCode(context, result),
          errors:
            "queued" in creation || !result.error
              ? []
              : [{ ...result.error, field: ["code"], extraInfo: null }],
        })),
        args,
        context,
        info,
        idOf: (result) => BigInt(result.index),
        keepOrder: true,
      }),
  },
};
