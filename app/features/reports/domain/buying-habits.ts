/** What a customer's orders say about how they buy. */

/** A paid or open order that stands, or money that went back. */
export interface Movement {
  at: Date;
  amountMinor: bigint;
}

/** What was spent in a month, less what went back in it. */
export interface MonthOfSpend {
  /** "2026-01" */
  month: string;
  amountMinor: bigint;
}

/** The months up to `now`, this one included, oldest first, in the shop's time zone. */
export function spendByMonth(
  movements: readonly Movement[],
  { now, months, timeZone }: { now: Date; months: number; timeZone: string },
): MonthOfSpend[] {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit" });
  const monthOf = (at: Date) => parts.format(at).slice(0, 7);
  const sums = new Map<string, bigint>();
  for (const { at, amountMinor } of movements)
    sums.set(monthOf(at), (sums.get(monthOf(at)) ?? 0n) + amountMinor);
  const [year, month] = monthOf(now).split("-").map(Number) as [number, number];
  return Array.from({ length: months }, (_, index) => {
    const name = new Date(Date.UTC(year, month - months + index, 1)).toISOString().slice(0, 7);
    return { month: name, amountMinor: sums.get(name) ?? 0n };
  });
}

/** Upper ends of the groups of days between two orders; the last group is open. */
export const GAP_ENDS = [7, 14, 30, 60, 90, 180, 365] as const;

/** How many pairs of orders that follow each other lie so many days apart. */
export interface GapGroup {
  fromDays: number;
  /** Null = any longer time. */
  toDays: number | null;
  count: number;
}

const DAY_MS = 86_400_000;

/** Groups the days between orders, and gives their median in whole days; null with fewer than two orders. */
export function gapsBetween(times: readonly Date[]): { groups: GapGroup[]; medianDays: number | null } {
  const sorted = times.map((at) => at.getTime()).toSorted((a, b) => a - b);
  const days = sorted.slice(1).map((at, index) => (at - sorted[index]!) / DAY_MS);
  const ends: (number | null)[] = [...GAP_ENDS, null];
  const groups = ends.map((toDays, index) => {
    const fromDays = index === 0 ? 0 : GAP_ENDS[index - 1]!;
    const isWithin = (gap: number) => (index === 0 || gap > fromDays) && (toDays === null || gap <= toDays);
    return { fromDays, toDays, count: days.filter(isWithin).length };
  });
  const ordered = days.toSorted((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  const median =
    ordered.length % 2 === 1 ? ordered[middle] : ((ordered[middle - 1] ?? 0) + (ordered[middle] ?? 0)) / 2;
  return { groups, medianDays: ordered.length === 0 ? null : Math.round(median!) };
}

/** What a customer's points would cost if they were all exchanged at the cheapest reward. Minor units, rounded up. */
export function pointsLiability(
  balance: bigint,
  rewards: readonly { costPoints: number; valueMinor: number; active: boolean }[],
): bigint | null {
  const cheapest = rewards
    .filter((reward) => reward.active)
    .toSorted((a, b) => a.costPoints - b.costPoints)[0];
  if (!cheapest) return null;
  if (balance <= 0n) return 0n;
  const cost = BigInt(cheapest.costPoints);
  return (balance * BigInt(cheapest.valueMinor) + cost - 1n) / cost;
}
