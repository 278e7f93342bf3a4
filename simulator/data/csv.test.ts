import fc from "fast-check";
import { expect, it } from "vitest";
import { formatCsv, parseCsv } from "./csv.ts";

it("reads quoted cells with commas, quotes and line breaks", () => {
  expect(parseCsv('a,"b, ""c""",\r\n,"d\ne",f\n')).toEqual([
    ["a", 'b, "c"', ""],
    ["", "d\ne", "f"],
  ]);
});

it("reads back whatever it wrote", () => {
  const cells = fc.array(
    fc.string({ minLength: 1 }).map((text) => text.replaceAll("\r", "")),
    { minLength: 2, maxLength: 4 },
  );
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1 }), (rows) => {
      expect(parseCsv(formatCsv(rows))).toEqual(rows);
    }),
  );
});
