import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currencyDigits, decimalFromMinor, formatMoney, minorFromDecimal } from "./money.ts";

describe("minorFromDecimal", () => {
  it.each([
    ["12.30", "GBP", 1230n],
    ["12.3", "GBP", 1230n],
    ["12", "GBP", 1200n],
    ["-0.05", "GBP", -5n],
    ["1000", "JPY", 1000n],
    ["1000.00", "JPY", 1000n],
    ["1.234", "KWD", 1234n],
    ["90071992547409931.99", "GBP", 9007199254740993199n],
  ])("reads %s %s", (amount, currency, minor) => {
    expect(minorFromDecimal(amount, currency)).toBe(minor);
  });

  it.each(["", "12,30", "1e3", "0x10", " 1", "1.", ".5", "NaN"])("refuses %j", (amount) => {
    expect(() => minorFromDecimal(amount, "GBP")).toThrow("expected a decimal amount");
  });

  it("refuses what is finer than the currency", () => {
    expect(() => minorFromDecimal("1.5", "JPY")).toThrow("finer than the smallest unit of JPY");
  });
});

it("writes what it reads", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.constantFrom("GBP", "JPY", "KWD"),
      (minor, currency) => {
        expect(minorFromDecimal(decimalFromMinor(minor, currency), currency)).toBe(minor);
      },
    ),
  );
});

it("knows currencies without decimals and with three", () => {
  expect(["GBP", "JPY", "KWD"].map(currencyDigits)).toEqual([2, 0, 3]);
});

it("prints money for people", () => {
  expect(formatMoney(1230n, "GBP")).toBe("£12.30");
  expect(formatMoney(1000, "JPY", "ja")).toMatch(/1,000/);
});
