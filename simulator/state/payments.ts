/** How orders are paid and how the money goes back: gift cards, then store credit, then the simulated card. */
import type { CommandError } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { bookGiftCard, createGiftCardCommands, findGiftCard, hasExpired } from "./gift-cards.ts";
import type { GiftCard, Hundredths, Order, ShopState, StoreCreditAccount, Transaction } from "./model.ts";
import { newTransaction } from "./model/orders.ts";
import { balanceAt, credit, debit, revert, settle, storeCreditOf } from "./store-credit.ts";

/** The card of the simulated checkout. */
export const CARD_GATEWAY = "bogus";
export const GIFT_CARD_GATEWAY = "gift_card";
export const STORE_CREDIT_GATEWAY = "shopify_store_credit";

export interface TenderQuestion {
  total: Hundredths;
  customerId: bigint | null;
  giftCardCodes: string[];
  /** Store credit is spent as far as it goes; Shopify lets nobody choose a part of it. */
  useStoreCredit: boolean;
  /** Without it the shop's. */
  currency?: string;
  now: Date;
}

export interface Tenders {
  giftCards: { giftCard: GiftCard; amount: Hundredths }[];
  storeCredit: { account: StoreCreditAccount; amount: Hundredths } | null;
  /** What is left for the card. */
  card: Hundredths;
}

type TenderAnswer = { ok: true; tenders: Tenders } | { ok: false; errors: CommandError[] };

const smaller = (left: Hundredths, right: Hundredths): Hundredths => (left < right ? left : right);

const CARD_PROBLEMS = {
  UNKNOWN: "Unable to find a valid gift card with this code.",
  DISABLED: "This gift card is disabled.",
  EXPIRED: "This gift card has expired.",
  CURRENCY: "This gift card cannot be used in this currency.",
  EMPTY: "This gift card has no balance left.",
};

export type CardProblem = keyof typeof CARD_PROBLEMS;

export const CARD_PROBLEM_KINDS = Object.keys(CARD_PROBLEMS) as CardProblem[];

/** Why a gift card cannot pay; null when it can. */
export function cardProblem(
  shop: ShopState,
  card: GiftCard | null,
  currency: string,
  now: Date,
): CardProblem | null {
  if (!card) return "UNKNOWN";
  if (card.deactivatedAt) return "DISABLED";
  if (hasExpired(shop, card, now)) return "EXPIRED";
  if (card.currency !== currency) return "CURRENCY";
  return card.balance > 0n ? null : "EMPTY";
}

/** How a total would be paid. Nothing changes. */
export function tenders(shop: ShopState, question: TenderQuestion): TenderAnswer {
  const { total, customerId, giftCardCodes, useStoreCredit, now } = question;
  const currency = question.currency ?? shop.currency;
  const errors: CommandError[] = [];
  const giftCards: Tenders["giftCards"] = [];
  let left = total;
  for (const [index, code] of giftCardCodes.entries()) {
    const giftCard = findGiftCard(shop, code);
    const problem = cardProblem(shop, giftCard, currency, now);
    if (problem !== null) {
      errors.push({ field: `giftCardCodes.${index}`, message: CARD_PROBLEMS[problem], code: "INVALID" });
    }
    if (problem !== null || !giftCard || giftCards.some((each) => each.giftCard === giftCard)) continue;
    const amount = smaller(giftCard.balance, left);
    left -= amount;
    giftCards.push({ giftCard, amount });
  }
  if (errors.length > 0) return { ok: false, errors };
  let storeCredit: Tenders["storeCredit"] = null;
  if (useStoreCredit) {
    if (customerId === null) {
      const message = "Store credit can only be used when signed in.";
      return { ok: false, errors: [{ field: "useStoreCredit", message, code: "INVALID" }] };
    }
    const account = storeCreditOf(shop, customerId).find((each) => each.currency === currency);
    const amount = account ? smaller(balanceAt(account, now), left) : 0n;
    if (account && amount > 0n) storeCredit = { account, amount };
    left -= amount;
  }
  return {
    ok: true,
    tenders: { giftCards: giftCards.filter((each) => each.amount > 0n), storeCredit, card: left },
  };
}

export type PaymentResult =
  { ok: true; transactions: Transaction[]; changes: Change[] } | { ok: false; errors: CommandError[] };

export interface PaymentInput {
  order: Order;
  giftCardCodes?: string[];
  useStoreCredit?: boolean;
}

/**
 * Pays what an order comes to and issues the gift cards that it bought. The transactions are for the caller to add to
 * the order. When something cannot be paid with, nothing changes.
 */
