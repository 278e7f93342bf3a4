import { describe, expect, it } from "vitest";
import { decideFailure, type DeliveryRule, fits } from "./delivery-rules.ts";

const retry: DeliveryRule = {
  id: 1,
  topic: "orders/*",
  errorContains: "Currency",
  action: "retry",
  retryAfterMinutes: 10,
  maxRetries: 2,
};
const ignore: DeliveryRule = {
  id: 2,
  topic: "*",
  errorContains: "",
  action: "ignore",
  retryAfterMinutes: null,
  maxRetries: null,
};
const unreadable = (attempts: number, topic = "orders/create") => ({
  topic,
  error: "The currency is unknown",
  attempts,
  isUnreadable: true,
});

describe("what becomes of a failed delivery", () => {
  it("is set aside at once when it cannot be read, after eight attempts otherwise", () => {
    expect(decideFailure(unreadable(1), [])).toEqual({ kind: "setAside" });
    const attempt = (attempts: number) => ({ ...unreadable(attempts), isUnreadable: false });
    expect(decideFailure(attempt(7), [])).toEqual({ kind: "retry", delayMs: 128_000 });
    expect(decideFailure(attempt(8), [])).toEqual({ kind: "setAside" });
  });

  it("is tried again as often as a rule says, and no more", () => {
    expect([1, 2, 3].map((attempts) => decideFailure(unreadable(attempts), [retry]).kind)).toEqual([
      "retry",
      "retry",
      "setAside",
    ]);
    expect(decideFailure(unreadable(1), [retry])).toEqual({ kind: "retry", delayMs: 600_000 });
  });

  it("follows the first rule that fits", () => {
    expect(decideFailure(unreadable(1), [ignore, retry])).toEqual({ kind: "ignore", ruleId: 2 });
    expect(decideFailure(unreadable(1, "carts/create"), [retry, ignore])).toEqual({
      kind: "ignore",
      ruleId: 2,
    });
  });

  it.each([
    ["orders/create", "", true],
    ["orders/*", "CURRENCY", true],
    ["orders", "", false],
    ["orders_create", "", false],
    ["orders/create", "subtotal", false],
  ])("topic %s and error %s: %s", (topic, errorContains, expected) => {
    expect(fits({ topic, errorContains }, unreadable(1))).toBe(expected);
  });
});
