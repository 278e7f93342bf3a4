import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";
import en from "./en.json" with { type: "json" };

/** Faults travel from schemas to fields as text, which the compiler cannot check. */
const namedFaults = globSync(["app/**/*.{ts,tsx}", "!app/**/*.test.{ts,tsx}"]).flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/"errors\.([a-z_]+)"/g)].map(([, name]) => name!),
);

it.each([...new Set(namedFaults)])("has words for the fault %s", (name) => {
  expect(Object.keys(en.errors).map((key) => key.replace(/_(one|other)$/, ""))).toContain(name);
});

it("has both plural forms wherever it has one", () => {
  const keysOf = (part: object, path: string): string[] =>
    Object.entries(part).flatMap(([key, value]) =>
      typeof value === "object" ? keysOf(value as object, `${path}${key}.`) : [`${path}${key}`],
    );
  const keys = new Set(keysOf(en, ""));
  for (const key of keys) {
    if (key.endsWith("_one")) expect(keys).toContain(key.replace(/_one$/, "_other"));
  }
});
