/** Shopify's own client libraries against the simulator: what works with Shopify must work here, and the reverse. */
import "@shopify/shopify-api/adapters/node";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdminApiClient } from "@shopify/admin-api-client";
import {
  ApiVersion,
  GraphqlQueryError,
  HttpResponseError,
  LogSeverity,
  RequestedTokenType,
  Session,
  shopifyApi,
} from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signProxyQuery } from "#simulator/app-proxy-signature.ts";
import { type RunningSimulator, startSimulator } from "#simulator/simulator.ts";

const SECRET = "contract-secret";

interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

const received: Received[] = [];
let receiver: Server;
let simulator: RunningSimulator;
let shop: string;

/** Shopify's address with the simulator behind it: the one redirection an app needs. */
const redirected: typeof fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : String(input));
  const headers = new Headers(init?.headers);
  headers.set("x-sim-shop", url.host);
  return fetch(simulator.adminUrl + url.pathname + url.search, { ...init, headers });
};

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      received.push({ path: request.url ?? "", headers, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, resolve));
  const appUrl = `http://localhost:${(receiver.address() as AddressInfo).port}`;
  simulator = await startSimulator({ appUrl, apiSecret: SECRET, retryDelaysMs: [20] });
  shop = simulator.shop.domain;
  simulator.control.install();
  setAbstractFetchFunc(redirected);
});

afterAll(async () => {
  await simulator.close();
  receiver.close();
});

function library() {
  const { app } = simulator.runtime;
  return shopifyApi({
    apiKey: app.clientId,
    apiSecretKey: SECRET,
    apiVersion: ApiVersion.July26,
    hostName: "localhost",
    isEmbeddedApp: true,
    isTesting: true,
    logger: { level: LogSeverity.Error, log: () => {} },
  });
}

async function session(): Promise<Session> {
  const exchanged = await library().auth.tokenExchange({
    shop,
    sessionToken: simulator.control.sessionToken(),
    requestedTokenType: RequestedTokenType.OfflineAccessToken,
    expiring: true,
  });
  return exchanged.session;
}

describe("@shopify/shopify-api", () => {
  it("decodes the session token", async () => {
    const payload = await library().session.decodeSessionToken(simulator.control.sessionToken());
    expect(payload.dest).toBe(`https://${shop}`);
  });

  it("exchanges it for an expiring offline session and refreshes that", async () => {
    const first = await session();
    expect(first).toMatchObject({ shop, isOnline: false, id: `offline_${shop}` });
    expect(first.expires?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    expect(first.refreshToken).toBeTruthy();
    const { session: second } = await library().auth.refreshToken({
      shop,
      refreshToken: first.refreshToken!,
    });
    expect(second.accessToken).not.toBe(first.accessToken);
  });

  it("exchanges it for an online session with its user", async () => {
    const { session: online } = await library().auth.tokenExchange({
      shop,
      sessionToken: simulator.control.sessionToken(),
      requestedTokenType: RequestedTokenType.OnlineAccessToken,
    });
    expect(online.isOnline).toBe(true);
    expect(online.onlineAccessInfo?.associated_user.email).toBe("owner@example.com");
  });

  it("is refused with a forged session token", async () => {
    const forged = `${simulator.control.sessionToken().split(".").slice(0, 2).join(".")}.AAAA`;
    const attempt = library().auth.tokenExchange({
      shop,
      sessionToken: forged,
      requestedTokenType: RequestedTokenType.OfflineAccessToken,
    });
    await expect(attempt).rejects.toThrow();
  });

  it("queries the store", async () => {
    const client = new (library().clients.Graphql)({ session: await session() });
    const { data, extensions } = await client.request("{ shop { name myshopifyDomain } }");
    expect(data).toEqual({ shop: { name: "Simulated Store", myshopifyDomain: shop } });
    expect(extensions?.["cost"]).toMatchObject({
      throttleStatus: { maximumAvailable: 2000, restoreRate: 100 },
    });
  });

  it("gets 401 with a token nobody gave", async () => {
    const stranger = new Session({ id: "x", shop, state: "", isOnline: false, accessToken: "shpat_no" });
    const client = new (library().clients.Graphql)({ session: stranger });
    const error: unknown = await client.request("{ shop { name } }").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HttpResponseError);
    expect((error as HttpResponseError).response.code).toBe(401);
  });

  it("is throttled as by Shopify", async () => {
    const client = new (library().clients.Graphql)({ session: await session() });
    const counts = Array.from({ length: 95 }, (_unused, index) => `c${index}: customersCount { count }`);
    const costly = `{ ${counts.join(" ")} }`;
    let caught: unknown;
    for (let tries = 0; tries < 60 && !caught; tries += 1) {
      await client.request(costly).catch((error: unknown) => (caught = error));
    }
    expect(caught).toBeInstanceOf(GraphqlQueryError);
    const { graphQLErrors } = (caught as GraphqlQueryError).body!["errors"] as {
      graphQLErrors: { extensions: { code: string } }[];
    };
    expect(graphQLErrors[0]?.extensions.code).toBe("THROTTLED");
  });

  it("validates the webhooks of an order", async () => {
    const [customer] = simulator.shop.customers.values();
    const [product] = simulator.shop.products.values();
    received.length = 0;
    const placed = simulator.runtime.commands.placeOrder({
      customerId: customer!.id,
      lines: [{ variantId: product!.variants[0]!.id, quantity: 1 }],
    });
    expect(placed.ok).toBe(true);
    await simulator.control.settled();
    const topics = received.map(({ headers }) => headers["x-shopify-topic"]);
    expect(topics).toEqual(expect.arrayContaining(["customers/update", "orders/create", "orders/paid"]));
    for (const { headers, body, path } of received) {
      const rawRequest = { method: "POST", url: path, headers };
      const check = await library().webhooks.validate({ rawBody: body, rawRequest });
      expect(check).toMatchObject({ valid: true, domain: shop, apiVersion: "2026-07" });
    }
    expect(new Set(received.map(({ headers }) => headers["x-shopify-event-id"])).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers["x-shopify-webhook-id"])).size).toBe(topics.length);
  });

  it("finds a forged webhook", async () => {
    received.length = 0;
    simulator.control.sendWebhook({ topic: "orders/create", payload: { id: 1 }, badHmac: true });
    await simulator.control.settled();
    const [{ headers, body, path }] = received as [Received];
    const rawRequest = { method: "POST", url: path, headers };
    const check = await library().webhooks.validate({ rawBody: body, rawRequest });
    expect(check).toMatchObject({ valid: false, reason: "invalid_hmac" });
  });

  it("validates the app proxy's signature", async () => {
    const query = new URLSearchParams({
      shop,
      logged_in_customer_id: "",
      path_prefix: "/apps/perennial",
      timestamp: String(Math.floor(Date.now() / 1000)),
    });
    query.set("signature", signProxyQuery(query, SECRET));
    const check = await library().utils.validateHmac(Object.fromEntries(query), { signator: "appProxy" });
    expect(check).toBe(true);
  });
});

