import { expect, it } from "vitest";
import { parseJson } from "./json.ts";

it("reads ids past 2^53 without passing through a double", () => {
  expect(parseJson('{"id": 9007199254740993, "small": 7, "price": 19.9}')).toEqual({
    id: 9007199254740993n,
    small: 7,
    price: 19.9,
  });
});

it("reads what holds no such number alike", () => {
  const text = '{"id": 820982911946154, "none": null, "list": [true, -1.5e2, "é\\n"]}';
  expect(parseJson(text)).toEqual({ id: 820982911946154, none: null, list: [true, -150, "é\n"] });
  const { mark, ...rest } = parseJson(`${text.slice(0, -1)}, "mark": "1234567890123456"}`) as Record<
    string,
    unknown
  >;
  expect(mark).toBe("1234567890123456");
  expect(rest).toEqual(parseJson(text));
});

it("says where the text stops being JSON", () => {
  expect(() => parseJson('{"id": ')).toThrow(SyntaxError);
});
