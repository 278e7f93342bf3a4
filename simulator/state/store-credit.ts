/** Store credit: an account for each customer and currency, credits that lapse, debits that spend them. */
import type { CommandError, CommandResult } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { sellsIn } from "./gift-cards.ts";
import type { Hundredths, ShopState, StoreCreditAccount, StoreCreditTransaction } from "./model.ts";
import { newStoreCreditTransaction } from "./model/money.ts";

/** What one account can hold. */
export const STORE_CREDIT_LIMIT: Hundredths = 1_500_000n;

/** Whose credit: an account, or a customer, whose account of the currency is found or made. */
export type CreditOwner = { accountId: bigint } | { customerId: bigint };

export interface CreditMovement {
  owner: CreditOwner;
  /** Positive. */
  amount: Hundredths;
  currency: string;
}

type CreditResult = CommandResult<{ account: StoreCreditAccount; transaction: StoreCreditTransaction }>;

/** Shopify has no webhook topics for store credit. */
export interface StoreCreditCommands {
  addStoreCredit(movement: CreditMovement & { expiresAt?: Date | null }): CreditResult;
  takeStoreCredit(movement: CreditMovement): CreditResult;
}

interface OwnerIndex {
  size: number;
  byCustomer: Map<bigint, StoreCreditAccount[]>;
}

const ownerIndexes = new WeakMap<ShopState["storeCreditAccounts"], OwnerIndex>();

function noteAccount(index: OwnerIndex, account: StoreCreditAccount): void {
  const accounts = index.byCustomer.get(account.customerId);
  if (accounts) accounts.push(account);
  else index.byCustomer.set(account.customerId, [account]);
}

/** The accounts of a customer, one for each currency. */
export function storeCreditOf(shop: ShopState, customerId: bigint): readonly StoreCreditAccount[] {
  let index = ownerIndexes.get(shop.storeCreditAccounts);
  if (index?.size !== shop.storeCreditAccounts.size) {
    index = { size: shop.storeCreditAccounts.size, byCustomer: new Map() };
    for (const account of shop.storeCreditAccounts.values()) noteAccount(index, account);
    ownerIndexes.set(shop.storeCreditAccounts, index);
  }
  return (index.byCustomer.get(customerId) ?? []).filter((account) => account.customerId === customerId);
}

export const balanceOf = (account: StoreCreditAccount): Hundredths =>
  account.transactions.at(-1)?.balanceAfter ?? 0n;

type Booking = Partial<StoreCreditTransaction> &
  Pick<StoreCreditTransaction, "kind" | "amount" | "createdAt">;

function book(
  environment: CommandEnvironment,
  account: StoreCreditAccount,
  booking: Booking,
): StoreCreditTransaction {
  const transaction = newStoreCreditTransaction({
    id: environment.allocate(),
    balanceAfter: balanceOf(account) + booking.amount,
    ...booking,
  });
  account.transactions.push(transaction);
  return transaction;
}

/** What can be spent: credits, and reverts of credits that had lapsed by then. */
const funds = (account: StoreCreditAccount): StoreCreditTransaction[] =>
  account.transactions.filter(
    (each) =>
      (each.kind === "CREDIT" || each.kind === "DEBIT_REVERT") && !each.expired && each.remaining > 0n,
  );

const expiry = (transaction: StoreCreditTransaction): number => transaction.expiresAt?.getTime() ?? Infinity;

/**
 * Writes down the credits that lapsed, each at its time. It happens by the passing of time alone: call it before an
 * account is read or changed.
 */
export function settle(environment: CommandEnvironment, account: StoreCreditAccount): void {
  const now = environment.clock().getTime();
  const lapsed = funds(account)
    .filter((each) => expiry(each) <= now)
    .toSorted((a, b) => expiry(a) - expiry(b));
  for (const credit of lapsed) {
    credit.expired = true;
    book(environment, account, {
      kind: "EXPIRATION",
      amount: -credit.remaining,
      createdAt: credit.expiresAt!,
      parentId: credit.id,
    });
  }
}

/** What an account holds when lapsed credits no longer count, without writing anything down. */
export const balanceAt = (account: StoreCreditAccount, now: Date): Hundredths =>
  funds(account).reduce((sum, each) => (expiry(each) <= now.getTime() ? sum : sum + each.remaining), 0n);

/** The customer's account of a currency; a new one when there is none. */
function accountFor(
  environment: CommandEnvironment,
  customerId: bigint,
  currency: string,
): StoreCreditAccount {
  const { shop, allocate } = environment;
  const known = storeCreditOf(shop, customerId).find((account) => account.currency === currency);
  if (known) return known;
  const account: StoreCreditAccount = { id: allocate(), customerId, currency, transactions: [] };
  const index = ownerIndexes.get(shop.storeCreditAccounts);
  shop.storeCreditAccounts.set(account.id, account);
  if (index) {
    noteAccount(index, account);
    index.size = shop.storeCreditAccounts.size;
  }
  return account;
}

/** Why an account was changed. */
export type CreditCause = Partial<Pick<StoreCreditTransaction, "event" | "orderId" | "orderTransactionId">>;

/** Adds credit for a customer; what may be is for the caller to check. */
export function credit(
  environment: CommandEnvironment,
  owner: { customerId: bigint; currency: string },
  booking: CreditCause & { amount: Hundredths; expiresAt?: Date | null },
): { account: StoreCreditAccount; transaction: StoreCreditTransaction } {
  const account = accountFor(environment, owner.customerId, owner.currency);
  settle(environment, account);
  const transaction = book(environment, account, {
    kind: "CREDIT",
    createdAt: environment.clock(),
    remaining: booking.amount,
    ...booking,
  });
  return { account, transaction };
}

