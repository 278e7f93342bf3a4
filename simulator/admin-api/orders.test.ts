import { describe, expect, it } from "vitest";
import { NOW } from "#simulator/test-store.ts";
import { orderWorld } from "./test-orders.ts";

const UNKNOWN = "gid://shopify/Order/1";
const NOT_THERE = "Order does not exist";

describe("order", () => {
  it("reads everything a loyalty app shows", async () => {
    const { call, orderGid } = orderWorld();
    const { order } = await call(
      `query ($id: ID!) { order(id: $id) {
        name closed cancelledAt fullyPaid canMarkAsPaid returnStatus merchantEditable paymentGatewayNames
        app { name } channelInformation { channelDefinition { handle } } sourceName statusPageUrl
        customerJourneySummary { ready customerOrderIndex momentsCount { count } lastVisit { id } }
        totalPriceSet { presentmentMoney { amount currencyCode } } originalTotalPriceSet { shopMoney { amount } }
        shippingLine { title originalPriceSet { shopMoney { amount } } }
        shippingAddress { id city } risk { recommendation } clientIp
        transactions(first: 5) { kind gateway status amountSet { shopMoney { amount } } parentTransaction { id } }
        lineItems(first: 5) { nodes { title quantity refundableQuantity unfulfilledQuantity
          discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount } } product { id } } }
        fulfillmentOrders(first: 5) { nodes { status supportedActions { action }
          lineItems(first: 5) { nodes { remainingQuantity } } } }
        discountApplications(first: 5) { nodes { index } } returns(first: 5) { nodes { id } }
      } }`,
      { id: orderGid },
    );
    expect(order).toMatchObject({
      name: "#1001",
      closed: false,
      fullyPaid: true,
      canMarkAsPaid: false,
      returnStatus: "NO_RETURN",
      merchantEditable: true,
      paymentGatewayNames: ["bogus"],
      app: { name: "Online Store" },
      channelInformation: { channelDefinition: { handle: "web" } },
      customerJourneySummary: {
        ready: true,
        customerOrderIndex: 0,
        momentsCount: { count: 0 },
        lastVisit: null,
      },
      totalPriceSet: { presentmentMoney: { amount: "48.45", currencyCode: "GBP" } },
      shippingLine: { title: "Standard", originalPriceSet: { shopMoney: { amount: "3.95" } } },
      transactions: [{ kind: "SALE", gateway: "bogus", status: "SUCCESS", parentTransaction: null }],
      fulfillmentOrders: {
        nodes: [{ status: "OPEN", supportedActions: [{ action: "CREATE_FULFILLMENT" }] }],
      },
    });
  });

  it.each([
    ["financial_status:paid", 1],
    ["financial_status:refunded", 0],
    ["fulfillment_status:unfulfilled", 1],
    ["status:open", 1],
    ["status:closed", 0],
    ["tag_not:vip", 1],
    ["tag:vip", 0],
    ["source_name:web gateway:bogus channel:web", 1],
    ["current_total_price:>=48 current_total_price:<=49", 1],
    ["subtotal_line_items_quantity:4", 1],
    ["delivery_method:shipping risk_level:none", 1],
    ["credit_card_last4:1234", 0],
    ["return_status:no_return", 1],
  ])("is found by %s: %i", async (query, count) => {
    const { call } = orderWorld();
    const { ordersCount } = await call("query ($q: String) { ordersCount(query: $q) { count } }", {
      q: query,
    });
    expect(ordersCount!["count"]).toBe(count);
  });

  it("leaves visits, events and agreements out by name", async () => {
    const { api, orderGid } = orderWorld();
    const { errors } = await api.run(
      "query ($id: ID!) { order(id: $id) { events(first: 1) { nodes { id } } } }",
      {
        id: orderGid,
      },
    );
    expect(errors?.[0]?.message).toContain("Order.events");
  });
});

