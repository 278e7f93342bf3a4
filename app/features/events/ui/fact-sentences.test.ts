import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FACT_GROUPS, type FactKind } from "#app/shared/fact.ts";
import en from "#app/ui/locales/en.json" with { type: "json" };
import { SENTENCES } from "./fact-sentences.ts";

/** All kinds that there are: types are gone when a test runs, so they are read from the source. */
const source = readFileSync(new URL("../../../shared/fact.ts", import.meta.url), "utf8");
const KINDS = [...source.matchAll(/\| "([a-z_]+\.[a-z_]+)"/g)].map(([, kind]) => kind as FactKind);
const texts: Record<string, unknown> = en.timeline;

describe("each kind of fact", () => {
  it("is found in the source", () => expect(KINDS.length).toBeGreaterThan(40));

  it.each(KINDS)("%s has a sentence and can be filtered", (kind) => {
    const key = SENTENCES[kind];
    const sentences = [texts[key] ?? texts[`${key}_other`]].flatMap((text) =>
      // A kind that comes in several states has a sentence for each.
      text !== null && typeof text === "object" ? Object.values(text) : [text],
    );
    expect(sentences, `timeline.${key}`).toEqual(sentences.map(() => expect.any(String)));
    expect(sentences).not.toEqual([]);
    const [group] = kind.split(".");
    expect(FACT_GROUPS).toContain(group);
    expect(en.timeline.groups).toHaveProperty(group!);
  });
});

it("no two kinds share a sentence", () => {
  expect(new Set(Object.values(SENTENCES)).size).toBe(Object.keys(SENTENCES).length);
});
