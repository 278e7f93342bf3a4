import { describe, expect, it } from "vitest";
import { type Json, firstFields, orderWorld } from "./test-orders.ts";

describe("returns", () => {
  function sent() {
    const store = firstFields(orderWorld());
    const result = store.commands.fulfillOrder({ orderId: store.order.id });
    if (!result.ok) throw new Error("not sent");
    const fulfillmentLineItemId = `gid://shopify/FulfillmentLineItem/${result.fulfillment.lines[0]!.id}`;
    const create = (quantity: number, more: object = {}) =>
      store.call(
        `mutation ($r: ReturnInput!) { returnCreate(returnInput: $r) { return { id name status returnLineItems(first: 5) { nodes { id quantity returnReason: __typename } } } userErrors { field message code } } }`,
        {
          r: {
            orderId: store.orderGid,
            returnLineItems: [{ fulfillmentLineItemId, quantity, returnReason: "UNWANTED", ...more }],
          },
        },
      );
    const request = (quantity = 1, more: object = {}) =>
      store.call(
        `mutation ($r: ReturnRequestInput!) { returnRequest(input: $r) { return { id status } userErrors { field code } } }`,
        {
          r: {
            orderId: store.orderGid,
            returnLineItems: [{ fulfillmentLineItemId, quantity, returnReason: "UNWANTED", ...more }],
          },
        },
      );
    const change = (mutation: string, id: unknown) =>
      store.call(
        `mutation ($id: ID!) { ${mutation} { return { id status } userErrors { field message code } } }`,
        { id },
      );
    return { ...store, create, request, change };
  }

  it("opens the archived order again", async () => {
    const { create, order, call, orderGid } = sent();
    expect(order.closedAt).not.toBeNull();
    expect(await create(2)).toMatchObject({ return: { name: "#1001-R1", status: "OPEN" }, userErrors: [] });
    expect(
      await call(
        "query ($id: ID!) { order(id: $id) { closed returnStatus returns(first: 1) { nodes { totalQuantity } } } }",
        { id: orderGid },
      ),
    ).toEqual({
      closed: false,
      returnStatus: "IN_PROGRESS",
      returns: { nodes: [{ totalQuantity: 2 }] },
    });
  });

  it("are begun with what is left to return of each parcel", async () => {
    const { create, call, orderGid } = sent();
    await create(2);
    const query = `query ($id: ID!) { returnableFulfillments(orderId: $id, first: 5) { nodes { id fulfillment { status }
      returnableFulfillmentLineItems(first: 5) { nodes { quantity fulfillmentLineItem { quantity } } } } } }`;
    const [parcel] = (await call(query, { id: orderGid }))["nodes"] as unknown as Json[];
    expect(parcel).toMatchObject({
      fulfillment: { status: "SUCCESS" },
      returnableFulfillmentLineItems: {
        nodes: expect.arrayContaining([{ quantity: 1, fulfillmentLineItem: { quantity: 3 } }]),
      },
    });
    const one = "query ($id: ID!) { returnableFulfillment(id: $id) { id } }";
    expect(await call(one, { id: parcel!["id"] })).toEqual({ id: parcel!["id"] });
  });

  it("cannot have more back than was sent, over all returns", async () => {
    const { create, request } = sent();
    await create(2);
    const errors = [{ field: ["returnInput", "returnLineItems", "0", "quantity"], code: "INVALID" }];
    expect(await create(2)).toMatchObject({ return: null, userErrors: errors });
    expect(await request(2)).toMatchObject({ userErrors: [{ code: "INVALID" }] });
    expect(await request(1)).toMatchObject({ return: { status: "REQUESTED" } });
  });

  it.each([
    [{ returnReason: null }, ["returnInput", "returnLineItems", "0"], "NOT_FOUND"],
    [{ returnReason: "OTHER" }, ["returnInput", "returnLineItems", "0", "returnReasonNote"], "BLANK"],
    [
      { returnReasonNote: "x".repeat(256) },
      ["returnInput", "returnLineItems", "0", "returnReasonNote"],
      "TOO_LONG",
    ],
    [
      { fulfillmentLineItemId: "gid://shopify/FulfillmentLineItem/1" },
      ["returnInput", "returnLineItems", "0", "fulfillmentLineItemId"],
      "NOT_FOUND",
    ],
  ])("returnCreate refuses %j", async (more, field, code) => {
    expect(await sent().create(1, more)).toMatchObject({ return: null, userErrors: [{ field, code }] });
  });

  it("a request without a reason is blank", async () => {
    const answer = await sent().request(1, { returnReason: null });
    expect(answer).toMatchObject({
      userErrors: [{ field: ["input", "returnLineItems", "0", "returnReason"], code: "BLANK" }],
    });
  });

  const DECLINE = "returnDeclineRequest(input: { id: $id, declineReason: FINAL_SALE })";
  it.each<[string[], string | null, string | null]>([
    [["returnApproveRequest(input: { id: $id })"], "OPEN", null],
    [
      ["returnApproveRequest(input: { id: $id })", "returnApproveRequest(input: { id: $id })"],
      null,
      "Return is not approvable. Only returns with status REQUESTED can be approved.",
    ],
    [[DECLINE], "DECLINED", null],
    [[DECLINE, DECLINE], null, "The return is already declined."],
    [["returnClose(id: $id)"], null, "Return status is invalid."],
    [
      ["returnApproveRequest(input: { id: $id })", "returnClose(id: $id)", "returnClose(id: $id)"],
      "CLOSED",
      null,
    ],
    [
      ["returnApproveRequest(input: { id: $id })", "returnClose(id: $id)", "returnReopen(id: $id)"],
      "OPEN",
      null,
    ],
    [
      ["returnApproveRequest(input: { id: $id })", "returnCancel(id: $id)", "returnReopen(id: $id)"],
      null,
      "Return status is invalid.",
    ],
    [["returnCancel(id: $id)"], "CANCELED", null],
  ])("%j of a request: %s", async (mutations, status, message) => {
    const { request, change } = sent();
    const id = (await request())["return"]!["id"];
    let answer: Json = {};
    for (const mutation of mutations) answer = await change(mutation, id);
    if (message === null) expect(answer).toMatchObject({ return: { status }, userErrors: [] });
    else expect(answer).toMatchObject({ return: null, userErrors: [{ message, code: "INVALID_STATE" }] });
  });

  it("is processed: refunded, restocked, and closed by itself for whoever reads it next", async () => {
    const { create, call, variants, order, change } = sent();
    const before = variants[0]!.inventoryQuantity;
    const made = await create(2);
    const lines = made["return"]!["returnLineItems"]!["nodes"] as unknown as Json[];
    const id = made["return"]!["id"];
    const processed = await call(
      `mutation ($p: ReturnProcessInput!) { returnProcess(input: $p) { return { status refunds(first: 5) { nodes { totalRefundedSet { shopMoney { amount } } return { id } } } } userErrors { field message } } }`,
      {
        p: {
          returnId: id,
          returnLineItems: [
            {
              id: lines[0]!["id"],
              quantity: 2,
              dispositions: [
                {
                  dispositionType: "RESTOCKED",
                  quantity: 2,
                  reverseFulfillmentOrderLineItemId: "gid://shopify/ReverseFulfillmentOrderLineItem/1",
                },
              ],
            },
          ],
          financialTransfer: {
            issueRefund: {
              orderTransactions: [
                {
                  parentId: `gid://shopify/OrderTransaction/${order.transactions[0]!.id}`,
                  transactionAmount: { amount: "24.00", currencyCode: "GBP" },
                },
              ],
            },
          },
        },
      },
    );
    expect(processed).toMatchObject({
      return: {
        status: "OPEN",
        refunds: { nodes: [{ totalRefundedSet: { shopMoney: { amount: "24.0" } }, return: { id } }] },
      },
      userErrors: [],
    });
    expect(variants[0]!.inventoryQuantity).toBe(before + 2);
    expect(
      await call(
        "query ($id: ID!) { return(id: $id) { status order { returnStatus displayFinancialStatus } } }",
        { id },
      ),
    ).toEqual({
      status: "CLOSED",
      order: { returnStatus: "RETURNED", displayFinancialStatus: "PARTIALLY_REFUNDED" },
    });
    expect(await change("returnCancel(id: $id)", id)).toMatchObject({
      userErrors: [{ message: "Return is not cancelable." }],
    });
  });
});
