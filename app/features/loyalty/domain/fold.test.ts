import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact, FactKind } from "#app/shared/fact.ts";
import type { ProgrammeVersion } from "./earning.ts";
import { foldFacts, type Posting, type PostingEntry, SHORTFALL_LOT } from "./fold.ts";
import { type PostedSum, transfersToPost } from "./posting.ts";

const DAY_MS = 86_400_000;
const START = new Date("2026-01-01T00:00:00Z");
const day = (days: number) => new Date(START.getTime() + days * DAY_MS);

const ONE_POINT_A_POUND: ProgrammeVersion = {
  version: 1,
  effectiveFrom: START,
  earnPoints: 1,
  earnPerMinor: 100,
  active: true,
};

function fact(
  kind: FactKind,
  key: string,
  days: number,
  data: Fact["data"] = {},
  orderId: bigint | null = null,
): Fact {
  return { kind, key, happenedAt: day(days), customerId: 1n, orderId, data, sourceUpdatedAt: day(days) };
}

const paid = (orderId: bigint, days: number, goodsMinor: number) =>
  fact("order.paid", orderId.toString(), days, { goodsMinor: String(goodsMinor) }, orderId);
const refunded = (orderId: bigint, refundId: number, days: number, goodsMinor: number) =>
  fact("order.refunded", String(refundId), days, { goodsMinor: String(goodsMinor) }, orderId);
const cancelled = (orderId: bigint, days: number) =>
  fact("order.cancelled", orderId.toString(), days, {}, orderId);
const redeemed = (id: string, days: number, points: number) =>
  fact("points.redeemed", id, days, { points: String(points) });
const adjusted = (id: string, days: number, points: number) =>
  fact("points.adjusted", id, days, { points: String(points) });

const sum = (numbers: bigint[]) => numbers.reduce((total, number) => total + number, 0n);
const entriesOf = (postings: readonly { entries: PostingEntry[] }[]) =>
  postings.flatMap((posting) => posting.entries);
const balanceOf = (postings: readonly Posting[]) =>
  sum(
    entriesOf(postings)
      .filter((entry) => entry.account === "member")
      .map((entry) => entry.points),
  );
const lotsOf = (postings: readonly Posting[]) => {
  const lots = new Map<string, bigint>();
  for (const entry of entriesOf(postings)) {
    if (entry.account === "member") lots.set(entry.lot, (lots.get(entry.lot) ?? 0n) + entry.points);
  }
  return Object.fromEntries([...lots].filter(([, points]) => points !== 0n));
};
const fold = (facts: Fact[], versions = [ONE_POINT_A_POUND]) => foldFacts(facts, versions);

describe("earning", () => {
  it("gives points for goods, rounded down", () => {
    expect(balanceOf(fold([paid(1n, 1, 1999)]))).toBe(19n);
  });

  it("gives nothing before the programme began, nor while it is paused", () => {
    const paused = { ...ONE_POINT_A_POUND, version: 2, effectiveFrom: day(5), active: false };
    expect(balanceOf(fold([paid(1n, -1, 1000), paid(2n, 6, 1000)], [ONE_POINT_A_POUND, paused]))).toBe(0n);
  });

  it("keeps the version that was in force when the order was paid", () => {
    const doubled = { ...ONE_POINT_A_POUND, version: 2, effectiveFrom: day(5), earnPoints: 2 };
    expect(balanceOf(fold([paid(1n, 4, 1000), paid(2n, 6, 1000)], [ONE_POINT_A_POUND, doubled]))).toBe(30n);
  });

  it("counts in whole units of a currency without decimals", () => {
    const yen = { ...ONE_POINT_A_POUND, earnPerMinor: 100 };
    expect(balanceOf(fold([paid(1n, 1, 1250)], [yen]))).toBe(12n);
  });
});

