/** Payments in words. */
import type { Transaction } from "#simulator/state/model.ts";

const GATEWAYS: Record<string, string> = {
  bogus: "card",
  shopify_store_credit: "store credit",
  gift_card: "gift card",
};

export const gatewayName = (gateway: string): string => GATEWAYS[gateway] ?? gateway.replaceAll("_", " ");

const VERBS: Record<Transaction["kind"], string> = {
  SALE: "paid",
  CAPTURE: "captured",
  AUTHORIZATION: "authorized",
  REFUND: "given back",
  VOID: "released",
};

export const paymentVerb = (kind: Transaction["kind"]): string => VERBS[kind];
