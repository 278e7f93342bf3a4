import fc from "fast-check";
import { expect, it } from "vitest";
import { allocate, decimalAmount, parseDecimal, restAmount } from "./money.ts";

it.each([
  [1234n, "GBP", "12.34", "12.34"],
  [1200n, "GBP", "12.00", "12.0"],
  [-5n, "GBP", "-0.05", "-0.05"],
  [100_000n, "JPY", "1000", "1000.0"],
])("prints %s %s as %s in REST and %s in GraphQL", (amount, currency, rest, decimal) => {
  expect(restAmount(amount, currency)).toBe(rest);
  expect(decimalAmount(amount)).toBe(decimal);
});

it("reads what it prints", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (amount) => {
      expect(parseDecimal(decimalAmount(amount))).toBe(amount);
    }),
  );
});

it.each(["", "12,5", "£5", "1e3", "."])("does not read %j as a number", (text) => {
  expect(parseDecimal(text)).toBeNull();
});

it("shares an amount out to the last hundredth", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      fc.array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 12 }),
      (amount, weights) => {
        const shares = allocate(amount, weights);
        const some = weights.some((weight) => weight > 0n);
        expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(some ? amount : 0n);
      },
    ),
  );
});
