import { nearestByCosine, nearestItems, type NeighbourLists, seenFromNeighbours } from "./neighbours.ts";
import {
  type FittedModel,
  fittedModel,
  type History,
  type Interactions,
  type ModelName,
  type Reason,
  type Recommender,
} from "./recommender.ts";
import { cosine, llrSimilarity, NEARLY_NOTHING } from "./similarity.ts";
import { rowLengths, type Sparse, transposed, usersByItems } from "./sparse.ts";

export interface ItemKnnOptions {
  /** How many neighbours an item keeps. */
  neighbours?: number;
  /** See `cosine`. */
  shrink?: number;
  /** BM25: rare items and choosy customers count more. */
  weighting?: "none" | "bm25";
  /** How far each step back in a history counts less than the one after it: 0 to 1; 1 = all alike. See `stepsBack`. */
  recency?: number;
}

/** Item to item by cosine; the default size and shrinkage suit a shop of some thousand orders. */
export function itemKnn(options: ItemKnnOptions = {}): Recommender {
  const { neighbours = 200, shrink = 10, weighting = "none", recency = 1 } = options;
  return {
    name: "ItemKNN",
    fit(data) {
      const presence = usersByItems(data);
      const users = weighting === "bm25" ? bm25(presence) : presence;
      const items = transposed(users);
      const size = sizeFor(neighbours, data);
      const norms = squaredNorms(items);
      const lists =
        weighting === "none"
          ? nearestByCosine(users, items, {
              size,
              roots: norms.map(Math.sqrt),
              shrink: shrink + NEARLY_NOTHING,
            })
          : nearestItems(users, items, {
              size,
              similarity: (item, other, product) => cosine(product, norms[item]!, norms[other]!, shrink),
            });
      return neighbourModel({ name: "ItemKNN", lists, presence, recency });
    },
  };
}

/** Item to item by the log-likelihood ratio: only what at least `minimumTogether` people had both of, and not by chance. */
export function itemLlr(
  options: { neighbours?: number; minimumTogether?: number; recency?: number } = {},
): Recommender {
  const { neighbours = 100, minimumTogether = 3, recency = 1 } = options;
  return {
    name: "LLR",
    fit(data) {
      const presence = usersByItems(data);
      const items = transposed(presence);
      const counts = rowLengths(items);
      const lists = nearestItems(presence, items, {
        size: sizeFor(neighbours, data),
        similarity: (item, other, together) =>
          together < minimumTogether
            ? 0
            : llrSimilarity(together, counts[item]!, counts[other]!, data.userCount),
      });
      return neighbourModel({ name: "LLR", lists, presence, recency });
    },
  };
}

function sizeFor(neighbours: number, data: Interactions): number {
  return Math.max(1, Math.min(neighbours, data.itemCount - 1));
}

interface NeighbourModel {
  name: ModelName;
  lists: NeighbourLists;
  presence: Sparse;
  recency: number;
}

/** Sums, over the history, how near each item is. A pair counts when the item has the history's item among its neighbours. */
function neighbourModel({ name, lists, presence, recency }: NeighbourModel): FittedModel {
  const { itemCount, size } = lists;
  const reached = seenFromNeighbours(lists, itemCount);
  const owners = transposed(presence);
  return fittedModel({
    name,
    itemCount,
    scores(history) {
      const scores = new Float64Array(itemCount);
      const back = stepsBack(history);
      for (const position of lastPositions(history)) {
        const item = history.items[position]!;
        const weight = recency ** back[position]!;
        for (let at = reached.starts[item]!; at < reached.starts[item + 1]!; at++)
          scores[reached.ids[at]!]! += weight * reached.values[at]!;
      }
      return scores;
    },
    similarScores(item) {
      const scores = new Float64Array(itemCount);
      for (let at = item * size; at < (item + 1) * size && lists.items[at]! >= 0; at++)
        scores[lists.items[at]!] = lists.scores[at]!;
      return scores;
    },
    reason(history, item): Reason {
      const weights = new Map<number, number>();
      const back = stepsBack(history);
      for (const position of lastPositions(history))
        weights.set(history.items[position]!, recency ** back[position]!);
      let best = { item: history.items[0] ?? item, score: 0 };
      for (let at = item * size; at < (item + 1) * size; at++) {
        const score = (weights.get(lists.items[at]!) ?? 0) * lists.scores[at]!;
        if (score > best.score) best = { item: lists.items[at]!, score };
      }
      return { kind: "together", item: best.item, times: commonIn(owners, item, best.item) };
    },
  });
}

/** Where each item of the history stands for the last time: a repeat does not count twice. */
export function lastPositions(history: History): number[] {
  const last = new Map<number, number>();
  for (let position = 0; position < history.items.length; position++)
    last.set(history.items[position]!, position);
  return [...last.values()];
}

/**
 * How many steps before the last one each position of a history is. What happened at one moment, as the lines of an order
 * do, is one step; without times every position is its own.
 */
export function stepsBack({ items, times }: History): Int32Array {
  const back = new Int32Array(items.length);
  for (let position = items.length - 2; position >= 0; position--)
    back[position] = back[position + 1]! + (times && times[position] === times[position + 1] ? 0 : 1);
  return back;
}

/** How many columns two rows have in common. */
export function commonIn(rows: Sparse, a: number, b: number): number {
  let [atA, atB, common] = [rows.starts[a]!, rows.starts[b]!, 0];
  while (atA < rows.starts[a + 1]! && atB < rows.starts[b + 1]!) {
    const difference = rows.ids[atA]! - rows.ids[atB]!;
    if (difference === 0) common++;
    if (difference <= 0) atA++;
    if (difference >= 0) atB++;
  }
  return common;
}

function squaredNorms(rows: Sparse): Float64Array {
  const norms = new Float64Array(rows.rowCount);
  for (let row = 0; row < rows.rowCount; row++)
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++) norms[row]! += rows.values[at]! ** 2;
  return norms;
}

/** Okapi BM25's usual constants (Robertson & Zaragoza 2009, section 3.5). */
const K1 = 1.2;
const B = 0.75;

/**
 * Okapi BM25 with items as documents and users as words (Robertson & Zaragoza 2009, "The Probabilistic Relevance
 * Framework", eq. 3.15): whoever buys everything tells little about any item.
 */
export function bm25(users: Sparse): Sparse {
  const counts = new Float64Array(users.columnCount);
  for (const item of users.ids) counts[item]!++;
  const average = users.ids.length / Math.max(users.columnCount, 1);
  const factors = counts.map((count) => (K1 + 1) / (K1 * (1 - B + (B * count) / (average || 1)) + 1));
  const values = new Float32Array(users.values.length);
  for (let user = 0; user < users.rowCount; user++) {
    const [from, to] = [users.starts[user]!, users.starts[user + 1]!];
    const rarity = Math.log(users.columnCount / (1 + to - from));
    for (let at = from; at < to; at++) values[at] = rarity * factors[users.ids[at]!]!;
  }
  return { ...users, values };
}
