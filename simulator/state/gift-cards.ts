/** Gift cards are made, changed, filled, emptied and switched off. */
import { createHash } from "node:crypto";
import { restTime } from "#simulator/time.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import type { GiftCard, GiftCardRecipient, GiftCardTransaction, Hundredths, ShopState } from "./model.ts";
import { newGiftCard } from "./model/money.ts";

/** What a gift card can hold, in the shop's currency. */
export const GIFT_CARD_LIMIT: Hundredths = 200_000n;

const CODE = /^[a-z0-9]+$/;
const [SHORTEST_CODE, LONGEST_CODE] = [8, 20];
const LONGEST_MESSAGE = 200;
const LONGEST_NAME = 255;

export interface GiftCardInput {
  /** Without it one is made up. */
  code?: string | null;
  initialValue: Hundredths;
  /** Without it the shop's. */
  currency?: string;
  customerId?: bigint | null;
  recipient?: GiftCardRecipient | null;
  note?: string | null;
  templateSuffix?: string | null;
  /** `2027-01-31`. */
  expiresOn?: string | null;
  redemptionStrategy?: string;
  /** `manual`, `purchased`, `api_client`; without it the last. */
  source?: string;
  orderId?: bigint | null;
  lineId?: bigint | null;
}

export type GiftCardChange = Partial<
  Pick<GiftCard, "customerId" | "recipient" | "note" | "templateSuffix" | "expiresOn" | "redemptionStrategy">
>;

export interface GiftCardMovement {
  /** Positive adds, negative takes away. */
  amount: Hundredths;
  currency: string;
  note?: string | null;
  processedAt?: Date;
}

type GiftCardResult = CommandResult<{ giftCard: GiftCard }>;

/** Shopify has no webhook topics for gift cards. */
export interface GiftCardCommands {
  createGiftCard(input: GiftCardInput): GiftCardResult;
  updateGiftCard(id: bigint, input: GiftCardChange): GiftCardResult;
  /** For ever. */
  deactivateGiftCard(id: bigint): GiftCardResult;
  moveGiftCardMoney(
    id: bigint,
    movement: GiftCardMovement,
  ): CommandResult<{ giftCard: GiftCard; transaction: GiftCardTransaction }>;
}

interface CodeIndex {
  size: number;
  byCode: Map<string, GiftCard>;
}

const codeIndexes = new WeakMap<ShopState["giftCards"], CodeIndex>();

/** Codes are typed with blanks and hyphens, in either case. */
const codeKey = (code: string): string => code.replaceAll(/[\s-]/g, "").toLowerCase();

/** Finds a gift card by its code. */
export function findGiftCard(shop: ShopState, code: string): GiftCard | null {
  let index = codeIndexes.get(shop.giftCards);
  if (index?.size !== shop.giftCards.size) {
    index = {
      size: shop.giftCards.size,
      byCode: new Map([...shop.giftCards.values()].map((card) => [card.code, card])),
    };
    codeIndexes.set(shop.giftCards, index);
  }
  return index.byCode.get(codeKey(code)) ?? null;
}

function addCard(shop: ShopState, card: GiftCard): void {
  shop.giftCards.set(card.id, card);
  const index = codeIndexes.get(shop.giftCards);
  if (!index) return;
  index.byCode.set(card.code, card);
  index.size = shop.giftCards.size;
}

/** The day it is in the shop's time zone: `2026-07-01`. */
const todayOf = (shop: ShopState, now: Date): string => restTime(now, shop.ianaTimezone).slice(0, 10);

/** Whether the last day a gift card could be used has passed. */
export const hasExpired = (shop: ShopState, card: GiftCard, now: Date): boolean =>
  card.expiresOn !== null && card.expiresOn < todayOf(shop, now);

function codeErrors(shop: ShopState, code: string): CommandError[] {
  const error = (message: string, name: string): CommandError[] => [{ field: "code", message, code: name }];
  if (code.length < SHORTEST_CODE) {
    return error(`Code is too short (minimum is ${SHORTEST_CODE} characters)`, "TOO_SHORT");
  }
  if (code.length > LONGEST_CODE) {
    return error(`Code is too long (maximum is ${LONGEST_CODE} characters)`, "TOO_LONG");
  }
  if (!CODE.test(code)) return error("Code can only contain letters(a-z) and numbers(0-9)", "INVALID");
  return findGiftCard(shop, code) ? error("Code has already been taken", "TAKEN") : [];
}

