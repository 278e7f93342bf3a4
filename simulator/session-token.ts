/** Session tokens (JWT, HS256) that Shopify gives an embedded app, and the parameters of its document requests. */
import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";

/** The one staff member of the simulated store. */
export const STAFF_MEMBER = {
  id: 9_007_199_254_740_997n,
  firstName: "Sam",
  lastName: "Merchant",
  email: "owner@example.com",
} as const;

const LIFETIME_S = 60;

export interface SessionTokenClaims {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
}

export interface TokenSubject {
  shopDomain: string;
  clientId: string;
  clientSecret: string;
  now: Date;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const sign = (content: string, secret: string): Buffer =>
  createHmac("sha256", secret).update(content).digest();

/** A token for the staff member, valid for one minute. `claims` replaces some, to try an app's checks. */
export function mintSessionToken(subject: TokenSubject, claims: Partial<SessionTokenClaims> = {}): string {
  const seconds = Math.floor(subject.now.getTime() / 1000);
  const sub = STAFF_MEMBER.id.toString();
  const payload: SessionTokenClaims = {
    iss: `https://${subject.shopDomain}/admin`,
    dest: `https://${subject.shopDomain}`,
    aud: subject.clientId,
    sub,
    exp: seconds + LIFETIME_S,
    nbf: seconds,
    iat: seconds,
    jti: randomUUID(),
    sid: createHash("sha256").update(`${sub} ${subject.clientId} ${subject.shopDomain}`).digest("hex"),
    ...claims,
  };
  const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(payload)}`;
  return `${content}.${sign(content, subject.clientSecret).toString("base64url")}`;
}

function parseJson(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

/** The claims of a token that is genuine, current and meant for this app and shop; otherwise why not. */
export function verifySessionToken(
  token: string,
  subject: TokenSubject,
): { ok: true; claims: SessionTokenClaims } | { ok: false; reason: string } {
  const [header, body, signature] = token.split(".");
  const head = parseJson(header) as { alg?: unknown } | null;
  if (!signature || head?.alg !== "HS256") return { ok: false, reason: "malformed" };
  const expected = sign(`${header}.${body}`, subject.clientSecret);
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { ok: false, reason: "signature" };
  }
  const claims = parseJson(body) as SessionTokenClaims | null;
  const seconds = subject.now.getTime() / 1000;
  if (!claims || typeof claims.exp !== "number") return { ok: false, reason: "malformed" };
  if (claims.exp <= seconds) return { ok: false, reason: "expired" };
  if (claims.nbf > seconds + 10) return { ok: false, reason: "not yet valid" };
  if (claims.aud !== subject.clientId) return { ok: false, reason: "audience" };
  if (claims.dest !== `https://${subject.shopDomain}`) return { ok: false, reason: "shop" };
  return { ok: true, claims };
}

/** `host` parameter: `admin.shopify.com/store/<handle>` in base64 without padding. */
export function hostParameter(shopDomain: string): string {
  const handle = shopDomain.replace(/\.myshopify\.com$/, "");
  return Buffer.from(`admin.shopify.com/store/${handle}`).toString("base64").replace(/=+$/, "");
}

/** Hex HMAC over the sorted parameters, as in OAuth requests. */
export function signEmbeddedQuery(parameters: URLSearchParams, clientSecret: string): string {
  const message = [...parameters]
    .filter(([name]) => name !== "hmac")
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join("&");
  return createHmac("sha256", clientSecret).update(message).digest("hex");
}

/** Address of a page of the app as the admin loads it into its frame. `path` may carry a query of its own. */
export function embeddedUrl(subject: TokenSubject, appUrl: string, path: string): string {
  const url = new URL(path, `${appUrl}/`);
  url.searchParams.set("embedded", "1");
  url.searchParams.set("host", hostParameter(subject.shopDomain));
  url.searchParams.set("id_token", mintSessionToken(subject));
  url.searchParams.set("locale", "en");
  url.searchParams.set("session", randomBytes(32).toString("hex"));
  url.searchParams.set("shop", subject.shopDomain);
  url.searchParams.set("timestamp", Math.floor(subject.now.getTime() / 1000).toString());
  url.searchParams.set("hmac", signEmbeddedQuery(url.searchParams, subject.clientSecret));
  return url.href;
}
