import { describe, expect, it } from "vitest";
import { orderWorld, type OrderWorld } from "./test-orders.ts";

describe("refundCreate", () => {
  const REFUND = `mutation ($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
    refund { id totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { restockType subtotalSet { shopMoney { amount } } } } }
    order { displayFinancialStatus } userErrors { field message } } }`;
  let keys = 0;
  const refund = async ({ call, orderGid }: OrderWorld, input: object, key = `k${(keys += 1)}`) =>
    (await call(REFUND, { input: { orderId: orderGid, ...input }, key }))["refundCreate"];
  const sale = ({ order }: OrderWorld) => `gid://shopify/OrderTransaction/${order.transactions[0]!.id}`;
  const transaction = (store: OrderWorld, amount: string, more: object = {}) => ({
    orderId: store.orderGid,
    gateway: "bogus",
    kind: "REFUND",
    amount,
    parentId: sale(store),
    ...more,
  });

  it("moves the money of its transactions, and none without", async () => {
    const store = orderWorld();
    const lineItemId = `gid://shopify/LineItem/${store.order.lines[0]!.id}`;
    expect(await refund(store, { refundLineItems: [{ lineItemId, quantity: 1 }] })).toMatchObject({
      refund: {
        totalRefundedSet: { shopMoney: { amount: "0.0" } },
        refundLineItems: { nodes: [{ restockType: "NO_RESTOCK" }] },
      },
      order: { displayFinancialStatus: "PAID" },
      userErrors: [],
    });
    const paid = await refund(store, {
      refundLineItems: [{ lineItemId, quantity: 1, restockType: "CANCEL" }],
      transactions: [transaction(store, "12.00")],
    });
    expect(paid).toMatchObject({
      refund: { totalRefundedSet: { shopMoney: { amount: "12.0" } } },
      order: { displayFinancialStatus: "PARTIALLY_REFUNDED" },
    });
  });

  it("repeats the answer to the same key", async () => {
    const store = orderWorld();
    const input = { transactions: [transaction(store, "5.00")] };
    const first = await refund(store, input, "same");
    expect(await refund(store, input, "same")).toEqual(first);
    expect(store.order.refunds).toHaveLength(1);
  });

  it("needs the key", async () => {
    const { api, orderGid } = orderWorld();
    const { errors } = await api.run(
      `mutation ($id: ID!) { refundCreate(input: { orderId: $id }) { refund { id } } }`,
      { id: orderGid },
    );
    expect(errors?.[0]?.message).toContain("@idempotent");
  });

  it.each<[string, (store: OrderWorld) => object, string[] | null, string]>([
    [
      "too many pieces",
      ({ order }) => ({
        refundLineItems: [{ lineItemId: `gid://shopify/LineItem/${order.lines[0]!.id}`, quantity: 4 }],
      }),
      ["refundLineItems", "0", "quantity"],
      "Quantity cannot refund more items than were purchased",
    ],
    [
      "too much money",
      (store) => ({ transactions: [transaction(store, "50.00")] }),
      null,
      "Refund amount £50.00 is greater than net payment received £48.45",
    ],
    [
      "another kind",
      (store) => ({ transactions: [transaction(store, "1.00", { kind: "SALE" })] }),
      null,
      "Kind sale is not a valid transaction",
    ],
    [
      "no parent",
      (store) => ({ transactions: [transaction(store, "1.00", { parentId: null })] }),
      ["transactions"],
      "Transactions require a parent_id associated with the order",
    ],
    [
      "an unknown line",
      () => ({ refundLineItems: [{ lineItemId: "gid://shopify/LineItem/1", quantity: 1 }] }),
      ["refundLineItems", "0", "lineItemId"],
      "Line item does not exist",
    ],
  ])("refuses %s", async (_name, input, field, message) => {
    const store = orderWorld();
    expect(await refund(store, input(store))).toMatchObject({
      refund: null,
      userErrors: [{ field, message }],
    });
  });

  it("gives more than was paid back when it is allowed to", async () => {
    const store = orderWorld();
    const result = await refund(store, {
      transactions: [transaction(store, "50.00")],
      allowOverRefunding: true,
    });
    expect(result).toMatchObject({
      refund: { totalRefundedSet: { shopMoney: { amount: "50.0" } } },
      userErrors: [],
    });
  });

  it("suggests what it would give", async () => {
    const { call, orderGid, order } = orderWorld();
    const { order: found } = await call(
      `query ($id: ID!, $line: ID!) { order(id: $id) { suggestedRefund(refundLineItems: [{ lineItemId: $line, quantity: 2 }], refundShipping: true) {
        amountSet { shopMoney { amount } } subtotalSet { shopMoney { amount } } shipping { amountSet { shopMoney { amount } } }
        maximumRefundableSet { shopMoney { amount } } refundLineItems { quantity restockType }
        suggestedTransactions { gateway kind amountSet { shopMoney { amount } } parentTransaction { id } } } } }`,
      { id: orderGid, line: `gid://shopify/LineItem/${order.lines[0]!.id}` },
    );
    expect(found!["suggestedRefund"]).toMatchObject({
      amountSet: { shopMoney: { amount: "27.95" } },
      subtotalSet: { shopMoney: { amount: "24.0" } },
      shipping: { amountSet: { shopMoney: { amount: "3.95" } } },
      maximumRefundableSet: { shopMoney: { amount: "48.45" } },
      refundLineItems: [{ quantity: 2, restockType: "CANCEL" }],
      suggestedTransactions: [
        { gateway: "bogus", kind: "SUGGESTED_REFUND", amountSet: { shopMoney: { amount: "27.95" } } },
      ],
    });
  });
});