describe("orderCreate", () => {
  const CREATE = `mutation ($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
    orderCreate(order: $order, options: $options) {
      order { id email sourceName processedAt createdAt displayFinancialStatus displayFulfillmentStatus totalPriceSet { shopMoney { amount } }
        discountCodes customer { email tags } lineItems(first: 3) { nodes { title } } transactions { gateway } }
      userErrors { field message code } } }`;
  const money = (amount: string) => ({ shopMoney: { amount, currencyCode: "GBP" } });

  it("writes an order of the past with a code, a customer and a payment", async () => {
    const { call, variants } = orderWorld();
    const before = variants[0]!.inventoryQuantity;
    const { orderCreate } = await call(CREATE, {
      order: {
        email: "old@example.com",
        customer: { toUpsert: { email: "old@example.com", firstName: "Old", tags: ["import"] } },
        processedAt: "2020-05-01T10:00:00Z",
        lineItems: [
          { variantId: `gid://shopify/ProductVariant/${variants[0]!.id}`, quantity: 2 },
          { title: "Wrapping", priceSet: money("1.00"), quantity: 1 },
        ],
        shippingLines: [{ title: "Post", priceSet: money("2.00") }],
        discountCode: { itemPercentageDiscountCode: { code: "TEN", percentage: 10 } },
        transactions: [{ kind: "SALE", amountSet: money("24.50") }],
        fulfillmentStatus: "FULFILLED",
      },
    });
    expect(orderCreate).toMatchObject({
      userErrors: [],
      order: {
        processedAt: "2020-05-01T10:00:00Z",
        createdAt: NOW.toISOString().replace(/\.\d+/, ""),
        displayFinancialStatus: "PAID",
        displayFulfillmentStatus: "FULFILLED",
        totalPriceSet: { shopMoney: { amount: "24.5" } },
        discountCodes: ["TEN"],
        sourceName: "42",
        customer: { email: "old@example.com", tags: ["import"] },
        lineItems: { nodes: [{ title: "Beeswax Candle" }, { title: "Wrapping" }] },
        transactions: [{ gateway: "manual" }],
      },
    });
    // The stock stays unless the app asks for it.
    expect(variants[0]!.inventoryQuantity).toBe(before);
  });

  it.each([
    [{ lineItems: [] }, ["order", "lineItems"], "INVALID"],
    [{ processedAt: "2099-01-01T00:00:00Z" }, ["order", "processedAt"], "PROCESSED_AT_INVALID"],
    [
      { customerId: "gid://shopify/Customer/1", customer: { toUpsert: { email: "a@b.c" } } },
      ["order"],
      "REDUNDANT_CUSTOMER_FIELDS",
    ],
    [{ customerId: "gid://shopify/Customer/1" }, ["order", "customerId"], "INVALID"],
    [{ lineItems: [{ title: "X", quantity: 1 }] }, ["order", "lineItems", "0", "priceSet"], "INVALID"],
    [
      { lineItems: [{ title: "X", quantity: 1, priceSet: money("1"), fulfillmentService: "else" }] },
      ["order", "lineItems", "0", "fulfillmentService"],
      "FULFILLMENT_SERVICE_INVALID",
    ],
  ])("refuses %j", async (change, field, code) => {
    const { call } = orderWorld();
    const order = { lineItems: [{ title: "X", quantity: 1, priceSet: money("1.00") }], ...change };
    const { orderCreate } = await call(CREATE, { order });
    expect(orderCreate).toMatchObject({ order: null, userErrors: [{ field, code }] });
  });

  it("claims stock only by the policy it is told", async () => {
    const { call, variants } = orderWorld();
    Object.assign(variants[0]!, { inventoryPolicy: "DENY", inventoryQuantity: 1 });
    const order = {
      lineItems: [{ variantId: `gid://shopify/ProductVariant/${variants[0]!.id}`, quantity: 2 }],
    };
    const create = (inventoryBehaviour: string) => call(CREATE, { order, options: { inventoryBehaviour } });
    expect((await create("DECREMENT_OBEYING_POLICY"))["orderCreate"]).toMatchObject({
      userErrors: [{ code: "INVENTORY_CLAIM_FAILED" }],
    });
    expect((await create("DECREMENT_IGNORING_POLICY"))["orderCreate"]).toMatchObject({ userErrors: [] });
    expect(variants[0]!.inventoryQuantity).toBe(-1);
  });
});

