import type { GraphQLScalarType } from "graphql";
import { describe, expect, it } from "vitest";
import { loadAdminSchema } from "./schema.ts";

const scalar = (name: string) => loadAdminSchema().schema.getType(name) as GraphQLScalarType;

it.each<[string, unknown[], unknown[]]>([
  [
    "DateTime",
    ["2026-07-01T09:30:00Z", "2026-07-01T09:30:00.123+02:00", "2026-07-01 09:30:00", "2026-07-01"],
    ["tomorrow", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "09:30", 1_767_225_600],
  ],
  ["Date", ["2026-02-28"], ["2026-02-30", "2026-2-3", "2026-02-28T00:00:00Z", ""]],
  ["Decimal", ["29.99", "-1", 5, 0.5, ".5"], ["1,5", "", "five", true, "1e3"]],
  ["Money", ["100.57"], ["100.57 GBP"]],
  [
    "URL",
    ["https://example.com/a?b=c", "/local", "app://x"],
    ["example.com", "http://", "https:///x", "a b"],
  ],
  ["UnsignedInt64", ["0", 50, "18446744073709551615"], ["-1", "1.5", "18446744073709551616"]],
  ["BigInt", ["-9007199254740993"], ["1.5", "a"]],
  ["Color", ["#6A8D48"], ["red", "#12"]],
  ["UtcOffset", ["-07:00"], ["7"]],
])("%s takes what Shopify takes", (name, good, bad) => {
  const type = scalar(name);
  for (const value of good) expect(() => type.parseValue(value), String(value)).not.toThrow();
  for (const value of bad) {
    expect(() => type.parseValue(value), String(value)).toThrow(`invalid ${name} '${String(value)}'`);
  }
});

it.each([
  ["Decimal", 5, "5"],
  ["UnsignedInt64", 50, "50"],
])("%s is read as text", (name, given, expected) => {
  expect(scalar(name).parseValue(given)).toBe(expected);
});

it("JSON takes any value", () => {
  const value = { points: 5, tiers: ["gold"] };
  expect(scalar("JSON").parseValue(value)).toEqual(value);
});

describe("a model cannot answer", () => {
  it.each<[string, unknown, unknown]>([
    ["DateTime", new Date(0), "1970-01-01T00:00:00Z"],
    ["Decimal", 5, "5.0"],
    ["UnsignedInt64", 5n, "5"],
  ])("anything but text for %s", (name, bad, good) => {
    expect(() => scalar(name).serialize(bad)).toThrow(`for a ${name}`);
    expect(scalar(name).serialize(good)).toBe(good);
  });
});
