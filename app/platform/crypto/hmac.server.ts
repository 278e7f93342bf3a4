import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether `signature` is the base64 HMAC-SHA256 of these bytes, compared in constant time. */
export function isSignedBy(secret: string, bytes: Uint8Array, signature: string | null): boolean {
  if (!signature) return false;
  const expected = createHmac("sha256", secret).update(bytes).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** A hex HMAC-SHA256 over some words, for tokens that we hand out and get back. */
export function signWords(secret: string, words: readonly string[]): string {
  return createHmac("sha256", secret).update(words.join("\n")).digest("hex");
}

/** Whether a token from {@link signWords} is genuine, compared in constant time. */
export function isSignedWords(secret: string, words: readonly string[], token: string): boolean {
  const expected = Buffer.from(signWords(secret, words));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