describe("simple changes", () => {
  it.each([
    ['orderUpdate(input: { id: $id, note: "x" }) { userErrors { field message } }', ["id"], NOT_THERE],
    ["orderClose(input: { id: $id }) { userErrors { field message } }", ["id"], NOT_THERE],
    ["orderOpen(input: { id: $id }) { userErrors { field message } }", ["id"], NOT_THERE],
    ["orderMarkAsPaid(input: { id: $id }) { userErrors { field message } }", ["id"], NOT_THERE],
    ["orderDelete(orderId: $id) { userErrors { field message code } }", ["orderId"], NOT_THERE],
    [
      "orderCancel(orderId: $id, reason: OTHER, restock: true) { userErrors: orderCancelUserErrors { field message code } }",
      ["orderId"],
      NOT_THERE,
    ],
    ["orderEditBegin(id: $id) { userErrors { field message } }", ["id"], "The order does not exist."],
  ])("%s refuses an unknown order", async (mutation, field, message) => {
    const { call } = orderWorld();
    const data = await call(`mutation ($id: ID!) { answer: ${mutation} }`, { id: UNKNOWN });
    expect(data["answer"]).toMatchObject({ userErrors: [{ field, message }] });
  });

  it("orderUpdate overwrites what is given and sorts tags", async () => {
    const { call, orderGid, order } = orderWorld();
    const data = await call(
      `mutation ($input: OrderInput!) { orderUpdate(input: $input) { order { tags note poNumber email } userErrors { message } } }`,
      { input: { id: orderGid, tags: ["vip", "a"], note: "Hi", poNumber: "P1" } },
    );
    expect(data["orderUpdate"]).toEqual({
      order: { tags: ["a", "vip"], note: "Hi", poNumber: "P1", email: order.email },
      userErrors: [],
    });
  });

  it("closing and opening twice is silent", async () => {
    const { call, orderGid } = orderWorld();
    for (const [name, closed] of [
      ["orderClose", true],
      ["orderClose", true],
      ["orderOpen", false],
      ["orderOpen", false],
    ] as const) {
      const data = await call(
        `mutation ($id: ID!) { ${name}(input: { id: $id }) { order { closed } userErrors { message } } }`,
        { id: orderGid },
      );
      expect(data[name]).toEqual({ order: { closed }, userErrors: [] });
    }
  });

  it("marks as paid once, by hand", async () => {
    const { call, orderGid } = orderWorld(false);
    const pay = () =>
      call(
        "mutation ($id: ID!) { orderMarkAsPaid(input: { id: $id }) { order { displayFinancialStatus paymentGatewayNames } userErrors { field message } } }",
        { id: orderGid },
      );
    expect((await pay())["orderMarkAsPaid"]).toMatchObject({
      order: { displayFinancialStatus: "PAID", paymentGatewayNames: ["manual"] },
    });
    expect((await pay())["orderMarkAsPaid"]).toMatchObject({
      userErrors: [{ field: ["id"], message: "Order cannot be marked as paid." }],
    });
  });

  it("deletes only closed orders whose money no provider has", async () => {
    const del = "mutation ($id: ID!) { orderDelete(orderId: $id) { deletedId userErrors { code } } }";
    const online = orderWorld();
    online.commands.closeOrder(online.order.id);
    expect((await online.call(del, { id: online.orderGid }))["orderDelete"]).toMatchObject({
      userErrors: [{ code: "INVALID" }],
    });
    const manual = orderWorld(false);
    expect((await manual.call(del, { id: manual.orderGid }))["orderDelete"]).toMatchObject({
      userErrors: [{ code: "INVALID" }],
    });
    manual.commands.closeOrder(manual.order.id);
    expect((await manual.call(del, { id: manual.orderGid }))["orderDelete"]).toEqual({
      deletedId: manual.orderGid,
      userErrors: [],
    });
    expect(
      (await manual.call("query ($id: ID!) { order(id: $id) { id } }", { id: manual.orderGid }))["order"],
    ).toBeNull();
  });

  it("captures an authorization in parts, and voids the rest of it on cancelling", async () => {
    const { call } = orderWorld();
    const { orderCreate } = await call(
      `mutation ($order: OrderCreateOrderInput!) { orderCreate(order: $order) { order { id displayFinancialStatus capturable transactions { id } } } }`,
      {
        order: {
          lineItems: [
            { title: "X", quantity: 1, priceSet: { shopMoney: { amount: "25", currencyCode: "GBP" } } },
          ],
          transactions: [
            { kind: "AUTHORIZATION", amountSet: { shopMoney: { amount: "25", currencyCode: "GBP" } } },
          ],
        },
      },
    );
    const made = orderCreate!["order"]!;
    expect(made).toMatchObject({ displayFinancialStatus: "AUTHORIZED", capturable: true });
    const transactions = made["transactions"] as unknown as { id: string }[];
    const capture = async (amount: string) =>
      (
        await call(
          `mutation ($input: OrderCaptureInput!) { orderCapture(input: $input) { transaction { kind order { displayFinancialStatus totalCapturableSet { shopMoney { amount } } } } userErrors { field } } }`,
          { input: { id: made["id"], parentTransactionId: transactions[0]!.id, amount } },
        )
      )["orderCapture"];
    expect(await capture("30")).toMatchObject({ transaction: null, userErrors: [{ field: ["amount"] }] });
    expect(await capture("10")).toMatchObject({
      transaction: {
        kind: "CAPTURE",
        order: {
          displayFinancialStatus: "PARTIALLY_PAID",
          totalCapturableSet: { shopMoney: { amount: "15.0" } },
        },
      },
    });
    await call(
      `mutation ($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, refund: true, restock: false) { job { id } } }`,
      { id: made["id"] },
    );
    const { order } = await call(
      `query ($id: ID!) { order(id: $id) { displayFinancialStatus capturable transactions { kind } } }`,
      { id: made["id"] },
    );
    expect(order).toMatchObject({
      displayFinancialStatus: "REFUNDED",
      capturable: false,
      transactions: [{ kind: "AUTHORIZATION" }, { kind: "CAPTURE" }, { kind: "VOID" }, { kind: "REFUND" }],
    });
  });
});

