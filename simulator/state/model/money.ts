/** Money, and what holds it for a customer. */

/** Money in hundredths of one currency unit. 12.34 GBP is 1234n; 1000 JPY is 100000n. */
export type Hundredths = bigint;

export interface GiftCardTransaction {
  id: bigint;
  /** Positive for credits, negative for debits. */
  amount: Hundredths;
  note: string | null;
  /** The order that was paid or refunded with it. */
  orderId: bigint | null;
  processedAt: Date;
}

export interface GiftCardRecipient {
  customerId: bigint;
  message: string | null;
  preferredName: string | null;
  sendNotificationAt: Date | null;
}

export interface GiftCard {
  id: bigint;
  /** 8 to 20 letters and digits, lower case. Shown once, then only its last characters. */
  code: string;
  initialValue: Hundredths;
  /** `initialValue` and all transactions together. */
  balance: Hundredths;
  currency: string;
  customerId: bigint | null;
  /** The order that bought it. */
  orderId: bigint | null;
  /** The line of that order. */
  lineId: bigint | null;
  recipient: GiftCardRecipient | null;
  note: string | null;
  templateSuffix: string | null;
  /** In which other currencies it can be used: MARKET_FX, SPOT_FX, NONE. */
  redemptionStrategy: string;
  /** Who made it: `manual`, `purchased`, `api_client`. */
  source: string;
  transactions: GiftCardTransaction[];
  /** Last day it can be used, `2027-01-31`; null = for ever. */
  expiresOn: string | null;
  deactivatedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface StoreCreditTransaction {
  id: bigint;
  kind: "CREDIT" | "DEBIT" | "DEBIT_REVERT" | "EXPIRATION";
  /** Positive for credits, negative for debits. */
  amount: Hundredths;
  balanceAfter: Hundredths;
  /** Of a credit: when what is left of it lapses. */
  expiresAt: Date | null;
  /** Of a credit: what debits have not used up yet, or what there was when it lapsed. */
  remaining: Hundredths;
  /** Of a credit that lapsed. */
  expired: boolean;
  /** Of a debit: which credits it used, in this order. A revert takes it back from the end. */
  spent: { transactionId: bigint; amount: Hundredths }[];
  /** Of a revert the debit, of an expiration the credit. */
  parentId: bigint | null;
  /** ADJUSTMENT, ORDER_PAYMENT, ORDER_REFUND … */
  event: string;
  orderId: bigint | null;
  /** The payment or refund of the order. */
  orderTransactionId: bigint | null;
  createdAt: Date;
}

/** One currency's credit of one customer. */
export interface StoreCreditAccount {
  id: bigint;
  customerId: bigint;
  currency: string;
  /** Oldest first. */
  transactions: StoreCreditTransaction[];
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export function newGiftCard(
  given: Given<GiftCard, "id" | "code" | "initialValue" | "currency" | "createdAt">,
): GiftCard {
  return {
    balance: given.initialValue,
    customerId: null,
    orderId: null,
    lineId: null,
    recipient: null,
    note: null,
    templateSuffix: null,
    redemptionStrategy: "MARKET_FX",
    source: "api_client",
    transactions: [],
    expiresOn: null,
    deactivatedAt: null,
    updatedAt: given.createdAt,
    ...given,
  };
}

export function newStoreCreditTransaction(
  given: Given<StoreCreditTransaction, "id" | "kind" | "amount" | "balanceAfter" | "createdAt">,
): StoreCreditTransaction {
  return {
    expiresAt: null,
    remaining: 0n,
    expired: false,
    spent: [],
    parentId: null,
    event: "ADJUSTMENT",
    orderId: null,
    orderTransactionId: null,
    ...given,
  };
}
