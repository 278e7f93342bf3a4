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
/** Neither forwarded nor passed back. */
const NOT_FORWARDED = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "cookie",
  "forwarded",
  "host",
  "keep-alive",
  "proxy-authorization",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
]);

interface Target {
  url: URL;
  /** Path of the proxy on the store: `/apps/perennial`. */
  pathPrefix: string;
  /** Address of the app that the prefix stands for. */
  base: URL;
}

/** The app's answer when the path lies in its proxy; null when it does not, or the app is not installed. */
export function proxyRoute(visit: Visit): Promise<Answer> | null {
  const target = targetOf(visit);
  return target ? forward(visit, target) : null;
}

function targetOf(visit: Visit): Target | null {
  const { app, shop } = visit.context;
  if (!app.proxy || !shop.installations.has(app.clientId)) return null;
  const pathPrefix = `/${app.proxy.prefix}/${app.proxy.subpath}`;
  const { pathname } = visit.url;
  if (pathname !== pathPrefix && !pathname.startsWith(`${pathPrefix}/`)) return null;
  const base = new URL(app.proxy.url, `${app.url}/`);
  const url = new URL(base.pathname.replace(/\/$/, "") + pathname.slice(pathPrefix.length), base);
  url.search = signedQuery(visit, pathPrefix).toString();
  return { url, pathPrefix, base };
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

async function forward(visit: Visit, target: Target): Promise<Answer> {
  const method = visit.request.method ?? "GET";
  const body = visit.body.length > 0 ? new Uint8Array(visit.body) : undefined;
  let response: Response;
  let content: Buffer;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetch(target.url, {
      method,
      headers: requestHeaders(visit),
      body,
      redirect: "manual",
      signal,
    });
    content = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    visit.context.log({ event: "proxy.failed", path: visit.url.pathname, message: String(error) });
    return unavailable(visit, timedOut ? 504 : 502);
  }
  const type = response.headers.get("content-type") ?? "";
  if (/^application\/liquid\b/.test(type)) return renderLiquid(visit, response, content.toString("utf8"));
  return { status: response.status, headers: responseHeaders(response, target), body: content };
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

function responseHeaders(response: Response, target: Target): Record<string, string> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    if (!NOT_FORWARDED.has(name)) headers[name === "content-type" ? "Content-Type" : name] = value;
  });
  if (headers["location"] !== undefined) headers["location"] = publicLocation(headers["location"], target);
  return headers;
}

/** A redirect to the app's proxy pages becomes one to their address on the store; others stay. */
function publicLocation(location: string, target: Target): string {
  const { base, pathPrefix } = target;
  if (!URL.canParse(location, target.url)) return location;
  const wanted = new URL(location, target.url);
  const basePath = base.pathname.replace(/\/$/, "");
  const inside = wanted.pathname === basePath || wanted.pathname.startsWith(`${basePath}/`);
  if (wanted.origin !== base.origin || !inside) return location;
  for (const name of OWN_PARAMETERS) wanted.searchParams.delete(name);
  return pathPrefix + wanted.pathname.slice(basePath.length) + wanted.search + wanted.hash;
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
  const title = "Not available";
  return page(await renderPage(visit, { template: "app-unavailable", title }), status);
}
