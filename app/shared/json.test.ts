import { expect, it } from "vitest";
import { parseJson } from "./json.ts";

it("reads ids past 2^53 without passing through a double", () => {
  expect(parseJson('{"id": 9007199254740993, "small": 7, "price": 19.9}')).toEqual({
    id: 9007199254740993n,
    small: 7,
    price: 19.9,
  });
});

it("says where the text stops being JSON", () => {
  expect(() => parseJson('{"id": ')).toThrow(SyntaxError);
});
