import "@shopify/shopify-api/adapters/node";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Receiver, startReceiver, testSender, testWebhook } from "./test-receiver.ts";

const { webhooks } = shopifyApi({
  apiKey: "client",
  apiSecretKey: "hush",
  apiVersion: ApiVersion.July26,
  hostName: "app.example.com",
  isEmbeddedApp: true,
  logger: { log: () => {} },
});

let app: Receiver;
beforeEach(async () => {
  app = await startReceiver();
});
afterEach(() => app.close());

/** What Shopify's own library makes of each request that came. */
async function verdicts() {
  return Promise.all(
    app.received.map(({ headers, body }) =>
      webhooks.validate({
        rawBody: body,
        rawRequest: { headers, method: "POST", url: "/webhooks" } as never,
      }),
    ),
  );
}

it("Shopify's library takes a delivery, with everything it reads from the headers", async () => {
  const { sender } = testSender();
  sender.send(testWebhook(app.url, { name: "orders" }));
  await sender.settled();
  expect(await verdicts()).toMatchObject([
    {
      valid: true,
      topic: "ORDERS_CREATE",
      domain: "a.myshopify.com",
      apiVersion: "2026-07",
      webhookId: "webhook-1",
      eventId: "event-1",
      triggeredAt: "2026-07-01T09:30:00.123Z",
      name: "orders",
    },
  ]);
});

it.each(["bad-hmac", "no-hmac", "tampered-body"])("and refuses one with %s", async (how) => {
  const { sender } = testSender();
  sender.faults.add({ kind: "forge", how, isInstead: true });
  sender.send(testWebhook(app.url));
  await sender.settled();
  expect(await verdicts()).toMatchObject([{ valid: false }]);
});
