import type { Reason } from "./models/recommender.ts";

/** Where products are recommended. "popular" is the last fallback of all others. */
export const PLACEMENTS = ["similar", "bought_together", "cart", "for_you", "buy_again", "popular"] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** Beside what a placement stands. The cart's list is made of the lists of what lies in it. */
export type Subject = "product" | "cart" | "customer" | "shop";

export const SUBJECTS: Readonly<Record<Placement, Subject>> = {
  similar: "product",
  bought_together: "product",
  cart: "cart",
  for_you: "customer",
  buy_again: "customer",
  popular: "shop",
};

/** How many items a list holds. Blocks show fewer: what is sold out meanwhile is passed over. */
export const LIST_LENGTH = 12;

/**
 * So many people must have bought two products before one is recommended beside the other: no shopper's own purchase can
 * be read off a list, and a coincidence is no pattern.
 */
export const MIN_PEOPLE = 2;

/** Dampens pairs of which little is known (Koren's shrinkage, in people or orders). */
export const SHRINKAGE = 5;

/** Why an item stands in a list, with products named by id. */
export type ItemReason =
  | { kind: "popular"; count: number }
  | { kind: "together"; item: string; times: number }
  | { kind: "similar"; item: string }
  | { kind: "rule"; items: string[]; confidence: number; lift: number; times: number }
  | { kind: "again"; times: number; gapDays: number | null; dueAt: string | null }
  | { kind: "content"; item: string; shared: string[] }
  | { kind: "next"; item: string; times: number }
  | { kind: "pinned" };

export interface ListedItem {
  /** Product, as decimal text: JSON has no such integers. */
  id: string;
  /** Comparable within one list only. */
  score: number;
  reason: ItemReason;
}

/** How often one product was bought with another, and each by itself; in people or in orders. */
export interface PairCount {
  otherId: bigint;
  together: number;
  own: number;
  other: number;
  /** People who bought both, whatever `together` counts. */
  people: number;
}

/** Cosine of two products' buyers, dampened: together ÷ (√(own · other) + 5). */
export function pairScore({ together, own, other }: Omit<PairCount, "otherId" | "people">): number {
  const length = Math.sqrt(own * other) + SHRINKAGE;
  return together <= 0 ? 0 : together / length;
}

/** What goes with one product by the counts, best first; equal scores by the lower id. */
export function rankNeighbours(productId: bigint, counts: readonly PairCount[], limit: number): ListedItem[] {
  return counts
    .filter(({ people, together }) => people >= MIN_PEOPLE && together >= MIN_PEOPLE)
    .map((count) => ({ count, score: pairScore(count) }))
    .toSorted((a, b) => b.score - a.score || (a.count.otherId < b.count.otherId ? -1 : 1))
    .slice(0, limit)
    .map(({ count, score }) => ({
      id: count.otherId.toString(),
      score,
      reason: { kind: "together", item: productId.toString(), times: count.together },
    }));
}

/**
 * One list of the lists of several products (a cart, a history): scores add up, the reason is that of the strongest.
 *
 * @param exclude what must not stand in it
 */
export function combineLists(
  lists: readonly (readonly ListedItem[])[],
  exclude: ReadonlySet<string>,
  limit: number,
): ListedItem[] {
  const byId = new Map<string, { item: ListedItem; score: number }>();
  for (const item of lists.flat()) {
    if (exclude.has(item.id)) continue;
    const known = byId.get(item.id);
    if (!known) byId.set(item.id, { item, score: item.score });
    else {
      known.score += item.score;
      if (item.score > known.item.score) known.item = item;
    }
  }
  return [...byId.values()]
    .toSorted((a, b) => b.score - a.score || (BigInt(a.item.id) < BigInt(b.item.id) ? -1 : 1))
    .slice(0, limit)
    .map(({ item, score }) => ({ ...item, score }));
}

const DAY_MS = 86_400_000;

/** What a person bought when: one entry for each order. */
export interface Purchase {
  productId: bigint;
  boughtAt: Date;
}

/** A purchase so long ago counts half. */
const AGAIN_HALF_LIFE_DAYS = 180;

/**
 * What a person may buy again: what they bought often and not long ago, and of that rather what many buy. The score is the
 * person's own frequency with decay (Hu et al. 2020, "Modeling Personalized Item Frequency Information for Next-basket
 * Recommendation", SIGIR), a purchase of half a year ago counting half, times the square root of the number of buyers: by
 * frequency alone nearly everything ties at one. The reason says how often, and when the next time would be by the
 * person's own rhythm.
 *
 * @param buyersOf how many people bought a product; unknown ones count as bought by one
 */
export function rankAgain(
  purchases: readonly Purchase[],
  now: Date,
  limit: number,
  buyersOf: (productId: bigint) => number,
): ListedItem[] {
  const items = [...Map.groupBy(purchases, ({ productId }) => productId)].map(([id, of]) => {
    const times = onDifferentDays(of.map(({ boughtAt }) => boughtAt.getTime()));
    const last = times.at(-1)!;
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    const gapMs = gaps.length === 0 ? null : gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
    const frequency = times.reduce(
      (sum, time) => sum + 0.5 ** (Math.max(0, now.getTime() - time) / DAY_MS / AGAIN_HALF_LIFE_DAYS),
      0,
    );
    const score = frequency * Math.sqrt(Math.max(1, buyersOf(id)));
    return { id, last, times: times.length, gapMs, score };
  });
  return items
    .toSorted((a, b) => b.score - a.score || b.last - a.last || (a.id < b.id ? -1 : 1))
    .slice(0, limit)
    .map(({ id, last, times, gapMs, score }) => ({
      id: id.toString(),
      score,
      reason: {
        kind: "again",
        times,
        gapDays: gapMs === null ? null : Math.max(1, Math.round(gapMs / DAY_MS)),
        dueAt: gapMs === null ? null : new Date(last + gapMs).toISOString(),
      },
    }));
}

/** Several orders of one day are one purchase. */
function onDifferentDays(times: readonly number[]): number[] {
  const kept: number[] = [];
  for (const time of times.toSorted((a, b) => a - b))
    if (kept.length === 0 || time - kept.at(-1)! >= DAY_MS) kept.push(time);
  return kept;
}

/** A model's reason with ids in place of its indices. */
export function namedReason(reason: Reason, idOf: (index: number) => string): ItemReason {
  switch (reason.kind) {
    case "popular":
      return { kind: "popular", count: reason.count };
    case "together":
      return { kind: "together", item: idOf(reason.item), times: reason.times };
    case "similar":
      return { kind: "similar", item: idOf(reason.item) };
    case "rule":
      return { ...reason, items: reason.items.map(idOf) };
    case "again":
      return {
        kind: "again",
        times: reason.times,
        gapDays: reason.gapDays,
        dueAt: new Date(reason.dueAtMs).toISOString(),
      };
    case "content":
      return { kind: "content", item: idOf(reason.item), shared: [...reason.shared] };
    case "next":
      return { kind: "next", item: idOf(reason.item), times: reason.times };
  }
}
