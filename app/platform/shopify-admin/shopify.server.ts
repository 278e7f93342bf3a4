import "@shopify/shopify-app-remix/adapters/node";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from "@shopify/shopify-app-remix/server";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { SealedSessionStorage } from "./session-storage.server.ts";
import { readAppToml } from "./app-toml.server.ts";

/** Sends what is meant for a shop to the simulator instead, naming the shop in a header. Demo and tests only. */
export const fetchShopify: typeof fetch = (input, init) => {
  if (!env.SHOPIFY_SIMULATOR_URL) return fetch(input, init);
  const request = new Request(input, init);
  const url = new URL(request.url);
  if (!url.hostname.endsWith(".myshopify.com")) return fetch(request);
  const headers = new Headers(request.headers);
  headers.set("x-sim-shop", url.host);
  return fetch(
    new Request(env.SHOPIFY_SIMULATOR_URL + url.pathname + url.search, new Request(request, { headers })),
    // Given to the call itself: a request handed on holds its caller's signal weakly, and a collection of memory meanwhile
    // would leave the call waiting for ever.
    init?.signal ? { signal: init.signal } : {},
  );
};

if (env.SHOPIFY_SIMULATOR_URL)
  setAbstractFetchFunc(fetchShopify as Parameters<typeof setAbstractFetchFunc>[0]);

let afterInstall: ((shopDomain: string) => Promise<void>) | undefined;

/** What to do when a merchant's token was exchanged. Set once by the shops feature, which this layer may not import. */
export function onTokenExchanged(handler: (shopDomain: string) => Promise<void>): void {
  afterInstall = handler;
}

const shopify = shopifyApp({
  apiKey: env.SHOPIFY_API_KEY,
  apiSecretKey: env.SHOPIFY_API_SECRET,
  appUrl: env.SHOPIFY_APP_URL,
  apiVersion: ApiVersion.July26,
  scopes: readAppToml().scopes,
  distribution: AppDistribution.AppStore,
  sessionStorage: new SealedSessionStorage(),
  hooks: { afterAuth: async ({ session }) => afterInstall?.(session.shop) },
  logger: {
    level: LogSeverity.Warning,
    log: async (severity, message) => {
      if (severity === LogSeverity.Error) log.error({ source: "shopify" }, message);
      else log.warn({ source: "shopify" }, message);
    },
  },
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
});

export const { authenticate, unauthenticated, login, sessionStorage } = shopify;

/**
 * The headers that every document of the embedded app needs, above all who may frame it. In the demo the simulator's
 * admin may, too.
 */
export function addDocumentHeaders(request: Request, headers: Headers): void {
  shopify.addDocumentResponseHeaders(request, headers);
  const policy = headers.get("Content-Security-Policy");
  if (env.SHOPIFY_SIMULATOR_URL && policy) {
    headers.set(
      "Content-Security-Policy",
      policy.replace("frame-ancestors", `frame-ancestors ${new URL(env.SHOPIFY_SIMULATOR_URL).origin}`),
    );
  }
}

/** Where the admin's document loads App Bridge from; undefined = Shopify's CDN. */
export function appBridgeUrl(): string | undefined {
  return env.SHOPIFY_SIMULATOR_URL && `${env.SHOPIFY_SIMULATOR_URL}/app-bridge.js`;
}
