/** Locale files of a theme or theme app extension, and the `t` filter's rules. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

type Texts = { [key: string]: string | Texts };

export interface Translations {
  /** Language asked for, such as `de` or `pt-BR`. */
  locale: string;
  /** The text of a key such as `cart.title`; null when no locale file has it. */
  find(key: string, count?: number): { text: string; language: string } | null;
}

/**
 * Reads `locales/` of a folder: the language asked for, then its base language, then the default language for what
 * is missing.
 */
export function loadTranslations(folder: string, locale: string): Translations {
  const directory = path.join(folder, "locales");
  const files = existsSync(directory) ? readdirSync(directory) : [];
  const base = locale.split("-")[0] ?? locale;
  const wanted = [`${locale}.json`, `${locale}.default.json`, `${base}.json`, `${base}.default.json`];
  const fallback = files.find((file) => file.endsWith(".default.json"));
  const sources = [...wanted.filter((file) => files.includes(file)), ...(fallback ? [fallback] : [])].map(
    (file) => ({
      language: file.split(".")[0] ?? locale,
      texts: readTexts(path.join(directory, file)),
    }),
  );
  return {
    locale,
    find(key, count) {
      for (const { language, texts } of sources) {
        const text = pick(lookUp(texts, key), language, count);
        if (text !== null) return { text, language };
      }
      return null;
    },
  };
}

const read = new Map<string, { changedMs: number; texts: Texts }>();

/** Parsed once and again after every change of the file. */
function readTexts(file: string): Texts {
  const changedMs = statSync(file).mtimeMs;
  const known = read.get(file);
  if (known?.changedMs === changedMs) return known.texts;
  const texts = JSON.parse(readFileSync(file, "utf8")) as Texts;
  read.set(file, { changedMs, texts });
  return texts;
}

function lookUp(texts: Texts, key: string): string | Texts | undefined {
  let at: string | Texts | undefined = texts;
  for (const part of key.split(".")) {
    if (typeof at !== "object" || !Object.hasOwn(at, part)) return undefined;
    at = at[part];
  }
  return at;
}

/** The plural form for a count by the rules of the text's own language. */
function pick(found: string | Texts | undefined, language: string, count: number | undefined): string | null {
  if (typeof found === "string") return found;
  if (found === undefined || count === undefined) return null;
  const form = found[new Intl.PluralRules(language).select(count)] ?? found["other"];
  return typeof form === "string" ? form : null;
}

/** The text of a key with its variables filled in, not escaped. */
export function fillIn(translations: Translations, key: string, variables: Record<string, string>): string {
  const count = variables["count"] === undefined ? undefined : Number(variables["count"]);
  const found = translations.find(key, count);
  if (!found) return `Translation missing: ${translations.locale}.${key}`;
  return found.text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => variables[name] ?? "");
}

/**
 * The `t` filter: the text with its variables filled in. Texts are escaped for HTML unless their key ends in `_html`;
 * then nothing is, and the template must escape what it fills in.
 */
export function translate(
  translations: Translations,
  key: string,
  variables: Record<string, string>,
): string {
  const filled = fillIn(translations, key, variables);
  return key.endsWith("_html") ? filled : escapeHtml(filled);
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Makes text safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
