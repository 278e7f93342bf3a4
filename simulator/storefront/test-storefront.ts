/** For tests: the storefront of the small store on a free port, with a browser-like client that keeps cookies. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AppUnderTest, SimulatorContext } from "#simulator/context.ts";
import { createAllocator } from "#simulator/ids.ts";
import { createShop, lastId } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import type { ShopState } from "#simulator/state/model.ts";
import { createShopCommands } from "#simulator/state/shop-commands.ts";
import { createStorefrontHandler } from "./handler.ts";

export const NOW = new Date("2026-11-20T12:00:00Z");

export interface TestStorefront {
  url: string;
  shop: ShopState;
  app: AppUnderTest;
  context: SimulatorContext;
  log: Record<string, unknown>[];
  newShopper(): Shopper;
  close(): Promise<void>;
}

/** Follows no redirects, so that tests see them. */
export interface Shopper {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, form: Record<string, string>): Promise<Response>;
  postJson(path: string, body: string): Promise<Response>;
}

export function testApp(given: Partial<AppUnderTest> = {}): AppUnderTest {
  return {
    clientId: "client",
    clientSecret: "hush",
    appId: 4711n,
    name: "Loyal",
    handle: "loyal",
    url: "http://localhost:9",
    scopes: [],
    apiVersion: "2026-07",
    subscriptions: [],
    proxy: { prefix: "apps", subpath: "loyal", url: "/proxy" },
    themeExtensionPath: null,
    themeExtensionUid: null,
    ...given,
  };
}

export async function startStorefront(given: Partial<AppUnderTest> = {}): Promise<TestStorefront> {
  const app = testApp(given);
  const shop = createShop("small.myshopify.com", loadEmptyStore(NOW));
  const log: Record<string, unknown>[] = [];
  const clock = () => NOW;
  const allocate = createAllocator(lastId(shop));
  const commands = createShopCommands({ shop, clock, allocate, emit: () => {} }, app.clientId);
  let url = "";
  const context: SimulatorContext = {
    shop,
    commands,
    clock,
    app,
    log: (line) => void log.push(line),
    adminUrl: () => url,
    storefrontUrl: () => url,
  };
  const handler = createStorefrontHandler(context);
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    shop,
    app,
    context,
    log,
    newShopper: () => createShopper(url),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Installs the app as the merchant would. */
export function installApp(storefront: TestStorefront): bigint {
  const { app, shop } = storefront;
  const id = 9_007_199_254_999_999n;
  shop.installations.set(app.clientId, {
    id,
    appId: app.appId,
    clientId: app.clientId,
    scopes: [],
    accessTokens: new Map(),
    refreshTokens: new Set(),
    installedAt: NOW,
  });
  return id;
}

function createShopper(url: string): Shopper {
  let cookie = "";
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookie) headers.set("Cookie", cookie);
    const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
    cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    return response;
  };
  return {
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, form) => send(path, { method: "POST", body: new URLSearchParams(form) }),
    postJson: (path, body) =>
      send(path, { method: "POST", body, headers: { "Content-Type": "application/json" } }),
  };
}
