import { describe, expect, it } from "vitest";
import { type Json, firstFields, orderWorld, type OrderWorld } from "./test-orders.ts";

const text = (value: Json | undefined): string => String(value);

describe("editing", () => {
  const begin = async ({ call, orderGid }: OrderWorld) =>
    call(
      `mutation ($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id totalPriceSet { shopMoney { amount } }
        lineItems(first: 5) { nodes { id quantity editableQuantity } } } orderEditSession { id } userErrors { field message } } }`,
      { id: orderGid },
    );

  it("collects changes and puts them into effect together", async () => {
    const store = firstFields(orderWorld());
    const { call, variants, order } = store;
    const begun = await begin(store);
    const id = begun["calculatedOrder"]!["id"];
    expect(text(begun["orderEditSession"]!["id"]).split("/").at(-1)).toBe(text(id).split("/").at(-1));
    const line = `gid://shopify/CalculatedLineItem/${order.lines[0]!.id}`;
    await call(
      `mutation ($id: ID!, $line: ID!) { orderEditSetQuantity(id: $id, lineItemId: $line, quantity: 1, restock: true) { userErrors { message } } }`,
      { id, line },
    );
    const added = await call(
      `mutation ($id: ID!, $variant: ID!) { orderEditAddVariant(id: $id, variantId: $variant, quantity: 2) {
        calculatedLineItem { id quantity } calculatedOrder { totalPriceSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } }
          addedLineItems(first: 5) { nodes { title } } stagedChanges(first: 5) { nodes { __typename } } } userErrors { message } } }`,
      { id, variant: `gid://shopify/ProductVariant/${variants[2]!.id}` },
    );
    expect(added).toMatchObject({
      calculatedOrder: {
        totalPriceSet: { shopMoney: { amount: "52.95" } },
        totalOutstandingSet: { shopMoney: { amount: "4.5" } },
        addedLineItems: { nodes: [{ title: "Linen Tea Towel" }] },
        stagedChanges: {
          nodes: [
            { __typename: "OrderStagedChangeDecrementItem" },
            { __typename: "OrderStagedChangeAddVariant" },
          ],
        },
      },
      userErrors: [],
    });
    const discounted = await call(
      `mutation ($id: ID!, $line: ID!) { orderEditAddLineItemDiscount(id: $id, lineItemId: $line, discount: { percentValue: 10, description: "Sorry" }) {
        calculatedLineItem { editableSubtotalSet { shopMoney { amount } } hasStagedLineItemDiscount } addedDiscountStagedChange { description } userErrors { message } } }`,
      { id, line: added["calculatedLineItem"]!["id"] },
    );
    expect(discounted).toMatchObject({
      calculatedLineItem: {
        editableSubtotalSet: { shopMoney: { amount: "25.65" } },
        hasStagedLineItemDiscount: true,
      },
      addedDiscountStagedChange: { description: "Sorry" },
    });
    // Nothing has happened yet.
    expect(order.lines).toHaveLength(2);
    const committed = await call(
      `mutation ($id: ID!) { orderEditCommit(id: $id) { order { edited displayFinancialStatus currentTotalPriceSet { shopMoney { amount } }
        originalTotalPriceSet { shopMoney { amount } } lineItems(first: 5) { nodes { quantity currentQuantity discountAllocations { allocatedAmountSet { shopMoney { amount } } discountApplication { __typename } } } } }
        userErrors { message } } }`,
      { id: begun["orderEditSession"]!["id"] },
    );
    expect(committed).toMatchObject({
      order: {
        edited: true,
        displayFinancialStatus: "PARTIALLY_PAID",
        currentTotalPriceSet: { shopMoney: { amount: "50.1" } },
        originalTotalPriceSet: { shopMoney: { amount: "48.45" } },
        lineItems: {
          nodes: [
            { quantity: 3, currentQuantity: 1 },
            { quantity: 1, currentQuantity: 1 },
            {
              quantity: 2,
              discountAllocations: [
                {
                  allocatedAmountSet: { shopMoney: { amount: "2.85" } },
                  discountApplication: { __typename: "ManualDiscountApplication" },
                },
              ],
            },
          ],
        },
      },
      userErrors: [],
    });
    expect(variants[0]!.inventoryQuantity).toBe(99);
  });

  it.each<[string, string, string[], string]>([
    ["no change", "orderEditCommit(id: $id)", ["id"], "There must be at least one change to be made."],
    [
      "a negative quantity",
      "orderEditSetQuantity(id: $id, lineItemId: $line, quantity: -1)",
      ["quantity"],
      "must be greater than or equal to 0",
    ],
    [
      "nothing to add",
      "orderEditAddVariant(id: $id, variantId: $variant, quantity: 0)",
      ["quantity"],
      "must be greater than 0",
    ],
    [
      "an unknown variant",
      'orderEditAddVariant(id: $id, variantId: "gid://shopify/ProductVariant/1", quantity: 1)',
      ["variantId"],
      "The variant does not exist.",
    ],
    [
      "another session",
      'orderEditCommit(id: "gid://shopify/CalculatedOrder/1")',
      ["id"],
      "The calculated order does not exist.",
    ],
    [
      "what was sent",
      "orderEditSetQuantity(id: $id, lineItemId: $sent, quantity: 0)",
      ["quantity"],
      "Only unfulfilled items can be removed.",
    ],
  ])("refuses %s", async (_name, mutation, field, message) => {
    const store = firstFields(orderWorld());
    const { order, variants } = store;
    store.commands.fulfillOrder({ orderId: order.id, lines: [{ lineId: order.lines[1]!.id, quantity: 1 }] });
    const begun = await begin(store);
    const all = {
      id: begun["calculatedOrder"]!["id"],
      line: `gid://shopify/CalculatedLineItem/${order.lines[0]!.id}`,
      sent: `gid://shopify/CalculatedLineItem/${order.lines[1]!.id}`,
      variant: `gid://shopify/ProductVariant/${variants[2]!.id}`,
    };
    const used = Object.entries(all).filter(([name]) => mutation.includes(`$${name}`));
    const head = used.length > 0 ? `(${used.map(([name]) => `$${name}: ID!`).join(", ")})` : "";
    const answer = await store.call(
      `mutation ${head} { ${mutation} { userErrors { field message } } }`,
      Object.fromEntries(used),
    );
    expect(answer["userErrors"]).toEqual([{ field, message }]);
  });

  it("does not edit a cancelled order", async () => {
    const store = firstFields(orderWorld());
    store.commands.cancelOrder({ orderId: store.order.id });
    expect((await begin(store))["userErrors"]).toMatchObject([{ field: ["id"] }]);
  });
});
