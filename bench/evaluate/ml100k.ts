/** MovieLens-100k in one fixed split against table 46 of the additional material of Ferrari Dacrema et al. (2021). */
import { ease } from "#app/features/recommendations/domain/models/ease.ts";
import { itemKnn } from "#app/features/recommendations/domain/models/item-knn.ts";
import { qualityOf } from "#app/features/recommendations/domain/models/metrics.ts";
import { popularity } from "#app/features/recommendations/domain/models/popularity.ts";
import type { Interactions, Recommender } from "#app/features/recommendations/domain/models/recommender.ts";
import { dataFile, faultAt, GrowingIndices, linesOf } from "./read-data.ts";
import type { Result } from "./results.ts";

const USERS = 943;
const ITEMS = 1_682;
const PLACES = 10;

const PUBLISHED: [Recommender, { "P@10": number; "R@10": number; "NDCG@10": number }][] = [
  [popularity(), { "P@10": 0.1907, "R@10": 0.118, "NDCG@10": 0.1361 }],
  [
    itemKnn({ neighbours: 886, shrink: 403, weighting: "bm25" }),
    { "P@10": 0.3293, "R@10": 0.2152, "NDCG@10": 0.2571 },
  ],
  [ease({ regularisation: 458 }), { "P@10": 0.3739, "R@10": 0.243, "NDCG@10": 0.2905 }],
];

export async function run(): Promise<Result[]> {
  const trainFile = dataFile("ml100k", "train.rating.gz");
  const testFile = dataFile("ml100k", "test.rating.gz");
  const histories = await readTrain(trainFile);
  const data = interactionsOf(histories);
  const tests = await readTest(testFile);
  return PUBLISHED.flatMap(([recommender, published]) => {
    const model = recommender.fit(data);
    const sums = { "P@10": 0, "R@10": 0, "NDCG@10": 0 };
    for (const [user, chosen] of tests) {
      const quality = qualityOf(model.rank({ items: histories[user] ?? [] }, PLACES), chosen, PLACES);
      sums["P@10"] += quality.precision;
      sums["R@10"] += quality.recall;
      sums["NDCG@10"] += quality.ndcg;
    }
    return (["P@10", "R@10", "NDCG@10"] as const).map((metric) => ({
      evaluate: "ml100k",
      case: "80,000 / 20,000",
      model: recommender.name,
      metric,
      value: sums[metric] / tests.size,
      references: [{ name: "published", value: published[metric] }],
    }));
  });
}

/** By user: the items rated, from lines `user item rating`. @throws naming file and line */
export async function readTrain(file: string): Promise<number[][]> {
  const histories: number[][] = Array.from({ length: USERS }, () => []);
  for await (const { text, number } of linesOf(file)) {
    const [user, item] = text.trim().split(/\s+/);
    const index = indexWithin("item", item, ITEMS, file, number);
    histories[indexWithin("user", user, USERS, file, number)]?.push(index);
  }
  return histories;
}

/** By user: the items to be foretold, from lines `user item item …`. @throws naming file and line */
export async function readTest(file: string): Promise<Map<number, Set<number>>> {
  const tests = new Map<number, Set<number>>();
  for await (const { text, number } of linesOf(file)) {
    const [user, ...items] = text.trim().split(/\s+/);
    const index = indexWithin("user", user, USERS, file, number);
    if (items.length === 0) throw faultAt(file, number, `expected items after the user ${user}`);
    if (tests.has(index)) throw faultAt(file, number, `expected one line for the user ${user}`);
    tests.set(index, new Set(items.map((item) => indexWithin("item", item, ITEMS, file, number))));
  }
  return tests;
}

/** The file counts from 1. */
function indexWithin(
  what: "user" | "item",
  word: string | undefined,
  count: number,
  file: string,
  line: number,
): number {
  const id = Number(word);
  if (Number.isInteger(id) && id >= 1 && id <= count) return id - 1;
  const found = word === undefined ? "nothing" : `"${word}"`;
  throw faultAt(file, line, `expected as ${what} a number from 1 to ${count}, found ${found}`);
}

function interactionsOf(histories: readonly (readonly number[])[]): Interactions {
  const [users, items] = [new GrowingIndices(), new GrowingIndices()];
  for (const [user, history] of histories.entries())
    for (const item of history) {
      users.push(user);
      items.push(item);
    }
  return { userCount: USERS, itemCount: ITEMS, users: users.toArray(), items: items.toArray() };
}
