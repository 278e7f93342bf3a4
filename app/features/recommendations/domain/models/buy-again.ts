import { DAY_MS, newestOf } from "./popularity.ts";
import {
  fittedModel,
  type History,
  type Interactions,
  type Reason,
  type Recommender,
} from "./recommender.ts";
import { checkInteractions, groupedBy } from "./sparse.ts";

export interface BuyAgainOptions {
  /** How many gaps of the shop at large a product's own gaps are mixed with, and a person's with the product's. */
  shrink?: number;
}

/** Where nobody has ever bought anything twice, a product is due after so long. */
const USUAL_GAP_DAYS = 30;

/** How a product is bought again. */
interface Cycle {
  /** Days from one purchase to the next, in the middle. */
  gapDays: number;
  /** Share of the buyers who bought it again, shrunk to the shop's: 0 to 1. */
  repeatShare: number;
}

/**
 * Personal repeat purchase: only what a person bought before, ranked by how likely the product is bought again at all
 * (the repeat customer probability of Bhagat et al. 2018, "Buy It Again", KDD, section 4.1), how often this person did,
 * and how near it is to the day it is due. The gap is the median of the product's gaps, shrunk to that of the shop, and
 * where the person has a rhythm of their own, that one shrunk to the product's.
 */
export function buyAgain(options: BuyAgainOptions = {}): Recommender {
  const { shrink = 5 } = options;
  return {
    name: "BuyAgain",
    fit(data, context = {}) {
      checkInteractions(data);
      const { itemCount, times } = data;
      const nowMs = context.nowMs ?? (times ? newestOf(times) : 0);
      const cycles = cyclesOf(data, shrink);
      return fittedModel({
        name: "BuyAgain",
        itemCount,
        onlyOwned: true,
        scores(history, { nowMs: askedMs = nowMs }) {
          const scores = new Float64Array(itemCount);
          for (const [item, bought] of purchasesIn(history, nowMs)) {
            const cycle = cycles(item);
            const { gapDays, dueAtMs } = dueOf(bought, cycle, shrink);
            const waited = 1 + (askedMs - dueAtMs) / (gapDays * DAY_MS);
            const frequency = bought.length / (bought.length + 1);
            scores[item] = cycle.repeatShare * frequency * dueness(waited);
          }
          return scores;
        },
        reason(history, item): Reason {
          const bought = purchasesIn(history, nowMs).get(item) ?? [];
          return { kind: "again", times: bought.length, ...dueOf(bought, cycles(item), shrink) };
        },
      });
    },
  };
}

/**
 * How fitting it is to ask now: 1 on the day it is due, less before, and slowly less after.
 *
 * @param waited share of the gap that has passed; 1 = due
 */
function dueness(waited: number): number {
  if (waited <= 0) return 0.05;
  return waited < 1 ? Math.max(waited, 0.05) : 1 / Math.sqrt(waited);
}

/** When each item of a history was bought, oldest first; several on one day are one purchase. */
function purchasesIn(history: History, nowMs: number): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let n = 0; n < history.items.length; n++) {
    const item = history.items[n]!;
    const known = found.get(item) ?? [];
    found.set(item, [...known, history.times?.[n] ?? nowMs]);
  }
  for (const [item, times] of found) found.set(item, onDifferentDays(times));
  return found;
}

function onDifferentDays(times: readonly number[]): number[] {
  const kept: number[] = [];
  for (const time of times.toSorted((a, b) => a - b))
    if (kept.length === 0 || time - kept.at(-1)! >= DAY_MS) kept.push(time);
  return kept;
}

function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).map((time, n) => (time - times[n]!) / DAY_MS);
}

function dueOf(
  bought: readonly number[],
  cycle: Cycle,
  shrink: number,
): { gapDays: number; dueAtMs: number } {
  const own = gapsOf(bought);
  const gapDays = mixed(own, cycle.gapDays, shrink);
  return { gapDays, dueAtMs: (bought.at(-1) ?? 0) + gapDays * DAY_MS };
}

/** The median of `gaps`, drawn towards `usual` as if that had been seen `shrink` times (on the scale of logarithms). */
function mixed(gaps: readonly number[], usual: number, shrink: number): number {
  if (gaps.length === 0) return usual;
  const sum = gaps.length * Math.log(median(gaps)) + shrink * Math.log(usual);
  return Math.exp(sum / (gaps.length + shrink));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** By item: its cycle. */
function cyclesOf(data: Interactions, shrink: number): (item: number) => Cycle {
  const { users, items, times, itemCount, userCount } = data;
  const byUser = groupedBy(users, userCount);
  const gaps: number[][] = Array.from({ length: itemCount }, () => []);
  const buyers = new Int32Array(itemCount);
  const repeaters = new Int32Array(itemCount);
  for (let user = 0; user < userCount; user++) {
    const own = byUser.entries.subarray(byUser.starts[user]!, byUser.starts[user + 1]!);
    const history = {
      items: own.map((entry) => items[entry]!),
      times: Float64Array.from(own, (entry) => times?.[entry] ?? 0),
    };
    for (const [item, bought] of purchasesIn(history, 0)) {
      buyers[item]!++;
      if (bought.length > 1) repeaters[item]!++;
      gaps[item]!.push(...gapsOf(bought));
    }
  }
  const all = gaps.flat();
  const usual = all.length === 0 ? USUAL_GAP_DAYS : median(all);
  const [allBuyers, allRepeaters] = [buyers, repeaters].map((each) => each.reduce((a, b) => a + b, 0));
  // Somebody has to be the first: half a repeater more than there were.
  const share = (allRepeaters! + 0.5) / (allBuyers! + 1);
  return (item) => ({
    gapDays: mixed(gaps[item]!, usual, shrink),
    repeatShare: (repeaters[item]! + shrink * share) / (buyers[item]! + shrink),
  });
}
