/** The server of the admin: Shopify's APIs, the control API, the App Bridge script and the admin's pages. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerGraphql, readGraphqlRequest } from "#simulator/admin-api/endpoint.ts";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import { answerAdminPage } from "#simulator/admin-page/router.ts";
import type { Control } from "#simulator/control/control.ts";
import { answerControl } from "#simulator/control/routes.ts";
import { json, readBody, redirect, type Reply, send } from "#simulator/http.ts";
import { toJson } from "#simulator/json.ts";
import { installationOfToken } from "#simulator/oauth/access-tokens.ts";
import { answerTokenRequest } from "#simulator/oauth/token-endpoint.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";

const GRAPHQL_PATH = /^\/admin\/api\/(\d{4}-\d{2}|unstable)\/graphql\.json$/;
const BULK_PATH = /^\/bulk\/(\d+)\.jsonl$/;

const header = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? "");

/** The store a client wanted: clients that are redirected here name it in `x-sim-shop`. */
const wantedShop = (request: IncomingMessage): string =>
  (header(request, "x-sim-shop") || header(request, "host")).split(":")[0]!.toLowerCase();

function unknownShop(runtime: ShopRuntime, request: IncomingMessage): Reply | null {
  const wanted = wantedShop(request);
  if (wanted === runtime.shop.domain || !wanted.endsWith(".myshopify.com")) return null;
  return json({ errors: "Not Found" }, 404);
}

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

function bulkResult(runtime: ShopRuntime, id: string): Reply {
  const result = runtime.shop.bulkOperations.get(BigInt(id))?.result;
  return result
    ? { status: 200, type: "application/jsonl", body: result }
    : json({ errors: "Not Found" }, 404);
}

/** Links that Shopify's own addresses would have: `https://<shop>/admin/…` opens the same page here. */
function adminPath(runtime: ShopRuntime, url: URL): Reply {
  const handle = runtime.shop.domain.replace(".myshopify.com", "");
  return redirect(`/store/${handle}${url.pathname.slice("/admin".length)}${url.search}`);
}

async function answer(runtime: ShopRuntime, control: Control, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? "/", runtime.context.adminUrl());
  const api = GRAPHQL_PATH.exec(url.pathname);
  if (api) return unknownShop(runtime, request) ?? (await answerApi(runtime, request, api[1]!));
  if (url.pathname === "/admin/oauth/access_token") {
    return unknownShop(runtime, request) ?? (await answerToken(runtime, request));
  }
  const bulk = BULK_PATH.exec(url.pathname);
  if (bulk) return bulkResult(runtime, bulk[1]!);
  if (url.pathname.startsWith("/__simulator/")) return answerControl(runtime, control, request, url);
  if (url.pathname === "/admin" || url.pathname.startsWith("/admin/")) return adminPath(runtime, url);
  return answerAdminPage(runtime, control, request, url);
}

export function createAdminHandler(runtime: ShopRuntime, control: Control) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    send(response, await answer(runtime, control, request));
  };
}
