/**
 * Checks on the texts of a theme app extension: what shoppers read (`locales/xx.json`) and what merchants read in the
 * theme editor (`locales/xx.schema.json`). Each returns its complaints; none means it passed.
 */
import { checkBlockNames, schemaTranslationKeys } from "./theme-extension-checks.ts";
import { filesIn, flatten, isObject, parseObject } from "./theme-extension-files.ts";
import type { ExtensionFiles } from "./theme-extension-files.ts";

const LOCALE_BYTES_MAX = 15_000;
const PLURAL_CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
/** Plural categories whose text stands for one number, so that it may leave the number out ("no points"). */
const EXACT_CATEGORIES = ["zero", "one", "two"];
/** Arguments that Shopify's `t` filter takes for itself. */
const COUNT = "count";

interface TranslationUse {
  path: string;
  key: string;
  arguments: string[];
  escaped: boolean;
}

/** Every storefront locale file has the keys, placeholders and plural forms it needs. */
export function checkLocales(files: ExtensionFiles): string[] {
  const locales = storefrontLocales(files);
  const reference = locales.find(({ isDefault }) => isDefault);
  if (!reference) return ["locales/: no default storefront locale"];
  return [
    ...filesIn(files, "locales/", ".json").flatMap(([path, source]) => checkFile(path, source)),
    ...locales.flatMap((locale) => [
      ...differentKeys(locale.path, reference.translations, locale.translations),
      ...differentPlaceholders(locale.path, reference.translations, locale.translations),
      ...wrongPluralForms(locale.path, locale.language, locale.translations),
    ]),
  ];
}

/** Every `t` key that the Liquid uses exists, gets its arguments and is escaped; every key that exists is used. */
export function checkTranslationUses(files: ExtensionFiles): string[] {
  const reference = storefrontLocales(files).find(({ isDefault }) => isDefault);
  if (!reference) return ["locales/: no default storefront locale"];
  const uses = translationUses(files);
  const used = new Set(uses.map(({ key }) => key));
  const unused = [...reference.translations.keys()].filter((key) => !used.has(key));
  return [
    ...unused.map((key) => `${reference.path}: ${key} is used nowhere`),
    ...uses.flatMap((use) => checkUse(use, reference.translations)),
  ];
}

/** Every schema locale has exactly the texts the blocks' schemas ask for. */
export function checkSchemaLocales(files: ExtensionFiles): string[] {
  const wanted = new Map([...schemaTranslationKeys(files)].map((key) => [key, ""] as const));
  const locales = filesIn(files, "locales/", ".schema.json");
  if (!locales.some(([path]) => path.endsWith(".default.schema.json")))
    return ["locales/: no default schema locale"];
  return locales.flatMap(([path, source]) => {
    const texts = flatten(parseObject(source) ?? {});
    return [...differentKeys(path, wanted, texts), ...checkBlockNames(files, texts)];
  });
}

function storefrontLocales(files: ExtensionFiles) {
  return filesIn(files, "locales/", ".json")
    .filter(([path]) => !path.endsWith(".schema.json"))
    .map(([path, source]) => {
      const name = path.slice("locales/".length, -".json".length);
      return {
        path,
        language: name.replace(/\.default$/, ""),
        isDefault: name.endsWith(".default"),
        translations: flatten(parseObject(source) ?? {}, isPlural),
      };
    });
}

function isPlural(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) && "other" in value && Object.keys(value).every((key) => PLURAL_CATEGORIES.includes(key))
  );
}

function checkFile(path: string, source: string): string[] {
  if (parseObject(source) === undefined) return [`${path}: is no JSON object`];
  const bytes = Buffer.byteLength(source);
  return bytes > LOCALE_BYTES_MAX ? [`${path}: ${bytes} B of ${LOCALE_BYTES_MAX} B`] : [];
}

function differentKeys(path: string, wanted: Map<string, unknown>, found: Map<string, unknown>): string[] {
  return [
    ...[...wanted.keys()].filter((key) => !found.has(key)).map((key) => `${path}: ${key} is missing`),
    ...[...found.keys()].filter((key) => !wanted.has(key)).map((key) => `${path}: ${key} is one too many`),
    ...[...found].filter(([, text]) => text === "").map(([key]) => `${path}: ${key} is empty`),
  ];
}

function differentPlaceholders(
  path: string,
  wanted: Map<string, unknown>,
  found: Map<string, unknown>,
): string[] {
  return [...found].flatMap(([key, translation]) => {
    const expected = placeholders(generalText(wanted.get(key))).join(", ");
    return textsThatNeedAll(translation)
      .map((text) => placeholders(text).join(", "))
      .filter((actual) => actual !== expected)
      .map((actual) => `${path}: ${key} has the placeholders "${actual}", expected "${expected}"`);
  });
}

function textsThatNeedAll(translation: unknown): string[] {
  if (!isPlural(translation)) return [String(translation)];
  return Object.entries(translation)
    .filter(([category]) => !EXACT_CATEGORIES.includes(category))
    .map(([, text]) => String(text));
}

function generalText(translation: unknown): string {
  return String(isPlural(translation) ? translation.other : (translation ?? ""));
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!).toSorted();
}

/** The plural forms are those the Unicode CLDR lists for the language. */
function wrongPluralForms(path: string, language: string, translations: Map<string, unknown>): string[] {
  const expected = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted().join(", ");
  return [...translations].flatMap(([key, translation]) => {
    if (!isPlural(translation)) return [];
    const actual = Object.keys(translation).toSorted().join(", ");
    return actual === expected
      ? []
      : [`${path}: ${key} has the forms ${actual}; ${language} needs ${expected}`];
  });
}

function translationUses(files: ExtensionFiles): TranslationUse[] {
  const use = /(['"])([\w.]+)\1\s*\|\s*t(?:ranslate)?\b(:[^|%}]*)?((?:\|[^%}]*)?)/g;
  return Object.entries(files)
    .filter(([path]) => path.endsWith(".liquid"))
    .flatMap(([path, source]) =>
      [...source.matchAll(use)].map(([, , key, args = "", filters = ""]) => ({
        path,
        key: key!,
        arguments: [...args.matchAll(/(\w+):/g)].map(([, name]) => name!),
        escaped: /\|\s*escape(_once)?\b/.test(filters),
      })),
    );
}

function checkUse(use: TranslationUse, translations: Map<string, unknown>): string[] {
  const translation = translations.get(use.key);
  if (translation === undefined) return [`${use.path}: ${use.key} is in no locale file`];
  const wanted = placeholders(generalText(translation)).concat(isPlural(translation) ? [COUNT] : []);
  const missing = wanted.filter((name) => !use.arguments.includes(name));
  return [
    ...missing.map((name) => `${use.path}: ${use.key} needs the argument ${name}`),
    // An argument may be a shopper's or a merchant's text.
    ...(use.arguments.length > 0 && !use.escaped ? [`${use.path}: ${use.key} is not escaped`] : []),
  ];
}
