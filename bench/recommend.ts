/**
 * How fast recommendations are made: item to item with the nearest 50 on one million purchases of 10,000 products, beside
 * scipy's sparse product in the same run; how little a refit costs after 1 % new purchases; how soon the app proxy answers.
 *
 * Each round runs both sides one after the other; the median of the rounds counts. `interactions=100000` makes it
 * smaller, `rounds=1` shorter.
 */
import { cpus } from "node:os";
import { Worker } from "node:worker_threads";
import type { Neighbour } from "#app/features/recommendations/domain/models/common-counts.ts";
import type { NeighbourLists } from "#app/features/recommendations/domain/models/neighbours.ts";
import type { Interactions } from "#app/features/recommendations/domain/models/recommender.ts";
import { ShopCounts } from "#app/features/recommendations/domain/shop-counts.ts";
import { type Sparse, transposed, usersByItems } from "#app/features/recommendations/domain/models/sparse.ts";
import { say } from "../scripts/prepare.ts";
import { type Figure, medianOf, printFigures, ratioOf } from "./figures.ts";
import { asOrders, ordersBetween, shopPurchases } from "./recommend/interactions.ts";
import { proxyAnswers } from "./recommend/proxy.ts";
import { runScipy } from "./recommend/scipy.ts";
import { type SimilarityTask, solve } from "./recommend/similarity-thread.ts";

const FULL = { interactions: 1_000_000, users: 100_000, items: 10_000 };
const SIZE = 50;
/** What the worker asks of each product. */
const LIST_SIZE = 40;
const SHRINK = 10;
const ROUNDS = 3;
const THREADS = 2;
const NEW_SHARE = 0.01;
const TARGET_REFIT = 0.05;

/** Runs the measurement and prints a table, or with `json` one line per figure. */
export async function run({
  json,
  settings,
}: {
  json: boolean;
  settings: Record<string, string>;
}): Promise<void> {
  const interactions = Number(settings["interactions"] ?? FULL.interactions);
  // First, in a process that holds as little as the web process does.
  const proxy = await proxyAnswers();
  const data = shopPurchases({ ...FULL, interactions }, 7);
  say(`  ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; ${interactions} purchases, ${FULL.items} products`);
  const rounds = Number(settings["rounds"] ?? ROUNDS);
  const figures = [...(await besideScipy(data, rounds)), ...refit(data, rounds), proxy];
  printFigures(figures, {
    json,
    verdictOf: ({ ratio }) => (ratio === null ? "" : ratio <= 1 ? "met" : "MISSED"),
  });
}

async function besideScipy(data: Interactions, rounds: number): Promise<Figure[]> {
  const pool = Array.from(
    { length: THREADS - 1 },
    () => new Worker(new URL("./recommend/similarity-thread.ts", import.meta.url)),
  );
  try {
    const one: number[] = [];
    const two: number[] = [];
    const scipy: number[] = [];
    // The first round of both sides warms up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      const [single, parallel] = [await timed(() => fit(data, [])), await timed(() => fit(data, pool))];
      const reference = await runScipy(data, { size: SIZE, shrink: SHRINK, rounds: 1 });
      if ("missing" in reference) {
        say(`  scipy is left out: ${reference.missing}`);
        if (round === rounds) return [];
        continue;
      }
      for (const { value } of [single, parallel]) checkSame(totalOf(value), reference.total);
      if (round === 0) continue;
      one.push(single.ms);
      two.push(parallel.ms);
      scipy.push(...reference.timesMs);
    }
    const reference = Math.round(medianOf(scipy));
    return [
      figureOf("item to item, 2 threads", "fit", medianOf(two), reference),
      figureOf("item to item, 1 thread", "fit", medianOf(one), reference),
    ];
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}

function figureOf(name: string, metric: string, ms: number, reference: number): Figure {
  const value = Math.round(ms);
  return {
    bench: "recommend",
    case: name,
    metric,
    value,
    unit: "ms",
    reference: "scipy",
    referenceValue: reference,
    ratio: ratioOf(value, reference),
  };
}

/** From the raw purchases to all lists; the items are shared out among this thread and the pool. */
async function fit(data: Interactions, pool: readonly Worker[]): Promise<NeighbourLists[]> {
  const users = shared(usersByItems(data));
  const items = shared(transposed(users));
  const ranges = evenRanges(users, items, pool.length + 1);
  const tasks = ranges.map(([from, to]): SimilarityTask => ({
    users,
    items,
    from,
    to,
    size: SIZE,
    shrink: SHRINK,
  }));
  const answers = pool.map(
    (worker, n) =>
      new Promise<NeighbourLists>((resolve, reject) => {
        worker.once("message", ({ lists }: { lists: NeighbourLists }) => resolve(lists));
        worker.once("error", reject);
        worker.postMessage(tasks[n + 1], []);
      }),
  );
  return [...tasks.slice(0, 1).map(solve), ...(await Promise.all(answers))];
}

