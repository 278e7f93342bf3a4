import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type GateInput } from "./decide.ts";
import { localMinute } from "./local-time.ts";

const NOON = new Date("2026-03-10T12:00:00Z");
const ago = (hours: number) => new Date(NOON.getTime() - hours * 3_600_000);
const ahead = (hours: number) => ago(-hours);

function input(rest: Partial<GateInput> = {}): GateInput {
  return {
    message: { channel: "email", purpose: "marketing", topic: "reminders" },
    isReachable: true,
    hasSender: true,
    consent: { state: "subscribed", changedAt: ago(1000) },
    preferences: { topicsOff: [], frequency: "all", pausedUntil: null },
    suppression: null,
    recentSends: [],
    zone: { timeZone: "Europe/London", from: "shop" },
    holdout: false,
    now: NOON,
    settings: {
      quiet: { fromMinute: 21 * 60, untilMinute: 8 * 60 },
      capPerDay: 2,
      capPerWeek: 5,
      hasPostalAddress: true,
    },
    ...rest,
  };
}

const choice = (rest: Partial<GateInput["preferences"]>) => ({
  preferences: { ...input().preferences, ...rest },
});
const unaddressed = { settings: { ...input().settings, hasPostalAddress: false } };
const service = { message: { channel: "email", purpose: "transactional", topic: "news" } } as const;

describe("the gate", () => {
  it.each<[string, Partial<GateInput>, string, string[], Date?]>([
    ["lets out what is agreed to", {}, "send", ["consent"]],
    ["blocks without an address", { isReachable: false }, "block", ["no_address"]],
    ["blocks what is suppressed", { suppression: "bounced" }, "block", ["suppressed"]],
    ["blocks without any consent", { consent: null }, "block", ["no_consent"]],
    [
      "blocks what is not confirmed",
      { consent: { state: "pending", changedAt: NOON } },
      "block",
      ["no_consent"],
    ],
    ["blocks topics switched off", choice({ topicsOff: ["reminders"] }), "block", ["topic_off"]],
    ["lets out other topics", choice({ topicsOff: ["offers"] }), "send", ["consent"]],
    [
      "names all that blocks",
      { suppression: "bounced", consent: null },
      "block",
      ["suppressed", "no_consent"],
    ],
    ["waits for a sender", { hasSender: false }, "defer", ["no_sender"]],
    ["waits for the sender's postal address", unaddressed, "defer", ["no_postal_address"]],
    ["sends service messages without it", { ...unaddressed, ...service }, "send", ["transactional"]],
    ["waits for the end of a pause", choice({ pausedUntil: ahead(48) }), "defer", ["paused"], ahead(48)],
    ["keeps to the daily cap", { recentSends: [ago(2), ago(20)] }, "defer", ["cap_day"], ahead(4)],
    ["counts 24 hours", { recentSends: [ago(2), ago(24)] }, "send", ["consent"]],
    [
      "keeps to the weekly cap",
      { recentSends: [30, 50, 70, 90, 166].map(ago) },
      "defer",
      ["cap_week"],
      ahead(2),
    ],
    [
      "keeps to once a week",
      { ...choice({ frequency: "weekly" }), recentSends: [ago(167)] },
      "defer",
      ["frequency"],
      ahead(1),
    ],
    [
      "keeps to once a month",
      { ...choice({ frequency: "monthly" }), recentSends: [ago(719)] },
      "defer",
      ["frequency"],
      ahead(1),
    ],
    [
      "is quiet at night there",
      { zone: { timeZone: "Asia/Tokyo", from: "address" } },
      "defer",
      ["quiet_hours"],
      ahead(11),
    ],
    ["holds out whom the source says", { holdout: true }, "holdout", ["holdout", "consent"]],
    ["holds out nobody who would not have got it", { holdout: true, consent: null }, "block", ["no_consent"]],
    [
      "lets service mails out without consent, at night and over the cap",
      {
        ...service,
        consent: null,
        recentSends: [ago(1), ago(1)],
        zone: { timeZone: "Asia/Tokyo", from: "address" },
      },
      "send",
      ["transactional"],
    ],
    [
      "blocks service mails to addresses that bounced",
      { ...service, suppression: "bounced" },
      "block",
      ["suppressed"],
    ],
  ])("%s", (_name, rest, verdict, reasons, until) => {
    const decision = decide(input(rest));
    expect([decision.verdict, decision.reasons.map(({ code }) => code)]).toEqual([verdict, reasons]);
    if (until) expect(decision.until).toBe(until.toISOString());
  });

  it("waits through the night after a cap ends in it, also where the clocks change", () => {
    const sends = [new Date("2026-03-28T22:00:00Z"), new Date("2026-03-28T23:00:00Z")];
    const decision = decide(input({ now: new Date("2026-03-29T10:00:00Z"), recentSends: sends }));
    // The cap ends at 23:00 summer time; eight o'clock is an hour earlier than the day before.
    expect(decision.until).toBe("2026-03-30T07:00:00.000Z");
  });
});

