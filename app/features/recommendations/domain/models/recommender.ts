/**
 * What every model of recommendations is: it is fitted on who dealt with what, and then says what else would suit.
 *
 * Users and items are dense indices from 0; the caller keeps the tables from its ids to them. Nothing here knows a clock:
 * times arrive as milliseconds since 1970.
 */

/** The models there are. The names are stored with a placement and shown to the merchant by a text key of the same name. */
export const MODEL_NAMES = [
  "Popularity",
  "ItemKNN",
  "LLR",
  "EASE",
  "Rules",
  "BuyAgain",
  "Content",
  "Sequential",
  "Blend",
] as const;

export type ModelName = (typeof MODEL_NAMES)[number];

/** Who dealt with what: entry n says that `users[n]` bought (or viewed …) `items[n]`. Entries may repeat and stand in any order. */
export interface Interactions {
  userCount: number;
  itemCount: number;
  users: Int32Array;
  items: Int32Array;
  /** How much each entry counts; without it every entry counts 1. */
  weights?: Float32Array | undefined;
  /** When, in milliseconds; without it the order of the entries is the order of events. */
  times?: Float64Array | undefined;
  /** Which order or cart each entry belongs to; without it all entries of one user are one basket. */
  baskets?: Int32Array | undefined;
}

/** What a product says about itself, for models that need no orders. */
export interface ItemContent {
  title: string;
  productType: string;
  vendor: string;
  tags: readonly string[];
  /** Price of the cheapest variant in the shop's currency, or null when unknown. */
  priceMinor: number | null;
}

export interface FitContext {
  /** The moment of the fit; popularity fades from here. Without it: the newest time in the data. */
  nowMs?: number | undefined;
  /** By item index. Models that need it recommend nothing without it. */
  content?: readonly ItemContent[] | undefined;
}

/** What one person did (or what lies in one cart), oldest first. An item may stand more than once. */
export interface History {
  items: ArrayLike<number>;
  /** As long as `items`; without them the order alone says what is recent. */
  times?: ArrayLike<number> | undefined;
}

export interface RecommendOptions {
  /** Items never to answer, besides those of the history. */
  exclude?: ReadonlySet<number> | undefined;
  /** Answers only these items. */
  onlyFrom?: ReadonlySet<number> | undefined;
  /** Answers items of the history too. BuyAgain answers only those, whatever stands here. */
  allowOwned?: boolean | undefined;
  /** The moment of the answer, for what is due. Without it: the moment of the fit. */
  nowMs?: number | undefined;
}

/** Why an item is recommended: facts from which the pages make a sentence. Items are indices. */
export type Reason =
  /** Popular: bought about `count` times lately. */
  | { kind: "popular"; count: number }
  /** Bought together with `item`, or by the same customers, `times` times. */
  | { kind: "together"; item: number; times: number }
  /** Goes with `item` by all that the model has learned. */
  | { kind: "similar"; item: number }
  /** Who buys all of `items` buys this in `confidence` (0 to 1) of the cases, `lift` times as often as others. */
  | { kind: "rule"; items: readonly number[]; confidence: number; lift: number; times: number }
  /** Bought `times` times before, usually again after `gapDays`, so due at `dueAtMs`. */
  | { kind: "again"; times: number; gapDays: number; dueAtMs: number }
  /** Shares these words, tags, type or vendor with `item`. */
  | { kind: "content"; item: number; shared: readonly string[] }
  /** Often bought after `item`: `times` times. */
  | { kind: "next"; item: number; times: number };

export interface Recommendation {
  item: number;
  /** Above zero; comparable only within one answer. */
  score: number;
  reason: Reason;
}

export interface FittedModel {
  readonly name: ModelName;
  readonly itemCount: number;
  /** A score for every item, 0 where the model has nothing to say. The items of the history are scored like others. */
  scores(history: History, options?: RecommendOptions): Float64Array;
  /** At most `k` items, best first; equal scores by the lower index. Fewer, or none, where the data say no more. */
  recommend(history: History, k: number, options?: RecommendOptions): Recommendation[];
  /** The same items without scores and reasons, which is what an evaluation needs. */
  rank(history: History, k: number, options?: RecommendOptions): number[];
  /** What goes with one item; never the item itself. */
  similarItems(item: number, k: number, options?: RecommendOptions): Recommendation[];
  /** Why this item, given that history: the strongest single reason. */
  reason(history: History, item: number, options?: RecommendOptions): Reason;
}

