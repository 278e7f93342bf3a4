/** Answers of the storefront and how they are sent: compressed where the browser accepts it. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

const HTML = "text/html; charset=utf-8";
const ONE_YEAR_S = 365 * 24 * 60 * 60;
/** Below this size compression gains nothing. */
const COMPRESS_FROM_BYTES = 512;

export function page(body: string, status = 200): Answer {
  return { status, headers: { "Content-Type": HTML, "Cache-Control": "private, no-store" }, body };
}

export function redirect(location: string, status = 302): Answer {
  return { status, headers: { Location: location, "Cache-Control": "private, no-store" }, body: "" };
}

export function jsonText(body: string, status = 200): Answer {
  const headers = { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "private, no-store" };
  return { status, headers, body };
}

/** A file that never changes under its address. */
export function asset(body: string | Buffer, contentType: string): Answer {
  const headers = {
    "Content-Type": contentType,
    "Cache-Control": `public, max-age=${ONE_YEAR_S}, immutable`,
  };
  return { status: 200, headers, body };
}

/**
 * Where to go next, from a parameter a shopper could have tampered with: only paths of this store, else `fallback`.
 */
export function safePath(wanted: string | null | undefined, fallback: string): string {
  if (!wanted || !wanted.startsWith("/") || /^\/[/\\]/.test(wanted)) return fallback;
  // Browsers ignore tabs and line breaks, so "/\t/evil" would name another host.
  const characters = [...wanted.toWellFormed()];
  if (characters.some((character) => character <= " ")) return fallback;
  return characters
    .map((character) => (character > "~" ? encodeURIComponent(character) : character))
    .join("");
}

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  cookies: string[] = [],
): Promise<void> {
  const { body, encoding } = await compress(request, answer);
  const headers: Record<string, string | string[]> = {
    ...answer.headers,
    ...(cookies.length > 0 ? { "Set-Cookie": cookies } : {}),
    "Content-Length": String(Buffer.byteLength(body)),
  };
  if (encoding) headers["Content-Encoding"] = encoding;
  if (isText(answer)) headers["Vary"] = "Accept-Encoding";
  response.writeHead(answer.status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
}

function isText(answer: Answer): boolean {
  return /^(text\/|application\/(json|javascript)|image\/svg)/.test(answer.headers["Content-Type"] ?? "");
}

async function compress(
  request: IncomingMessage,
  answer: Answer,
): Promise<{ body: string | Buffer; encoding: "br" | "gzip" | null }> {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const small = Buffer.byteLength(answer.body) < COMPRESS_FROM_BYTES;
  if (small || !isText(answer) || answer.headers["Content-Encoding"])
    return { body: answer.body, encoding: null };
  if (/\bbr\b/.test(accepted)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
    return { body: await brotli(answer.body, { params }), encoding: "br" };
  }
  if (/\bgzip\b/.test(accepted)) return { body: await gzipped(answer.body), encoding: "gzip" };
  return { body: answer.body, encoding: null };
}
