/** Reads a subscription contract of the Admin API: a line of the bulk import and the answer of a single query alike. */
import { z } from "zod";
import { idFromGid } from "#app/shared/ids.ts";
import { decimal, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { readAmount } from "./read-amount.ts";
import type { SubscriptionLine, SubscriptionState } from "./subscription-state.ts";

/** What Shopify is asked about each contract. It shows an app the contracts that this app may manage, and no others. */
export const SUBSCRIPTIONS_BULK_QUERY = `{
  subscriptionContracts {
    edges { node {
      id status createdAt updatedAt nextBillingDate revisionId currencyCode
      billingPolicy { interval intervalCount }
      customer { id }
      originOrder { id }
      lines { edges { node { id title quantity productId variantId currentPrice { amount currencyCode } } } }
    } }
  }
}`;

const reference = orNull(z.object({ id: z.string() }));

const ContractNode = z.object({
  id: z.string(),
  status: z.string(),
  createdAt: instant,
  updatedAt: instant,
  nextBillingDate: orNull(instant),
  revisionId: orNull(z.union([z.string(), z.number().transform(String)])),
  currencyCode: z.string(),
  billingPolicy: orNull(z.object({ interval: orNull(z.string()), intervalCount: orNull(z.number().int()) })),
  customer: reference,
  originOrder: reference,
});

const LineNode = z.object({
  id: z.string(),
  title: orNull(z.string()),
  quantity: z.number().int(),
  productId: orNull(z.string()),
  variantId: orNull(z.string()),
  currentPrice: z.object({ amount: decimal, currencyCode: orNull(z.string()) }),
});

/** A contract with its lines. @throws InvalidInput */
export function subscriptionFromNode(node: unknown, children: readonly unknown[]): SubscriptionState {
  const contract = readPayload(ContractNode, node, "A subscription contract");
  return {
    id: idFromGid(contract.id, "SubscriptionContract"),
    revisionId: contract.revisionId,
    customerId: contract.customer && idFromGid(contract.customer.id, "Customer"),
    status: contract.status.toLowerCase(),
    currency: contract.currencyCode,
    interval: contract.billingPolicy?.interval?.toLowerCase() ?? null,
    intervalCount: contract.billingPolicy?.intervalCount ?? null,
    originOrderId: contract.originOrder && idFromGid(contract.originOrder.id, "Order"),
    createdAt: contract.createdAt,
    observedAt: contract.updatedAt,
    details: {
      nextBillingAt: contract.nextBillingDate,
      lines: children.map((child) => lineFromNode(child, contract.currencyCode)),
    },
  };
}

function lineFromNode(value: unknown, currency: string): SubscriptionLine {
  const line = readPayload(LineNode, value, "A line of a subscription contract");
  const { amount, currencyCode } = line.currentPrice;
  const price = readAmount(amount, currencyCode ?? currency, "The subscription's currentPrice");
  return {
    lineId: idFromGid(line.id, "SubscriptionLine").toString(),
    productId: line.productId && idFromGid(line.productId, "Product").toString(),
    variantId: line.variantId && idFromGid(line.variantId, "ProductVariant").toString(),
    title: line.title ?? "",
    quantity: line.quantity,
    unitPriceMinor: price.toString(),
  };
}
