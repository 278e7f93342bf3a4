/** Where the demo store sells, in which currencies and languages. The rates are round numbers near those of 2026. */
import type { Market, ShopLocale } from "#simulator/state/model.ts";

const euro = (countryCode: string, countryName: string): Market => ({
  countryCode,
  countryName,
  currency: "EUR",
  rate: 1.15,
});

export const DEMO_MARKETS: readonly Market[] = [
  { countryCode: "GB", countryName: "United Kingdom", currency: "GBP", rate: 1 },
  euro("AT", "Austria"),
  euro("FR", "France"),
  euro("DE", "Germany"),
  euro("IE", "Ireland"),
];

export const DEMO_LOCALES: readonly ShopLocale[] = [
  { locale: "en", isPrimary: true },
  { locale: "de", isPrimary: false },
];
