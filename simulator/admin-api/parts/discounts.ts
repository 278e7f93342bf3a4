/** Discounts in the Admin API. */
import type { Discount } from "#simulator/state/model.ts";
import { automaticDiscounts, findDiscount } from "#simulator/state/indexes.ts";
import { connection, count } from "../connection.ts";
import { type ApiContext, type ApiPart, NotModelled, type TypeModel } from "../context.ts";
import { readId } from "../ids.ts";
import { discountMutations } from "../mutations/discounts.ts";
import { discountModels } from "../objects/discount.ts";
import { bulkCreationModels, foundCodes, redeemCodeModel } from "../objects/discount-codes.ts";
import { discountItemModels } from "../objects/discount-parts.ts";
import { discountSearch, discountSortValue } from "../objects/discount-search.ts";
import { byId } from "../root-fields.ts";
import { searchItems } from "../search.ts";

type Method = Discount["method"];

function discountsOf(context: ApiContext, method: Method | null): Iterable<Discount> {
  const { discounts } = context.shop;
  if (method === "AUTOMATIC") return automaticDiscounts(context.shop);
  return method === null
    ? discounts.values()
    : [...discounts.values()].filter((discount) => discount.method === method);
}

const discountList =
  (method: Method | null, name: string): TypeModel[string] =>
  (_root, args, context, info) => {
    if (args["savedSearchId"]) throw new NotModelled("savedSearchId");
    return connection({
      items: () => searchItems(discountsOf(context, method), args["query"], discountSearch(context, name)),
      args,
      context,
      info,
      idOf: (discount) => discount.id,
      sortValue: discountSortValue(args["sortKey"]),
    });
  };

const queries: TypeModel = {
  discountNode: (_root, args, context) => {
    const { type, id } = readId(args["id"]);
    const names = ["DiscountNode", "DiscountCodeNode", "DiscountAutomaticNode"];
    return names.includes(type) ? (context.shop.discounts.get(id) ?? null) : null;
  },
  discountNodes: discountList(null, "discountNodes"),
  discountNodesCount: (_root, args, context) => {
    const search = discountSearch(context, "discountNodesCount");
    return count([...searchItems(context.shop.discounts.values(), args["query"], search)].length, args);
  },
  discountCodesCount: (_root, args, context) => {
    let total = 0;
    for (const discount of context.shop.discounts.values()) {
      total += [...foundCodes(discount.codes, args["query"])].length;
    }
    return count(total, args);
  },
  codeDiscountNode: byId("DiscountCodeNode"),
  codeDiscountNodeByCode: (_root, args, context) => findDiscount(context.shop, String(args["code"])),
  codeDiscountNodes: discountList("CODE", "codeDiscountNodes"),
  automaticDiscountNode: byId("DiscountAutomaticNode"),
  automaticDiscountNodes: discountList("AUTOMATIC", "automaticDiscountNodes"),
  discountRedeemCodeBulkCreation: byId("DiscountRedeemCodeBulkCreation"),
};

const node =
  (method: Method | null) =>
  ({ shop }: ApiContext, id: bigint): Discount | null => {
    const discount = shop.discounts.get(id);
    return discount && (method === null || discount.method === method) ? discount : null;
  };

export const discountPart: ApiPart = {
  queries,
  mutations: discountMutations,
  types: {
    ...discountModels,
    ...discountItemModels,
    ...bulkCreationModels,
    DiscountRedeemCode: redeemCodeModel,
  },
  nodes: {
    DiscountNode: node(null),
    DiscountCodeNode: node("CODE"),
    DiscountAutomaticNode: node("AUTOMATIC"),
    DiscountRedeemCodeBulkCreation: ({ shop }, id) => shop.discountCodeCreations.get(id),
  },
};
