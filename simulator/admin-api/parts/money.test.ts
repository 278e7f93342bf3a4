import { describe, expect, it } from "vitest";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

const APP = {
  ...TEST_APP,
  scopes: [
    "write_gift_cards",
    "write_gift_card_transactions",
    "write_store_credit_account_transactions",
    "write_store_credit_accounts",
    "write_customers",
    "read_orders",
  ],
};

type Json = Record<string, never> & { [key: string]: Json };

function start() {
  const api = createTestApi(APP);
  const [customer] = api.context.shop.customers.values();
  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Json> => {
    const answer = await api.run(query, variables);
    expect(answer.errors).toBeUndefined();
    return Object.values(answer.data!)[0] as unknown as Json;
  };
  return { ...api, ask, customerGid: `gid://shopify/Customer/${customer!.id}` };
}

describe("gift cards", () => {
  const CREATE = `mutation ($input: GiftCardCreateInput!) { giftCardCreate(input: $input) {
    giftCard { id maskedCode lastCharacters enabled balance { amount currencyCode } customer { id } } giftCardCode
    userErrors { field message code } } }`;
  const create = (api: ReturnType<typeof start>, input: object): Promise<Json> => api.ask(CREATE, { input });

  it("tell their code once, and show its end afterwards", async () => {
    const api = start();
    const input = { initialValue: "25.00", code: "ABCD efgh-1234", customerId: api.customerGid };
    const { giftCard, giftCardCode, userErrors } = await create(api, input);
    expect(userErrors).toEqual([]);
    expect(giftCardCode).toBe("abcdefgh1234");
    expect(giftCard).toMatchObject({
      maskedCode: "•••• •••• •••• 1234",
      lastCharacters: "1234",
      enabled: true,
      balance: { amount: "25.0", currencyCode: "GBP" },
      customer: { id: api.customerGid },
    });
    expect((await create(api, { initialValue: "1" }))["giftCardCode"]).toMatch(/^[a-z0-9]{16}$/);
  });

  it.each<[string, object, string[], string]>([
    ["a short code", { code: "abc" }, ["code"], "TOO_SHORT"],
    ["a long code", { code: "a".repeat(21) }, ["code"], "TOO_LONG"],
    ["signs in the code", { code: "abcd_efgh" }, ["code"], "INVALID"],
    ["a taken code", { code: "TAKENCODE" }, ["code"], "TAKEN"],
    ["no value", { initialValue: null }, ["initialValue"], "MISSING_ARGUMENT"],
    ["a value of nothing", { initialValue: "0" }, ["initialValue"], "GREATER_THAN"],
    ["too much", { initialValue: "2000.01" }, ["initialValue"], "GIFT_CARD_LIMIT_EXCEEDED"],
    ["an unknown customer", { customerId: "gid://shopify/Customer/1" }, ["customerId"], "CUSTOMER_NOT_FOUND"],
    [
      "an unknown recipient",
      { recipientAttributes: { id: "gid://shopify/Customer/1" } },
      ["recipientAttributes", "id"],
      "RECIPIENT_NOT_FOUND",
    ],
    ["a past day", { expiresOn: "2026-06-30" }, ["expiresOn"], "INVALID"],
  ])("are refused with %s", async (_name, change, path, code) => {
    const api = start();
    await create(api, { initialValue: "5", code: "takencode" });
    const { giftCard, userErrors } = await create(api, { initialValue: "5", ...change });
    expect(giftCard).toBeNull();
    expect(userErrors).toEqual([{ field: ["input", ...path], message: expect.any(String), code }]);
  });

  it("are credited and debited within their balance until they are deactivated", async () => {
    const api = start();
    const id = (await create(api, { initialValue: "25" }))["giftCard"]!["id"];
    const move = (kind: "Credit" | "Debit", amount: string, currencyCode = "GBP"): Promise<Json> => {
      const name = kind.toLowerCase();
      return api.ask(
        `mutation ($id: ID!, $input: GiftCard${kind}Input!) { giftCard${kind}(id: $id, ${name}Input: $input) {
          giftCard${kind}Transaction { amount { amount } giftCard { balance { amount } } } userErrors { field code } } }`,
        { id, input: { [`${name}Amount`]: { amount, currencyCode }, note: "Sorry" } },
      );
    };
    expect((await move("Credit", "5"))["giftCardCreditTransaction"]).toEqual({
      amount: { amount: "5.0" },
      giftCard: { balance: { amount: "30.0" } },
    });
    expect((await move("Debit", "12.5"))["giftCardDebitTransaction"]).toEqual({
      amount: { amount: "-12.5" },
      giftCard: { balance: { amount: "17.5" } },
    });
    const codes = async (answer: Promise<Json>): Promise<unknown> => (await answer)["userErrors"];
    const at = (...path: string[]): string[] => ["debitInput", "debitAmount", ...path];
    expect(await codes(move("Debit", "17.51"))).toEqual([
      { field: at("amount"), code: "INSUFFICIENT_FUNDS" },
    ]);
    expect(await codes(move("Debit", "0"))).toEqual([
      { field: at("amount"), code: "NEGATIVE_OR_ZERO_AMOUNT" },
    ]);
    expect(await codes(move("Debit", "1", "EUR"))).toEqual([
      { field: at("currencyCode"), code: "MISMATCHING_CURRENCY" },
    ]);
    const shown = await api.ask(
      `query ($id: ID!) { giftCard(id: $id) { transactions(first: 9) { nodes { __typename note } } } }`,
      { id },
    );
    expect(shown["transactions"]!["nodes"]).toEqual([
      { __typename: "GiftCardCreditTransaction", note: "Sorry" },
      { __typename: "GiftCardDebitTransaction", note: "Sorry" },
    ]);
    await api.ask("mutation ($id: ID!) { giftCardDeactivate(id: $id) { userErrors { code } } }", { id });
    expect(await codes(move("Debit", "1"))).toEqual([{ field: ["id"], code: "INVALID" }]);
  });

  it("keep their customer, and are searched by their state", async () => {
    const api = start();
    const first = await create(api, {
      initialValue: "25",
      customerId: api.customerGid,
      expiresOn: "2026-07-15",
    });
    await create(api, { initialValue: "10", code: "secondcard" });
    const others = [...api.context.shop.customers.values()].map(({ id }) => `gid://shopify/Customer/${id}`);
    const { userErrors } = await api.ask(
      `mutation ($id: ID!, $input: GiftCardUpdateInput!) { giftCardUpdate(id: $id, input: $input) { userErrors { field } } }`,
      { id: first["giftCard"]!["id"], input: { customerId: others[1], note: "x" } },
    );
    expect(userErrors).toEqual([{ field: ["input", "customerId"] }]);
    const count = async (query: string): Promise<unknown> =>
      (await api.ask("query ($query: String) { giftCardsCount(query: $query) { count } }", { query }))[
        "count"
      ];
    expect(await count("status:expiring balance_status:full")).toBe(1);
    expect(await count("initial_value:>=20")).toBe(1);
    expect(await count("secondcard")).toBe(1);
    expect(await count("status:disabled OR status:expired")).toBe(0);
  });
});

