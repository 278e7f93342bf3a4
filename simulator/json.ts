/** JSON with whole numbers of any size. */
import { isInteger, parse, stringify } from "lossless-json";

/** JSON text; bigint becomes a number literal, as in Shopify's webhooks. */
export function toJson(value: unknown): string {
  return stringify(value) ?? "null";
}

/** JSON text for the control API and the browser: bigint becomes a string, a Date an ISO time, a Map its values. */
export function toPlainJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === "bigint") return inner.toString();
    if (inner instanceof Map) return [...inner.values()];
    if (inner instanceof Set) return [...inner];
    return inner;
  });
}

function toNumber(text: string): number | bigint {
  const value = Number(text);
  return isInteger(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/** Parses JSON; whole numbers past 2^53 become bigint. Throws a SyntaxError on anything else than JSON. */
export function fromJson(text: string): unknown {
  return parse(text, undefined, toNumber);
}
