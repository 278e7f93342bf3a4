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

it("renews once for each refresh token after the new access token is used", () => {
  const { shop, request, exchange } = setUp();
  const first = exchange().body;
  const refresh = (token: unknown) =>
    request({
      client_id: "client",
      client_secret: "hush",
      grant_type: "refresh_token",
      refresh_token: String(token),
    });
  const second = refresh(first["refresh_token"]);
  expect(second.status).toBe(200);
  // Two workers may refresh at the same time: until the new token is used, the old one renews again.
  expect(refresh(first["refresh_token"]).status).toBe(200);
  installationOfToken(shop, String(second.body["access_token"]), NOW);
  expect(refresh(first["refresh_token"])).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
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
