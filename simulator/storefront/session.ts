/** A shopper's session: who is logged in, the cart and its discount codes, in one signed cookie. */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { CartLine } from "#simulator/state/model.ts";

export interface Session {
  /** Names the cart, as in `/cart.js`. */
  token: string;
  customerId: bigint | null;
  lines: CartLine[];
  discountCodes: string[];
}

const COOKIE = "_simulator_session";
const THIRTY_DAYS_S = 30 * 24 * 60 * 60;
/** A cookie holds about 4,000 bytes; this many lines fit for certain. */
export const MAX_CART_LINES = 80;

/** The session in a request's cookies; a new one when there is none or its signature is wrong. */
export function readSession(cookieHeader: string | undefined, secret: string): Session {
  const cookie = (cookieHeader ?? "")
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`));
  const [payload = "", signature = ""] = cookie?.slice(COOKIE.length + 1).split(".") ?? [];
  const expected = sign(payload, secret);
  if (payload && signature.length === expected.length) {
    if (timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return decode(payload);
  }
  return { token: randomUUID(), customerId: null, lines: [], discountCodes: [] };
}

/** The Set-Cookie header that keeps a session. */
export function sessionCookie(session: Session, secret: string): string {
  const payload = encode(session);
  return `${COOKIE}=${payload}.${sign(payload, secret)}; Path=/; Max-Age=${THIRTY_DAYS_S}; HttpOnly; SameSite=Lax`;
}

function sign(payload: string, secret: string): string {
  return createHmac("sha256", `storefront session ${secret}`).update(payload).digest("base64url");
}

function encode(session: Session): string {
  const lines = session.lines.map((line) => [line.variantId.toString(36), line.quantity]);
  const customer = session.customerId?.toString() ?? null;
  return Buffer.from(JSON.stringify([session.token, customer, lines, session.discountCodes])).toString(
    "base64url",
  );
}

function decode(payload: string): Session {
  const [token, customer, lines, discountCodes] = JSON.parse(
    Buffer.from(payload, "base64url").toString("utf8"),
  ) as [string, string | null, [string, number][], string[]];
  return {
    token,
    customerId: customer === null ? null : BigInt(customer),
    lines: lines.map(([id, quantity]) => ({ variantId: fromBase36(id), quantity })),
    discountCodes,
  };
}

function fromBase36(digits: string): bigint {
  return [...digits].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
}
