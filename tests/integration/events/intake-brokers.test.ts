import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { envelope } from "#simulator/webhooks/delivery-envelope.ts";
import type { OutgoingWebhook } from "#simulator/webhooks/delivery-record.ts";
import { makeShop, type TestShop } from "#tests/factories/shop.ts";

const AUDIENCE = "https://app.example/webhooks-pubsub";
const EMAIL = "push@project.iam.gserviceaccount.com";
const SECRET = "a secret of more than thirty-two characters";
const PAYLOAD = '{"id":9007199254740993,"weight":1.50}';
const ADDRESSES = {
  pubsub: "pubsub://project:topic",
  eventbridge: "arn:aws:events:eu-west-1::event-source/aws.partner/shopify.com/1234/perennial",
};

const google = await generateKeyPair("RS256");
const stranger = await generateKeyPair("RS256");
let keysAreUp = true;
const keyServer = createServer(async (_request, response) => {
  const key = { ...(await exportJWK(google.publicKey)), kid: "key-1", alg: "RS256", use: "sig" };
  response.writeHead(keysAreUp ? 200 : 500).end(JSON.stringify({ keys: [key] }));
});
await new Promise<void>((resolve) => keyServer.listen(0, "127.0.0.1", resolve));
const keysUrl = (path: string) => `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/${path}`;
const settings = {
  PUBSUB_AUDIENCE: AUDIENCE,
  PUBSUB_SERVICE_ACCOUNT: EMAIL,
  PUBSUB_JWKS_URL: keysUrl("certs"),
  EVENTBRIDGE_SECRET: SECRET,
};
Object.assign(process.env, settings);

const { env } = await import("#app/platform/env/env.server.ts");
const { openBytes } = await import("#app/platform/crypto/keyring.server.ts");
const { withShop } = await import("#app/platform/db/scope.server.ts");
const pubSubRoute = await import("#app/routes/webhooks-pubsub.ts");
const eventBridgeRoute = await import("#app/routes/webhooks-eventbridge.ts");

let shop: TestShop;
beforeAll(async () => void (shop = await makeShop()));
afterAll(() => void keyServer.close());
beforeEach(() => void Object.assign(env, settings));

const stored = (webhookId: string) =>
  withShop(shop.shopId, ({ db }) => db.webhookDelivery.findFirst({ where: { webhookId } }));

const shopifyHeaders = (webhookId: string, changes: Record<string, string> = {}) => ({
  "X-Shopify-Topic": "orders/create",
  "X-Shopify-Shop-Domain": shop.domain,
  "X-Shopify-Webhook-Id": webhookId,
  "X-Shopify-API-Version": "2026-07",
  ...changes,
});

/** What the broker sends, made as the simulator makes it. */
function push(broker: keyof typeof ADDRESSES, headers: Record<string, string>): string {
  const webhook = { url: ADDRESSES[broker], body: PAYLOAD, triggeredAt: new Date() } as OutgoingWebhook;
  return envelope(webhook, headers, "http://app.example").body;
}

function post(
  broker: keyof typeof ADDRESSES,
  headers: Record<string, string>,
  body: string,
): Promise<Response> {
  const request = new Request(`http://app.example/webhooks-${broker}`, { method: "POST", headers, body });
  const route = broker === "pubsub" ? pubSubRoute : eventBridgeRoute;
  return route.action({ request, params: {}, context: {} });
}

interface TokenChanges {
  claims?: Record<string, unknown>;
  issuer?: string;
  audience?: string;
  expiresAt?: string;
  key?: typeof google.privateKey;
}

