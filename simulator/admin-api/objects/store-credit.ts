/** Store credit in the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { Customer, StoreCreditAccount, StoreCreditTransaction } from "#simulator/state/model.ts";
import { balanceOf, settle, storeCreditOf } from "#simulator/state/store-credit.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection, type SortValue } from "../connection.ts";
import { type ApiContext, type TypeModel, typed } from "../context.ts";
import { searchItems, type SearchFields } from "../search.ts";
import { money } from "./money.ts";

/** A transaction with the account it belongs to. */
export interface AccountTransaction {
  account: StoreCreditAccount;
  transaction: StoreCreditTransaction;
}

const TYPES = {
  CREDIT: "StoreCreditAccountCreditTransaction",
  DEBIT: "StoreCreditAccountDebitTransaction",
  DEBIT_REVERT: "StoreCreditAccountDebitRevertTransaction",
  EXPIRATION: "StoreCreditAccountExpirationTransaction",
} as const;

export const transactionView = (account: StoreCreditAccount, transaction: StoreCreditTransaction): object =>
  typed(TYPES[transaction.kind], { account, transaction });

const accountSearch: SearchFields<StoreCreditAccount> = {
  name: "storeCreditAccounts",
  fields: { id: (account) => account.id, currency_code: (account) => account.currency },
  text: (account) => [account.currency],
};

const transactionSearch: SearchFields<StoreCreditTransaction> = {
  name: "transactions",
  fields: {
    id: (transaction) => transaction.id,
    expires_at: (transaction) => transaction.expiresAt,
    type: (transaction) => transaction.kind.toLowerCase(),
  },
  text: () => [],
};

/** What lapsed by now is written down before anybody reads it. */
function settled(context: ApiContext, account: StoreCreditAccount): StoreCreditAccount {
  settle(context.environment, account);
  return account;
}

/** `Customer.storeCreditAccounts`. */
export const storeCreditAccountsOf: TypeModel[string] = (customer: Customer, args, context, info) =>
  connection({
    items: searchItems(storeCreditOf(context.shop, customer.id), args["query"], accountSearch),
    args,
    context,
    info,
    idOf: (account) => account.id,
  });

const byTime = (transaction: StoreCreditTransaction): SortValue => transaction.createdAt.getTime();

function origin({ transaction }: AccountTransaction, context: ApiContext): object | null {
  const order = transaction.orderId === null ? null : context.shop.orders.get(transaction.orderId);
  const found = order?.transactions.find((each) => each.id === transaction.orderTransactionId);
  return order && found ? typed("OrderTransaction", { order, transaction: found }) : null;
}

const transactionModel = (kind: StoreCreditTransaction["kind"]): TypeModel => ({
  account: ({ account }: AccountTransaction, _args, context) => settled(context, account),
  amount: ({ account, transaction }: AccountTransaction) => money(transaction.amount, account.currency),
  balanceAfterTransaction: ({ account, transaction }: AccountTransaction) =>
    money(transaction.balanceAfter, account.currency),
  createdAt: ({ transaction }: AccountTransaction) => graphqlTime(transaction.createdAt),
  event: ({ transaction }: AccountTransaction) => transaction.event,
  origin: (source: AccountTransaction, _args, context) => origin(source, context),
  ...(kind === "EXPIRATION"
    ? {}
    : { id: ({ transaction }: AccountTransaction) => gid(TYPES[kind], transaction.id) }),
});

const parent = ({ account, transaction }: AccountTransaction): object | null => {
  const found = account.transactions.find((each) => each.id === transaction.parentId);
  return found ? transactionView(account, found) : null;
};

export const storeCreditModels: Record<string, TypeModel> = {
  StoreCreditAccount: {
    id: (account: StoreCreditAccount) => gid("StoreCreditAccount", account.id),
    balance: (account: StoreCreditAccount, _args, context) =>
      money(balanceOf(settled(context, account)), account.currency),
    owner: (account: StoreCreditAccount, _args, context) => {
      const customer = context.shop.customers.get(account.customerId);
      return customer ? typed("Customer", customer) : null;
    },
    transactions: (account: StoreCreditAccount, args, context, info) => {
      settle(context.environment, account);
      const page = connection({
        items: searchItems(account.transactions, args["query"], transactionSearch),
        args,
        context,
        info,
        idOf: (transaction) => transaction.id,
        sortValue:
          args["sortKey"] === "EXPIRES_AT"
            ? (transaction) => transaction.expiresAt?.getTime() ?? Infinity
            : byTime,
      });
      const view = (transaction: StoreCreditTransaction): object => transactionView(account, transaction);
      return {
        nodes: page.nodes.map(view),
        edges: page.edges.map((edge) => ({ ...edge, node: view(edge.node) })),
        pageInfo: page.pageInfo,
      };
    },
  },
  StoreCreditAccountCreditTransaction: {
    ...transactionModel("CREDIT"),
    expiresAt: ({ transaction }: AccountTransaction) =>
      transaction.expiresAt && graphqlTime(transaction.expiresAt),
    remainingAmount: ({ account, transaction }: AccountTransaction) =>
      money(transaction.remaining, account.currency),
  },
  StoreCreditAccountDebitTransaction: transactionModel("DEBIT"),
  StoreCreditAccountDebitRevertTransaction: {
    ...transactionModel("DEBIT_REVERT"),
    debitTransaction: parent,
  },
  StoreCreditAccountExpirationTransaction: {
    ...transactionModel("EXPIRATION"),
    creditTransaction: parent,
  },
};
