/** For tests: the storefront of the small store on a free port, with a browser-like client that keeps cookies. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AppUnderTest, SimulatorContext } from "#simulator/context.ts";
import { createClock } from "#simulator/clock.ts";
import { createPlatform, type Platform } from "#simulator/platform.ts";
import { createShop } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import type { ShopState } from "#simulator/state/model.ts";
import { newInstallation } from "#simulator/state/model/apps.ts";
import { createSender } from "#simulator/webhooks/delivery.ts";
import { createStorefrontHandler } from "./handler.ts";

export const NOW = new Date("2026-11-20T12:00:00Z");

export interface TestStorefront {
  url: string;
  shop: ShopState;
  app: AppUnderTest;
  platform: Platform;
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
    optionalScopes: [],
    apiVersion: "2026-07",
    subscriptions: [],
    proxy: { prefix: "apps", subpath: "loyal", url: "/proxy" },
    themeExtensionPath: null,
    themeExtensionUid: null,
    webPixel: null,
    flowTriggers: [],
    flowActions: [],
    ...given,
  };
}

export async function startStorefront(given: Partial<AppUnderTest> = {}): Promise<TestStorefront> {
  const app = testApp(given);
  const shop = createShop("small.myshopify.com", loadEmptyStore(NOW));
  const log: Record<string, unknown>[] = [];
  const clock = createClock({ now: NOW, speed: 0 });
  const write = (line: Record<string, unknown>): void => void log.push(line);
  let url = "";
  const platform = createPlatform({
    app,
    clock,
    sender: createSender({ clock, log: write, retryDelaysMs: [] }),
    log: write,
    adminUrl: () => url,
    storefrontUrl: () => url,
  });
  const handler = createStorefrontHandler(platform);
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { context } = platform.put(shop);
  return {
    url,
    shop,
    app,
    platform,
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

/** A second country and a second language. */
export function sellAbroad({ shop }: TestStorefront): void {
  shop.markets.push({ countryCode: "DE", countryName: "Germany", currency: "EUR", rate: 1.2 });
  shop.locales.push({ locale: "de", isPrimary: false });
}

/** Installs the app as the merchant would. */
export function installApp(storefront: TestStorefront): bigint {
  const { app, shop } = storefront;
  const id = 9_007_199_254_999_999n;
  const { clientId, appId } = app;
  shop.installations.set(clientId, newInstallation({ id, appId, clientId, scopes: [], installedAt: NOW }));
  return id;
}

function createShopper(url: string): Shopper {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const known = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (known && !headers.has("Cookie")) headers.set("Cookie", known);
    const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  return {
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, form) => send(path, { method: "POST", body: new URLSearchParams(form) }),
    postJson: (path, body) =>
      send(path, { method: "POST", body, headers: { "Content-Type": "application/json" } }),
  };
}
