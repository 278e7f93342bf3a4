/** Gift cards in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { GIFT_CARD_LIMIT, hasExpired } from "#simulator/state/gift-cards.ts";
import type { Customer, GiftCard, GiftCardTransaction } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection, type SortValue } from "../connection.ts";
import { type ApiContext, type TypeModel, typed } from "../context.ts";
import { findNode } from "../nodes.ts";
import type { SearchFields } from "../search.ts";
import { metafieldFields } from "./metafield.ts";
import { money } from "./money.ts";

/** A transaction with the card it belongs to. */
export interface CardTransaction {
  giftCard: GiftCard;
  transaction: GiftCardTransaction;
}

const lastCharacters = (card: GiftCard): string => card.code.slice(-4);

/** Four groups as on the card: dots but for the last. */
const maskedCode = (card: GiftCard): string => `•••• •••• •••• ${lastCharacters(card)}`;

export const transactionView = (card: GiftCard, transaction: GiftCardTransaction): object =>
  typed(transaction.amount < 0n ? "GiftCardDebitTransaction" : "GiftCardCreditTransaction", {
    giftCard: card,
    transaction,
  });

const customerOf = (context: ApiContext, id: bigint | null): Customer | null =>
  id === null ? null : (context.shop.customers.get(id) ?? null);

const EXPIRING_DAYS = 30;

/** `disabled`, `expired`, or `enabled` and perhaps `expiring`. */
function statuses(context: ApiContext, card: GiftCard): string[] {
  const now = context.clock();
  if (card.deactivatedAt) return ["disabled"];
  if (hasExpired(context.shop, card, now)) return ["expired"];
  const soon = new Date(now.getTime() + EXPIRING_DAYS * 24 * 3600 * 1000);
  return hasExpired(context.shop, card, soon) ? ["enabled", "expiring"] : ["enabled"];
}

function balanceStatuses({ balance, initialValue }: GiftCard): string[] {
  if (balance === 0n) return ["empty"];
  return [balance >= initialValue ? "full" : "partial", "full_or_partial"];
}

const nameOf = (customer: Customer | null): string =>
  customer ? `${customer.firstName} ${customer.lastName}`.trim() : "";

export const giftCardSearch = (context: ApiContext): SearchFields<GiftCard> => ({
  name: "giftCards",
  fields: {
    id: (card) => card.id,
    balance_status: balanceStatuses,
    created_at: (card) => card.createdAt,
    customer_id: (card) => card.customerId,
    expires_on: (card) => (card.expiresOn === null ? null : new Date(card.expiresOn)),
    initial_value: (card) => Number(card.initialValue) / 100,
    recipient_id: (card) => card.recipient?.customerId ?? null,
    source: (card) => card.source,
    status: (card) => statuses(context, card),
  },
  text: (card) => {
    const customer = customerOf(context, card.customerId);
    return [card.code, lastCharacters(card), nameOf(customer), customer?.email ?? ""];
  },
});

export function giftCardSortValue(context: ApiContext, sortKey: unknown): (card: GiftCard) => SortValue {
  switch (sortKey) {
    case "AMOUNT_SPENT":
      return (card) => card.initialValue - card.balance;
    case "BALANCE":
      return (card) => card.balance;
    case "CODE":
      return lastCharacters;
    case "CREATED_AT":
      return (card) => card.createdAt.getTime();
    case "CUSTOMER_NAME":
      return (card) => nameOf(customerOf(context, card.customerId)).toLowerCase();
    case "DISABLED_AT":
      return (card) => card.deactivatedAt?.getTime() ?? Infinity;
    case "EXPIRES_ON":
      return (card) => card.expiresOn ?? "9999";
    case "INITIAL_VALUE":
      return (card) => card.initialValue;
    case "UPDATED_AT":
      return (card) => card.updatedAt.getTime();
    default:
      return (card) => card.id;
  }
}

const transactionModel = (typeName: string): TypeModel => ({
  id: ({ transaction }: CardTransaction) => gid(typeName, transaction.id),
  amount: ({ giftCard, transaction }: CardTransaction) => money(transaction.amount, giftCard.currency),
  giftCard: ({ giftCard }: CardTransaction) => giftCard,
  note: ({ transaction }: CardTransaction) => transaction.note,
  processedAt: ({ transaction }: CardTransaction) => graphqlTime(transaction.processedAt),
  ...metafieldFields(({ transaction }: CardTransaction) => gid(typeName, transaction.id)),
});

export const giftCardModels: Record<string, TypeModel> = {
  GiftCard: {
    id: (card: GiftCard) => gid("GiftCard", card.id),
    balance: (card: GiftCard) => money(card.balance, card.currency),
    initialValue: (card: GiftCard) => money(card.initialValue, card.currency),
    lastCharacters,
    maskedCode,
    enabled: (card: GiftCard) => card.deactivatedAt === null,
    isRedeemable: (card: GiftCard, _args, context) =>
      card.balance > 0n && statuses(context, card).includes("enabled"),
    crossCurrencyRedemptionStrategy: (card: GiftCard) => card.redemptionStrategy,
    customer: (card: GiftCard, _args, context) => customerOf(context, card.customerId),
    order: (card: GiftCard, _args, context) =>
      card.orderId === null ? null : (context.shop.orders.get(card.orderId) ?? null),
    lineItem: (card: GiftCard, _args, context) =>
      card.lineId === null ? null : findNode(context, gid("LineItem", card.lineId)),
    recipientAttributes: ({ recipient }: GiftCard, _args, context) =>
      recipient && {
        message: recipient.message,
        preferredName: recipient.preferredName,
        recipient: customerOf(context, recipient.customerId),
        sendNotificationAt: recipient.sendNotificationAt && graphqlTime(recipient.sendNotificationAt),
      },
    note: (card: GiftCard) => card.note,
    templateSuffix: (card: GiftCard) => card.templateSuffix,
    expiresOn: (card: GiftCard) => card.expiresOn,
    deactivatedAt: (card: GiftCard) => card.deactivatedAt && graphqlTime(card.deactivatedAt),
    createdAt: (card: GiftCard) => graphqlTime(card.createdAt),
    updatedAt: (card: GiftCard) => graphqlTime(card.updatedAt),
    transactions: (card: GiftCard, args, context, info) => {
      const page = connection({
        items: card.transactions,
        args,
        context,
        info,
        idOf: (transaction) => transaction.id,
      });
      const view = (transaction: GiftCardTransaction): object => transactionView(card, transaction);
      return {
        nodes: page.nodes.map(view),
        edges: page.edges.map((edge) => ({ ...edge, node: view(edge.node) })),
        pageInfo: page.pageInfo,
      };
    },
  },
  GiftCardCreditTransaction: transactionModel("GiftCardCreditTransaction"),
  GiftCardDebitTransaction: transactionModel("GiftCardDebitTransaction"),
};

/** Limits of gift cards in the shop's currency. */
export const giftCardConfiguration = (context: ApiContext) => ({
  expirationConfiguration: null,
  issueLimit: money(GIFT_CARD_LIMIT, context.shop.currency),
  purchaseLimit: money(GIFT_CARD_LIMIT, context.shop.currency),
});
