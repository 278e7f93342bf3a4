/**
 * From a customer's facts to the points transfers that they imply. The facts are folded by the time they *happened*,
 * so that it does not matter when or in which order they became known; the ledger posts the difference between this and
 * what it holds (see posting.ts).
 */
import type { Fact } from "#app/shared/fact.ts";
import { pointsAfterRefunds, pointsForGoods, type ProgrammeVersion, versionAt } from "./earning.ts";

/** Where points can be. `member` is the customer's own account, the others are the shop's. */
export type AccountKind = "member" | "issued" | "redeemed" | "pending" | "adjusted";

export type TransferKind = "earn" | "refund" | "cancel" | "adjust" | "redeem" | "grant" | "void";

export interface PostingEntry {
  account: AccountKind;
  /** The lot that the points belong to: what first gave them. */
  lot: string;
  points: bigint;
}

/** A transfer that the facts imply. Its entries sum to zero. */
export interface Posting {
  /** What it stands for; at most one posting has it. */
  sourceKey: string;
  kind: TransferKind;
  happenedAt: Date;
  entries: PostingEntry[];
}

/** Points that were taken when there were none: what late facts took away after they had been spent. */
export const SHORTFALL_LOT = "shortfall";

/** The transfers that a customer's facts imply, in the order in which they happened. */
export function foldFacts(facts: readonly Fact[], versions: readonly ProgrammeVersion[]): Posting[] {
  const lots: Lots = new Map();
  const postings: Posting[] = [];
  const redemptions = new Map<string, Posting>();
  for (const step of [...orderSteps(facts, versions), ...pointsSteps(facts)].toSorted(byTime)) {
    const posting = apply(step, lots, redemptions);
    if (posting.entries.length === 0) continue;
    for (const entry of posting.entries) {
      if (entry.account === "member") lots.set(entry.lot, (lots.get(entry.lot) ?? 0n) + entry.points);
    }
    postings.push(posting);
    if (posting.kind === "redeem") redemptions.set(redemptionIdOf(posting.sourceKey), posting);
    // Settled once: whatever else is said about a redemption later finds nothing held.
    if (step.effect === "settle") redemptions.delete(step.redemptionId);
  }
  return postings;
}

/** Points left in each lot, in the order in which the lots began. */
type Lots = Map<string, bigint>;

/** One thing that moves points, before it is known which lots it takes them from. */
type Step = { sourceKey: string; kind: TransferKind; happenedAt: Date } & (
  | { effect: "give"; lot: string; points: bigint; from: "issued" | "adjusted" }
  | { effect: "take"; points: bigint; to: "pending" | "adjusted" }
  | { effect: "settle"; redemptionId: string; to: "redeemed" | "member" }
);

function apply(step: Step, lots: Lots, redemptions: ReadonlyMap<string, Posting>): Posting {
  const { sourceKey, kind, happenedAt } = step;
  const posting = { sourceKey, kind, happenedAt };
  if (step.effect === "give") {
    const { lot, points } = step;
    return { ...posting, entries: points === 0n ? [] : pair(step.from, "member", lot, points) };
  }
  if (step.effect === "take") {
    const taken = takeFromLots(lots, step.points);
    return { ...posting, entries: taken.flatMap(({ lot, points }) => pair("member", step.to, lot, points)) };
  }
  const held =
    redemptions.get(step.redemptionId)?.entries.filter((entry) => entry.account === "pending") ?? [];
  return { ...posting, entries: held.flatMap(({ lot, points }) => pair("pending", step.to, lot, points)) };
}

/** Moves points of a lot from one account to another; a negative number moves them back. */
function pair(from: AccountKind, to: AccountKind, lot: string, points: bigint): PostingEntry[] {
  return [
    { account: from, lot, points: -points },
    { account: to, lot, points },
  ];
}

/** Oldest lots first. What they do not hold is taken from {@link SHORTFALL_LOT}, which goes below zero. */
function takeFromLots(lots: Lots, wanted: bigint): { lot: string; points: bigint }[] {
  const taken: { lot: string; points: bigint }[] = [];
  let missing = wanted;
  for (const [lot, left] of lots) {
    if (missing === 0n) break;
    if (left <= 0n) continue;
    const points = left < missing ? left : missing;
    taken.push({ lot, points });
    missing -= points;
  }
  if (missing > 0n) taken.push({ lot: SHORTFALL_LOT, points: missing });
  return taken;
}

/** Every order gives its points when it is paid, and loses its share with each refund and the rest when cancelled. */
function orderSteps(facts: readonly Fact[], versions: readonly ProgrammeVersion[]): Step[] {
  const byOrder = new Map<bigint, Fact[]>();
  for (const fact of facts) {
    if (fact.orderId === null) continue;
    const known = byOrder.get(fact.orderId);
    if (known) known.push(fact);
    else byOrder.set(fact.orderId, [fact]);
  }
  return [...byOrder].flatMap(([orderId, ofOrder]) => stepsOfOrder(orderId, ofOrder, versions));
}

