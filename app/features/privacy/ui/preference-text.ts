import { shopDays, type ShopPlace } from "#app/shared/shop-days.ts";
import ar from "./preference-locales/ar.json" with { type: "json" };
import de from "./preference-locales/de.json" with { type: "json" };
import en from "./preference-locales/en.json" with { type: "json" };
import es from "./preference-locales/es.json" with { type: "json" };
import fr from "./preference-locales/fr.json" with { type: "json" };
import hi from "./preference-locales/hi.json" with { type: "json" };
import ja from "./preference-locales/ja.json" with { type: "json" };
import nl from "./preference-locales/nl.json" with { type: "json" };

const LOCALES: Record<string, Record<string, string>> = { ar, de, en, es, fr, hi, ja, nl };

export type PreferenceKey = keyof typeof en;

/** What the preference centre says, in one language. */
export interface PreferenceText {
  language: string;
  direction: string;
  text: (key: PreferenceKey, values?: Record<string, string>) => string;
  date: (at: Date) => string;
}

/** What somebody agrees to by confirming: whose messages, on which channel. Shown, and kept as evidence. */
export function confirmWords(
  { text }: PreferenceText,
  { shopName, channel }: { shopName: string; channel: "email" | "sms" | "whatsapp" | "push" },
): string {
  return text("confirm_text", { shop: shopName, channel: text(`channel_${channel}`) });
}

/** The texts of the first locale that we have ("de", "fr-CA"); English otherwise. */
export function preferenceText(
  locales: readonly string[],
  shop: ShopPlace = { countryCode: null, ianaTimezone: null },
): PreferenceText {
  const wanted = locales.map((locale) => locale.toLowerCase().split("-")[0] ?? "");
  const language = wanted.find((candidate) => candidate in LOCALES) ?? "en";
  const texts = LOCALES[language]!;
  return {
    language,
    direction: texts["direction"]!,
    text: (key, values = {}) =>
      (texts[key] ?? en[key]).replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
    date: shopDays(language, shop, "long"),
  };
}