/** The same matrix in memory that threads can read together. */
function shared(matrix: Sparse): Sparse {
  const starts = new Int32Array(new SharedArrayBuffer(matrix.starts.byteLength));
  const ids = new Int32Array(new SharedArrayBuffer(matrix.ids.byteLength));
  const values = new Float32Array(new SharedArrayBuffer(matrix.values.byteLength));
  starts.set(matrix.starts);
  ids.set(matrix.ids);
  values.set(matrix.values);
  return { ...matrix, starts, ids, values };
}

/** Cuts the items into parts of about the same number of multiplications. */
function evenRanges(users: Sparse, items: Sparse, parts: number): [number, number][] {
  const costs = new Float64Array(items.rowCount);
  for (let item = 0; item < items.rowCount; item++)
    for (let at = items.starts[item] ?? 0; at < (items.starts[item + 1] ?? 0); at++) {
      const user = items.ids[at] ?? 0;
      costs[item] = (costs[item] ?? 0) + (users.starts[user + 1] ?? 0) - (users.starts[user] ?? 0);
    }
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const ranges: [number, number][] = [];
  let [from, sum] = [0, 0];
  for (let item = 0; item < items.rowCount && ranges.length < parts - 1; item++) {
    sum += costs[item] ?? 0;
    if (sum < (total * (ranges.length + 1)) / parts) continue;
    ranges.push([from, item + 1]);
    from = item + 1;
  }
  return [...ranges, [from, items.rowCount]];
}

/**
 * Refits one after the other, as a shop has them, each beside a fit on everything up to then; all lists say the same
 * afterwards, or this throws. Through the counts that a worker's thread keeps, by people and by orders. Lists are made when
 * they are read: what that takes for those that the worker writes anew is told beside. By the processor time of this
 * thread: what others on the machine do counts less.
 */
function refit(data: Interactions, rounds: number): Figure[] {
  const orders = asOrders(data, 11);
  const step = Math.round(orders.people.length * NEW_SHARE);
  const first = orders.people.length - step * (rounds + 1);
  const countsOf = (to: number) => new ShopCounts(ordersBetween(orders, 0, to), data.itemCount);
  const counts = countsOf(first);
  const all = Array.from({ length: data.itemCount }, (_, item) => item);
  const [full, again, dueLists, allLists]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round <= rounds; round++) {
    const from = first + round * step;
    const added = ordersBetween(orders, from, from + step);
    const refitted = ofProcessor(() => counts.add(added));
    if (!refitted.value) throw new Error("the counts ask to be made anew");
    const due = ofProcessor(() => listsOf(counts, new Set(added.items)));
    const whole = ofProcessor(() => countsOf(from + step));
    const every = ofProcessor(() => listsOf(whole.value, all));
    for (const [n, list] of listsOf(counts, all).entries())
      if (!isSameList(list, every.value[n]!)) throw new Error(`list ${n} differs from that of a full fit`);
    // The first round of both sides warms up and is not counted.
    if (round === 0) continue;
    full.push(whole.ms);
    again.push(refitted.ms);
    dueLists.push(due.ms);
    allLists.push(every.ms);
  }
  say(
    `  lists beside it: of the products just bought ${medianOf(dueLists).toFixed(0)} ms, of all products ${medianOf(allLists).toFixed(0)} ms`,
  );
  const limit = Math.round(medianOf(full) * TARGET_REFIT * 10) / 10;
  const value = Math.round(medianOf(again) * 10) / 10;
  return [
    {
      bench: "recommend",
      case: `refit after ${NEW_SHARE * 100} % new purchases`,
      metric: "refit",
      value,
      unit: "ms",
      reference: `${TARGET_REFIT * 100} % of the full fit (${Math.round(medianOf(full))} ms)`,
      referenceValue: limit,
      ratio: ratioOf(value, limit),
    },
  ];
}

function listsOf(counts: ShopCounts, items: Iterable<number>): Neighbour[][] {
  const wanted = [...items];
  return (["people", "baskets"] as const).flatMap((by) =>
    wanted.map((item) => counts.neighbours(by, item, LIST_SIZE)),
  );
}

function isSameList(list: readonly Neighbour[], other: readonly Neighbour[]): boolean {
  return (
    list.length === other.length &&
    list.every(({ item, together }, n) => item === other[n]!.item && together === other[n]!.together)
  );
}

function totalOf(lists: readonly NeighbourLists[]): number {
  return lists.reduce((sum, { scores }) => sum + scores.reduce((a, b) => a + b, 0), 0);
}

function checkSame(total: number, reference: number): void {
  if (Math.abs(total - reference) > 1e-4 * Math.abs(reference))
    throw new Error(`the two sides differ: the scores sum up to ${total} and ${reference}`);
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}

function ofProcessor<Value>(work: () => Value): { value: Value; ms: number } {
  const before = process.threadCpuUsage();
  const value = work();
  const { user, system } = process.threadCpuUsage(before);
  return { value, ms: (user + system) / 1_000 };
}
