import { describe, expect, it } from "vitest";
import { draftOf, formOf, isSameDraft, readAmount } from "./programme-draft.ts";

describe("readAmount", () => {
  it.each([
    ["5", "GBP", 500n],
    ["5.5", "GBP", 550n],
    ["5,50", "EUR", 550n],
    [" 1 000 ", "JPY", 1000n],
    ["1.250", "KWD", 1250n],
    ["0.005", "KWD", 5n],
  ])("reads %j %s as %s minor units", (text, currency, minor) => {
    expect(readAmount(text, currency)).toEqual({ minor });
  });

  it.each([
    ["", "GBP", "errors.amount"],
    ["five", "GBP", "errors.amount"],
    ["-5", "GBP", "errors.amount"],
    ["1,000.50", "GBP", "errors.amount"],
    ["5.005", "GBP", "errors.amount_too_fine"],
    ["5.5", "JPY", "errors.amount_too_fine"],
  ])("refuses %j %s", (text, currency, key) => {
    expect(readAmount(text, currency)).toMatchObject({ error: { key } });
  });
});

describe("draftOf and formOf", () => {
  const saved = {
    current: { earnPoints: 2, earnPerMinor: 150, active: true },
    reward: { costPoints: 100, valueMinor: 500, active: false },
  };

  it("come back to what was saved", () => {
    const draft = draftOf(saved, "GBP");
    expect(draft).toMatchObject({ earnAmount: "1.50", rewardAmount: "5" });
    expect(formOf(draft, "GBP")).toEqual({
      errors: {},
      fields: {
        earnPoints: "2",
        earnPerMinor: "150",
        rewardCostPoints: "100",
        rewardValueMinor: "500",
        rewardActive: "false",
        active: "true",
        includePastYear: "false",
      },
    });
  });

  it.each([
    ["GBP", "1", "5"],
    ["JPY", "100", "500"],
    ["KWD", "1", "5"],
  ])("start at five percent in %s", (currency, earnAmount, rewardAmount) => {
    expect(draftOf({ current: null, reward: null }, currency)).toMatchObject({ earnAmount, rewardAmount });
  });

  it("name the field of an amount that cannot be read", () => {
    const { errors } = formOf({ ...draftOf(saved, "GBP"), rewardAmount: "a lot" }, "GBP");
    expect(errors).toEqual({ rewardValueMinor: { key: "errors.amount" } });
  });
});

it("isSameDraft sees one changed field", () => {
  const draft = draftOf({ current: null, reward: null }, "GBP");
  expect(isSameDraft(draft, { ...draft })).toBe(true);
  expect(isSameDraft(draft, { ...draft, includePastYear: true })).toBe(false);
});
