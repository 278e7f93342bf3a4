import { readFileSync } from "node:fs";
import path from "node:path";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { languageFaults, textsOf, type Texts, useFaults } from "./locales-checks.ts";
import { callsOf, mentionsIn, refusalCodes } from "./locales-uses.ts";

function readLanguages(folder: string): Record<string, Texts> {
  const files = globSync("*.json", { cwd: folder });
  return Object.fromEntries(
    files.map((file) => [
      path.basename(file, ".json"),
      textsOf(JSON.parse(readFileSync(path.join(folder, file), "utf8"))),
    ]),
  );
}

function readSources(pattern: string): Record<string, string> {
  const files = globSync(pattern, { ignore: ["**/*.test.*", "**/generated/**", "**/*.generated.ts"] });
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, "utf8")]));
}

const admin = readLanguages("app/ui/locales");
const storefront = readLanguages("app/features/loyalty/ui/storefront-locales");
const app = readSources("app/**/*.{ts,tsx}");
const refusals = refusalCodes(app);

describe("the admin's texts", () => {
  it("are the same in every language", () => {
    expect(languageFaults(admin)).toEqual([]);
  });

  it("are all used, and all that is used is there", () => {
    // Its `errors.${code}` stands for the codes of the refusals, which are looked for themselves.
    const { "app/ui/form-errors.ts": _template, ...rest } = app;
    const codes = refusals.map(({ code, where }) => ({
      where,
      said: code,
      matches: (key: string) => key === `errors.${code}`,
      values: null,
    }));
    const uses = callsOf("t", rest);
    expect(uses.length).toBeGreaterThan(100);
    const mentions = [...mentionsIn(rest), ...codes, ...mentionsIn({ x: '"errors.invalid"' })];
    expect(useFaults(admin["en"]!, uses, mentions)).toEqual([]);
  });
});

describe("the storefront pages' texts", () => {
  it("are the same in every language", () => {
    expect(Object.keys(storefront).length).toBeGreaterThan(1);
    expect(languageFaults(storefront)).toEqual([]);
  });

  it("are all used, and all that is used is there", () => {
    const loyalty = readSources("app/features/loyalty/**/*.{ts,tsx}");
    const panel = readSources("app/features/loyalty/ui/rewards-panel.tsx");
    const uses = callsOf("text", panel);
    expect(uses.length).toBeGreaterThan(10);
    const plurals = [...storefront["en"]!.keys()].filter((key) => /_(one|other)$/.test(key));
    expect(plurals.length).toBeGreaterThan(0);
    const mentions = [...mentionsIn(loyalty), ...mentionsIn({ x: '"points"' })];
    expect(useFaults(storefront["en"]!, uses, mentions)).toEqual([]);
  });
});

/** Told in general terms on purpose: who tries another customer's redemption learns nothing about it. */
const TOLD_IN_GENERAL = new Set(["redemption_of_another"]);

it("every refusal has a text, for merchants or for shoppers", () => {
  const wordless = refusals.filter(
    ({ code }) =>
      !TOLD_IN_GENERAL.has(code) && !admin["en"]!.has(`errors.${code}`) && !storefront["en"]!.has(code),
  );
  expect(refusals.length).toBeGreaterThan(0);
  expect(wordless).toEqual([]);
});

describe("is caught:", () => {
  const en = textsOf({ a: "A", b: { c: "{n} of {m}" }, points_one: "one point", points_other: "{n} points" });

  it.each([
    ["a missing text", { a: "A", points_one: "1", points_other: "{n}" }, "de: b.c is missing"],
    ["a text too many", { ...Object.fromEntries(en), z: "Z" }, "de: z is not in en"],
    ["an empty text", { ...Object.fromEntries(en), a: " " }, "de: a is empty"],
    ["a missing placeholder", { ...Object.fromEntries(en), "b.c": "{n}" }, "de: b.c lacks {m}"],
    ["a foreign placeholder", { ...Object.fromEntries(en), a: "{x}" }, "de: a has {x}"],
    ["a missing plural form", { a: "A", "b.c": "{n}{m}", points_other: "{n}" }, "de: points_one is missing"],
    ["a plural form too many", { ...Object.fromEntries(en), points_few: "{n}" }, "de: points_few is a form"],
  ])("%s", (_label, de, complaint) => {
    expect(languageFaults({ en, de: textsOf(de) }).join("\n")).toContain(complaint);
  });

  it("nothing where a language has other plural forms", () => {
    const forms = ["zero", "one", "two", "few", "many", "other"];
    const ar = textsOf({
      a: "ا",
      b: { c: "{m} {n}" },
      ...Object.fromEntries(forms.map((f) => [`points_${f}`, "{n}"])),
    });
    const ja = textsOf({ a: "あ", b: { c: "{m} {n}" }, points_other: "{n}" });
    expect(languageFaults({ en, ar, ja })).toEqual([]);
  });

  const used = '<p>{t("a")}{t(x ? "b.c" : "a", { n, m: 2 })}{t("points", { count, n })}</p>';

  it.each([
    ["nothing when all is well", used, []],
    ["a key that does not exist", `${used}; t("nope")`, ['x.tsx:1: there is no text "nope"']],
    ["a template that matches no key", `${used}; t(\`z.\${q}\`)`, ['x.tsx:1: there is no text "z.*"']],
    ["a key that nothing uses", used.replace('"b.c"', '"a"'), ["b.c: used nowhere"]],
    ["a value that is not handed over", used.replace("n, m: 2", "n"), ['x.tsx:1: "b.c" needs m']],
    ["a plural without its count", used.replace("count, n", "n"), ['x.tsx:1: "points" needs count']],
  ])("%s", (_label, source, complaints) => {
    const sources = { "x.tsx": source };
    expect(useFaults(en, callsOf("t", sources), mentionsIn(sources))).toEqual(complaints);
  });

  it("the code of a refusal", () => {
    const source = 'throw new Refusal("too_late", "it is over"); throw new Error("x");';
    expect(refusalCodes({ "x.ts": source })).toEqual([{ code: "too_late", where: "x.ts:1" }]);
  });
});