describe("orderCancel", () => {
  const CANCEL = `mutation ($id: ID!, $refund: Boolean, $method: OrderCancelRefundMethodInput, $note: String) {
    orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refund: $refund, refundMethod: $method, staffNote: $note) {
      job { id done } orderCancelUserErrors { field message code } } }`;

  it("gives a job that has run when it is asked for", async () => {
    const { call, orderGid } = orderWorld();
    const { orderCancel } = await call(CANCEL, { id: orderGid, refund: true, note: "wrong size" });
    expect(orderCancel).toMatchObject({ job: { done: false }, orderCancelUserErrors: [] });
    const id = orderCancel!["job"]!["id"];
    expect(await call("query ($id: ID!) { job(id: $id) { id done } }", { id })).toEqual({
      job: { id, done: true },
    });
    const { order } = await call(
      "query ($id: ID!) { order(id: $id) { closed cancelReason displayFinancialStatus cancellation { staffNote } currentTotalPriceSet { shopMoney { amount } } } }",
      { id: orderGid },
    );
    expect(order).toEqual({
      closed: true,
      cancelReason: "CUSTOMER",
      displayFinancialStatus: "REFUNDED",
      cancellation: { staffNote: "wrong size" },
      currentTotalPriceSet: { shopMoney: { amount: "0.0" } },
    });
    expect((await call(CANCEL, { id: orderGid }))["orderCancel"]).toMatchObject({
      job: null,
      orderCancelUserErrors: [{ field: ["orderId"], code: "INVALID" }],
    });
  });

  it.each([
    [{ refund: true, method: { originalPaymentMethodsRefund: true } }, ["refund"]],
    [{ note: "x".repeat(256) }, ["staffNote"]],
  ])("refuses %j", async (variables, field) => {
    const { call, orderGid } = orderWorld();
    const { orderCancel } = await call(CANCEL, { id: orderGid, ...variables });
    expect(orderCancel).toMatchObject({ job: null, orderCancelUserErrors: [{ field, code: "INVALID" }] });
  });

  it("refuses what is sent already", async () => {
    const { call, orderGid, order, commands } = orderWorld();
    commands.fulfillOrder({ orderId: order.id });
    const { orderCancel } = await call(CANCEL, { id: orderGid, refund: true });
    expect(orderCancel!["orderCancelUserErrors"]).toMatchObject([{ field: ["orderId"] }]);
  });

  it("keeps the money when no refund is asked for", async () => {
    const { call, orderGid, order } = orderWorld();
    await call(CANCEL, { id: orderGid });
    expect(order).toMatchObject({ financialStatus: "PAID", cancelReason: "customer" });
  });
});
