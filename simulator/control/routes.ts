/** The control API under `/__simulator/`: JSON in and out, ids and amounts as strings. */
import type { IncomingMessage } from "node:http";
import { createControl } from "#simulator/control/control.ts";
import { json, readBody, type Reply } from "#simulator/http.ts";
import { fromJson } from "#simulator/json.ts";
import type { Platform } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { appRoutes } from "./app-routes.ts";
import { contractRoutes } from "./contract-routes.ts";
import { customerRoutes } from "./customer-routes.ts";
import { faultRoutes } from "./fault-routes.ts";
import { orderRoutes } from "./order-routes.ts";
import type { Body, Route } from "./route.ts";
import { shopRoutes } from "./shop-routes.ts";
import { storeRoutes } from "./store-routes.ts";
import { timeRoutes } from "./time-routes.ts";
import { webhookRoutes } from "./webhook-routes.ts";

const ROUTES: Route[] = [
  ...timeRoutes,
  ...webhookRoutes,
  ...faultRoutes,
  ...appRoutes,
  ...shopRoutes,
  ...orderRoutes,
  ...customerRoutes,
  ...contractRoutes,
  ...storeRoutes,
];

async function readJson(request: IncomingMessage): Promise<Body | null> {
  const text = await readBody(request);
  if (text === "") return {};
  try {
    const value = fromJson(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : null;
  } catch {
    return null;
  }
}

/** The shop that a call is about: named in the path, in `?shop=` or in `x-sim-shop`; else the first. */
function shopOf(platform: Platform, request: IncomingMessage, url: URL, path: string): ShopRuntime | string {
  const named =
    /^shops\/([^/]+)/.exec(path)?.[1] ?? url.searchParams.get("shop") ?? request.headers["x-sim-shop"];
  if (named === undefined) return platform.first();
  return platform.shop(String(named)) ?? `There is no shop ${String(named)} here.`;
}

/** Answers one call of the control API. */
export async function answerControl(platform: Platform, request: IncomingMessage, url: URL): Promise<Reply> {
  const path = url.pathname.slice("/__simulator/".length);
  const runtime = shopOf(platform, request, url, path);
  if (typeof runtime === "string") return json({ error: runtime }, 404);
  const control = createControl(runtime);
  for (const [method, pattern, answer] of ROUTES) {
    const match = pattern.exec(path);
    if (!match || (request.method ?? "GET") !== method) continue;
    const body = method === "POST" ? await readJson(request) : {};
    if (!body) return json({ error: "The body must be a JSON object." }, 400);
    try {
      return await answer({ platform, runtime, control, url, body, parts: match.slice(1) });
    } catch (error) {
      return json({ error: error instanceof Error ? error.message : String(error) }, 400);
    }
  }
  return json({ error: `The control API has no ${request.method} ${path}.` }, 404);
}
