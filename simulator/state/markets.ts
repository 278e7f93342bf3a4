/** Countries, their currencies and their languages: what a shopper abroad sees. */
import { currencyDigits } from "#simulator/money.ts";
import type { Hundredths, Market, ShopLocale, ShopState } from "./model.ts";

/** The market of a country; the shop's own where the country is none of its markets. */
export function marketOf(shop: ShopState, countryCode: string | null | undefined): Market {
  return shop.markets.find((market) => market.countryCode === countryCode) ?? primaryMarket(shop);
}

export function primaryMarket(shop: ShopState): Market {
  const [first] = shop.markets;
  if (!first) throw new Error("The shop has no market.");
  return first;
}

/** An amount of the shop's currency in another one, rounded half up to what the other currency can express. */
export function convert(amount: Hundredths, presentment: Pick<Market, "currency" | "rate">): Hundredths {
  if (presentment.rate === 1) return amount;
  const unit = currencyDigits(presentment.currency) === 0 ? 100 : 1;
  const units = (Number(amount) * presentment.rate) / unit;
  // Binary fractions put 1.005 a little below itself.
  const rounded = Math.sign(units) * Math.round(Math.abs(units) + 1e-9);
  return BigInt(rounded) * BigInt(unit);
}

export function primaryLocale(shop: ShopState): ShopLocale {
  const found = shop.locales.find((locale) => locale.isPrimary) ?? shop.locales[0];
  if (!found) throw new Error("The shop has no language.");
  return found;
}

/** The first part of every path in a language: nothing for the primary one, else `/de`. */
export function rootPath(shop: ShopState, locale: string): string {
  return locale === primaryLocale(shop).locale ? "" : `/${locale.toLowerCase()}`;
}

/** A text of a record in a language; the original where there is no translation. */
export function translated(
  shop: ShopState,
  { gid, locale, key, original }: { gid: string; locale: string; key: string; original: string },
): string {
  return shop.translations.get(gid)?.[locale]?.[key] ?? original;
}

const symbols = new Map<string, string>();

/** `€` of EUR. */
export function currencySymbol(currency: string): string {
  const known = symbols.get(currency);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  const symbol = parts.formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
  symbols.set(currency, symbol);
  return symbol;
}
