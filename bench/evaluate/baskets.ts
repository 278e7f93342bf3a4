/** Association rules of baskets, one basket a line, and how well the models complete a basket. */
import { evaluatePlacement } from "#app/features/recommendations/domain/evaluation.ts";
import { candidatesFor } from "#app/features/recommendations/domain/models/catalogue.ts";
import {
  basketsOf,
  countForSupport,
  frequentItemSets,
  rulesFrom,
} from "#app/features/recommendations/domain/models/item-sets.ts";
import type { Interactions } from "#app/features/recommendations/domain/models/recommender.ts";
import { dataFile, GrowingIndices, Indices, type Line, linesOf } from "./read-data.ts";
import type { Reference, Result } from "./results.ts";

interface RuleCase {
  support: number;
  confidence: number;
  published?: { rules: number; itemsets?: number };
}

const GROCERIES: RuleCase[] = [
  { support: 0.001, confidence: 0.5, published: { rules: 5_668, itemsets: 13_492 } },
  { support: 0.001, confidence: 0.8, published: { rules: 410 } },
  { support: 0.006, confidence: 0.25, published: { rules: 463 } },
];

export async function runGroceries(): Promise<Result[]> {
  return evaluateBaskets("groceries", dataFile("groceries", "groceries.csv"), GROCERIES);
}

/** The same for any file; without published numbers. */
export async function runFile(file: string): Promise<Result[]> {
  const cases = GROCERIES.map(({ support, confidence }) => ({ support, confidence }));
  return evaluateBaskets("baskets", file, cases);
}

async function evaluateBaskets(name: string, file: string, cases: readonly RuleCase[]): Promise<Result[]> {
  const { lists, items } = await readBaskets(file);
  return [...ruleResults(name, lists, items.count, cases), ...completionResults(name, lists, items.count)];
}

function ruleResults(
  name: string,
  lists: readonly (readonly number[])[],
  itemCount: number,
  cases: readonly RuleCase[],
): Result[] {
  const baskets = basketsOf(lists, itemCount);
  return cases.flatMap(({ support, confidence, published }) => {
    const sets = frequentItemSets(baskets, { minimumCount: countForSupport(support, lists.length) });
    const rules = rulesFrom(sets, lists.length, confidence);
    const about = {
      evaluate: name,
      case: `support ${support}, confidence ${confidence}`,
      model: "Rules",
    };
    return [
      { ...about, metric: "rules", value: rules.length, references: referencesOf(published?.rules) },
      { ...about, metric: "itemsets", value: sets.length, references: referencesOf(published?.itemsets) },
    ];
  });
}

function referencesOf(value: number | undefined): Reference[] {
  return value === undefined ? [] : [{ name: "published", value }];
}

/** The last fifth of the baskets, each with one item known and the others to be foretold. */
function completionResults(name: string, lists: readonly (readonly number[])[], itemCount: number): Result[] {
  const data = interactionsOf(lists, itemCount);
  const { verdict, models } = evaluatePlacement(data, {
    task: "basket",
    candidates: candidatesFor("basket", itemCount).filter((model) => model.name !== "Content"),
  });
  if (verdict === "not_enough_data") return [];
  const popularity = models.find((model) => model.name === "Popularity");
  return models.flatMap((model) =>
    (
      [
        ["HR@10", "hitRate"],
        ["NDCG@10", "ndcg"],
      ] as const
    ).map(([metric, key]) => ({
      evaluate: name,
      case: "completion of the last fifth",
      model: model.name,
      metric,
      value: model[key].mean,
      references:
        popularity && model !== popularity ? [{ name: "Popularity", value: popularity[key].mean }] : [],
    })),
  );
}

/** Baskets as interactions: one user each, in the order of the lines. */
function interactionsOf(lists: readonly (readonly number[])[], itemCount: number): Interactions {
  const [users, items] = [new GrowingIndices(), new GrowingIndices()];
  for (const [basket, list] of lists.entries())
    for (const item of list) {
      users.push(basket);
      items.push(item);
    }
  const baskets = users.toArray();
  return {
    userCount: lists.length,
    itemCount,
    users: baskets,
    items: items.toArray(),
    baskets,
    // The order of the lines, so close together that nothing fades.
    times: Float64Array.from(baskets),
  };
}

/**
 * Reads baskets: one a line, items separated by commas, or else by semicolons, tabs or bars, whichever the first lines
 * use; by blanks where all that stands between them are numbers.
 *
 * @throws naming file and line
 */
export async function readBaskets(file: string): Promise<{ lists: number[][]; items: Indices }> {
  const items = new Indices();
  const lists: number[][] = [];
  const first: Line[] = [];
  let split: ((text: string) => string[]) | null = null;
  const add = ({ text }: Line) => {
    const names = split?.(text).map((name) => name.trim()) ?? [];
    const list = [...new Set(names.filter((name) => name !== "").map((name) => items.of(name)))];
    if (list.length > 0) lists.push(list);
  };
  for await (const line of linesOf(file)) {
    if (split) {
      add(line);
      continue;
    }
    first.push(line);
    if (first.length < 100) continue;
    split = splitterFor(first);
    for (const each of first) add(each);
  }
  if (!split) {
    split = splitterFor(first);
    for (const each of first) add(each);
  }
  if (lists.length === 0)
    throw new Error(`${file} holds no basket: expected one a line, items separated by commas.`);
  return { lists, items };
}

function splitterFor(lines: readonly Line[]): (text: string) => string[] {
  const counted = [",", ";", "\t", "|"].map((mark) => ({
    mark,
    count: lines.reduce((sum, { text }) => sum + text.split(mark).length - 1, 0),
  }));
  const most = counted.reduce((a, b) => (b.count > a.count ? b : a));
  if (most.count > 0) return (text) => fieldsOf(text, most.mark);
  const areNumbers = lines.every(({ text }) => /^\s*\d+(\s+\d+)*\s*$/.test(text));
  return areNumbers ? (text) => text.trim().split(/\s+/) : (text) => [text];
}

/** Fields of a line; one in double quotes may hold the mark. */
function fieldsOf(text: string, mark: string): string[] {
  if (!text.includes('"')) return text.split(mark);
  const fields: string[] = [];
  let [field, isQuoted] = ["", false];
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === mark && !isQuoted) {
      fields.push(field);
      field = "";
    } else field += character;
  }
  return [...fields, field];
}