/** Spends credit, what lapses first before what lapses later; the account has to hold enough. */
export function debit(
  environment: CommandEnvironment,
  account: StoreCreditAccount,
  { amount, ...cause }: CreditCause & { amount: Hundredths },
): StoreCreditTransaction {
  const spent: StoreCreditTransaction["spent"] = [];
  let left = amount;
  for (const each of funds(account).toSorted((a, b) => expiry(a) - expiry(b) || (a.id < b.id ? -1 : 1))) {
    if (left === 0n) break;
    const part = each.remaining < left ? each.remaining : left;
    each.remaining -= part;
    left -= part;
    spent.push({ transactionId: each.id, amount: part });
  }
  return book(environment, account, {
    kind: "DEBIT",
    amount: -amount,
    createdAt: environment.clock(),
    spent,
    ...cause,
  });
}

/** Gives back a part of what a debit took: to the credits it came from, or as it is where they have lapsed. */
export function revert(
  environment: CommandEnvironment,
  account: StoreCreditAccount,
  { debitId, amount, ...cause }: CreditCause & { debitId: bigint; amount: Hundredths },
): StoreCreditTransaction | null {
  settle(environment, account);
  const taken = account.transactions.find((each) => each.id === debitId);
  if (!taken) return null;
  let left = amount;
  let homeless = 0n;
  for (const part of taken.spent.toReversed()) {
    const back = part.amount < left ? part.amount : left;
    part.amount -= back;
    left -= back;
    const source = account.transactions.find((each) => each.id === part.transactionId);
    if (source && !source.expired && expiry(source) > environment.clock().getTime()) source.remaining += back;
    else homeless += back;
  }
  taken.spent = taken.spent.filter((part) => part.amount > 0n);
  return book(environment, account, {
    kind: "DEBIT_REVERT",
    amount: amount - left,
    createdAt: environment.clock(),
    remaining: homeless,
    parentId: debitId,
    ...cause,
  });
}

const failed = (field: string, message: string, code: string): { ok: false; errors: CommandError[] } => ({
  ok: false,
  errors: [{ field, message, code }],
});

const noAccount = failed("id", "The store credit account could not be found.", "ACCOUNT_NOT_FOUND");

const mismatch = failed(
  "currencyCode",
  "The currency provided does not match the currency of the store credit account.",
  "MISMATCHING_CURRENCY",
);

function addStoreCredit(
  environment: CommandEnvironment,
  { owner, amount, currency, expiresAt }: CreditMovement & { expiresAt?: Date | null },
): CreditResult {
  const { shop } = environment;
  const account = "accountId" in owner ? shop.storeCreditAccounts.get(owner.accountId) : null;
  if (account === undefined) return noAccount;
  const customerId = account ? account.customerId : (owner as { customerId: bigint }).customerId;
  if (!shop.customers.has(customerId)) return failed("id", "Owner does not exist.", "OWNER_NOT_FOUND");
  if (account && account.currency !== currency) return mismatch;
  if (amount <= 0n) {
    const message = "A positive amount must be used to credit a store credit account.";
    return failed("amount", message, "NEGATIVE_OR_ZERO_AMOUNT");
  }
  if (!sellsIn(shop, currency)) {
    const message = "The currency provided is not currently supported.";
    return failed("currencyCode", message, "UNSUPPORTED_CURRENCY");
  }
  if (expiresAt && expiresAt <= environment.clock()) {
    return failed("expiresAt", "The expiry date must be in the future.", "EXPIRES_AT_IN_PAST");
  }
  const known = account ?? storeCreditOf(shop, customerId).find((each) => each.currency === currency);
  if ((known ? balanceAt(known, environment.clock()) : 0n) + amount > STORE_CREDIT_LIMIT) {
    const message = "The operation would cause the account's credit limit to be exceeded.";
    return failed("amount", message, "CREDIT_LIMIT_EXCEEDED");
  }
  return {
    ok: true,
    ...credit(environment, { customerId, currency }, { amount, expiresAt: expiresAt ?? null }),
  };
}

function takeStoreCredit(
  environment: CommandEnvironment,
  { owner, amount, currency }: CreditMovement,
): CreditResult {
  const { shop } = environment;
  const account =
    "accountId" in owner
      ? shop.storeCreditAccounts.get(owner.accountId)
      : storeCreditOf(shop, owner.customerId).find((each) => each.currency === currency);
  if (!account) return noAccount;
  if (account.currency !== currency) return mismatch;
  if (amount <= 0n) {
    const message = "A positive amount must be used to debit a store credit account.";
    return failed("amount", message, "NEGATIVE_OR_ZERO_AMOUNT");
  }
  settle(environment, account);
  if (balanceOf(account) < amount) {
    const message = "The store credit account does not have sufficient funds to satisfy the request.";
    return failed("amount", message, "INSUFFICIENT_FUNDS");
  }
  return { ok: true, account, transaction: debit(environment, account, { amount }) };
}

export const createStoreCreditCommands = (environment: CommandEnvironment): StoreCreditCommands => ({
  addStoreCredit: (movement) => addStoreCredit(environment, movement),
  takeStoreCredit: (movement) => takeStoreCredit(environment, movement),
});
