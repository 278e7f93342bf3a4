/** The whole of `@shopify/shopify-app-remix` against the simulator: every way in that a Remix app has. */
import "@shopify/shopify-app-remix/adapters/node";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Session } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from "@shopify/shopify-app-remix/server";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningSimulator, startSimulator } from "#simulator/simulator.ts";

const SECRET = "contract-secret";
/** The library turns bots away, and Node's own user agent counts as one. */
const BROWSER = { "User-Agent": "Mozilla/5.0 (X11; Linux x64) Firefox/140.0" };

interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

const received: Received[] = [];
let receiver: Server;
let simulator: RunningSimulator;
let shop = "";
let appUrl = "";

class MemoryStorage implements SessionStorage {
  readonly sessions = new Map<string, Session>();
  async storeSession(session: Session): Promise<boolean> {
    this.sessions.set(session.id, session);
    return true;
  }
  async loadSession(id: string): Promise<Session | undefined> {
    return this.sessions.get(id);
  }
  async deleteSession(id: string): Promise<boolean> {
    return this.sessions.delete(id);
  }
  async deleteSessions(ids: string[]): Promise<boolean> {
    for (const id of ids) this.sessions.delete(id);
    return true;
  }
  async findSessionsByShop(domain: string): Promise<Session[]> {
    return [...this.sessions.values()].filter((session) => session.shop === domain);
  }
}

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      received.push({ method: request.method ?? "", path: request.url ?? "", headers, body });
      response.end("from the app");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, resolve));
  appUrl = `http://localhost:${(receiver.address() as AddressInfo).port}`;
  simulator = await startSimulator({ appUrl, apiSecret: SECRET, retryDelaysMs: [] });
  shop = simulator.shop.domain;
  simulator.control.install();
  setAbstractFetchFunc((input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const headers = new Headers(init?.headers);
    headers.set("x-sim-shop", url.host);
    return fetch(simulator.adminUrl + url.pathname + url.search, { ...init, headers });
  });
});

afterAll(async () => {
  await simulator.close();
  receiver.close();
});

function remixApp() {
  const { app } = simulator.runtime;
  const sessionStorage = new MemoryStorage();
  const shopify = shopifyApp({
    apiKey: app.clientId,
    apiSecretKey: SECRET,
    appUrl,
    apiVersion: ApiVersion.July26,
    scopes: app.scopes,
    distribution: AppDistribution.AppStore,
    sessionStorage,
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error, log: () => {} },
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  });
  return { shopify, sessionStorage };
}

/** The app as it is after the merchant opened it once. */
async function openedApp() {
  const made = remixApp();
  const url = simulator.control.embeddedUrl("/app");
  const opened = await made.shopify.authenticate.admin(new Request(url, { headers: BROWSER }));
  return { ...made, opened };
}

const asRequest = ({ method, path, headers, body }: Received): Request =>
  new Request(appUrl + path, { method, headers, body: method === "GET" ? undefined : body });

describe("authenticate.admin", () => {
  it("exchanges the token of an embedded page and queries the store", async () => {
    const { opened, sessionStorage } = await openedApp();
    const { data } = (await (await opened.admin.graphql("{ shop { myshopifyDomain } }")).json()) as {
      data: object;
    };
    expect(data).toEqual({ shop: { myshopifyDomain: shop } });
    const [session] = sessionStorage.sessions.values();
    expect(session).toMatchObject({ shop, isOnline: false });
    expect(session?.refreshToken).toBeTruthy();
  });

  it("sends an embedded page without a token to the page that fetches one", async () => {
    const { shopify } = remixApp();
    const url = new URL(simulator.control.embeddedUrl("/app"));
    url.searchParams.delete("id_token");
    const answer: unknown = await shopify.authenticate
      .admin(new Request(url, { headers: BROWSER }))
      .catch((thrown: unknown) => thrown);
    expect((answer as Response).status).toBe(302);
    expect((answer as Response).headers.get("location")).toContain("/auth/session-token");
  });

  it("answers a forged session token of a fetch with 401 and the wish for a new one", async () => {
    const { shopify } = remixApp();
    const forged = `${simulator.control.sessionToken().split(".").slice(0, 2).join(".")}.AAAA`;
    const answer: unknown = await shopify.authenticate
      .admin(new Request(`${appUrl}/app`, { headers: { ...BROWSER, Authorization: `Bearer ${forged}` } }))
      .catch((thrown: unknown) => thrown);
    expect((answer as Response).status).toBe(401);
    expect((answer as Response).headers.get("X-Shopify-Retry-Invalid-Session-Request")).toBe("1");
  });
});

