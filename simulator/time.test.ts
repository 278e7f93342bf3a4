import { expect, it } from "vitest";
import { graphqlTime, restTime } from "./time.ts";

const summer = new Date("2026-07-01T09:30:00.789Z");
const winter = new Date("2026-01-01T00:15:00Z");

it("prints GraphQL times in UTC with whole seconds", () => {
  expect(graphqlTime(summer)).toBe("2026-07-01T09:30:00Z");
});

it.each([
  [summer, "Europe/London", "2026-07-01T10:30:00+01:00"],
  [winter, "Europe/London", "2026-01-01T00:15:00+00:00"],
  [winter, "America/New_York", "2025-12-31T19:15:00-05:00"],
  [winter, "Asia/Kolkata", "2026-01-01T05:45:00+05:30"],
])("prints REST times in the shop's zone (%s, %s)", (date, timezone, text) => {
  expect(restTime(date, timezone)).toBe(text);
});