export interface Recommender {
  readonly name: ModelName;
  /** @throws RangeError when an index is outside its count or the arrays differ in length */
  fit(data: Interactions, context?: FitContext): FittedModel;
}

/** What a model has to say for itself; the rest is the same for all. */
export interface ModelParts {
  name: ModelName;
  itemCount: number;
  scores(history: History, options: RecommendOptions): Float64Array;
  reason(history: History, item: number, options: RecommendOptions): Reason;
  /** Only items of the history are answered (personal repeat purchase). */
  onlyOwned?: boolean;
  /** The scores of what goes with one item, where that is not the same as a history of this one item. */
  similarScores?(item: number): Float64Array;
}

/** Completes a model: best of the scores, without what is excluded or owned. */
export function fittedModel(parts: ModelParts): FittedModel {
  const { name, itemCount } = parts;
  /** Takes what must not be answered out of the scores, in place. */
  const allowed = (scores: Float64Array, history: History, options: RecommendOptions) => {
    if (!options.allowOwned && !parts.onlyOwned)
      for (let n = 0; n < history.items.length; n++) scores[history.items[n] ?? 0] = 0;
    for (const item of options.exclude ?? []) if (item < itemCount) scores[item] = 0;
    const { onlyFrom } = options;
    return onlyFrom ? scores.map((score, item) => (onlyFrom.has(item) ? score : 0)) : scores;
  };
  const best = (all: Float64Array, history: History, k: number, options: RecommendOptions) => {
    const scores = allowed(all, history, options);
    return topOf(scores, k).map((item) => ({
      item,
      score: scores[item] ?? 0,
      reason: parts.reason(history, item, options),
    }));
  };
  return {
    name,
    itemCount,
    scores: (history, options = {}) => parts.scores(knownPart(history, itemCount), options),
    recommend: (history, k, options = {}) => {
      const known = knownPart(history, itemCount);
      return best(parts.scores(known, options), known, k, options);
    },
    rank: (history, k, options = {}) => {
      const known = knownPart(history, itemCount);
      return topOf(allowed(parts.scores(known, options), known, options), k);
    },
    similarItems: (item, k, options = {}) => {
      const known = knownPart({ items: [item] }, itemCount);
      if (known.items.length === 0) return [];
      const scores = parts.similarScores?.(item) ?? parts.scores(known, options);
      return best(scores, known, k, { ...options, allowOwned: false });
    },
    reason: (history, item, options = {}) => parts.reason(knownPart(history, itemCount), item, options),
  };
}

/** The entries of a history that the model knows; a product newer than the fit is none of them. */
function knownPart(history: History, itemCount: number): History {
  const isKnown = (item: number) => Number.isInteger(item) && item >= 0 && item < itemCount;
  const items = Array.from(history.items);
  if (items.every(isKnown)) return history;
  const kept = items.map((_, index) => index).filter((index) => isKnown(items[index] ?? -1));
  const { times } = history;
  return {
    items: kept.map((index) => items[index] ?? 0),
    ...(times && { times: kept.map((index) => times[index] ?? 0) }),
  };
}

/** The indices of the `k` greatest scores above zero, greatest first; equal scores by the lower index. */
export function topOf(scores: ArrayLike<number>, k: number): number[] {
  const best: number[] = [];
  if (k < 1) return best;
  let least = 0;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] ?? 0;
    // `!(a > b)` also passes over NaN.
    if (!(score > least)) continue;
    let place = best.length === k ? k - 1 : best.length;
    for (; place > 0; place--) {
      const before = best[place - 1] ?? 0;
      if ((scores[before] ?? 0) >= score) break;
      best[place] = before;
    }
    best[place] = index;
    if (best.length === k) least = scores[best[k - 1] ?? 0] ?? 0;
  }
  return best;
}
