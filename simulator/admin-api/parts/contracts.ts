/** Subscription contracts in the Admin API: what an app reads of its own ones. */
import { gid } from "#simulator/ids.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { ContractLine, SubscriptionContract } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection, count, type SortValue } from "../connection.ts";
import type { ApiContext, ApiPart, TypeModel } from "../context.ts";
import { money } from "../objects/money.ts";
import { byId, search } from "../root-fields.ts";
import type { SearchFields } from "../search.ts";

const contractSearch: SearchFields<SubscriptionContract> = {
  name: "subscriptionContracts",
  fields: {
    id: (contract) => contract.id,
    created_at: (contract) => contract.createdAt,
    updated_at: (contract) => contract.updatedAt,
    customer_id: (contract) => contract.customerId,
    status: (contract) => contract.status.toLowerCase(),
  },
  text: () => [],
};

function sortValue(key: unknown): ((contract: SubscriptionContract) => SortValue) | undefined {
  switch (key) {
    case "CREATED_AT":
      return (contract) => contract.createdAt.getTime();
    case "UPDATED_AT":
      return (contract) => contract.updatedAt.getTime();
    case "STATUS":
      return (contract) => contract.status;
    default:
      return undefined;
  }
}

const policyOf = ({ interval, intervalCount }: SubscriptionContract) => ({
  interval,
  intervalCount,
  anchors: [],
});

const contractModel: TypeModel = {
  id: (contract: SubscriptionContract) => gid("SubscriptionContract", contract.id),
  status: (contract: SubscriptionContract) => contract.status,
  createdAt: (contract: SubscriptionContract) => graphqlTime(contract.createdAt),
  updatedAt: (contract: SubscriptionContract) => graphqlTime(contract.updatedAt),
  nextBillingDate: ({ nextBillingAt }: SubscriptionContract) => nextBillingAt && graphqlTime(nextBillingAt),
  revisionId: (contract: SubscriptionContract) => contract.revisionId.toString(),
  currencyCode: (_contract: SubscriptionContract, _args, { shop }) => shop.currency,
  billingPolicy: (contract: SubscriptionContract) => ({
    ...policyOf(contract),
    minCycles: null,
    maxCycles: null,
  }),
  deliveryPolicy: policyOf,
  customer: (contract: SubscriptionContract, _args, { shop }) =>
    shop.customers.get(contract.customerId) ?? null,
  originOrder: ({ originOrderId }: SubscriptionContract, _args, { shop }) =>
    originOrderId === null ? null : (shop.orders.get(originOrderId) ?? null),
  lines: (contract: SubscriptionContract, args, context, info) =>
    connection({ items: contract.lines, args, context, info, idOf: ({ id }) => id }),
  linesCount: (contract: SubscriptionContract, args) => count(contract.lines.length, args),
};

const placeOf = ({ variantId }: ContractLine, { shop }: ApiContext) => {
  const variant = findVariant(shop, variantId);
  return { variant, product: variant ? (shop.products.get(variant.productId) ?? null) : null };
};

const lineModel: TypeModel = {
  id: ({ id }: ContractLine) => gid("SubscriptionLine", id),
  title: (line: ContractLine, _args, context) => placeOf(line, context).product?.title ?? "",
  variantTitle: (line: ContractLine, _args, context) => placeOf(line, context).variant?.title ?? null,
  sku: (line: ContractLine, _args, context) => placeOf(line, context).variant?.sku ?? null,
  productId: (line: ContractLine, _args, context) => {
    const { product } = placeOf(line, context);
    return product && gid("Product", product.id);
  },
  variantId: ({ variantId }: ContractLine) => gid("ProductVariant", variantId),
  quantity: ({ quantity }: ContractLine) => quantity,
  currentPrice: ({ price }: ContractLine, _args, { shop }) => money(price, shop.currency),
  lineDiscountedPrice: ({ price, quantity }: ContractLine, _args, { shop }) =>
    money(price * BigInt(quantity), shop.currency),
};

export const contractPart: ApiPart = {
  queries: {
    subscriptionContract: byId("SubscriptionContract"),
    subscriptionContracts: (_root, args, context, info) =>
      connection({
        items: () => search(context.shop.subscriptionContracts.values(), args, contractSearch),
        args,
        context,
        info,
        idOf: (contract) => contract.id,
        ...(sortValue(args["sortKey"]) && { sortValue: sortValue(args["sortKey"])! }),
      }),
  },
  mutations: {},
  types: { SubscriptionContract: contractModel, SubscriptionLine: lineModel },
  nodes: { SubscriptionContract: ({ shop }, id) => shop.subscriptionContracts.get(id) },
};