function stepsOfOrder(
  orderId: bigint,
  facts: readonly Fact[],
  versions: readonly ProgrammeVersion[],
): Step[] {
  const paid = facts.find((fact) => fact.kind === "order.paid");
  if (!paid || paid.data["earnsNoPoints"] === true) return [];
  const version = versionAt(versions, paid.happenedAt);
  const goodsMinor = minorOf(paid, "goodsMinor");
  const given = version ? pointsForGoods(version, goodsMinor) : 0n;
  if (given === 0n) return [];
  const lot = `order:${orderId}`;
  const shared = { effect: "give", lot, from: "issued" } as const;
  const steps: Step[] = [
    { ...shared, sourceKey: `${lot}:paid`, kind: "earn", happenedAt: paid.happenedAt, points: given },
  ];
  // What is taken back cannot have happened before what was given.
  const notBeforePaid = (at: Date) => (at < paid.happenedAt ? paid.happenedAt : at);
  let left = given;
  let refundedMinor = 0n;
  const reversals = facts
    .filter((fact) => fact.kind === "order.refunded" || fact.kind === "order.cancelled")
    .toSorted(
      (a, b) =>
        a.happenedAt.getTime() - b.happenedAt.getTime() || compareText(a.kind + a.key, b.kind + b.key),
    );
  for (const fact of reversals) {
    const isRefund = fact.kind === "order.refunded";
    if (isRefund) refundedMinor += minorOf(fact, "goodsMinor");
    const after = isRefund ? smaller(left, pointsAfterRefunds(given, goodsMinor, refundedMinor)) : 0n;
    const happenedAt = notBeforePaid(fact.happenedAt);
    const sourceKey = isRefund ? `${lot}:refund:${fact.key}` : `${lot}:cancelled`;
    steps.push({
      ...shared,
      sourceKey,
      kind: isRefund ? "refund" : "cancel",
      happenedAt,
      points: after - left,
    });
    left = after;
  }
  return steps;
}

/** What merchants and shoppers did with points in Perennial itself. */
function pointsSteps(facts: readonly Fact[]): Step[] {
  return facts.flatMap((fact): Step[] => {
    const { happenedAt, key } = fact;
    // An import that was taken back.
    if (fact.data["undone"] === true) return [];
    switch (fact.kind) {
      case "points.adjusted": {
        const points = minorOf(fact, "points");
        const shared = { sourceKey: `adjustment:${key}`, kind: "adjust", happenedAt } as const;
        return points >= 0n
          ? [{ ...shared, effect: "give", lot: `adjustment:${key}`, points, from: "adjusted" }]
          : [{ ...shared, effect: "take", points: -points, to: "adjusted" }];
      }
      case "points.imported": {
        // A lot of another programme, which was not over when it was brought. Its expiry stands in the fact.
        const points = minorOf(fact, "points");
        const shared = { sourceKey: `import:${key}`, kind: "adjust", happenedAt } as const;
        if (points === 0n) return [];
        return points > 0n
          ? [{ ...shared, effect: "give", lot: `import:${key}`, points, from: "adjusted" }]
          : [{ ...shared, effect: "take", points: -points, to: "adjusted" }];
      }
      case "points.redeemed":
        return [
          {
            sourceKey: `redemption:${key}`,
            kind: "redeem",
            happenedAt,
            effect: "take",
            points: minorOf(fact, "points"),
            to: "pending",
          },
        ];
      case "points.granted":
        return [
          {
            sourceKey: `redemption:${key}:granted`,
            kind: "grant",
            happenedAt,
            effect: "settle",
            redemptionId: key,
            to: "redeemed",
          },
        ];
      case "points.voided":
        return [
          {
            sourceKey: `redemption:${key}:voided`,
            kind: "void",
            happenedAt,
            effect: "settle",
            redemptionId: key,
            to: "member",
          },
        ];
      default:
        return [];
    }
  });
}

function redemptionIdOf(sourceKey: string): string {
  return sourceKey.slice("redemption:".length);
}

function minorOf(fact: Fact, field: string): bigint {
  return BigInt(String(fact.data[field] ?? "0"));
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Giving comes before taking back of the same instant, and that before spending; then by name, so that it is total. */
const RANK: Record<TransferKind, number> = {
  earn: 0,
  adjust: 1,
  refund: 2,
  cancel: 3,
  redeem: 4,
  grant: 5,
  void: 6,
};

function byTime(a: Step, b: Step): number {
  return (
    a.happenedAt.getTime() - b.happenedAt.getTime() ||
    RANK[a.kind] - RANK[b.kind] ||
    compareText(a.sourceKey, b.sourceKey)
  );
}
