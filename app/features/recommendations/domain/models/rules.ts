import {
  type AssociationRule,
  countForSupport,
  frequentItemSets,
  type ItemSet,
  rulesFrom,
  TooManyItemSets,
} from "./item-sets.ts";
import { fittedModel, type History, type Reason, type Recommender } from "./recommender.ts";
import { basketsByItems, type Sparse } from "./sparse.ts";

export interface RulesOptions {
  /** Share of the baskets that hold the whole rule. */
  minimumSupport?: number;
  /** … and so many of them at least: what fewer bought together may be one person's habit. */
  minimumCount?: number;
  minimumConfidence?: number;
  /** Items in a rule, the right-hand side included. */
  maximumLength?: number;
}

/** For the model; an evaluation may ask for all there are. */
const SETS_LIMIT = 200_000;

/**
 * Association rules over baskets: an item scores the confidence of the best rule that the history fulfils, if it lifts at
 * all; equal confidence is decided by the lift.
 */
export function rules(options: RulesOptions = {}): Recommender {
  const { minimumConfidence = 0.05, maximumLength = 3 } = options;
  return {
    name: "Rules",
    fit(data) {
      const baskets = basketsByItems(data);
      const basketCount = filledRows(baskets);
      const least = Math.max(
        options.minimumCount ?? 3,
        countForSupport(options.minimumSupport ?? 0.0005, basketCount),
      );
      const sets = setsWithin(baskets, least, maximumLength);
      const found = rulesFrom(sets, basketCount, minimumConfidence).filter(({ lift }) => lift > 1);
      const byGiven = Map.groupBy(found, ({ given }) => given[0]!);
      return fittedModel({
        name: "Rules",
        itemCount: data.itemCount,
        scores(history) {
          const scores = new Float64Array(data.itemCount);
          for (const rule of fulfilled(byGiven, history))
            scores[rule.implied] = Math.max(scores[rule.implied]!, strengthOf(rule));
          return scores;
        },
        reason(history, item): Reason {
          const best = fulfilled(byGiven, history)
            .filter((rule) => rule.implied === item)
            .reduce<AssociationRule | null>((a, b) => (a && !isBetter(b, a) ? a : b), null);
          if (!best) return { kind: "similar", item: history.items[0] ?? item };
          const { given, confidence, lift, count } = best;
          return { kind: "rule", items: given, confidence, lift, times: count };
        },
      });
    },
  };
}

/** Asks for twice as many baskets until the sets are few enough. */
function setsWithin(baskets: Sparse, minimumCount: number, maximumLength: number): ItemSet[] {
  for (let least = minimumCount; ; least *= 2) {
    try {
      return frequentItemSets(baskets, { minimumCount: least, maximumLength, limit: SETS_LIMIT });
    } catch (error) {
      if (!(error instanceof TooManyItemSets) || least > baskets.rowCount) throw error;
    }
  }
}

function filledRows(baskets: Sparse): number {
  let count = 0;
  for (let row = 0; row < baskets.rowCount; row++)
    if (baskets.starts[row + 1]! > baskets.starts[row]!) count++;
  return count;
}

/** Confidence first; the lift only decides between equals. */
function strengthOf({ confidence, lift }: AssociationRule): number {
  return confidence + 1e-6 * (lift / (1 + lift));
}

/** The stronger one; of equals the one that is said in fewer words. */
function isBetter(rule: AssociationRule, than: AssociationRule): boolean {
  const difference = strengthOf(rule) - strengthOf(than);
  return difference > 0 || (difference === 0 && rule.given.length < than.given.length);
}

function fulfilled(byGiven: ReadonlyMap<number, AssociationRule[]>, history: History): AssociationRule[] {
  const owned = new Set(Array.from(history.items));
  return [...owned].flatMap((item) =>
    (byGiven.get(item) ?? []).filter(({ given }) => given.every((each) => owned.has(each))),
  );
}
