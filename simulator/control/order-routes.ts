/** The control API of orders. */
import { nearest } from "#simulator/admin-api/connection-order.ts";
import { json, type Reply } from "#simulator/http.ts";
import type { PlaceOrderInput } from "#simulator/state/order-commands.ts";
import { allOrders, customerByEmail, ordersOfCustomer } from "#simulator/state/indexes.ts";
import {
  amount,
  optionalFlag,
  optionalPairs,
  optionalText,
  optionalTexts,
  result,
  wholeNumber,
} from "./read-values.ts";
import type { Body, Call, Route } from "./route.ts";

function orderInput(body: Body): PlaceOrderInput {
  const lines = (Array.isArray(body["lines"]) ? body["lines"] : []) as Body[];
  return {
    customerId: body["customerId"] ? wholeNumber(body["customerId"]) : null,
    email: optionalText(body["email"]),
    phone: optionalText(body["phone"]),
    lines: lines.map((line) => ({
      variantId: wholeNumber(line["variantId"]),
      quantity: Number(line["quantity"]),
      ...(line["properties"] ? { properties: optionalPairs(line["properties"], "properties") } : {}),
    })),
    discountCodes: optionalTexts(body["discountCodes"]),
    giftCardCodes: optionalTexts(body["giftCardCodes"]),
    useStoreCredit: optionalFlag(body["useStoreCredit"]),
    shipping: amount(body["shipping"]),
    shippingAddress: body["shippingAddress"] as PlaceOrderInput["shippingAddress"],
    billingAddress: body["billingAddress"] as PlaceOrderInput["billingAddress"],
    presentmentCurrency: optionalText(body["presentmentCurrency"]),
    sourceName: optionalText(body["sourceName"]),
    locationId: body["locationId"] ? wholeNumber(body["locationId"]) : undefined,
    note: optionalText(body["note"]),
    attributes: optionalPairs(body["attributes"], "attributes"),
    tags: optionalTexts(body["tags"]),
    locale: optionalText(body["locale"]),
    cartToken: optionalText(body["cartToken"]),
    checkoutToken: optionalText(body["checkoutToken"]),
    landingSite: optionalText(body["landingSite"]),
    referringSite: optionalText(body["referringSite"]),
    clientIp: optionalText(body["clientIp"]),
    test: optionalFlag(body["test"]),
    ...(body["taxRate"] === undefined ? {} : { taxRate: Number(body["taxRate"]) }),
    at: body["at"] ? new Date(String(body["at"])) : undefined,
    paid: optionalFlag(body["paid"]),
  };
}

function listOrders({ runtime, url }: Call): Reply {
  const { shop } = runtime;
  const email = url.searchParams.get("customerEmail");
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const customer = email ? customerByEmail(shop, email) : null;
  const wanted = customer ? ordersOfCustomer(shop, customer.id) : null;
  const newest = nearest(
    email ? (wanted ?? []) : allOrders(shop),
    limit,
    (a, b) => Number(b.processedAt) - Number(a.processedAt),
  );
  return json({
    total: email ? (wanted?.length ?? 0) : shop.orders.size,
    orders: newest.chosen.map(({ id }) => shop.orders.get(id)),
  });
}

function showOrder({ runtime, parts }: Call): Reply {
  const order = runtime.shop.orders.get(wholeNumber(parts[0]));
  return order ? json(order) : json({ error: "Not found" }, 404);
}

const readLines = (value: unknown): { lineId: bigint; quantity: number }[] | undefined =>
  (value as { lineId: unknown; quantity: unknown }[] | undefined)?.map((line) => ({
    lineId: wholeNumber(line.lineId),
    quantity: Number(line.quantity),
  }));

const refund = ({ runtime, body, parts }: Call): Reply =>
  result(
    runtime.commands.refundOrder({
      orderId: wholeNumber(parts[0]),
      lines: readLines(body["lines"]),
      shipping: amount(body["shipping"]),
      note: optionalText(body["note"]),
    }),
  );

const cancel = ({ runtime, body, parts }: Call): Reply =>
  result(
    runtime.commands.cancelOrder({
      orderId: wholeNumber(parts[0]),
      reason: optionalText(body["reason"]),
      refund: optionalFlag(body["refund"]),
    }),
  );

const fulfil = ({ runtime, body, parts }: Call): Reply =>
  result(
    runtime.commands.fulfillOrder({
      orderId: wholeNumber(parts[0]),
      lines: readLines(body["lines"]),
      tracking: {
        company: optionalText(body["company"]) ?? null,
        numbers: optionalTexts(body["trackingNumbers"]) ?? [],
      },
    }),
  );

export const orderRoutes: Route[] = [
  ["GET", /^orders$/, listOrders],
  ["POST", /^orders$/, ({ runtime, body }) => result(runtime.commands.placeOrder(orderInput(body)))],
  ["GET", /^orders\/(\d+)$/, showOrder],
  ["POST", /^orders\/(\d+)\/refund$/, refund],
  ["POST", /^orders\/(\d+)\/cancel$/, cancel],
  [
    "POST",
    /^orders\/(\d+)\/mark-paid$/,
    ({ runtime, parts }) => result(runtime.commands.markPaid(wholeNumber(parts[0]))),
  ],
  ["POST", /^orders\/(\d+)\/fulfil$/, fulfil],
  [
    "POST",
    /^orders\/(\d+)\/delete$/,
    ({ runtime, parts }) => result(runtime.commands.deleteOrder(wholeNumber(parts[0]))),
  ],
];
