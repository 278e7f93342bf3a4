/** Checks on the texts of the admin pages and of the storefront pages. Each returns its complaints. */
import type { TextUse } from "./locales-uses.ts";

/** Key → text; keys of nested objects joined by dots. */
export type Texts = ReadonlyMap<string, string>;

/** The texts of a locale file. @throws when a value is neither text nor an object of texts */
export function textsOf(file: unknown, prefix = ""): Texts {
  return new Map(
    Object.entries(file as Record<string, unknown>).flatMap(([name, value]): [string, string][] => {
      const key = prefix + name;
      if (typeof value === "string") return [[key, value]];
      if (typeof value !== "object" || value === null) throw new Error(`${key}: expected a text`);
      return [...textsOf(value, `${key}.`)];
    }),
  );
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
/** Forms that stand for one number, so that the text may leave the number out. */
const EXACT_FORMS = ["zero", "one", "two"];

const isPlural = (key: string, texts: Texts) => PLURAL.test(key) && texts.has(key.replace(PLURAL, "_other"));
/** The key that the code uses: without the plural form. */
export const usedKey = (key: string, texts: Texts) => (isPlural(key, texts) ? key.replace(PLURAL, "") : key);
const usedKeys = (texts: Texts) => new Set([...texts.keys()].map((key) => usedKey(key, texts)));

/** `{name}` of the storefront's texts and `{{name}}` of the admin's alike. */
const placeholdersOf = (text: string) =>
  new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name));

/** Every language has the keys, the placeholders and the plural forms that it needs. */
export function languageFaults(languages: Record<string, Texts>, reference = "en"): string[] {
  const wanted = languages[reference];
  if (!wanted) return [`${reference}: missing`];
  return Object.entries(languages).flatMap(([language, texts]) => [
    ...[...usedKeys(wanted)]
      .filter((key) => !usedKeys(texts).has(key))
      .map((key) => `${language}: ${key} is missing`),
    ...[...usedKeys(texts)]
      .filter((key) => !usedKeys(wanted).has(key))
      .map((key) => `${language}: ${key} is not in ${reference}`),
    ...[...texts].flatMap(([key, text]) => textFaults(language, key, text)),
    ...pluralFaults(language, texts),
    ...placeholderFaults(language, texts, wanted),
  ]);
}

function textFaults(language: string, key: string, text: string): string[] {
  return text.trim() === "" || text !== text.trim()
    ? [`${language}: ${key} is empty or has blanks at an end`]
    : [];
}

function pluralFaults(language: string, texts: Texts): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const bases = new Set(
    [...texts.keys()].filter((key) => isPlural(key, texts)).map((key) => usedKey(key, texts)),
  );
  return [...bases].flatMap((base) => {
    const given = [...texts.keys()].filter((key) => PLURAL.test(key) && usedKey(key, texts) === base);
    return [
      ...forms
        .filter((form) => !texts.has(`${base}_${form}`))
        .map((form) => `${language}: ${base}_${form} is missing`),
      ...given
        .filter((key) => !forms.some((form) => key === `${base}_${form}`))
        .map((key) => `${language}: ${key} is a form that the language does not have`),
    ];
  });
}

function placeholderFaults(language: string, texts: Texts, wanted: Texts): string[] {
  return [...texts].flatMap(([key, text]) => {
    const model = isPlural(key, texts) ? wanted.get(`${usedKey(key, texts)}_other`) : wanted.get(key);
    if (model === undefined) return [];
    const [given, expected] = [placeholdersOf(text), placeholdersOf(model)];
    const mayLeaveOut = isPlural(key, texts) && EXACT_FORMS.some((form) => key.endsWith(`_${form}`));
    const missing = mayLeaveOut ? [] : [...expected].filter((name) => !given.has(name));
    const foreign = [...given].filter((name) => !expected.has(name));
    return [
      ...missing.map((name) => `${language}: ${key} lacks {${name}}`),
      ...foreign.map((name) => `${language}: ${key} has {${name}}, which nobody fills in`),
    ];
  });
}

/** Every key that the code asks for exists and gets what its placeholders want; every key that exists is asked for. */
export function useFaults(
  texts: Texts,
  uses: readonly TextUse[],
  mentions: readonly TextUse[] = uses,
): string[] {
  const keys = usedKeys(texts);
  const unused = [...keys].filter((key) => !mentions.some((mention) => mention.matches(key)));
  return [
    ...uses
      .filter((use) => ![...keys].some(use.matches))
      .map((use) => `${use.where}: there is no text "${use.said}"`),
    ...unused.map((key) => `${key}: used nowhere`),
    ...uses.flatMap((use) => argumentFaults(use, texts)),
  ];
}

/** Only what every key that a use may mean wants: which one it is shows when it runs. */
function argumentFaults(use: TextUse, texts: Texts): string[] {
  const { values } = use;
  if (values === null) return [];
  const meant = [...texts].filter(([key]) => use.matches(usedKey(key, texts)));
  const wanted = meant.map(([key, text]) => [
    ...placeholdersOf(text),
    ...(isPlural(key, texts) ? ["count"] : []),
  ]);
  const ofSomeForm = [...new Set(wanted.flat())];
  const isOneKey = new Set(meant.map(([key]) => usedKey(key, texts))).size === 1;
  return ofSomeForm
    .filter((name) => !values.includes(name) && (isOneKey || wanted.every((names) => names.includes(name))))
    .map((name) => `${use.where}: "${use.said}" needs ${name}`);
}