describe("@shopify/admin-api-client", () => {
  it("reads and pages", async () => {
    const { accessToken } = await session();
    const client = createAdminApiClient({
      storeDomain: `https://${shop}`,
      apiVersion: "2026-07",
      accessToken: accessToken!,
      customFetchApi: (url, init) => redirected(url, init),
    });
    // The bucket was emptied above; it fills with 100 points a second.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { data, errors } = await client.request<{ customers: { nodes: object[]; pageInfo: object } }>(
      "query ($first: Int!) { customers(first: $first) { nodes { id } pageInfo { hasNextPage } } }",
      { variables: { first: 3 } },
    );
    expect(errors).toBeUndefined();
    expect(data?.customers).toMatchObject({ pageInfo: { hasNextPage: true } });
    expect(data?.customers.nodes).toHaveLength(3);
  });
});

describe("the control API", () => {
  const call = async (
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(`${simulator.adminUrl}/__simulator/${path}`, {
      method: body ? "POST" : "GET",
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it("places, refunds and lists orders with ids as strings", async () => {
    const [product] = simulator.shop.products.values();
    const lines = [{ variantId: String(product!.variants[0]!.id), quantity: 2 }];
    const placed = await call("orders", { customerId: null, email: "guest@example.com", lines });
    expect(placed.status).toBe(200);
    const { id } = placed.body["order"] as { id: string };
    expect(id).toMatch(/^9007199254\d+$/);
    expect((await call(`orders/${id}/refund`, {})).status).toBe(200);
    expect((await call(`orders/${id}/refund`, {})).status).toBe(422);
    const list = await call("orders?customerEmail=guest@example.com");
    expect(list.body).toMatchObject({ total: 1, orders: [{ id, financialStatus: "REFUNDED" }] });
  });

  it("answers health, and says what it does not have", async () => {
    expect((await call("health")).body).toEqual({ ok: true });
    expect((await call("shops/other.myshopify.com")).status).toBe(404);
    expect((await call("nothing")).status).toBe(404);
    expect((await call("orders/7/cancel", { reason: "customer" })).status).toBe(422);
  });

  it("does not start in production", async () => {
    const before = process.env["NODE_ENV"];
    process.env["NODE_ENV"] = "production";
    await expect(startSimulator()).rejects.toThrow("NODE_ENV=production");
    process.env["NODE_ENV"] = before;
  });
});
