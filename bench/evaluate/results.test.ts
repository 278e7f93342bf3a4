import { afterEach, expect, it, vi } from "vitest";
import { printResults } from "./results.ts";

afterEach(() => vi.restoreAllMocks());

function printed(value: number, name: string, reference: number): string {
  const said: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  const about = { evaluate: "e", case: "c", model: "m", metric: "NDCG@10" };
  printResults([{ ...about, value, references: [{ name, value: reference }] }], { json: false });
  return said.join("\n");
}

it.each([
  [0.19071, 0.1907, ".1907 (= published)"],
  [0.1904, 0.1907, ".1904 (−.0003 from published .1907)"],
  [0.19104, 0.1907, ".1910 (= published)"],
  // Two sides of a boundary between three digits, printed alike.
  [0.29048, 0.2905, ".2905 (= published)"],
  [0.1957, 0.1907, ".1957 (1.03 × published .1907)"],
  [0.2002, 0.1997, ".2002 (+.0005 from published .1997)"],
  [5_668, 5_668, "5668 (= published)"],
  [5_667, 5_668, "5667 (≠ published 5668)"],
])("%d beside %d is shown as %s", (value, reference, shown) => {
  expect(printed(value, "published", reference)).toContain(shown);
});
