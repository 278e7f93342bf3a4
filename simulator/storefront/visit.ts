/** One request of a shopper, with what every page needs to know about it. */
import type { IncomingMessage } from "node:http";
import type { SimulatorContext } from "#simulator/context.ts";
import { BodyTooLarge } from "#simulator/http.ts";
import { parseGid } from "#simulator/ids.ts";
import { marketOf, primaryLocale } from "#simulator/state/markets.ts";
import type { Customer, Market, ShopState } from "#simulator/state/model.ts";
import { ProductDrop } from "./drops/product.ts";
import { hasPage } from "./publication.ts";
import { localPath } from "./reader.ts";
import type { Reader } from "./reader.ts";
import { readSession } from "./session.ts";
import type { Session } from "./session.ts";

export interface Visit {
  context: SimulatorContext;
  request: IncomingMessage;
  url: URL;
  /** Path without the language: `/products/mug` of `/de/products/mug`, without a slash at the end. */
  path: string;
  /** Changes to it are kept in the cookie of the answer. */
  session: Session;
  customer: Customer | null;
  /** Language of the page. */
  locale: string;
  /** Country and currency of the page. */
  market: Market;
  /** Inside the theme editor's preview. */
  designMode: boolean;
  /** Empty for GET. */
  body: Buffer;
  /** Further cookies of the answer. */
  cookies: string[];
}

const BODY_LIMIT_BYTES = 11_000_000;

export async function openVisit(context: SimulatorContext, request: IncomingMessage): Promise<Visit> {
  const { shop } = context;
  const wanted = request.url?.startsWith("/") ? request.url : "/";
  const url = new URL(context.storefrontUrl() + wanted);
  const session = readSession(request.headers.cookie, context.app.clientSecret);
  const customer = session.customerId === null ? null : (shop.customers.get(session.customerId) ?? null);
  if (!customer) session.customerId = null;
  const { locale, path } = splitPath(shop, url.pathname);
  const country = url.searchParams.get("country");
  if (country !== null && shop.markets.some((market) => market.countryCode === country)) {
    session.country = country;
  }
  return {
    context,
    request,
    url,
    path,
    session,
    customer,
    locale,
    market: marketOf(shop, session.country),
    designMode: url.searchParams.has("oseid"),
    body: request.method === "GET" || request.method === "HEAD" ? Buffer.alloc(0) : await bytesOf(request),
    cookies: [],
  };
}

/** The language at the beginning of a path and what follows it. */
function splitPath(shop: ShopState, pathname: string): { locale: string; path: string } {
  const trimmed = pathname.replace(/(?<=.)\/$/, "");
  const primary = primaryLocale(shop).locale;
  for (const { locale } of shop.locales) {
    const prefix = `/${locale.toLowerCase()}`;
    if (locale === primary) continue;
    if (trimmed === prefix) return { locale, path: "/" };
    if (trimmed.startsWith(`${prefix}/`)) return { locale, path: trimmed.slice(prefix.length) };
  }
  return { locale: primary, path: trimmed };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > BODY_LIMIT_BYTES) throw new BodyTooLarge("The body is too large.");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The store as the shopper's country and language show it. `appId`: of the app whose extension is rendered. */
export function readerOf(visit: Visit, appId: bigint | null = null): Reader {
  const { context, market, locale } = visit;
  const now = context.clock();
  return {
    shop: context.shop,
    appId,
    market,
    locale,
    now,
    productOf: (reader, gid) => {
      const product = context.shop.products.get(parseGid(gid)?.id ?? -1n);
      return product && hasPage(product, now)
        ? new ProductDrop({ market, locale, now, ...reader }, product)
        : null;
    },
  };
}

/** A path of the store in the visit's language. */
export const pathOf = (visit: Visit, path: string): string =>
  localPath({ shop: visit.context.shop, locale: visit.locale }, path);

/** Fields of a posted form. */
export function formOf(visit: Visit): URLSearchParams {
  const type = visit.request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) return new URLSearchParams();
  if (type.startsWith("multipart/form-data")) return multipartFields(type, visit.body);
  return new URLSearchParams(visit.body.toString("utf8"));
}

/** Text fields of a multipart form, which scripts send with `new FormData(form)`. */
function multipartFields(type: string, body: Buffer): URLSearchParams {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  const fields = new URLSearchParams();
  if (!boundary) return fields;
  for (const part of body.toString("utf8").split(`--${boundary}`)) {
    const [head = "", ...rest] = part.split("\r\n\r\n");
    const name = /name="([^"]*)"/.exec(head)?.[1];
    if (name !== undefined && !/filename=/.test(head)) {
      fields.append(name, rest.join("\r\n\r\n").replace(/\r\n$/, ""));
    }
  }
  return fields;
}
