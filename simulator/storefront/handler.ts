/** The storefront's HTTP server: finds the page, opens the session, sends the answer. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { BodyTooLarge, send } from "#simulator/http.ts";
import type { Platform } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { answerStorefrontApi, STOREFRONT_PATH } from "#simulator/storefront-api/endpoint.ts";
import { page, sendAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { accountRoutes } from "./routes/account.ts";
import { addressRoutes } from "./routes/addresses.ts";
import { proxyRoute } from "./routes/app-proxy.ts";
import { assetRoutes } from "./routes/assets.ts";
import { cartAjaxRoutes } from "./routes/cart-ajax.ts";
import { permalinkRoutes } from "./routes/cart-permalink.ts";
import { cartRoutes } from "./routes/cart.ts";
import { catalogueRoutes } from "./routes/catalogue.ts";
import { checkoutRoutes } from "./routes/checkout.ts";
import { localizationRoutes } from "./routes/localization.ts";
import { notFound } from "./routes/not-found.ts";
import { confirmationRoutes } from "./routes/order-confirmation.ts";
import { productDataRoutes } from "./routes/product-data.ts";
import type { Route } from "./routes/route.ts";
import { webPixelRoutes } from "./routes/web-pixels.ts";
import { sessionCookie } from "./session.ts";
import { openVisit } from "./visit.ts";
import type { Visit } from "./visit.ts";

const ROUTES: Route[] = [
  ...assetRoutes,
  ...cartAjaxRoutes,
  ...cartRoutes,
  ...permalinkRoutes,
  ...checkoutRoutes,
  ...confirmationRoutes,
  ...accountRoutes,
  ...addressRoutes,
  ...localizationRoutes,
  ...productDataRoutes,
  ...webPixelRoutes,
  ...catalogueRoutes,
];

/** Handles every request to the storefront. Faults are logged and end in a plain error page, never in a stack trace. */
export function createStorefrontHandler(
  platform: Platform,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const runtime = shopOf(platform, request);
    const { context } = runtime;
    const api = STOREFRONT_PATH.exec((request.url ?? "").split("?")[0] ?? "");
    if (api?.[1]) return send(response, await answerStorefrontApi(runtime, request, api[1]));
    try {
      const visit = await openVisit(context, request);
      const before = sessionCookie(visit.session, context.app.clientSecret);
      noteArrival(visit);
      const answer = await answerTo(visit);
      const after = sessionCookie(visit.session, context.app.clientSecret);
      const cookies = [...visit.cookies, ...(after === before ? [] : [after])];
      await sendAnswer(request, response, answer, cookies);
    } catch (error) {
      const tooLarge = error instanceof BodyTooLarge;
      context.log({ event: "storefront.failed", path: request.url, message: String(error) });
      if (response.headersSent) return void response.destroy();
      await sendAnswer(request, response, tooLarge ? plainError(413) : plainError(500));
    }
  };
}

/** The shop by its host name, `<handle>.localhost`, or by the header `x-sim-shop`; else the first. */
function shopOf(platform: Platform, request: IncomingMessage): ShopRuntime {
  const wanted = request.headers["x-sim-shop"];
  if (typeof wanted === "string") return platform.shop(wanted) ?? platform.first();
  const handle = /^([a-z0-9-]+)\.localhost(?::\d+)?$/.exec(request.headers.host ?? "")?.[1];
  return (handle && platform.shop(`${handle}.myshopify.com`)) || platform.first();
}

/** The first page of a visit, and where the shopper came from, end up on the order. */
function noteArrival(visit: Visit): void {
  const { session, request, url } = visit;
  const isPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
  if (!isPage || session.landingSite !== null) return;
  session.landingSite = (url.pathname + url.search).slice(0, 500);
  const referrer = request.headers.referer;
  session.referringSite = referrer && !referrer.startsWith(url.origin) ? referrer.slice(0, 500) : null;
}

function answerTo(visit: Visit): Promise<Answer> | Answer {
  const proxied = proxyRoute(visit);
  if (proxied) return proxied;
  const method = visit.request.method === "HEAD" ? "GET" : (visit.request.method ?? "GET");
  for (const route of ROUTES) {
    const match = route.path.exec(visit.path);
    if (match && route.methods.includes(method)) {
      return route.answer(visit, match.slice(1).map(decodeSegment));
    }
  }
  return notFound(visit);
}

function decodeSegment(segment: string | undefined): string {
  try {
    return decodeURIComponent(segment ?? "");
  } catch {
    return "";
  }
}

function plainError(status: number): Answer {
  const text = status === 413 ? "That is too much data." : "Something went wrong in the simulated store.";
  const body = `<!doctype html><html lang="en"><title>${status}</title><h1>${status}</h1><p>${text}</p>`;
  return page(body, status);
}