function personErrors(shop: ShopState, change: GiftCardChange): CommandError[] {
  const errors: CommandError[] = [];
  if (typeof change.customerId === "bigint" && !shop.customers.has(change.customerId)) {
    errors.push({
      field: "customerId",
      message: "The customer could not be found.",
      code: "CUSTOMER_NOT_FOUND",
    });
  }
  const { recipient } = change;
  if (!recipient) return errors;
  if (!shop.customers.has(recipient.customerId)) {
    const message = "The recipient could not be found.";
    errors.push({ field: "recipientAttributes.id", message, code: "RECIPIENT_NOT_FOUND" });
  }
  const tooLong = (name: string, label: string, most: number): void => {
    const message = `${label} is too long (maximum is ${most} characters)`;
    errors.push({ field: `recipientAttributes.${name}`, message, code: "TOO_LONG" });
  };
  if ((recipient.message?.length ?? 0) > LONGEST_MESSAGE) tooLong("message", "Message", LONGEST_MESSAGE);
  if ((recipient.preferredName?.length ?? 0) > LONGEST_NAME)
    tooLong("preferredName", "Preferred name", LONGEST_NAME);
  return errors;
}

function dateErrors(shop: ShopState, expiresOn: string | null | undefined, now: Date): CommandError[] {
  if (!expiresOn || expiresOn >= todayOf(shop, now)) return [];
  return [{ field: "expiresOn", message: "Expires on must be in the future", code: "INVALID" }];
}

/** Currencies that the shop sells in. */
export const sellsIn = (shop: ShopState, currency: string): boolean =>
  currency === shop.currency || shop.markets.some((market) => market.currency === currency);

function valueErrors(shop: ShopState, value: Hundredths, currency: string): CommandError[] {
  const field = "initialValue";
  if (value <= 0n) return [{ field, message: "Initial value must be greater than 0", code: "GREATER_THAN" }];
  if (value > GIFT_CARD_LIMIT) {
    const message = "The gift card's value exceeds the allowed limits.";
    return [{ field, message, code: "GIFT_CARD_LIMIT_EXCEEDED" }];
  }
  return sellsIn(shop, currency)
    ? []
    : [{ field: "initialAmount.currencyCode", message: "Currency is not supported", code: "INVALID" }];
}

/** 16 letters and digits that follow from the id, so that a store can be built again the same. */
function madeUpCode(shop: ShopState, id: bigint): string {
  const bytes = createHash("sha256").update(`gift card ${shop.domain} ${id}`).digest();
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  return [...bytes.subarray(0, 16)].map((byte) => letters[byte % letters.length]).join("");
}

function createGiftCard(environment: CommandEnvironment, input: GiftCardInput): GiftCardResult {
  const { shop, allocate } = environment;
  const now = environment.clock();
  const currency = input.currency ?? shop.currency;
  const given = typeof input.code === "string" ? codeKey(input.code) : null;
  const errors = [
    ...(given === null ? [] : codeErrors(shop, given)),
    // What the shop sells is limited by the price of its products.
    ...(input.source === "purchased" ? [] : valueErrors(shop, input.initialValue, currency)),
    ...personErrors(shop, input),
    ...dateErrors(shop, input.expiresOn, now),
  ];
  if (errors.length > 0) return { ok: false, errors };
  const id = allocate();
  const giftCard = newGiftCard({
    id,
    code: given ?? madeUpCode(shop, id),
    initialValue: input.initialValue,
    currency,
    customerId: input.customerId ?? null,
    recipient: input.recipient ?? null,
    note: input.note ?? null,
    templateSuffix: input.templateSuffix ?? null,
    expiresOn: input.expiresOn ?? null,
    redemptionStrategy: input.redemptionStrategy ?? (currency === shop.currency ? "MARKET_FX" : "NONE"),
    source: input.source ?? "api_client",
    orderId: input.orderId ?? null,
    lineId: input.lineId ?? null,
    createdAt: now,
  });
  addCard(shop, giftCard);
  return { ok: true, giftCard };
}

const notFound: { ok: false; errors: CommandError[] } = {
  ok: false,
  errors: [{ field: "id", message: "The gift card could not be found.", code: "GIFT_CARD_NOT_FOUND" }],
};