export function payOrder(environment: CommandEnvironment, input: PaymentInput): PaymentResult {
  const { order, giftCardCodes = [], useStoreCredit = false } = input;
  const { shop, allocate } = environment;
  const now = environment.clock();
  const paid = order.transactions.reduce(
    (sum, each) => (each.kind === "SALE" || each.kind === "CAPTURE" ? sum + each.amount : sum),
    0n,
  );
  const { customerId, currency } = order;
  const answer = tenders(shop, {
    total: order.total > paid ? order.total - paid : 0n,
    customerId,
    giftCardCodes,
    useStoreCredit,
    currency,
    now,
  });
  if (!answer.ok) return answer;
  const transactions: Transaction[] = [];
  const sale = (amount: Hundredths, more: Partial<Transaction>): Transaction => {
    const transaction = newTransaction({
      id: allocate(),
      kind: "SALE",
      amount,
      processedAt: order.processedAt,
      ...more,
    });
    transactions.push(transaction);
    return transaction;
  };
  for (const { giftCard, amount } of answer.tenders.giftCards) {
    bookGiftCard(environment, giftCard, { amount: -amount, orderId: order.id });
    sale(amount, { gateway: GIFT_CARD_GATEWAY, giftCardId: giftCard.id });
  }
  const { storeCredit, card } = answer.tenders;
  if (storeCredit) {
    const { account, amount } = storeCredit;
    settle(environment, account);
    const transaction = sale(amount, { gateway: STORE_CREDIT_GATEWAY, storeCreditAccountId: account.id });
    debit(environment, account, {
      amount,
      event: "ORDER_PAYMENT",
      orderId: order.id,
      orderTransactionId: transaction.id,
    });
  }
  if (card > 0n) sale(card, { gateway: CARD_GATEWAY });
  issueGiftCards(environment, order);
  return { ok: true, transactions, changes: [] };
}

/** Makes the gift cards that a paid order bought, one for each piece, worth its price before discounts. */
export function issueGiftCards(environment: CommandEnvironment, order: Order): GiftCard[] {
  const { createGiftCard } = createGiftCardCommands(environment);
  return order.lines
    .filter((line) => line.isGiftCard)
    .flatMap((line) =>
      Array.from({ length: line.quantity - line.removedQuantity }, () => {
        const result = createGiftCard({
          initialValue: line.unitPrice,
          currency: order.currency,
          customerId: order.customerId,
          orderId: order.id,
          lineId: line.id,
          source: "purchased",
        });
        return result.ok ? [result.giftCard] : [];
      }).flat(),
    );
}

/** What each payment of an order can still give back, in the order of the payments. */
export function refundable(order: Order): { sale: Transaction; amount: Hundredths }[] {
  return order.transactions
    .filter((each) => each.kind === "SALE" || each.kind === "CAPTURE")
    .map((sale) => ({
      sale,
      amount: order.transactions.reduce(
        (left, each) => (each.kind === "REFUND" && each.parentId === sale.id ? left - each.amount : left),
        sale.amount,
      ),
    }))
    .filter((each) => each.amount > 0n);
}

export interface GiveBackOptions {
  /** All of it becomes store credit of the customer, whatever paid. */
  toStoreCredit?: boolean;
  /** When that credit lapses; without it never. */
  expiresAt?: Date | null;
  /** Why; Shopify's `StoreCreditSystemEvent`. Without it ORDER_REFUND. */
  event?: string;
  /** Only on this sale or capture. */
  parentId?: bigint;
  /** Without it now. */
  at?: Date;
}

/** Gives the money of one payment back to what paid it. */
function giveBackTo(environment: CommandEnvironment, order: Order, back: Transaction, event: string): void {
  const { shop } = environment;
  const cause = { event, orderId: order.id, orderTransactionId: back.id };
  if (back.giftCardId !== null) {
    const giftCard = shop.giftCards.get(back.giftCardId);
    if (giftCard) bookGiftCard(environment, giftCard, { amount: back.amount, orderId: order.id });
  } else if (back.storeCreditAccountId !== null) {
    const account = shop.storeCreditAccounts.get(back.storeCreditAccountId);
    const paid = account?.transactions.find(
      (each) => each.kind === "DEBIT" && each.orderTransactionId === back.parentId,
    );
    if (account && paid) revert(environment, account, { debitId: paid.id, amount: back.amount, ...cause });
  }
}

/**
 * Gives money back, in the order of the payments and never more to one than it paid; at most what is left of the
 * payments. The transactions are for the caller to add to the order.
 */
export function giveBack(
  environment: CommandEnvironment,
  order: Order,
  amount: Hundredths,
  options: GiveBackOptions = {},
): { transactions: Transaction[]; changes: Change[] } {
  const { allocate, clock } = environment;
  const transactions: Transaction[] = [];
  let left = amount;
  for (const { sale, amount: most } of refundable(order)) {
    if (left <= 0n) break;
    if (options.parentId !== undefined && sale.id !== options.parentId) continue;
    const part = smaller(most, left);
    left -= part;
    const toCredit = options.toStoreCredit === true && order.customerId !== null;
    const back = newTransaction({
      id: allocate(),
      kind: "REFUND",
      amount: part,
      gateway: toCredit ? STORE_CREDIT_GATEWAY : sale.gateway,
      parentId: sale.id,
      giftCardId: toCredit ? null : sale.giftCardId,
      storeCreditAccountId: toCredit ? null : sale.storeCreditAccountId,
      processedAt: options.at ?? clock(),
    });
    const event = options.event ?? "ORDER_REFUND";
    if (toCredit) {
      const owner = { customerId: order.customerId!, currency: order.currency };
      const expiresAt = options.expiresAt ?? null;
      const cause = { amount: part, event, expiresAt, orderId: order.id, orderTransactionId: back.id };
      back.storeCreditAccountId = credit(environment, owner, cause).account.id;
    } else {
      giveBackTo(environment, order, back, event);
    }
    transactions.push(back);
  }
  return { transactions, changes: [] };
}
