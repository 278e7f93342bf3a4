/**
 * The app proxy: `/<prefix>/<subpath>/…` of the store is answered by the app. Shopify signs the query, tells who is
 * logged in and keeps cookies to itself, in both directions.
 */
import { signProxyQuery } from "#simulator/app-proxy-signature.ts";
import { page } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { renderPage } from "../theme.ts";
import type { Visit } from "../visit.ts";

const TIMEOUT_MS = 10_000;
/** Parameters only Shopify may set; what a shopper sends under these names is dropped. */
const OWN_PARAMETERS = ["shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"];
/** Of the browser's request: what Shopify keeps to itself or sets anew. */
const NOT_FORWARDED = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "cookie",
  "forwarded",
  "host",
  "keep-alive",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
]);
/** Of the app's answer: what Shopify removes, and what belongs to the connection. */
const NOT_PASSED_BACK = new Set([
  "accept-patch",
  "accept-ranges",
  "connection",
  "content-encoding",
  "content-length",
  "cookie",
  "date",
  "delta-base",
  "im",
  "keep-alive",
  "p3p",
  "pragma",
  "preference-applied",
  "proxy-authenticate",
  "public-key-pins",
  "server",
  "service-worker-allowed",
  "set-cookie",
  "tk",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "warning",
  "x-powered-by",
]);
/** Redirects of the app that Shopify follows before it gives up. */
const MOST_REDIRECTS = 10;

/** The app's answer when the path lies in its proxy; null when it does not, or the app is not installed. */
export function proxyRoute(visit: Visit): Promise<Answer> | null {
  const url = targetOf(visit);
  return url ? forward(visit, url) : null;
}

function targetOf(visit: Visit): URL | null {
  const { app, shop } = visit.context;
  if (!app.proxy || !shop.installations.has(app.clientId)) return null;
  const pathPrefix = `/${app.proxy.prefix}/${app.proxy.subpath}`;
  const pathname = visit.url.pathname.endsWith("/") ? `${visit.path}/` : visit.path;
  if (pathname !== pathPrefix && !pathname.startsWith(`${pathPrefix}/`)) return null;
  const base = new URL(app.proxy.url, `${app.url}/`);
  const url = new URL(base.pathname.replace(/\/$/, "") + pathname.slice(pathPrefix.length), base);
  url.search = signedQuery(visit, pathPrefix).toString();
  return url;
}

function signedQuery(visit: Visit, pathPrefix: string): URLSearchParams {
  const { shop, app, clock } = visit.context;
  const query = new URLSearchParams(visit.url.search);
  for (const name of OWN_PARAMETERS) query.delete(name);
  query.append("shop", shop.domain);
  query.append("logged_in_customer_id", visit.customer?.id.toString() ?? "");
  query.append("path_prefix", pathPrefix);
  query.append("timestamp", String(Math.floor(clock().getTime() / 1000)));
  query.append("signature", signProxyQuery(query, app.clientSecret));
  return query;
}

async function forward(visit: Visit, target: URL): Promise<Answer> {
  let response: Response;
  let content: Buffer;
  try {
    response = await ask(visit, target);
    content = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    visit.context.log({ event: "proxy.failed", path: visit.url.pathname, message: String(error) });
    return unavailable(visit, timedOut ? 504 : 502);
  }
  const type = response.headers.get("content-type") ?? "";
  if (/^application\/liquid\b/.test(type)) return renderLiquid(visit, response, content.toString("utf8"));
  return { status: response.status, headers: responseHeaders(response), body: content };
}

/** The app's answer. Redirects are followed on this side, so the shopper never sees one. */
async function ask(visit: Visit, target: URL): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = requestHeaders(visit);
  let method = visit.request.method ?? "GET";
  let body = visit.body.length > 0 ? new Uint8Array(visit.body) : undefined;
  let url = target;
  for (let followed = 0; followed <= MOST_REDIRECTS; followed += 1) {
    const response = await fetch(url, { method, headers, body, redirect: "manual", signal });
    const location = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    url = new URL(location, url);
    if (response.status < 304 && method !== "HEAD") {
      method = "GET";
      body = undefined;
      headers.delete("content-type");
    }
  }
  throw new Error("The app redirected too often.");
}

function requestHeaders(visit: Visit): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(visit.request.headers)) {
    if (value === undefined || NOT_FORWARDED.has(name)) continue;
    headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  headers.set("X-Forwarded-For", visit.request.socket.remoteAddress ?? "127.0.0.1");
  headers.set("X-Forwarded-Host", visit.request.headers.host ?? visit.url.host);
  return headers;
}

function responseHeaders(response: Response): Record<string, string> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    if (!NOT_PASSED_BACK.has(name)) headers[name === "content-type" ? "Content-Type" : name] = value;
  });
  return headers;
}

async function renderLiquid(visit: Visit, response: Response, source: string): Promise<Answer> {
  try {
    const html = await renderPage(visit, { template: "app-proxy", title: visit.context.app.name, source });
    const answer = page(html, response.status);
    const caching = response.headers.get("cache-control");
    if (caching !== null) answer.headers["Cache-Control"] = caching;
    return answer;
  } catch (error) {
    visit.context.log({ event: "proxy.liquid_failed", path: visit.url.pathname, message: String(error) });
    return unavailable(visit, 502);
  }
}

async function unavailable(visit: Visit, status: number): Promise<Answer> {
  const title = { key: "app_unavailable.title" };
  return page(await renderPage(visit, { template: "app-unavailable", title }), status);
}
