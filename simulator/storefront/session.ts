/** A shopper's session in one signed cookie: who is signed in, which cart is theirs, which country they chose. */
import { createHmac, timingSafeEqual } from "node:crypto";

export interface Session {
  /** Their cart, once they put something into it. */
  cartToken: string | null;
  /** The checkout they began last. */
  checkoutId: bigint | null;
  customerId: bigint | null;
  /** Codes of links that came before there was a cart. */
  discountCodes: string[];
  /** Country code that decides the currency; null = the shop's own. */
  country: string | null;
  /** Path of the first page, and the address it was come to from. */
  landingSite: string | null;
  referringSite: string | null;
  /** Number of an order whose confirmation was not shown yet. */
  newOrder: string | null;
}

const COOKIE = "_simulator_session";
const THIRTY_DAYS_S = 30 * 24 * 60 * 60;

const newSession = (): Session => ({
  cartToken: null,
  checkoutId: null,
  customerId: null,
  discountCodes: [],
  country: null,
  landingSite: null,
  referringSite: null,
  newOrder: null,
});

/** A cookie of a request by its name; null when it was not sent. */
export function cookieOf(cookieHeader: string | undefined, name: string): string | null {
  const found = (cookieHeader ?? "")
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}

/** The session in a request's cookies; a new one when there is none or its signature is wrong. */
export function readSession(cookieHeader: string | undefined, secret: string): Session {
  const [payload = "", signature = ""] = (cookieOf(cookieHeader, COOKIE) ?? "").split(".");
  const expected = sign(payload, secret);
  if (payload && signature.length === expected.length) {
    if (timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return decode(payload);
  }
  return newSession();
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
  const plain = {
    ...session,
    checkoutId: session.checkoutId?.toString() ?? null,
    customerId: session.customerId?.toString() ?? null,
  };
  return Buffer.from(JSON.stringify(plain)).toString("base64url");
}

type PlainSession = Omit<Session, "checkoutId" | "customerId"> & {
  checkoutId: string | null;
  customerId: string | null;
};

/** A cookie of an older form counts as none. */
function decode(payload: string): Session {
  const parsed = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as PlainSession;
  if (Array.isArray(parsed)) return newSession();
  const id = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
  return {
    ...newSession(),
    ...parsed,
    checkoutId: id(parsed.checkoutId),
    customerId: id(parsed.customerId),
  };
}
