import { stepsBack } from "./item-knn.ts";
import { BestFew } from "./neighbours.ts";
import {
  fittedModel,
  type History,
  type Interactions,
  type Reason,
  type Recommender,
} from "./recommender.ts";
import { checkInteractions, groupedBy } from "./sparse.ts";

export interface SequentialOptions {
  /** How many steps apart two events still belong together. */
  window?: number;
  /** How far each step back than the next newer one: 0 to 1. */
  recency?: number;
  /** How many successors an item keeps. */
  successors?: number;
  /** How strongly popular successors are held down: 0 not at all, .5 as a cosine does. */
  damping?: number;
}

/** What lies further back counts nothing. */
const STEPS = 50;

/** One person's events in order. A step is an order, or an event where no baskets are given. */
interface Course {
  /** The entries' numbers, user by user, oldest first. */
  entries: Int32Array;
  starts: Int32Array;
  /** By place in `entries`. */
  steps: Int32Array;
}

/**
 * Sequential rules: what was bought after what, each pair weighing 1 ÷ the steps between (Ludewig & Jannach 2018,
 * "Evaluation of session-based recommendation algorithms", UMUAI 28, section 3.1.3, eq. 3), divided by the buyers of
 * both to the power of `damping`, and summed over the history with the newest first in weight.
 */
export function sequential(options: SequentialOptions = {}): Recommender {
  const { window = 10, recency = 0.7, successors = 200, damping = 0.5 } = options;
  return {
    name: "Sequential",
    fit(data) {
      checkInteractions(data);
      const { itemCount } = data;
      const course = courseOf(data);
      const counts = new Float64Array(itemCount);
      for (const item of data.items) counts[item]!++;
      const lists = successorsOf(data, course, {
        window,
        size: Math.max(1, Math.min(successors, itemCount)),
        counts,
        damping,
      });
      return fittedModel({
        name: "Sequential",
        itemCount,
        scores(history) {
          const scores = new Float64Array(itemCount);
          const back = stepsBack(history);
          for (let position = back.length - 1; position >= 0 && back[position]! < STEPS; position--) {
            const weight = recency ** back[position]!;
            for (let at = history.items[position]! * lists.size, end = at + lists.size; at < end; at++) {
              if (lists.items[at]! < 0) break;
              scores[lists.items[at]!]! += weight * lists.scores[at]!;
            }
          }
          return scores;
        },
        reason: (history, item): Reason => reasonFor(history, item, lists, recency),
      });
    },
  };
}

interface Successors {
  size: number;
  items: Int32Array;
  scores: Float64Array;
  times: Int32Array;
}

function reasonFor(history: History, item: number, lists: Successors, recency: number): Reason {
  let best = { item: history.items[0] ?? item, score: 0, times: 0 };
  const back = stepsBack(history);
  for (let position = back.length - 1; position >= 0 && back[position]! < STEPS; position--) {
    const from = history.items[position]! * lists.size;
    const place = lists.items.subarray(from, from + lists.size).indexOf(item);
    if (place < 0) continue;
    const score = recency ** back[position]! * lists.scores[from + place]!;
    if (score > best.score)
      best = { item: history.items[position]!, score, times: lists.times[from + place]! };
  }
  return { kind: "next", item: best.item, times: best.times };
}

function courseOf(data: Interactions): Course {
  const { users, times, baskets, userCount } = data;
  const { starts, entries } = groupedBy(users, userCount);
  const steps = new Int32Array(entries.length);
  for (let user = 0; user < userCount; user++) {
    const own = entries.subarray(starts[user]!, starts[user + 1]!);
    if (times) own.sort((a, b) => times[a]! - times[b]! || a - b);
    for (let n = 1; n < own.length; n++) {
      const isSameStep = baskets !== undefined && baskets[own[n]!] === baskets[own[n - 1]!];
      steps[starts[user]! + n] = steps[starts[user]! + n - 1]! + (isSameStep ? 0 : 1);
    }
  }
  return { entries, starts, steps };
}

function successorsOf(
  data: Interactions,
  { entries, starts, steps }: Course,
  { window, size, counts, damping }: { window: number; size: number; counts: Float64Array; damping: number },
): Successors {
  const { itemCount, items } = data;
  const itemAt = entries.map((entry) => items[entry]!);
  const endAt = new Int32Array(entries.length);
  for (let user = 0; user < data.userCount; user++)
    endAt.fill(starts[user + 1]!, starts[user]!, starts[user + 1]!);
  const places = groupedBy(itemAt, itemCount);
  const lists: Successors = {
    size,
    items: new Int32Array(itemCount * size).fill(-1),
    scores: new Float64Array(itemCount * size),
    times: new Int32Array(itemCount * size),
  };
  const sums = new Float64Array(itemCount);
  const times = new Int32Array(itemCount);
  const best = new BestFew(size);
  for (let item = 0; item < itemCount; item++) {
    const met: number[] = [];
    for (let at = places.starts[item]!; at < places.starts[item + 1]!; at++) {
      const place = places.entries[at]!;
      for (let next = place + 1; next < endAt[place]!; next++) {
        const distance = steps[next]! - steps[place]!;
        if (distance > window) break;
        const other = itemAt[next]!;
        if (distance === 0 || other === item) continue;
        if (times[other]!++ === 0) met.push(other);
        sums[other]! += 1 / distance;
      }
    }
    for (const other of met) best.offer(other, sums[other]! / (counts[item]! * counts[other]!) ** damping);
    const from = item * size;
    const count = best.writeTo(lists.items, lists.scores, from);
    for (let at = from; at < from + count; at++) lists.times[at] = times[lists.items[at]!]!;
    for (const other of met) sums[other] = times[other] = 0;
  }
  return lists;
}
