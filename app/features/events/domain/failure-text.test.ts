import { expect, it } from "vitest";
import { InvalidInput } from "#app/shared/errors.ts";
import { describeFailure } from "./failure-text.ts";

it("keeps our own words", () => {
  const message = 'The order cannot be read. currency: expected a currency code such as "GBP"';
  expect(describeFailure(new InvalidInput(message))).toBe(message);
});

it.each([
  new SyntaxError("Unexpected 'a@example.com' at position 0"),
  new Error("Key (email)=(a@example.com) already exists"),
  new Error('invalid input syntax for type bigint: "a@example.com"'),
  new Error("could not write a@example.com"),
])("quotes nothing of what was delivered: %s", (error) => {
  expect(describeFailure(error)).not.toContain("example");
});
