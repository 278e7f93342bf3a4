/** One request of a shopper, with what every page needs to know about it. */
import type { IncomingMessage } from "node:http";
import type { SimulatorContext } from "#simulator/context.ts";
import { BodyTooLarge } from "#simulator/http.ts";
import type { PricedCart } from "#simulator/state/commands.ts";
import type { Customer } from "#simulator/state/model.ts";
import { readSession } from "./session.ts";
import type { Session } from "./session.ts";

export interface Visit {
  context: SimulatorContext;
  request: IncomingMessage;
  url: URL;
  /** Changes to it are kept in the cookie of the answer. */
  session: Session;
  customer: Customer | null;
  /** Language of the page. */
  locale: string;
  /** Inside the theme editor's preview. */
  designMode: boolean;
  /** Empty for GET. */
  body: Buffer;
}

const BODY_LIMIT_BYTES = 5_000_000;
const DEFAULT_LOCALE = "en";

export async function openVisit(context: SimulatorContext, request: IncomingMessage): Promise<Visit> {
  const path = request.url?.startsWith("/") ? request.url : "/";
  const url = new URL(context.storefrontUrl() + path);
  const session = readSession(request.headers.cookie, context.app.clientSecret);
  const customer =
    session.customerId === null ? null : (context.shop.customers.get(session.customerId) ?? null);
  if (!customer) session.customerId = null;
  return {
    context,
    request,
    url,
    session,
    customer,
    locale: localeOf(url.searchParams.get("locale")),
    designMode: url.searchParams.has("oseid"),
    body: request.method === "GET" || request.method === "HEAD" ? Buffer.alloc(0) : await bytesOf(request),
  };
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

/** A language tag from the address, if it is one. */
function localeOf(wanted: string | null): string {
  return wanted !== null && /^[a-z]{2}(-[A-Z]{2})?$/.test(wanted) ? wanted : DEFAULT_LOCALE;
}

/** Fields of a posted form. */
export function formOf(visit: Visit): URLSearchParams {
  const type = visit.request.headers["content-type"] ?? "";
  return new URLSearchParams(type.startsWith("application/json") ? "" : visit.body.toString("utf8"));
}

export function pricedCart(visit: Visit): PricedCart {
  const { session, context } = visit;
  return context.commands.priceCart(session.lines, session.discountCodes, session.customerId);
}
