/** The ready-made messages and what the layout says, in the storefront's languages. */
import ar from "./message-locales/ar.json" with { type: "json" };
import de from "./message-locales/de.json" with { type: "json" };
import en from "./message-locales/en.json" with { type: "json" };
import es from "./message-locales/es.json" with { type: "json" };
import fr from "./message-locales/fr.json" with { type: "json" };
import hi from "./message-locales/hi.json" with { type: "json" };
import ja from "./message-locales/ja.json" with { type: "json" };
import nl from "./message-locales/nl.json" with { type: "json" };
import type { LayoutTexts, TemplateContent } from "./content.ts";

const LANGUAGES: Record<string, typeof en> = { ar, de, en, es, fr, hi, ja, nl };

export const MESSAGE_LANGUAGES: readonly string[] = Object.keys(LANGUAGES);

export type ReadyMadeKey = keyof (typeof en)["templates"];
export const READY_MADE = Object.keys(en.templates) as ReadyMadeKey[];

/** The language of the first locale that we have ("de", "fr-CA"); English otherwise. */
export function messageLanguage(locales: readonly (string | null)[]): string {
  const wanted = locales.map((locale) => locale?.toLowerCase().split("-")[0] ?? "");
  return wanted.find((candidate) => candidate in LANGUAGES) ?? "en";
}

/** What the layout says in a language. */
export function layoutTexts(language: string): LayoutTexts {
  const { direction, why, unsubscribe, preferences, quantity, validUntil } = LANGUAGES[language] ?? en;
  const isRtl = direction === "rtl";
  return { language, direction: isRtl ? "rtl" : "ltr", why, unsubscribe, preferences, quantity, validUntil };
}

/** What a channel is called in a language. */
export function channelName(language: string, channel: keyof (typeof en)["channels"]): string {
  return (LANGUAGES[language] ?? en).channels[channel];
}

/** What the unsubscribe page says in a language. */
export function unsubscribeTexts(language: string): (typeof en)["unsubscribePage"] {
  return (LANGUAGES[language] ?? en).unsubscribePage;
}

/** A ready-made message, in every language; null when there is none of that name. */
export function readyMade(key: string): Record<string, TemplateContent> | null {
  if (!Object.hasOwn(en.templates, key)) return null;
  return Object.fromEntries(
    Object.entries(LANGUAGES).map(([language, { templates }]) => [
      language,
      templates[key as ReadyMadeKey] as TemplateContent,
    ]),
  );
}
