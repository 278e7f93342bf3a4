import { expect, it } from "vitest";
import {
  embeddedUrl,
  mintSessionToken,
  signEmbeddedQuery,
  type TokenSubject,
  verifySessionToken,
} from "./session-token.ts";

const now = new Date("2026-07-01T10:00:00Z");
const subject: TokenSubject = { shopDomain: "a.myshopify.com", clientId: "key", clientSecret: "hush", now };

it("accepts its own token and gives the shop as destination", () => {
  const verified = verifySessionToken(mintSessionToken(subject), subject);
  expect(verified.ok && verified.claims).toMatchObject({ dest: "https://a.myshopify.com", aud: "key" });
});

const later = new Date(now.getTime() + 61_000);
it.each([
  ["expired", mintSessionToken(subject), { ...subject, now: later }],
  ["audience", mintSessionToken(subject, { aud: "other" }), subject],
  ["shop", mintSessionToken(subject, { dest: "https://b.myshopify.com" }), subject],
  ["signature", mintSessionToken({ ...subject, clientSecret: "other" }), subject],
  ["malformed", "a.b.c", subject],
  ["malformed", "", subject],
])("refuses a token: %s", (reason, token, verifier) => {
  expect(verifySessionToken(token, verifier)).toEqual({ ok: false, reason });
});

it("builds the address of an embedded page as Shopify does", () => {
  const url = new URL(embeddedUrl(subject, "http://localhost:3000", "/app/loyalty?tab=2"));
  expect(url.pathname).toBe("/app/loyalty");
  const { searchParams } = url;
  expect(Object.fromEntries(searchParams)).toMatchObject({
    tab: "2",
    embedded: "1",
    shop: "a.myshopify.com",
    locale: "en",
  });
  expect(Buffer.from(searchParams.get("host")!, "base64").toString()).toBe("admin.shopify.com/store/a");
  expect(searchParams.get("host")).not.toContain("=");
  expect(searchParams.get("hmac")).toBe(signEmbeddedQuery(searchParams, "hush"));
});
