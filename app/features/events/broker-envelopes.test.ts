import { describe, expect, it } from "vitest";
import { envelope } from "#simulator/webhooks/delivery-envelope.ts";
import type { OutgoingWebhook } from "#simulator/webhooks/delivery-record.ts";
import { openEventBridgeEvent, openPubSubPush } from "./broker-envelopes.ts";

const PAYLOAD =
  '{"id":9007199254740993,"total_price":"10.00","weight":1.50,"ratio":1e3,"note":"é","tags":[]}';
const SOURCE = "arn:aws:events:eu-west-1::event-source/aws.partner/shopify.com/1234/perennial";
const headers = { "X-Shopify-Topic": "orders/create", "X-Shopify-Webhook-Id": "w-1" };

/** As the simulator forwards it. */
const forwarded = (url: string) => {
  const webhook = { url, body: PAYLOAD, triggeredAt: new Date("2026-03-01T10:00:00Z") } as OutgoingWebhook;
  return Buffer.from(envelope(webhook, headers, "http://app.example").body);
};

describe.each([
  ["a Pub/Sub push", openPubSubPush, forwarded("pubsub://project:topic")],
  ["an EventBridge event", openEventBridgeEvent, forwarded(SOURCE)],
])("%s", (_label, open, bytes) => {
  it("is opened with headers in any case and every digit of the payload", () => {
    const opened = open(bytes);
    if ("fault" in opened) throw new Error(opened.fault);
    expect(opened.headers.get("x-shopify-topic")).toBe("orders/create");
    expect(opened.headers.get("x-shopify-hmac-sha256")).toBeUndefined();
    expect(opened.body.toString()).toBe(PAYLOAD);
  });

  it.each([
    ["no JSON", Buffer.from("{")],
    ["no UTF-8", Buffer.from([0xff, 0xfe])],
    ["another shape", Buffer.from('{"message":{},"detail":{"metadata":{}}}')],
    ["a list", Buffer.from("[]")],
  ])("is refused when it is %s", (_what, broken) => {
    expect(open(broken)).toHaveProperty("fault");
  });
});

it("a Pub/Sub push without base64 is refused", () => {
  const push = { message: { data: "{not base64}", attributes: {} } };
  expect(openPubSubPush(Buffer.from(JSON.stringify(push)))).toEqual({
    fault: "the body is not a Pub/Sub push: message.data: expected base64",
  });
});