describe("a reversal", () => {
  it("of everything takes back exactly what was given, whatever the rules say today", () => {
    const doubled = { ...ONE_POINT_A_POUND, version: 2, effectiveFrom: day(2), earnPoints: 7 };
    const postings = fold([paid(1n, 1, 1999), refunded(1n, 9, 3, 1999)], [ONE_POINT_A_POUND, doubled]);
    expect(lotsOf(postings)).toEqual({});
  });

  it("of a part takes back its share of what was given, from the lot of that order", () => {
    const postings = fold([paid(1n, 1, 1000), paid(2n, 2, 1000), refunded(1n, 9, 3, 330)]);
    expect(lotsOf(postings)).toEqual({ "order:1": 6n, "order:2": 10n });
  });

  it("by cancelling takes what refunds left", () => {
    expect(lotsOf(fold([paid(1n, 1, 1000), refunded(1n, 9, 2, 400), cancelled(1n, 3)]))).toEqual({});
  });

  it("never takes more than was given, however much is refunded", () => {
    expect(
      balanceOf(
        fold([paid(1n, 1, 1000), refunded(1n, 8, 2, 900), refunded(1n, 9, 3, 900), cancelled(1n, 4)]),
      ),
    ).toBe(0n);
  });

  it("that became known with an earlier time than the payment does not come before it", () => {
    const postings = fold([refunded(1n, 9, 1, 1000), paid(1n, 2, 1000)]);
    expect(postings.map((posting) => posting.kind)).toEqual(["earn", "refund"]);
  });

  it("after the points were spent leaves a debt in the lot of the order", () => {
    const postings = fold([paid(1n, 1, 1000), redeemed("r", 2, 10), refunded(1n, 9, 3, 1000)]);
    expect(lotsOf(postings)).toEqual({ "order:1": -10n });
  });
});

describe("a redemption", () => {
  it("takes the oldest lots first and gives them back exactly when it is voided", () => {
    const before = [paid(1n, 1, 1000), paid(2n, 2, 1000)];
    expect(lotsOf(fold([...before, redeemed("r", 3, 15)]))).toEqual({ "order:2": 5n });
    expect(lotsOf(fold([...before, redeemed("r", 3, 15), fact("points.voided", "r", 4)]))).toEqual({
      "order:1": 10n,
      "order:2": 10n,
    });
  });

  it("stays granted when late facts take its points away: the shortfall is a lot of its own", () => {
    const facts = [redeemed("r", 3, 15), fact("points.granted", "r", 4)];
    expect(lotsOf(fold([paid(1n, 1, 1000), ...facts]))).toEqual({ [SHORTFALL_LOT]: -5n });
  });

  it("is settled once, whatever is said later", () => {
    const facts = [
      paid(1n, 1, 2000),
      redeemed("r", 2, 15),
      fact("points.granted", "r", 3),
      fact("points.voided", "r", 4),
    ];
    expect(balanceOf(fold(facts))).toBe(5n);
  });
});

// ── What must hold for any history ────────────────────────────────────────────────────────────────────────────────────

const orderIds = [1n, 2n, 3n, 4n];
const anyDay = fc.integer({ min: -5, max: 60 });
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...orderIds), anyDay, fc.integer({ min: 0, max: 50_000 }))
    .map(([id, d, goods]) => paid(id, d, goods)),
  fc
    .tuple(
      fc.constantFrom(...orderIds),
      fc.integer({ min: 1, max: 8 }),
      anyDay,
      fc.integer({ min: 0, max: 60_000 }),
    )
    .map(([id, refund, d, goods]) => refunded(id, Number(id) * 10 + refund, d, goods)),
  fc.tuple(fc.constantFrom(...orderIds), anyDay).map(([id, d]) => cancelled(id, d)),
  fc
    .tuple(fc.constantFrom("a", "b", "c"), anyDay, fc.integer({ min: 1, max: 400 }))
    .map(([id, d, points]) => redeemed(id, d, points)),
  fc
    .tuple(fc.constantFrom("points.granted", "points.voided"), fc.constantFrom("a", "b", "c"), anyDay)
    .map(([kind, id, d]) => fact(kind as FactKind, id, d)),
  fc
    .tuple(fc.constantFrom("x", "y"), anyDay, fc.integer({ min: -300, max: 300 }))
    .map(([id, d, points]) => adjusted(id, d, points)),
);

/** Facts are a set: one of each kind and key. */
const anyHistory = fc
  .array(anyFact, { maxLength: 25 })
  .map((facts) => [...new Map(facts.map((each) => [`${each.kind} ${each.key}`, each])).values()]);

