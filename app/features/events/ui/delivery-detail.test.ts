import fc from "fast-check";
import { expect, it } from "vitest";
import { layOutJson } from "./delivery-detail.tsx";

it("lays JSON out as JSON.stringify does", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(layOutJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2).replaceAll("-0", "-0"));
    }),
  );
});

it("keeps ids that a double cannot hold", () => {
  expect(layOutJson('{"id":9007199254740993}')).toContain("9007199254740993");
});

it("shows what is not JSON without failing", () => {
  expect(layOutJson("}]oops")).toContain("oops");
});
