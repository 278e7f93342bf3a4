/** Subscription contracts: goods that a customer gets again and again. */
import type { Hundredths } from "./money.ts";

export interface ContractLine {
  id: bigint;
  variantId: bigint;
  quantity: number;
  /** Of one, each time. */
  price: Hundredths;
}

export interface SubscriptionContract {
  id: bigint;
  customerId: bigint;
  status: "ACTIVE" | "PAUSED" | "CANCELLED" | "EXPIRED" | "FAILED";
  interval: "DAY" | "WEEK" | "MONTH" | "YEAR";
  intervalCount: number;
  lines: ContractLine[];
  originOrderId: bigint | null;
  nextBillingAt: Date | null;
  /** A new one with each change. */
  revisionId: bigint;
  createdAt: Date;
  updatedAt: Date;
}
