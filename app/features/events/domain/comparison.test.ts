import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ageOfRepair,
  differencesOf,
  formatProgress,
  nextQuietInstant,
  type OwnRecord,
  parseProgress,
  progressAfter,
  searchAfter,
  SWEPT_PER_RUN,
} from "./comparison.ts";

const at = (iso: string) => new Date(`2026-03-01T${iso}Z`);
const own = (overrides: Partial<OwnRecord> = {}): OwnRecord => ({
  id: 1n,
  updatedAt: at("10:00:00.001"),
  fields: { status: "paid" },
  isGone: false,
  ...overrides,
});

describe("a record of Shopify's", () => {
  const theirs = { id: 1n, updatedAt: at("10:00:00"), fields: { status: "paid", total: "5" } };
  it.each([
    ["nothing", undefined, "missing"],
    ["the same", own(), null],
    ["an older state", own({ updatedAt: at("09:59:59.999") }), "age"],
    ["a newer state", own({ updatedAt: at("10:00:01"), fields: { status: "refunded" } }), null],
    ["another value at the same age", own({ fields: { status: "pending" } }), "status"],
    ["a value that is unknown here", own({ fields: { status: "paid", total: null } }), null],
    ["a deleted one", own({ isGone: true, updatedAt: new Date(0) }), null],
  ])("beside %s of ours", (_name, ours, expected) => {
    const { missing, stale } = differencesOf([theirs], new Map(ours ? [[1n, ours]] : []));
    expect([...missing, ...stale].map((each) => each.difference)).toEqual(expected ? [expected] : []);
  });
});

it("a repair is later than every webhook of its second, once the second is over", () => {
  expect(ageOfRepair(at("10:00:00"), at("10:00:05"))).toEqual(at("10:00:00.001"));
  expect(ageOfRepair(at("10:00:00.001"), at("10:00:05"))).toEqual(at("10:00:00.001"));
  expect(ageOfRepair(at("10:00:00"), at("10:00:01"))).toEqual(at("10:00:00"));
});

describe("a run", () => {
  const since = at("00:00:00");

  it("compares what changed, then sweeps on from where the last one stopped", () => {
    const start = { phase: "changed", afterId: 0n, sweepFrom: 40n, swept: 0 } as const;
    const { next } = progressAfter(start, { upToId: 7n, size: 250 }, since);
    expect(next).toMatchObject({ phase: "changed", afterId: 7n });
    expect(progressAfter(next!, { upToId: null, size: 3 }, since).next).toMatchObject({
      phase: "sweep",
      afterId: 40n,
      swept: 0,
    });
  });

  it("leaves the rest of the sweep to the next, unless it compares everything", () => {
    const sweep = { phase: "sweep", afterId: 5n, sweepFrom: 0n, swept: SWEPT_PER_RUN - 1 } as const;
    const step = { upToId: 9n, size: 1 };
    expect(progressAfter(sweep, step, since)).toEqual({ next: null, sweepFrom: 9n });
    expect(progressAfter(sweep, step, null).next).toMatchObject({ phase: "sweep", afterId: 9n });
    expect(progressAfter(sweep, { upToId: null, size: 1 }, since)).toEqual({ next: null, sweepFrom: 0n });
  });

  it("is written down and read again; what is not ours begins anew", () => {
    const progress = { phase: "sweep", afterId: 9_007_199_254_740_993n, sweepFrom: 3n, swept: 12 } as const;
    expect(parseProgress(formatProgress(progress), since)).toEqual(progress);
    expect(parseProgress("eyJ9", null)).toMatchObject({ phase: "sweep", afterId: 0n });
  });

  it("asks for what comes after an id, and for what changed since", () => {
    expect(searchAfter(0n, null)).toBe("");
    expect(searchAfter(7n, since)).toBe("updated_at:>='2026-03-01T00:00:00.000Z' AND id:>=8");
  });
});

describe("the quiet hour", () => {
  const zones = [
    "Europe/London",
    "Asia/Kathmandu",
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Not/AZone",
    null,
  ];

  it("is within a day, at night by the shop's clock", () => {
    const now = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(now, fc.constantFrom(...zones), fc.bigInt(1n, 500n), (instant, zone, shopId) => {
        const next = nextQuietInstant(instant, zone, shopId);
        const waitMs = next.getTime() - instant.getTime();
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(86_400_000);
        const timeZone = zone === null || zone === "Not/AZone" ? "UTC" : zone;
        const hour = Number(
          new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone }).format(next),
        );
        expect(hour).toBeGreaterThanOrEqual(1);
        expect(hour).toBeLessThanOrEqual(4);
      }),
    );
  });

  it("differs between shops", () => {
    const instants = [1n, 2n, 3n].map((shopId) => nextQuietInstant(at("12:00:00"), "UTC", shopId).getTime());
    expect(new Set(instants).size).toBe(3);
  });
});
