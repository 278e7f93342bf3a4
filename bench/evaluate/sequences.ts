/** Leave-one-out over sequences: one user a line, `user item item …` in time order; the last item is to be foretold. */
import { ease } from "#app/features/recommendations/domain/models/ease.ts";
import { itemKnn, itemLlr } from "#app/features/recommendations/domain/models/item-knn.ts";
import { popularity } from "#app/features/recommendations/domain/models/popularity.ts";
import type { Interactions, Recommender } from "#app/features/recommendations/domain/models/recommender.ts";
import { sequential } from "#app/features/recommendations/domain/models/sequential.ts";
import { dataFile, faultAt, GrowingIndices, Indices, linesOf } from "./read-data.ts";
import type { Reference, Result } from "./results.ts";

const PLACES = 10;
/** More sequences than that are tested in an even choice; all are learned from. */
const MAXIMUM_TESTS = 50_000;
const EASE_ITEMS = 2_000;

interface Variant {
  name: string;
  model: Recommender;
}

/** `undirected` ones know only what was had together; the others know what is recent, or what came after what. */
function variantsFor(itemCount: number): Variant[] {
  // The lists of neighbours must fit into memory for catalogues of millions.
  const neighbours = Math.max(20, Math.min(1_000, Math.floor(20_000_000 / itemCount)));
  return [
    { name: "Popularity", model: popularity() },
    { name: "ItemKNN", model: itemKnn({ neighbours, shrink: 1 }) },
    { name: "LLR", model: itemLlr({ neighbours, minimumTogether: 1 }) },
    ...(itemCount <= EASE_ITEMS ? [{ name: "EASE", model: ease() }] : []),
    { name: "ItemKNN, recency", model: itemKnn({ neighbours, shrink: 1, recency: 0.7 }) },
    { name: "Sequential", model: sequential({ successors: neighbours }) },
  ];
}

/** Amazon Beauty, 5-core. Published: S3-Rec (CIKM 2020); measured with plain numpy on this file: the rest. */
const BEAUTY: Record<string, { name: string; "HR@10": number; "NDCG@10": number }> = {
  Popularity: { name: "published", "HR@10": 0.0152, "NDCG@10": 0.0068 },
  ItemKNN: { name: "plain numpy", "HR@10": 0.0643, "NDCG@10": 0.0377 },
  "ItemKNN, recency": { name: "plain numpy", "HR@10": 0.0727, "NDCG@10": 0.044 },
  Sequential: { name: "plain numpy", "HR@10": 0.0857, "NDCG@10": 0.0543 },
};

export async function runBeauty(): Promise<Result[]> {
  const sequences = await readSequences(dataFile("amazon-beauty", "sequences.txt.gz"));
  return evaluateSequences("beauty", sequences, (variant, metric) => {
    const known = BEAUTY[variant];
    return known ? [{ name: known.name, value: known[metric] }] : [];
  });
}

/** The same for any file, against popularity in the same run. */
export async function runFile(file: string): Promise<Result[]> {
  return evaluateSequences("sequences", await readSequences(file), null);
}

type Metric = "HR@10" | "NDCG@10";

/** @param referencesOf null: the first variant is the reference */
function evaluateSequences(
  name: string,
  { lists, itemCount }: Sequences,
  referencesOf: ((variant: string, metric: Metric) => Reference[]) | null,
): Result[] {
  const data = withoutLast(lists, itemCount);
  const testable = lists.filter((list) => list.length > 1);
  const every = Math.max(1, Math.ceil(testable.length / MAXIMUM_TESTS));
  const tests = testable.filter((_, n) => n % every === 0);
  const results: Result[] = [];
  const base: Partial<Record<Metric, number>> = {};
  for (const { name: variant, model } of variantsFor(itemCount)) {
    const values = qualityOfAll(model, data, tests);
    for (const metric of ["HR@10", "NDCG@10"] as const) {
      const value = values[metric];
      const first = base[metric];
      const references =
        referencesOf?.(variant, metric) ??
        (first === undefined ? [] : [{ name: "Popularity", value: first }]);
      base[metric] ??= value;
      results.push({ evaluate: name, case: "last item", model: variant, metric, value, references });
    }
  }
  return results;
}

function qualityOfAll(
  recommender: Recommender,
  data: Interactions,
  tests: readonly (readonly number[])[],
): Record<Metric, number> {
  const model = recommender.fit(data);
  let [hits, gain] = [0, 0];
  for (const list of tests) {
    const history = list.slice(0, -1);
    const place = model.rank({ items: history }, PLACES).indexOf(list.at(-1) ?? -1);
    if (place < 0) continue;
    hits++;
    gain += 1 / Math.log2(place + 2);
  }
  return { "HR@10": hits / tests.length, "NDCG@10": gain / tests.length };
}

function withoutLast(lists: readonly (readonly number[])[], itemCount: number): Interactions {
  const [users, items] = [new GrowingIndices(), new GrowingIndices()];
  for (const [user, list] of lists.entries())
    // Whoever has one item only is not tested, so that one may be learned from.
    for (const item of list.length > 1 ? list.slice(0, -1) : list) {
      users.push(user);
      items.push(item);
    }
  return { userCount: lists.length, itemCount, users: users.toArray(), items: items.toArray() };
}

interface Sequences {
  lists: number[][];
  itemCount: number;
}

/**
 * Reads sequences: ids are any words; blanks, tabs, commas, semicolons or bars stand between them. A user may stand on
 * several lines, which then follow one another.
 *
 * @throws naming file and line
 */
export async function readSequences(file: string): Promise<Sequences> {
  const users = new Indices();
  const items = new Indices();
  const lists: number[][] = [];
  for await (const { text, number } of linesOf(file)) {
    const [user, ...words] = text.split(/[\s,;|]+/).filter((word) => word !== "");
    if (user === undefined) throw faultAt(file, number, "expected a user and items");
    const list = (lists[users.of(user)] ??= []);
    for (const word of words) list.push(items.of(word));
  }
  if (!lists.some((list) => list.length > 1))
    throw new Error(`${file} holds no user with two items or more: expected \`user item item …\` a line.`);
  return { lists, itemCount: items.count };
}
