import { describe, expect, it } from "vitest";
import { birthdayOfText, isBirthday, isSameStatement, textOfBirthday } from "./stated.ts";

const TODAY = new Date("2026-03-15T00:00:00Z");

describe("a birthday", () => {
  it.each([
    [{ day: 17, month: 5, year: 1990 }, "1990-05-17"],
    [{ day: 29, month: 2, year: null }, "--02-29"],
  ])("%j is stored as %s", (birthday, text) => {
    expect(isBirthday(birthday, TODAY)).toBe(true);
    expect(textOfBirthday(birthday)).toBe(text);
    expect(birthdayOfText(text)).toEqual(birthday);
  });

  it.each([
    { day: 30, month: 2, year: null },
    { day: 29, month: 2, year: 2025 },
    { day: 0, month: 5, year: null },
    { day: 1, month: 13, year: null },
    { day: 1, month: 1, year: 1899 },
    { day: 16, month: 3, year: 2026 },
    { day: 1.5, month: 1, year: null },
    { day: Number.NaN, month: 1, year: null },
  ])("%j is none", (birthday) => expect(isBirthday(birthday, TODAY)).toBe(false));

  it.each([undefined, "", "17.5.1990", "1990-5-17"])("%j is no stored one", (text) =>
    expect(birthdayOfText(text)).toBeNull(),
  );
});

it("the order of interests makes no difference", () => {
  const birthday = null;
  const a = { birthday, interests: ["type:Tea", "collection:1"] };
  expect(isSameStatement(a, { birthday, interests: ["collection:1", "type:Tea"] })).toBe(true);
  expect(isSameStatement(a, { birthday, interests: ["type:Tea"] })).toBe(false);
  expect(isSameStatement(a, { ...a, birthday: { day: 1, month: 1, year: null } })).toBe(false);
});
