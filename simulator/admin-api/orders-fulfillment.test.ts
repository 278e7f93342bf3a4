import { describe, expect, it } from "vitest";
import { type Json, firstFields, orderWorld, type OrderWorld } from "./test-orders.ts";

describe("sending", () => {
  const CREATE = `mutation ($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) {
    fulfillment { id status displayStatus name trackingInfo { company number url } fulfillmentLineItems(first: 5) { nodes { id quantity lineItem { id } } } }
    userErrors { field message } } }`;
  const send = ({ call, order }: OrderWorld, more: object = {}, id = order.id) =>
    call(CREATE, {
      f: {
        lineItemsByFulfillmentOrder: [
          { fulfillmentOrderId: `gid://shopify/FulfillmentOrder/${id}`, ...more },
        ],
      },
    });
  const part = ({ order }: OrderWorld, quantity: number) => ({
    fulfillmentOrderLineItems: [
      { id: `gid://shopify/FulfillmentOrderLineItem/${order.lines[0]!.id}`, quantity },
    ],
  });

  it("sends in parts, cancels a parcel and sends it again", async () => {
    const store = firstFields(orderWorld());
    const { call, order, orderGid } = store;
    const first = await send(store, part(store, 2));
    expect(first).toMatchObject({
      fulfillment: { status: "SUCCESS", displayStatus: "FULFILLED", name: "#1001-F1" },
      userErrors: [],
    });
    expect(order.fulfillmentStatus).toBe("PARTIALLY_FULFILLED");
    await send(store);
    expect(order).toMatchObject({ fulfillmentStatus: "FULFILLED", closedAt: expect.any(Date) });
    const id = first["fulfillment"]!["id"];
    await call("mutation ($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } } }", { id });
    const found = await call(
      "query ($id: ID!) { order(id: $id) { displayFulfillmentStatus closed fulfillmentOrders(first: 1) { nodes { status } } lineItems(first: 1) { nodes { unfulfilledQuantity } } } }",
      { id: orderGid },
    );
    expect(found).toEqual({
      displayFulfillmentStatus: "PARTIALLY_FULFILLED",
      closed: false,
      fulfillmentOrders: { nodes: [{ status: "IN_PROGRESS" }] },
      lineItems: { nodes: [{ unfulfilledQuantity: 2 }] },
    });
    expect(await send(store, part(store, 2))).toMatchObject({ userErrors: [] });
  });

  it("follows the parcel", async () => {
    const store = firstFields(orderWorld());
    const made = await send(store);
    const id = made["fulfillment"]!["id"];
    await store.call(
      `mutation ($id: ID!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: { company: "DHL", numbers: ["A", "B"] }) { userErrors { message } } }`,
      { id },
    );
    await store.call(
      `mutation ($e: FulfillmentEventInput!) { fulfillmentEventCreate(fulfillmentEvent: $e) { fulfillmentEvent { id status } userErrors { message } } }`,
      { e: { fulfillmentId: id, status: "DELIVERED", happenedAt: "2026-07-02T08:00:00Z" } },
    );
    expect(
      await store.call(
        "query ($id: ID!) { fulfillment(id: $id) { displayStatus deliveredAt trackingInfo { company number } events(first: 5) { nodes { status } } } }",
        { id },
      ),
    ).toEqual({
      displayStatus: "DELIVERED",
      deliveredAt: "2026-07-02T08:00:00Z",
      trackingInfo: [
        { company: "DHL", number: "A" },
        { company: "DHL", number: "B" },
      ],
      events: { nodes: [{ status: "DELIVERED" }] },
    });
  });

  it.each<[string, (store: OrderWorld) => Promise<Json>, string]>([
    ["an unknown fulfillment order", (store) => send(store, {}, 1n), "Fulfillment order does not exist."],
    [
      "too many pieces",
      (store) => send(store, part(store, 4)),
      "Invalid fulfillment order line item quantity requested.",
    ],
    [
      "what is sent already",
      async (store) => {
        await send(store);
        return send(store);
      },
      "has an unfulfillable status= closed.",
    ],
  ])("refuses %s", async (_name, run, message) => {
    const answer = await run(firstFields(orderWorld()));
    expect(answer).toMatchObject({
      fulfillment: null,
      userErrors: [{ field: ["fulfillment"], message: expect.stringContaining(message) }],
    });
  });
});