describe("store credit", () => {
  const credit = (api: ReturnType<typeof start>, id: string, input: object): Promise<Json> =>
    api.ask(
      `mutation ($id: ID!, $input: StoreCreditAccountCreditInput!) { storeCreditAccountCredit(id: $id, creditInput: $input) {
        storeCreditAccountTransaction { amount { amount } balanceAfterTransaction { amount } event remainingAmount { amount }
          account { id balance { amount currencyCode } owner { ... on Customer { id } } } } userErrors { field message code } } }`,
      { id, input },
    );
  const debit = (
    api: ReturnType<typeof start>,
    id: string,
    amount: string,
    currencyCode = "GBP",
  ): Promise<Json> =>
    api.ask(
      `mutation ($id: ID!, $input: StoreCreditAccountDebitInput!) { storeCreditAccountDebit(id: $id, debitInput: $input) {
        storeCreditAccountTransaction { amount { amount } balanceAfterTransaction { amount } } userErrors { field message code } } }`,
      { id, input: { debitAmount: { amount, currencyCode } } },
    );
  const pounds = (amount: string): object => ({ creditAmount: { amount, currencyCode: "GBP" } });

  it("makes an account for the customer and books on it", async () => {
    const api = start();
    const { storeCreditAccountTransaction } = await credit(api, api.customerGid, pounds("20"));
    expect(storeCreditAccountTransaction).toMatchObject({
      amount: { amount: "20.0" },
      balanceAfterTransaction: { amount: "20.0" },
      event: "ADJUSTMENT",
      account: { balance: { amount: "20.0", currencyCode: "GBP" }, owner: { id: api.customerGid } },
    });
    const account = String(storeCreditAccountTransaction!["account"]!["id"]);
    expect((await debit(api, account, "5"))["storeCreditAccountTransaction"]).toEqual({
      amount: { amount: "-5.0" },
      balanceAfterTransaction: { amount: "15.0" },
    });
    await credit(api, api.customerGid, pounds("1"));
    const { storeCreditAccounts } = await api.ask(
      `query ($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 5) { nodes { id balance { amount }
        transactions(first: 5, reverse: true) { nodes { __typename amount { amount } } } } } } }`,
      { id: api.customerGid },
    );
    expect(storeCreditAccounts!["nodes"]).toEqual([
      {
        id: account,
        balance: { amount: "16.0" },
        transactions: {
          nodes: [
            { __typename: "StoreCreditAccountCreditTransaction", amount: { amount: "1.0" } },
            { __typename: "StoreCreditAccountDebitTransaction", amount: { amount: "-5.0" } },
            { __typename: "StoreCreditAccountCreditTransaction", amount: { amount: "20.0" } },
          ],
        },
      },
    ]);
  });

  it.each<[string, string, object, string[], string]>([
    ["nobody", "gid://shopify/Customer/1", pounds("1"), ["id"], "OWNER_NOT_FOUND"],
    ["no account", "gid://shopify/StoreCreditAccount/1", pounds("1"), ["id"], "ACCOUNT_NOT_FOUND"],
    ["nothing", "", pounds("0"), ["creditInput", "creditAmount", "amount"], "NEGATIVE_OR_ZERO_AMOUNT"],
    [
      "more than the limit",
      "",
      pounds("15000.01"),
      ["creditInput", "creditAmount", "amount"],
      "CREDIT_LIMIT_EXCEEDED",
    ],
    [
      "a currency the shop does not sell in",
      "",
      { creditAmount: { amount: "1", currencyCode: "XPF" } },
      ["creditInput", "creditAmount", "currencyCode"],
      "UNSUPPORTED_CURRENCY",
    ],
    [
      "a past end",
      "",
      { ...pounds("1"), expiresAt: "2026-01-01T00:00:00Z" },
      ["creditInput", "expiresAt"],
      "EXPIRES_AT_IN_PAST",
    ],
  ])("is not given to or with %s", async (_name, id, input, field, code) => {
    const api = start();
    const { storeCreditAccountTransaction, userErrors } = await credit(api, id || api.customerGid, input);
    expect(storeCreditAccountTransaction).toBeNull();
    expect(userErrors).toEqual([{ field, message: expect.any(String), code }]);
  });

  it("cannot be overdrawn, nor taken from an account that is not there", async () => {
    const api = start();
    expect((await debit(api, api.customerGid, "1"))["userErrors"]).toMatchObject([
      { field: ["id"], code: "ACCOUNT_NOT_FOUND" },
    ]);
    await credit(api, api.customerGid, pounds("10"));
    expect((await debit(api, api.customerGid, "10.01"))["userErrors"]).toMatchObject([
      { field: ["debitInput", "debitAmount", "amount"], code: "INSUFFICIENT_FUNDS" },
    ]);
  });

  it("lapses when its time has come", async () => {
    const api = start();
    const { storeCreditAccountTransaction } = await credit(api, api.customerGid, {
      ...pounds("20"),
      expiresAt: "2026-07-02T00:00:00Z",
    });
    await debit(api, api.customerGid, "5");
    api.clock.set(new Date("2026-07-03T00:00:00Z"));
    const account = await api.ask(
      `query ($id: ID!) { storeCreditAccount(id: $id) { balance { amount } transactions(first: 1, reverse: true) { nodes {
        amount { amount } createdAt ... on StoreCreditAccountExpirationTransaction { creditTransaction { remainingAmount { amount } } } } } } }`,
      { id: storeCreditAccountTransaction!["account"]!["id"] },
    );
    expect(account).toEqual({
      balance: { amount: "0.0" },
      transactions: {
        nodes: [
          {
            amount: { amount: "-15.0" },
            createdAt: "2026-07-02T00:00:00Z",
            creditTransaction: { remainingAmount: { amount: "15.0" } },
          },
        ],
      },
    });
  });
});
