/** Discounts: codes and automatic ones. */
import type { Hundredths } from "./money.ts";

/** Which products something holds for. */
export type DiscountItems =
  | { kind: "all" }
  | { kind: "products"; productIds: bigint[]; variantIds: bigint[] }
  | { kind: "collections"; collectionIds: bigint[] };

export type DiscountValue =
  | { kind: "amount"; amount: Hundredths; onEachItem: boolean }
  /** 0.15 = 15 % off. */
  | { kind: "percentage"; fraction: number };

/** Who may use a discount. */
export type DiscountContext =
  { kind: "all" } | { kind: "customers"; customerIds: bigint[] } | { kind: "segments"; segmentIds: bigint[] };

/** What is particular to the kind of discount. */
export type DiscountTerms =
  | { kind: "basic"; value: DiscountValue; items: DiscountItems }
  | {
      kind: "freeShipping";
      /** null = any. */
      maximumShippingPrice: Hundredths | null;
      /** Country codes; null = all. */
      countryCodes: string[] | null;
      /** With countries: also those that no shipping zone of the shop names. */
      includeRestOfWorld: boolean;
    }
  | {
      kind: "buyXGetY";
      buys: { items: DiscountItems; minimum: { quantity: number } | { amount: Hundredths } };
      /** `effect` is of each discounted piece. */
      gets: { items: DiscountItems; quantity: number; effect: DiscountValue };
      usesPerOrderLimit: number | null;
    };

export type DiscountStatus = "ACTIVE" | "EXPIRED" | "SCHEDULED";

export interface DiscountCode {
  id: bigint;
  code: string;
  usageCount: number;
  createdAt: Date;
}

/** Adding many codes to a discount at once, and what became of each. */
export interface DiscountCodeCreation {
  id: bigint;
  discountId: bigint;
  results: { code: string; codeId: bigint | null; error: { message: string; code: string } | null }[];
  createdAt: Date;
}

export interface Discount {
  /** Id of the `DiscountNode`, and of its `DiscountCodeNode` or `DiscountAutomaticNode`. */
  id: bigint;
  method: "CODE" | "AUTOMATIC";
  title: string;
  /** Of an automatic discount nothing. */
  codes: DiscountCode[];
  terms: DiscountTerms;
  minimum: { kind: "subtotal"; amount: Hundredths } | { kind: "quantity"; quantity: number } | null;
  context: DiscountContext;
  /** How often each code may be used. */
  usageLimit: number | null;
  appliesOncePerCustomer: boolean;
  combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
  appliesOnOneTimePurchase: boolean;
  appliesOnSubscription: boolean;
  /** Billing cycles of a subscription; 0 = all of them. */
  recurringCycleLimit: number | null;
  /** Uses of an automatic discount; those of codes are counted by code. */
  automaticUsageCount: number;
  /** What orders with this discount came to. */
  totalSales: Hundredths;
  tags: string[];
  startsAt: Date;
  endsAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export function newDiscount(given: Given<Discount, "id" | "title" | "terms" | "startsAt">): Discount {
  return {
    method: "CODE",
    codes: [],
    minimum: null,
    context: { kind: "all" },
    usageLimit: null,
    appliesOncePerCustomer: false,
    combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false },
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    recurringCycleLimit: null,
    automaticUsageCount: 0,
    totalSales: 0n,
    tags: [],
    endsAt: null,
    createdAt: given.startsAt,
    updatedAt: given.startsAt,
    ...given,
  };
}
