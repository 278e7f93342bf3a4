import type { Task } from "./models/catalogue.ts";
import { meanWithInterval, qualityOf } from "./models/metrics.ts";
import type {
  FitContext,
  FittedModel,
  History,
  Interactions,
  ModelName,
  RecommendOptions,
  Recommender,
} from "./models/recommender.ts";
import { checkInteractions, groupedBy } from "./models/sparse.ts";

/** A mean with the half width of its 95 % interval. */
export interface Estimate {
  mean: number;
  halfWidth: number;
}

export interface ModelQuality {
  name: ModelName;
  /** Share of the cases in which one of the shown items was chosen. */
  hitRate: Estimate;
  ndcg: Estimate;
  /** NDCG above popularity's in the same cases; null for popularity itself and where it was not a candidate. */
  lift: Estimate | null;
}

export interface PlacementEvaluation {
  /** `not_enough_data`: fewer cases than needed; nothing was fitted. */
  verdict: "measured" | "not_enough_data";
  cases: number;
  neededCases: number;
  /** The past ends here for the models; what came after is what they had to foretell. */
  splitAtMs: number | null;
  /** Best NDCG first. */
  models: ModelQuality[];
  /** The model to use. */
  chosen: ModelName;
}

export interface EvaluationOptions {
  task: Task;
  candidates: readonly Recommender[];
  context?: FitContext;
  /** Places shown. */
  k?: number;
  /** The newest part of the entries, which is foretold: 0 to 1. */
  testShare?: number;
  minimumCases?: number;
  /** More cases than that are thinned out evenly. */
  maximumCases?: number;
}

/** One thing to foretell: what was known, and what was chosen then. */
export interface Case {
  history: History;
  chosen: ReadonlySet<number>;
  options: RecommendOptions;
}

/**
 * Measures models on a shop's own past and chooses one: fitted on what was before the split, each foretells what came
 * after it. Without enough cases, and unless one is better than popularity beyond chance (95 %), that is Popularity; for
 * repeat purchase, BuyAgain.
 *
 * @param data with times, and for the task `basket` with baskets
 */
export function evaluatePlacement(data: Interactions, given: EvaluationOptions): PlacementEvaluation {
  const { task, candidates, k = 10, testShare = 0.2, minimumCases = 50, maximumCases = 2_000 } = given;
  const fallback: ModelName = task === "again" ? "BuyAgain" : "Popularity";
  const splitAtMs = splitTime(data, testShare);
  const all = splitAtMs === null ? [] : casesAfter(data, splitAtMs, task);
  const nothing: PlacementEvaluation = {
    verdict: "not_enough_data",
    cases: all.length,
    neededCases: minimumCases,
    splitAtMs,
    models: [],
    chosen: fallback,
  };
  if (splitAtMs === null || all.length < minimumCases) return nothing;
  const cases = thinned(all, maximumCases);
  const past = entriesWhere(data, (entry) => data.times![entry]! < splitAtMs);
  const measured = candidates.map((candidate) => {
    const fitted = candidate.fit(past, { ...given.context, nowMs: splitAtMs });
    return { name: candidate.name, qualities: measure(fitted, cases, k) };
  });
  const baseline = measured.find(({ name }) => name === "Popularity")?.qualities;
  const models = measured
    .map(({ name, qualities }): ModelQuality => {
      const ndcg = qualities.map((each) => each.ndcg);
      return {
        name,
        hitRate: meanWithInterval(qualities.map((each) => each.hit)),
        ndcg: meanWithInterval(ndcg),
        lift:
          baseline && name !== "Popularity"
            ? meanWithInterval(ndcg.map((value, n) => value - baseline[n]!.ndcg))
            : null,
      };
    })
    .toSorted((a, b) => b.ndcg.mean - a.ndcg.mean);
  const best = models.find(({ lift }) => lift === null || lift.mean > lift.halfWidth);
  return { ...nothing, verdict: "measured", models, chosen: best?.name ?? fallback };
}