const instant = fc
  .integer({ min: Date.UTC(2026, 2, 1), max: Date.UTC(2026, 10, 30) })
  .map((ms) => new Date(ms));
const anyInput: fc.Arbitrary<GateInput> = instant.chain((now) =>
  fc.record({
    message: fc.record({
      channel: fc.constant("email" as const),
      purpose: fc.constantFrom("marketing" as const, "transactional" as const),
      topic: fc.constantFrom("offers" as const, "reminders" as const),
    }),
    isReachable: fc.boolean(),
    hasSender: fc.constant(true),
    consent: fc.option(
      fc.record({
        state: fc.constantFrom("subscribed", "subscribed", "subscribed", "unsubscribed"),
        changedAt: instant,
      }),
    ),
    preferences: fc.record({
      topicsOff: fc.subarray(["offers"]),
      frequency: fc.constantFrom("all" as const, "weekly" as const, "monthly" as const),
      pausedUntil: fc.option(
        fc.integer({ min: -50, max: 900 }).map((h) => new Date(now.getTime() + h * 3_600_000)),
      ),
    }),
    suppression: fc.constantFrom(null, null, null, "bounced"),
    recentSends: fc.array(
      fc.integer({ min: 0, max: 31 * 24 * 60 }).map((m) => new Date(now.getTime() - m * 60_000)),
      { maxLength: 8 },
    ),
    zone: fc.record({
      timeZone: fc.constantFrom(
        "Europe/London",
        "Asia/Tokyo",
        "America/New_York",
        "Australia/Adelaide",
        "UTC",
      ),
      from: fc.constant("address" as const),
    }),
    holdout: fc.boolean(),
    now: fc.constant(now),
    settings: fc.record({
      quiet: fc.option(
        fc.record({
          fromMinute: fc.integer({ min: 0, max: 1439 }),
          untilMinute: fc.integer({ min: 0, max: 1439 }),
        }),
      ),
      capPerDay: fc.integer({ min: 1, max: 3 }),
      capPerWeek: fc.integer({ min: 1, max: 6 }),
      hasPostalAddress: fc.constant(true),
    }),
  }),
);

describe("whatever is asked", () => {
  it("marketing goes only with consent, outside the quiet hours, under the caps and after the pause", () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        if (decide(given).verdict !== "send" || given.message.purpose !== "marketing") return;
        const { now, settings, recentSends, preferences, zone } = given;
        expect(given.consent?.state).toBe("subscribed");
        expect(given.suppression).toBeNull();
        const since = (hours: number) =>
          recentSends.filter((at) => now.getTime() - at.getTime() < hours * 3_600_000);
        expect(since(24).length).toBeLessThan(settings.capPerDay);
        expect(since(168).length).toBeLessThan(settings.capPerWeek);
        if (preferences.pausedUntil)
          expect(preferences.pausedUntil.getTime()).toBeLessThanOrEqual(now.getTime());
        const { quiet } = settings;
        if (quiet && quiet.fromMinute !== quiet.untilMinute) {
          const minute = localMinute(now, zone.timeZone);
          const [from, until] = [quiet.fromMinute, quiet.untilMinute];
          expect(from < until ? minute >= from && minute < until : minute >= from || minute < until).toBe(
            false,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("what waits may go at the instant it is put off to, and not before", () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const decision = decide(given);
        if (decision.verdict !== "defer") return;
        const until = new Date(decision.until!);
        expect(until.getTime()).toBeGreaterThan(given.now.getTime());
        expect(["send", "holdout"]).toContain(decide({ ...given, now: until }).verdict);
        expect(decide({ ...given, now: new Date(until.getTime() - 1) }).verdict).toBe("defer");
      }),
      { numRuns: 1000 },
    );
  });
});