describe("authenticate.webhook", () => {
  async function deliveryOf(topic: string): Promise<Received> {
    received.length = 0;
    simulator.runtime.commands.createCustomer({ email: `${crypto.randomUUID()}@example.com` });
    await simulator.control.settled();
    return received.find(({ headers }) => headers["x-shopify-topic"] === topic)!;
  }

  it("takes a delivery, with the session of its shop", async () => {
    const { shopify } = await openedApp();
    const delivery = await deliveryOf("customers/create");
    const context = await shopify.authenticate.webhook(asRequest(delivery));
    expect(context).toMatchObject({ topic: "CUSTOMERS_CREATE", shop, apiVersion: "2026-07" });
    expect(context.session?.shop).toBe(shop);
  });

  it("refuses a body that was changed on the way", async () => {
    const { shopify } = await openedApp();
    const delivery = await deliveryOf("customers/create");
    const answer: unknown = await shopify.authenticate
      .webhook(asRequest({ ...delivery, body: delivery.body.replace("@example.com", "@example.org") }))
      .catch((thrown: unknown) => thrown);
    expect((answer as Response).status).toBe(401);
  });
});

describe("authenticate.public.appProxy", () => {
  async function proxied(path: string): Promise<Received> {
    received.length = 0;
    const { proxy } = simulator.runtime.app;
    await fetch(`${simulator.storefrontUrl}/${proxy!.prefix}/${proxy!.subpath}${path}`);
    return received[0]!;
  }

  it("takes what the storefront forwards, repeated parameters included", async () => {
    const { shopify } = await openedApp();
    const request = await proxied("/rewards?extra=1&extra=2&name=a%20b");
    const context = await shopify.authenticate.public.appProxy(asRequest(request));
    expect(context.session?.shop).toBe(shop);
  });

  it("hands over a client of the Storefront API, with the scopes that the app has", async () => {
    const { shopify } = await openedApp();
    const context = await shopify.authenticate.public.appProxy(asRequest(await proxied("/rewards")));
    const answer = await context.storefront!.graphql("{ shop { name } }");
    const { data } = (await answer.json()) as { data: object };
    expect(data).toEqual({ shop: { name: "Simulated Store" } });
    const products = context.storefront!.graphql("{ products(first: 1) { nodes { title } } }");
    await expect(products).rejects.toThrow("unauthenticated_read_product_listings");
  });

  it("refuses another customer's number", async () => {
    const { shopify } = await openedApp();
    const request = await proxied("/rewards");
    const path = request.path.replace("logged_in_customer_id=", "logged_in_customer_id=7");
    const answer: unknown = await shopify.authenticate.public
      .appProxy(asRequest({ ...request, path }))
      .catch((thrown: unknown) => thrown);
    expect((answer as Response).status).toBe(400);
  });
});

describe("unauthenticated", () => {
  it("works on a shop without a request, and renews what has run out", async () => {
    const { shopify, sessionStorage } = await openedApp();
    const [before] = sessionStorage.sessions.values();
    const firstToken = before!.accessToken;
    before!.expires = new Date(Date.now() - 1000);
    const { admin } = await shopify.unauthenticated.admin(shop);
    const answer = (await (await admin.graphql("{ shop { name } }")).json()) as { data: object };
    expect(answer.data).toEqual({ shop: { name: "Simulated Store" } });
    const [after] = sessionStorage.sessions.values();
    expect(after!.accessToken).not.toBe(firstToken);
  });
});