const anyProgramme = fc
  .array(
    fc.record({
      effectiveFrom: anyDay.map(day),
      earnPoints: fc.integer({ min: 1, max: 20 }),
      earnPerMinor: fc.integer({ min: 1, max: 1000 }),
      active: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((versions) => versions.map((version, index) => ({ ...version, version: index + 1 })));

/** A ledger in memory that posts what it is told, as the database does. */
function post(ledger: PostedSum[], wanted: readonly Posting[]): PostedSum[] {
  const sums = new Map(ledger.map((held) => [`${held.sourceKey} ${held.account} ${held.lot}`, { ...held }]));
  for (const transfer of transfersToPost(wanted, ledger, day(100))) {
    expect(sum(transfer.entries.map((entry) => entry.points))).toBe(0n);
    for (const entry of transfer.entries) {
      const key = `${transfer.sourceKey} ${entry.account} ${entry.lot}`;
      const held = sums.get(key) ?? {
        ...entry,
        sourceKey: transfer.sourceKey,
        kind: transfer.kind,
        points: 0n,
      };
      sums.set(key, { ...held, points: held.points + entry.points });
    }
  }
  return [...sums.values()].filter((held) => held.points !== 0n);
}

const inLedger = (ledger: readonly PostedSum[]) =>
  ledger.map((held) => `${held.sourceKey} ${held.account} ${held.lot} ${held.points}`).toSorted();

describe("for any history", () => {
  it("every transfer sums to zero", () => {
    fc.assert(
      fc.property(anyHistory, anyProgramme, (facts, versions) => {
        for (const posting of foldFacts(facts, versions)) {
          expect(sum(posting.entries.map((entry) => entry.points))).toBe(0n);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("the balance is the sum of its lots, and the shop's accounts are its mirror", () => {
    fc.assert(
      fc.property(anyHistory, anyProgramme, (facts, versions) => {
        const postings = foldFacts(facts, versions);
        const others = entriesOf(postings).filter((entry) => entry.account !== "member");
        expect(balanceOf(postings)).toBe(sum(Object.values(lotsOf(postings))));
        expect(balanceOf(postings)).toBe(-sum(others.map((entry) => entry.points)));
      }),
      { numRuns: 2000 },
    );
  });

  it("the order in which facts are known makes no difference", () => {
    fc.assert(
      fc.property(
        anyHistory.chain((facts) =>
          fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })),
        ),
        anyProgramme,
        ([facts, shuffled], versions) => {
          expect(foldFacts(shuffled, versions)).toEqual(foldFacts(facts, versions));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("facts that become known in any order, in any portions, end in the same ledger", () => {
    fc.assert(
      fc.property(
        anyHistory.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray(facts, { minLength: facts.length }),
            fc.integer({ min: 1, max: 5 }),
          ),
        ),
        anyProgramme,
        ([facts, shuffled, portion], versions) => {
          let ledger: PostedSum[] = [];
          for (let known = portion; known < shuffled.length + portion; known += portion) {
            ledger = post(ledger, foldFacts(shuffled.slice(0, known), versions));
          }
          expect(inLedger(ledger)).toEqual(inLedger(post([], foldFacts(facts, versions))));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("posting again posts nothing", () => {
    fc.assert(
      fc.property(anyHistory, anyProgramme, (facts, versions) => {
        const wanted = foldFacts(facts, versions);
        expect(transfersToPost(wanted, post([], wanted), day(100))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("a full refund puts the customer back to where they stood without the order", () => {
    fc.assert(
      fc.property(
        anyHistory,
        anyProgramme,
        fc.integer({ min: 1, max: 50_000 }),
        anyDay,
        (facts, versions, goods, paidDay) => {
          const order = [paid(99n, paidDay, goods), refunded(99n, 990, 70, goods)];
          const withOrder = foldFacts([...facts, ...order], versions);
          expect(balanceOf(withOrder)).toBe(balanceOf(foldFacts(facts, versions)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("an order's points never fall below zero nor rise above what was given", () => {
    fc.assert(
      fc.property(anyHistory, anyProgramme, (facts, versions) => {
        const given = new Map<string, bigint>();
        for (const posting of foldFacts(facts, versions)) {
          if (!["earn", "refund", "cancel"].includes(posting.kind)) continue;
          const [entry] = posting.entries.filter((each) => each.account === "member");
          const now = (given.get(entry!.lot) ?? 0n) + entry!.points;
          expect(now >= 0n).toBe(true);
          given.set(entry!.lot, now);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
