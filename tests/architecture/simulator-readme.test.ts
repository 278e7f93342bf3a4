/** The simulator's README promises a test for each behaviour: every one that it names must be there. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const README = readFileSync("simulator/README.md", "utf8");

interface Row {
  behaviour: string;
  file: string;
  test: string;
}

/** The rows of the table between the two marks. */
function rowsOf(readme: string): Row[] {
  const table = /<!-- behaviours -->(.*?)<!-- \/behaviours -->/s.exec(readme)?.[1] ?? "";
  return [...table.matchAll(/^\| ([^*|][^|]*?) +\| `([^`]+)` › ([^|]*?) +\|$/gm)].map((match) => ({
    behaviour: match[1]!,
    file: match[2]!.startsWith("tests/") ? match[2]! : path.join("simulator", match[2]!),
    test: match[3]!,
  }));
}

const rows = rowsOf(README);

describe("the simulator's README", () => {
  it("names a test for each behaviour", () => {
    const lines = README.split("<!-- behaviours -->")[1]!.split("<!-- /behaviours -->")[0]!;
    const behaviours = lines
      .split("\n")
      .filter((line) => /^\| [^*\-|B ]/.test(line) || /^\| B(?!ehaviour )/.test(line));
    expect(rows.length).toBe(behaviours.length);
    expect(rows.length).toBeGreaterThan(80);
  });

  it.each(rows)("$behaviour", ({ file, test }) => {
    expect(existsSync(file), `${file} is missing`).toBe(true);
    expect(readFileSync(file, "utf8")).toContain(test);
  });
});
