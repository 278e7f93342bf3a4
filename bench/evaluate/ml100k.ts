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

/** By user: the items rated. */
async function readTrain(file: string): Promise<number[][]> {
  const histories: number[][] = Array.from({ length: USERS }, () => []);
  for await (const { text, number } of linesOf(file)) {
    const [user, item] = text.split(/\s+/).map(Number);
    histories[indexWithin(user, USERS, file, number)]?.push(indexWithin(item, ITEMS, file, number));
  }
  return histories;
}

async function readTest(file: string): Promise<Map<number, Set<number>>> {
  const tests = new Map<number, Set<number>>();
  for await (const { text, number } of linesOf(file)) {
    const [user, ...items] = text.trim().split(/\s+/).map(Number);
    const chosen = new Set(items.map((item) => indexWithin(item, ITEMS, file, number)));
    tests.set(indexWithin(user, USERS, file, number), chosen);
  }
  return tests;
}

/** The file counts from 1. */
function indexWithin(id: number | undefined, count: number, file: string, line: number): number {
  if (id !== undefined && Number.isInteger(id) && id >= 1 && id <= count) return id - 1;
  throw faultAt(file, line, `expected an id from 1 to ${count}`);
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
