import { expect, it } from "vitest";
import { csvLine } from "./csv.ts";

it.each([
  [["plain", 12, 3n, null], "plain,12,3,\r\n"],
  [['say "hello"', "a,b", "two\nlines"], '"say ""hello""","a,b","two\nlines"\r\n'],
  [["=1+1", "+44 20", "-5", "@cmd"], "'=1+1,'+44 20,'-5,'@cmd\r\n"],
  [[-5], "-5\r\n"],
])("writes %s", (values, line) => expect(csvLine(values)).toBe(line));