/** The quality of each case's answer. */
export function measure(model: FittedModel, cases: readonly Case[], k: number) {
  return cases.map(({ history, chosen, options }) => qualityOf(model.rank(history, k, options), chosen, k));
}

/** When the newest `share` of the entries begins; null without times or when all are of one moment. */
export function splitTime({ times }: Interactions, share: number): number | null {
  if (!times || times.length === 0) return null;
  const sorted = times.toSorted();
  const split = sorted[Math.floor(sorted.length * (1 - share))] ?? sorted.at(-1)!;
  return split > sorted[0]! ? split : null;
}

/** Some of the entries, with the same users and items. */
export function entriesWhere(data: Interactions, isKept: (entry: number) => boolean): Interactions {
  const kept = Int32Array.from(data.users.keys()).filter(isKept);
  const pick = <Kind extends Int32Array | Float32Array | Float64Array>(all: Kind | undefined, made: Kind) => {
    if (!all) return undefined;
    for (let n = 0; n < kept.length; n++) made[n] = all[kept[n]!]!;
    return made;
  };
  const count = kept.length;
  return {
    userCount: data.userCount,
    itemCount: data.itemCount,
    users: kept.map((entry) => data.users[entry]!),
    items: kept.map((entry) => data.items[entry]!),
    weights: pick(data.weights, new Float32Array(count)),
    times: pick(data.times, new Float64Array(count)),
    baskets: pick(data.baskets, new Int32Array(count)),
  };
}

/** What there is to foretell after the split. */
export function casesAfter(data: Interactions, splitAtMs: number, task: Task): Case[] {
  checkInteractions(data);
  return task === "basket" ? basketCases(data, splitAtMs) : personCases(data, splitAtMs, task);
}

function personCases(data: Interactions, splitAtMs: number, task: Task): Case[] {
  const { users, items, userCount } = data;
  const times = data.times!;
  const { starts, entries } = groupedBy(users, userCount);
  const cases: Case[] = [];
  for (let user = 0; user < userCount; user++) {
    const own = Array.from(entries.subarray(starts[user]!, starts[user + 1]!)).toSorted(
      (a, b) => times[a]! - times[b]!,
    );
    const before = own.filter((entry) => times[entry]! < splitAtMs);
    const owned = new Set(before.map((entry) => items[entry]!));
    const later = own.slice(before.length).map((entry) => items[entry]!);
    const chosen = new Set(later.filter((item) => owned.has(item) === (task === "again")));
    if (before.length === 0 || chosen.size === 0) continue;
    const history = {
      items: before.map((entry) => items[entry]!),
      times: before.map((entry) => times[entry]!),
    };
    // Repeat purchase is a choice among what one owns; popularity has to make it on the same terms.
    const options: RecommendOptions =
      task === "again" ? { allowOwned: true, onlyFrom: owned, nowMs: splitAtMs } : { nowMs: splitAtMs };
    cases.push({ history, chosen, options });
  }
  return cases;
}

/** One item of each later basket is known, by turns the first, second …; the others are to be foretold. */
function basketCases(data: Interactions, splitAtMs: number): Case[] {
  const { items, baskets } = data;
  const times = data.times!;
  if (!baskets) return [];
  const itemsOf = new Map<number, Set<number>>();
  for (let entry = 0; entry < items.length; entry++) {
    if (times[entry]! < splitAtMs) continue;
    const known = itemsOf.get(baskets[entry]!);
    if (known) known.add(items[entry]!);
    else itemsOf.set(baskets[entry]!, new Set([items[entry]!]));
  }
  const whole = [...itemsOf.values()].map((set) => [...set]).filter((list) => list.length > 1);
  return whole.map((list, turn) => {
    const given = list[turn % list.length]!;
    return {
      history: { items: [given] },
      chosen: new Set(list.filter((item) => item !== given)),
      options: { nowMs: splitAtMs },
    };
  });
}

/** At most so many, evenly spread. */
function thinned<Each>(all: readonly Each[], maximum: number): readonly Each[] {
  if (all.length <= maximum) return all;
  return Array.from({ length: maximum }, (_, n) => all[Math.floor((n * all.length) / maximum)]!);
}
