import { expect, it } from "vitest";
import { mintSessionToken } from "#simulator/session-token.ts";
import { createTestApi, NOW, TEST_APP } from "#simulator/test-store.ts";
import { installationOfToken } from "./access-tokens.ts";
import { answerTokenRequest } from "./token-endpoint.ts";

const EXCHANGE = {
  client_id: TEST_APP.clientId,
  client_secret: TEST_APP.clientSecret,
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
  expiring: "1",
};

function setUp() {
  const { runtime, installation } = createTestApi();
  const { shop } = runtime;
  const subject = { ...TEST_APP, shopDomain: shop.domain, now: NOW };
  const request = (sent: Record<string, string>, now = NOW) => {
    const reply = answerTokenRequest({
      shop,
      app: TEST_APP,
      now,
      body: JSON.stringify(sent),
      contentType: "application/json",
    });
    return { status: reply.status, body: JSON.parse(String(reply.body)) as Record<string, unknown> };
  };
  const exchange = (change: Record<string, string> = {}) =>
    request({ ...EXCHANGE, subject_token: mintSessionToken(subject), ...change });
  return { runtime, shop, installation, request, exchange, subject };
}

it("gives an expiring offline token for a session token", () => {
  const { shop, installation, exchange } = setUp();
  const { status, body } = exchange();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    expires_in: 3600,
    refresh_token_expires_in: 7_776_000,
    scope: TEST_APP.scopes.join(","),
  });
  const token = String(body["access_token"]);
  expect(installationOfToken(shop, token, NOW)).toBe(installation);
  expect(installationOfToken(shop, token, new Date(NOW.getTime() + 3_600_000))).toBeNull();
});

it("gives an online token with its user", () => {
  const { exchange } = setUp();
  const { body } = exchange({
    requested_token_type: "urn:shopify:params:oauth:token-type:online-access-token",
  });
  expect(body).toMatchObject({ expires_in: 86_399, associated_user: { account_owner: true, locale: "en" } });
});

const refreshBody = (token: unknown) => ({
  client_id: "client",
  client_secret: "hush",
  grant_type: "refresh_token",
  refresh_token: String(token),
});

const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

it("renews a refresh token once, and repeats that answer for a minute", () => {
  const { shop, installation, request, exchange } = setUp();
  const first = exchange().body;
  const second = request(refreshBody(first["refresh_token"]));
  expect(second).toMatchObject({ status: 200, body: { expires_in: 3600 } });
  const repeated = request(refreshBody(first["refresh_token"]), later(59)).body;
  expect(repeated).toMatchObject({
    access_token: second.body["access_token"],
    refresh_token: second.body["refresh_token"],
    expires_in: 3541,
  });
  expect(request(refreshBody(first["refresh_token"]), later(60))).toMatchObject({
    status: 400,
    body: { error: "invalid_grant" },
  });
  // The old access token lives on until it lapses.
  expect(installationOfToken(shop, String(first["access_token"]), later(3599))).toBe(installation);
});

it("refuses a refresh token after ninety days, and after another one was issued", () => {
  const { shop, installation, request, exchange } = setUp();
  const first = exchange().body;
  expect(request(refreshBody(first["refresh_token"]), later(7_776_000)).status).toBe(400);
  exchange();
  expect(request(refreshBody(first["refresh_token"])).status).toBe(400);
  expect(installationOfToken(shop, String(first["access_token"]), NOW)).toBe(installation);
});

it("gives the same lasting token each time, until it is exchanged for an expiring one", () => {
  const { shop, request, exchange } = setUp();
  const lasting = exchange({ expiring: "0" }).body;
  expect(lasting).not.toHaveProperty("expires_in");
  expect(exchange({ expiring: "0" }).body["access_token"]).toBe(lasting["access_token"]);
  const migrate = {
    ...EXCHANGE,
    subject_token: String(lasting["access_token"]),
    subject_token_type: EXCHANGE.requested_token_type,
  };
  expect(request(migrate).body).toMatchObject({ expires_in: 3600 });
  expect(installationOfToken(shop, String(lasting["access_token"]), NOW)).toBeNull();
  expect(request(migrate)).toMatchObject({ status: 400, body: { error: "invalid_subject_token" } });
});

it("refuses forged, foreign and old session tokens with the error that makes the app ask again", () => {
  const { exchange, subject } = setUp();
  const bad = [
    mintSessionToken({ ...subject, clientSecret: "other" }),
    mintSessionToken(subject, { dest: "https://b.myshopify.com" }),
    mintSessionToken({ ...subject, now: new Date(NOW.getTime() - 120_000) }),
  ];
  for (const token of bad) {
    expect(exchange({ subject_token: token })).toMatchObject({
      status: 400,
      body: { error: "invalid_subject_token" },
    });
  }
});

it("refuses a wrong secret and an app that is not installed", () => {
  const { runtime, exchange } = setUp();
  expect(exchange({ client_secret: "wrong" }).body).toMatchObject({ error: "invalid_client" });
  runtime.uninstall();
  expect(exchange().status).toBe(400);
});