function token({ claims = {}, issuer, audience, expiresAt, key }: TokenChanges = {}): Promise<string> {
  return new SignJWT({ email: EMAIL, email_verified: true, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: "key-1" })
    .setIssuer(issuer ?? "https://accounts.google.com")
    .setAudience(audience ?? AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(expiresAt ?? "1h")
    .sign(key ?? google.privateKey);
}

const bearer = async (changes?: TokenChanges) => ({ Authorization: `Bearer ${await token(changes)}` });
const sign = (text: string, secret = process.env["SHOPIFY_API_SECRET"]!) =>
  createHmac("sha256", secret).update(text).digest("base64");

describe.each(["pubsub", "eventbridge"] as const)("a delivery by %s", (broker) => {
  const proof = async (): Promise<Record<string, string>> =>
    broker === "pubsub" ? bearer() : { "X-Api-Key": SECRET };

  it("is stored like any other, each digit kept, and a repetition is recognised", async () => {
    const webhookId = randomUUID();
    const body = push(broker, shopifyHeaders(webhookId));
    for (const _time of [1, 2]) expect((await post(broker, await proof(), body)).status).toBe(200);
    const row = await stored(webhookId);
    expect(row).toMatchObject({ topic: "orders/create", apiVersion: "2026-07", status: "received" });
    expect(openBytes(row!.body!, `delivery:${webhookId}`).toString()).toBe(PAYLOAD);
  });

  it("answers what makes no sense for good, and what may go well later with 503", async () => {
    const unknown = shopifyHeaders(randomUUID(), { "X-Shopify-Shop-Domain": "stranger.myshopify.com" });
    const nameless = shopifyHeaders("");
    expect((await post(broker, await proof(), push(broker, unknown))).status).toBe(404);
    expect((await post(broker, await proof(), push(broker, nameless))).status).toBe(400);
    expect((await post(broker, await proof(), '{"message": 1}')).status).toBe(400);
  });

  it("is refused while the broker is not set up", async () => {
    Object.assign(env, { PUBSUB_AUDIENCE: undefined, EVENTBRIDGE_SECRET: undefined });
    const answer = await post(broker, await proof(), push(broker, shopifyHeaders(randomUUID())));
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("not set up");
  });
});

describe("Pub/Sub", () => {
  const send = (headers: Record<string, string>, attributes = shopifyHeaders(randomUUID())) =>
    post("pubsub", headers, push("pubsub", attributes));

  it.each<[string, TokenChanges]>([
    ["signed by somebody else", { key: stranger.privateKey }],
    ["made out to another app", { audience: "https://other.example" }],
    ["of another issuer", { issuer: "https://issuer.example" }],
    ["of another service account", { claims: { email: "other@project.iam.gserviceaccount.com" } }],
    ["of an e-mail address that nobody checked", { claims: { email_verified: false } }],
    ["that has run out", { expiresAt: "-1h" }],
  ])("is not believed with a token %s", async (_label, changes) => {
    expect((await send(await bearer(changes))).status).toBe(401);
  });

  it.each([
    ["no token", {}],
    ["a token that is none", { Authorization: "Bearer a.b.c" }],
    ["an unsigned token", { Authorization: "Bearer eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImEifQ." }],
  ])("is not believed with %s", async (_label, headers) => {
    expect((await send(headers)).status).toBe(401);
  });

  it("must carry Shopify's own signature of the data where there is one", async () => {
    const [genuine, forged] = [randomUUID(), randomUUID()];
    const signed = (id: string, secret?: string) =>
      shopifyHeaders(id, { "X-Shopify-Hmac-Sha256": sign(PAYLOAD, secret) });
    expect((await send(await bearer(), signed(genuine))).status).toBe(200);
    expect((await send(await bearer(), signed(forged, "another secret"))).status).toBe(401);
    expect(await stored(forged)).toBeNull();
  });

  it("is to come again while Google's keys cannot be had", async () => {
    keysAreUp = false;
    Object.assign(env, { PUBSUB_JWKS_URL: keysUrl("later") });
    const answer = await send(await bearer());
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Retry-After")).toBe("10");
    keysAreUp = true;
    await vi.waitFor(async () => expect((await send(await bearer())).status).toBe(200));
  });
});

describe("EventBridge", () => {
  it.each([
    ["no secret", {}],
    ["another secret", { "X-Api-Key": `${SECRET}!` }],
  ])("is not believed with %s", async (_label, headers: Record<string, string>) => {
    const webhookId = randomUUID();
    expect((await post("eventbridge", headers, push("eventbridge", shopifyHeaders(webhookId)))).status).toBe(
      401,
    );
    expect(await stored(webhookId)).toBeNull();
  });
});
