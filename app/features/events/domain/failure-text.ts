import { InvalidInput, messageOf } from "#app/shared/errors.ts";

/**
 * Why a delivery failed, for the page and for rules. Our own words stay as they are: they name fields. Those of a
 * database or a parser may quote what was delivered: quotations, addresses and what stands in brackets are left out.
 */
export function describeFailure(error: unknown): string {
  if (error instanceof InvalidInput) return error.message;
  const said = messageOf(error)
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, "…")
    .replaceAll(/\([^()]*\)=\([^()]*\)/g, "(…)")
    .replaceAll(/\S+@\S+/g, "…");
  return error instanceof SyntaxError ? `The body is not JSON: ${said}` : said;
}
