import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openProxy } from "#app/features/shops/index.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { sessionStorage } from "#app/platform/shopify-admin/shopify.server.ts";
import { Session } from "@shopify/shopify-api";
import { signProxyQuery } from "#simulator/app-proxy-signature.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";

const PREVIOUS_SECRET = vi.hoisted(() => (process.env["SHOPIFY_API_SECRET_PREVIOUS"] = "the-secret-before"));

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
});

interface Changes {
  secret?: string;
  ageSeconds?: number;
  /** Put into the query before Shopify signs it, and after. */
  signed?: [string, string][];
  unsigned?: [string, string][];
  domain?: string;
}

function forwarded({
  secret = env.SHOPIFY_API_SECRET,
  ageSeconds = 0,
  signed = [],
  unsigned = [],
  domain,
}: Changes = {}) {
  const query = new URLSearchParams([
    ["shop", domain ?? shop.domain],
    ["path_prefix", "/apps/perennial"],
    ["timestamp", String(Math.floor(Date.now() / 1000) - ageSeconds)],
    ["logged_in_customer_id", "77"],
    ...signed,
  ]);
  query.set("signature", signProxyQuery(query, secret));
  for (const [name, value] of unsigned) query.append(name, value);
  return new Request(`https://app.example.com/proxy/recommendations?${query}`);
}

/** The status with which it is refused. */
const refusal = (request: Request): Promise<number> =>
  openProxy(request).then(
    () => 200,
    (thrown: unknown) => (thrown as Response).status,
  );

describe("a request through the app proxy", () => {
  it("is opened with its shop and who is signed in, repeated parameters included", async () => {
    const visit = await openProxy(
      forwarded({
        signed: [
          ["product", "1"],
          ["product", "2"],
          ["name", "a b"],
        ],
      }),
    );
    expect(visit).toMatchObject({
      shopId: shop.shopId,
      customerId: 77n,
      path: "/apps/perennial",
      locale: "en",
    });
    expect(visit.shop.domain).toBe(shop.domain);
  });

  it("is opened while the client secret is being rotated", async () => {
    expect(await refusal(forwarded({ secret: PREVIOUS_SECRET }))).toBe(200);
  });

  it.each<[string, Changes]>([
    ["another secret", { secret: "somebody-else's" }],
    ["a parameter that was added", { unsigned: [["logged_in_customer_id", "78"]] }],
    ["a second shop", { unsigned: [["shop", "other.myshopify.com"]] }],
    ["a second signature", { unsigned: [["signature", "0".repeat(64)]] }],
    ["an old one", { ageSeconds: 91 }],
    ["one from the future", { ageSeconds: -91 }],
  ])("is refused with %s", async (_name, changes) => {
    expect(await refusal(forwarded(changes))).toBe(400);
  });

  it("is refused without a signature, and without anything", async () => {
    const { url } = forwarded();
    expect(await refusal(new Request(url.replace(/&signature=\w+/, "")))).toBe(400);
    expect(await refusal(new Request("https://app.example.com/proxy/recommendations"))).toBe(400);
  });

  it("finds no shop that does not have the app, or has it no more", async () => {
    expect(await refusal(forwarded({ domain: `${randomUUID()}.myshopify.com` }))).toBe(404);
    expect(await refusal(forwarded())).toBe(200);
    await deliver(shop, {
      topic: "app/uninstalled",
      payload: {},
      headers: { "X-Shopify-Triggered-At": new Date().toISOString() },
    });
    await workOff(shop);
    expect(await refusal(forwarded())).toBe(404);
  });

  it("does not wait for Shopify when the shop's access token has ended", async () => {
    const { domain } = shop;
    const id = `offline_${domain}`;
    const expires = new Date(Date.now() - 1_000);
    await sessionStorage.storeSession(
      new Session({
        id,
        shop: domain,
        state: "",
        isOnline: false,
        accessToken: "a",
        refreshToken: "r",
        expires,
      }),
    );
    // Renewing it would fail: there is no such shop at Shopify.
    expect(await refusal(forwarded())).toBe(200);
  });
});
