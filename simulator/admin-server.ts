/** The server of the admin: Shopify's APIs, the control API, the App Bridge script and the admin's pages. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerGraphql, readDebugWishes } from "#simulator/admin-api/endpoint.ts";
import { readGraphqlRequest } from "#simulator/admin-api/prepare.ts";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import { answerAdminPage } from "#simulator/admin-page/router.ts";
import { answerChargePage } from "#simulator/billing/charge-page.ts";
import { answerState, type StateHolder } from "#simulator/control/state-routes.ts";
import { answerControl } from "#simulator/control/routes.ts";
import { json, readBody, redirect, type Reply, send } from "#simulator/http.ts";
import { toJson } from "#simulator/json.ts";
import { installationOfToken } from "#simulator/oauth/access-tokens.ts";
import { answerTokenRequest } from "#simulator/oauth/token-endpoint.ts";
import type { Beginning } from "#simulator/starting-stores.ts";
import { type Platform, shopHandle } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { answerStorefrontApi, STOREFRONT_PATH } from "#simulator/storefront-api/endpoint.ts";
import { answerFiles } from "#simulator/uploads/server.ts";

const GRAPHQL_PATH = /^\/admin\/api\/(\d{4}-\d{2}|unstable)\/graphql\.json$/;

const header = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? "");

/** The store a client wanted: clients that are redirected here name it in `x-sim-shop`. */
const wantedShop = (request: IncomingMessage): string =>
  (header(request, "x-sim-shop") || header(request, "host")).split(":")[0]!.toLowerCase();

/** The shop of an API request; a request that names none means the first one. */
function shopOf(platform: Platform, request: IncomingMessage): ShopRuntime | null {
  const wanted = wantedShop(request);
  return wanted.endsWith(".myshopify.com") ? platform.shop(wanted) : platform.first();
}

const unknownShop = (): Reply => json({ errors: "Not Found" }, 404);

async function answerApi(runtime: ShopRuntime, request: IncomingMessage, version: string): Promise<Reply> {
  if (request.method !== "POST") return json({ errors: "Method Not Allowed" }, 405);
  const now = runtime.clock();
  const installation = installationOfToken(runtime.shop, header(request, "x-shopify-access-token"), now);
  if (!installation) {
    return json(
      { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" },
      401,
    );
  }
  const graphql = readGraphqlRequest(await readBody(request));
  if (!graphql) return json({ errors: { query: "Required parameter missing or invalid" } }, 400);
  const answer = await answerGraphql(
    {
      admin: loadAdminSchema(),
      bucket: runtime.bucket(installation),
      context: runtime.apiContext(installation),
      log: runtime.context.log,
      debug: readDebugWishes(request.headers),
    },
    graphql,
  );
  return {
    ...json(null),
    body: toJson(answer),
    headers: { "X-Shopify-API-Version": version, "X-Request-Id": crypto.randomUUID() },
  };
}

async function answerToken(runtime: ShopRuntime, request: IncomingMessage): Promise<Reply> {
  if (request.method !== "POST") return json({ errors: "Method Not Allowed" }, 405);
  const contentType = header(request, "content-type");
  const { shop, app } = runtime;
  return answerTokenRequest({ shop, app, now: runtime.clock(), body: await readBody(request), contentType });
}

/** Links that Shopify's own addresses would have: `https://<shop>/admin/…` opens the same page here. */
function adminPath(runtime: ShopRuntime, url: URL): Reply {
  return redirect(
    `/store/${shopHandle(runtime.shop.domain)}${url.pathname.slice("/admin".length)}${url.search}`,
  );
}

async function answer(holder: StateHolder, request: IncomingMessage): Promise<Reply> {
  const { platform } = holder;
  const url = new URL(request.url ?? "/", platform.adminUrl());
  const shop = shopOf(platform, request);
  const api = GRAPHQL_PATH.exec(url.pathname);
  if (api) return shop ? answerApi(shop, request, api[1]!) : unknownShop();
  if (url.pathname === "/admin/oauth/access_token") return shop ? answerToken(shop, request) : unknownShop();
  const storefront = STOREFRONT_PATH.exec(url.pathname);
  if (storefront) return shop ? answerStorefrontApi(shop, request, storefront[1]!) : unknownShop();
  const charge = await answerChargePage(platform, request, url);
  if (charge) return charge;
  if (url.pathname.startsWith("/__simulator/")) return answerControl(platform, request, url);
  if (url.pathname === "/admin" || url.pathname.startsWith("/admin/")) {
    return shop ? adminPath(shop, url) : unknownShop();
  }
  return answerAdminPage(holder, request, url);
}

/** `beginning`: what the shops go back to when the simulator is reset. */
export function createAdminHandler(platform: Platform, beginning: Beginning) {
  const holder: StateHolder = { platform, beginning };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (await answerState(holder, request, response)) return;
    if (await answerFiles(platform, request, response)) return;
    send(response, await answer(holder, request));
  };
}
