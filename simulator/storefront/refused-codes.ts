/** Why codes take nothing off, in the shopper's language. */
import type { PricedCart } from "#simulator/state/commands.ts";
import { MOST_CODES } from "#simulator/state/pricing.ts";
import { themeText } from "./theme-texts.ts";
import type { Visit } from "./visit.ts";

export const refusedCodes = (
  visit: Visit,
  { rejectedCodes }: Pick<PricedCart, "rejectedCodes">,
): { code: string; reason: string }[] =>
  rejectedCodes.map(({ code, refusal }) => ({
    code,
    reason: themeText(visit, `discount_codes.${refusal}`, { code, most: String(MOST_CODES) }),
  }));