function updateGiftCard(environment: CommandEnvironment, id: bigint, input: GiftCardChange): GiftCardResult {
  const { shop } = environment;
  const giftCard = shop.giftCards.get(id);
  if (!giftCard) return { ok: false, errors: [{ ...notFound.errors[0]!, code: "INVALID" }] };
  const now = environment.clock();
  const errors = [...personErrors(shop, input), ...dateErrors(shop, input.expiresOn, now)];
  const isMoved = input.customerId !== undefined && input.customerId !== giftCard.customerId;
  if (isMoved && giftCard.customerId !== null) {
    errors.push({ field: "customerId", message: "The customer can't be changed", code: "INVALID" });
  }
  if (giftCard.deactivatedAt) {
    errors.push({ field: "id", message: "The gift card is deactivated", code: "INVALID" });
  }
  if (errors.length > 0) return { ok: false, errors };
  Object.assign(giftCard, input, { updatedAt: now });
  return { ok: true, giftCard };
}

function deactivateGiftCard(environment: CommandEnvironment, id: bigint): GiftCardResult {
  const giftCard = environment.shop.giftCards.get(id);
  if (!giftCard) return notFound;
  if (!giftCard.deactivatedAt) {
    giftCard.deactivatedAt = environment.clock();
    giftCard.updatedAt = giftCard.deactivatedAt;
  }
  return { ok: true, giftCard };
}

/** Changes the balance and writes it down; what may be is for the caller to check. */
export function bookGiftCard(
  environment: CommandEnvironment,
  giftCard: GiftCard,
  booking: Partial<GiftCardTransaction> & { amount: Hundredths },
): GiftCardTransaction {
  const transaction: GiftCardTransaction = {
    id: environment.allocate(),
    note: null,
    orderId: null,
    processedAt: environment.clock(),
    ...booking,
  };
  giftCard.transactions.push(transaction);
  giftCard.balance += transaction.amount;
  giftCard.updatedAt = environment.clock();
  return transaction;
}

function movementError(
  environment: CommandEnvironment,
  card: GiftCard,
  { amount, currency, processedAt }: GiftCardMovement,
): CommandError | null {
  const { shop, clock } = environment;
  if (card.deactivatedAt) return { field: "id", message: "The gift card is deactivated.", code: "INVALID" };
  if (hasExpired(shop, card, clock())) {
    return { field: "id", message: "The gift card has expired.", code: "INVALID" };
  }
  if (currency !== card.currency) {
    const message = "The currency provided does not match the currency of the gift card.";
    return { field: "currencyCode", message, code: "MISMATCHING_CURRENCY" };
  }
  if (card.balance + amount < 0n) {
    const message = "The gift card does not have sufficient funds to satisfy the request.";
    return { field: "amount", message, code: "INSUFFICIENT_FUNDS" };
  }
  if (amount > 0n && card.balance + amount > GIFT_CARD_LIMIT) {
    const message = "The gift card's value exceeds the allowed limits.";
    return { field: "amount", message, code: "GIFT_CARD_LIMIT_EXCEEDED" };
  }
  if (processedAt && processedAt > clock()) {
    return { field: "processedAt", message: "Processed at must not be in the future.", code: "INVALID" };
  }
  return null;
}

function moveGiftCardMoney(
  environment: CommandEnvironment,
  id: bigint,
  movement: GiftCardMovement,
): CommandResult<{ giftCard: GiftCard; transaction: GiftCardTransaction }> {
  const giftCard = environment.shop.giftCards.get(id);
  if (!giftCard) return notFound;
  const error = movementError(environment, giftCard, movement);
  if (error) return { ok: false, errors: [error] };
  const transaction = bookGiftCard(environment, giftCard, {
    amount: movement.amount,
    note: movement.note ?? null,
    processedAt: movement.processedAt ?? environment.clock(),
  });
  return { ok: true, giftCard, transaction };
}

export const createGiftCardCommands = (environment: CommandEnvironment): GiftCardCommands => ({
  createGiftCard: (input) => createGiftCard(environment, input),
  updateGiftCard: (id, input) => updateGiftCard(environment, id, input),
  deactivateGiftCard: (id) => deactivateGiftCard(environment, id),
  moveGiftCardMoney: (id, movement) => moveGiftCardMoney(environment, id, movement),
});
