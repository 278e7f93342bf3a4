import { describe, expect, it } from "vitest";
import { readPixelBatch } from "./pixel-batch.ts";
import { timedEvents, visitFact } from "./visit-facts.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const MINUTE_MS = 60_000;

/** A batch sent and received now, by a clock that goes wrong by so much, with one event of some age. */
function batch({
  clockErrorMs = 0,
  ageMs = 0,
  ...fields
}: Record<string, unknown> & { clockErrorMs?: number; ageMs?: number }) {
  const sentAt = NOW.getTime() + clockErrorMs;
  return readPixelBatch(
    JSON.stringify({
      v: 1,
      account: "1.abc",
      client: "client-0001",
      customer: null,
      consent: { analytics: true, marketing: false, preferences: false, saleOfData: false },
      sentAt,
      events: [
        { id: "sh-00000001", name: "product_viewed", at: new Date(sentAt - ageMs).toISOString(), ...fields },
      ],
    }),
  )!;
}

describe("the time of an event", () => {
  it.each([
    ["now", {}, "2026-03-01T12:00:00.000Z"],
    ["a minute ago", { ageMs: MINUTE_MS }, "2026-03-01T11:59:00.000Z"],
    [
      "a minute ago by a clock 10 minutes ahead",
      { ageMs: MINUTE_MS, clockErrorMs: 10 * MINUTE_MS },
      "2026-03-01T11:59:00.000Z",
    ],
    [
      "a minute ago by a clock a day behind",
      { ageMs: MINUTE_MS, clockErrorMs: -1440 * MINUTE_MS },
      "2026-03-01T11:59:00.000Z",
    ],
    ["a little after it was sent", { ageMs: -MINUTE_MS }, "2026-03-01T12:00:00.000Z"],
    ["long after it was sent", { ageMs: -6 * MINUTE_MS }, null],
    ["25 hours before it was sent", { ageMs: 1500 * MINUTE_MS }, null],
    ["by a clock a year off", { clockErrorMs: 525_600 * MINUTE_MS }, null],
  ])("that happened %s", (_label, when, expected) => {
    const [timed] = timedEvents(batch(when), NOW);
    expect(timed?.happenedAt.toISOString() ?? null).toBe(expected);
  });
});

describe("the fact of an event", () => {
  const factOf = (fields: object) => {
    const shown = batch({ ...fields });
    const [timed] = timedEvents(shown, NOW);
    return visitFact(timed!, {
      key: "k",
      subjectId: -1n,
      customerId: null,
      cart: "cart-00001",
      clicked: "mail-1",
    });
  };

  it.each([
    ["pounds as doubles", { amount: 29.45, currency: "GBP" }, { amountMinor: "2945", currency: "GBP" }],
    ["a sum of doubles", { amount: 0.1 + 0.2, currency: "GBP" }, { amountMinor: "30", currency: "GBP" }],
    ["yen", { amount: 1200, currency: "JPY" }, { amountMinor: "1200", currency: "JPY" }],
    ["an amount without a currency", { amount: 5 }, {}],
  ])("keeps %s", (_label, fields, data) => {
    expect(factOf(fields).data).toEqual(data);
  });

  it("is filed by the visitor's clock, which no repetition changes", () => {
    const { filedAt, sourceUpdatedAt } = factOf({ clockErrorMs: 0 });
    expect([filedAt, sourceUpdatedAt]).toEqual([NOW, NOW]);
  });

  it("names the link that led to a page", () => {
    expect(factOf({ name: "page_viewed", path: "/" }).data).toEqual({ path: "/", clicked: "mail-1" });
  });

  it("names the cart where the page knew it", () => {
    expect(factOf({ name: "product_added_to_cart" }).data).toEqual({ cartToken: "cart-00001" });
  });
});
