/** Payments of orders in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { decimalAmount } from "#simulator/money.ts";
import type { Order, Transaction } from "#simulator/state/model.ts";
import { capturableAmount, presentmentAmount } from "#simulator/state/order-amounts.ts";
import { graphqlTime } from "#simulator/time.ts";
import type { Arguments, TypeModel } from "../context.ts";
import { money } from "./money.ts";
import { orderBag } from "./order-money.ts";

export interface TransactionInOrder {
  order: Order;
  transaction: Transaction;
}

export const transactionsOf = (order: Order): TransactionInOrder[] =>
  order.transactions.map((transaction) => ({ order, transaction }));

const isCapturable = ({ order, transaction }: TransactionInOrder): boolean =>
  transaction.kind === "AUTHORIZATION" && capturableAmount(order, transaction) > 0n;

/** `transactions(first:, capturable:, manuallyResolvable:)`. */
export function listedTransactions(order: Order, args: Arguments): TransactionInOrder[] {
  const { capturable, manuallyResolvable, first } = args as {
    capturable?: boolean | null;
    manuallyResolvable?: boolean | null;
    first?: number | null;
  };
  return transactionsOf(order)
    .filter((each) => typeof capturable !== "boolean" || isCapturable(each) === capturable)
    .filter(() => manuallyResolvable !== true)
    .slice(0, first ?? undefined);
}

const NAMES: Record<string, string> = {
  bogus: "Bogus",
  manual: "Manual",
  gift_card: "Gift card",
  shopify_store_credit: "Store credit",
};

/** What people call a gateway. */
export const gatewayName = (gateway: string): string => NAMES[gateway] ?? gateway;

const unsettled = ({ order, transaction }: TransactionInOrder): bigint =>
  transaction.kind === "AUTHORIZATION" ? capturableAmount(order, transaction) : 0n;

export const orderTransactionModel: TypeModel = {
  id: ({ transaction }: TransactionInOrder) => gid("OrderTransaction", transaction.id),
  kind: ({ transaction }: TransactionInOrder) => transaction.kind,
  status: () => "SUCCESS",
  gateway: ({ transaction }: TransactionInOrder) => transaction.gateway,
  formattedGateway: ({ transaction }: TransactionInOrder) => gatewayName(transaction.gateway),
  test: ({ order }: TransactionInOrder) => order.test,
  errorCode: () => null,
  amount: ({ transaction }: TransactionInOrder) => decimalAmount(transaction.amount),
  amountV2: ({ order, transaction }: TransactionInOrder) =>
    money(presentmentAmount(transaction.amount, order), order.presentment.currency),
  amountSet: ({ order, transaction }: TransactionInOrder) => orderBag(transaction.amount, order),
  amountRoundingSet: () => null,
  totalUnsettledSet: (source: TransactionInOrder) => orderBag(unsettled(source), source.order),
  createdAt: ({ transaction }: TransactionInOrder) => graphqlTime(transaction.processedAt),
  processedAt: ({ transaction }: TransactionInOrder) => graphqlTime(transaction.processedAt),
  authorizationExpiresAt: () => null,
  parentTransaction: ({ order, transaction }: TransactionInOrder): TransactionInOrder | null => {
    const parent = order.transactions.find((each) => each.id === transaction.parentId);
    return parent ? { order, transaction: parent } : null;
  },
  paymentId: ({ order, transaction }: TransactionInOrder) =>
    `${order.name}.${order.transactions.indexOf(transaction) + 1}`,
  order: ({ order }: TransactionInOrder) => order,
  location: ({ order }: TransactionInOrder, _args, { shop }) =>
    order.locationId === null ? null : (shop.locations.get(order.locationId) ?? null),
  manualPaymentGateway: ({ transaction }: TransactionInOrder) => transaction.gateway === "manual",
  manuallyCapturable: isCapturable,
  multiCapturable: () => false,
  maximumRefundableV2: () => null,
  fees: () => [],
  accountNumber: () => null,
  currencyExchangeAdjustment: () => null,
  device: () => null,
  paymentDetails: () => null,
  receiptJson: ({ transaction }: TransactionInOrder) =>
    JSON.stringify(transaction.giftCardId === null ? {} : { gift_card_id: Number(transaction.giftCardId) }),
  settlementCurrency: () => null,
  settlementCurrencyRate: () => null,
  shopifyPaymentsSet: () => null,
  user: () => null,
};
