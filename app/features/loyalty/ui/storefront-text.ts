import { shopDays, type ShopPlace } from "#app/shared/shop-days.ts";
import ar from "./storefront-locales/ar.json" with { type: "json" };
import de from "./storefront-locales/de.json" with { type: "json" };
import en from "./storefront-locales/en.json" with { type: "json" };
import es from "./storefront-locales/es.json" with { type: "json" };
import fr from "./storefront-locales/fr.json" with { type: "json" };
import hi from "./storefront-locales/hi.json" with { type: "json" };
import ja from "./storefront-locales/ja.json" with { type: "json" };
import nl from "./storefront-locales/nl.json" with { type: "json" };

const LOCALES: Record<string, Record<string, string>> = { ar, de, en, es, fr, hi, ja, nl };

/** What the rewards page says, in one language. */
export interface StorefrontText {
  language: string;
  direction: string;
  /** The text of a key, with `{name}` filled in. */
  text: (key: keyof typeof en, values?: Record<string, string>) => string;
  /** "12 points", in the plural form of the language. */
  points: (count: bigint | number) => string;
  date: (at: Date) => string;
}

/** The texts of a locale such as "de" or "fr-CA"; English for languages that we do not have. */
export function storefrontText(
  locale: string,
  shop: ShopPlace = { countryCode: null, ianaTimezone: null },
): StorefrontText {
  const wanted = locale.toLowerCase().split("-")[0] ?? "en";
  const language = wanted in LOCALES ? wanted : "en";
  const texts = LOCALES[language]!;
  const fill = (template: string, values: Record<string, string>) =>
    template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return {
    language,
    direction: texts["direction"]!,
    text: (key, values = {}) => fill(texts[key] ?? en[key], values),
    points: (count) => {
      const form = new Intl.PluralRules(language).select(Number(count));
      const template = texts[`points_${form}`] ?? texts["points_other"]!;
      return fill(template, { n: new Intl.NumberFormat(language).format(count) });
    },
    date: shopDays(language, shop, "medium"),
  };
}
