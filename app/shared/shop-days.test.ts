import { expect, it } from "vitest";
import { shopDays } from "./shop-days.ts";

const AT = new Date("2026-01-31T23:30:00Z");

it.each([
  ["en", "GB", "Europe/London", "31 January 2026"],
  ["en", "US", "America/New_York", "January 31, 2026"],
  ["en", null, null, "January 31, 2026"],
  ["en-GB", "US", "Europe/London", "31 January 2026"],
  ["de", "GB", "Europe/Berlin", "1. Februar 2026"],
  ["de", "XX", "Mars/Olympus", "31. Januar 2026"],
  ["ja", "not a country", "Asia/Tokyo", "2026年2月1日"],
])("writes a day in %s for a shop in %s (%s) as %s", (language, countryCode, ianaTimezone, text) => {
  expect(shopDays(language, { countryCode, ianaTimezone }, "long")(AT)).toBe(text);
});
