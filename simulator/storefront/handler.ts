/** The storefront's HTTP server: finds the page, opens the session, sends the answer. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SimulatorContext } from "#simulator/context.ts";
import { BodyTooLarge } from "#simulator/http.ts";
import { page, sendAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { accountRoutes } from "./routes/account.ts";
import { proxyRoute } from "./routes/app-proxy.ts";
import { assetRoutes } from "./routes/assets.ts";
import { cartAjaxRoutes } from "./routes/cart-ajax.ts";
import { cartRoutes } from "./routes/cart.ts";
import { catalogueRoutes, notFound } from "./routes/catalogue.ts";
import { checkoutRoutes } from "./routes/checkout.ts";
import type { Route } from "./routes/route.ts";
import { sessionCookie } from "./session.ts";
import { openVisit } from "./visit.ts";
import type { Visit } from "./visit.ts";

const ROUTES: Route[] = [
  ...assetRoutes,
  ...cartAjaxRoutes,
  ...cartRoutes,
  ...checkoutRoutes,
  ...accountRoutes,
  ...catalogueRoutes,
];

/** Handles every request to the storefront. Faults are logged and end in a plain error page, never in a stack trace. */
export function createStorefrontHandler(
  context: SimulatorContext,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    try {
      const visit = await openVisit(context, request);
      const before = sessionCookie(visit.session, context.app.clientSecret);
      const answer = await answerTo(visit);
      const after = sessionCookie(visit.session, context.app.clientSecret);
      if (after !== before) answer.headers["Set-Cookie"] = after;
      await sendAnswer(request, response, answer);
    } catch (error) {
      const tooLarge = error instanceof BodyTooLarge;
      context.log({ event: "storefront.failed", path: request.url, message: String(error) });
      if (response.headersSent) return void response.destroy();
      await sendAnswer(request, response, tooLarge ? plainError(413) : plainError(500));
    }
  };
}

function answerTo(visit: Visit): Promise<Answer> | Answer {
  const proxied = proxyRoute(visit);
  if (proxied) return proxied;
  const method = visit.request.method === "HEAD" ? "GET" : (visit.request.method ?? "GET");
  const path = visit.url.pathname.replace(/(?<=.)\/$/, "");
  for (const route of ROUTES) {
    const match = route.path.exec(path);
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
