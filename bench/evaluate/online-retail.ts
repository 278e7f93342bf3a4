/**
 * A real gift shop: fitted on what was before July 2011, each model foretells what came after. There is no published
 * table, so popularity and ItemKNN in the same run are the reference.
 */
import { casesAfter, entriesWhere, measure } from "#app/features/recommendations/domain/evaluation.ts";
import { type Task, MODELS } from "#app/features/recommendations/domain/models/catalogue.ts";
import { ease } from "#app/features/recommendations/domain/models/ease.ts";
import { meanWithInterval } from "#app/features/recommendations/domain/models/metrics.ts";
import type {
  Interactions,
  ItemContent,
  ModelName,
  Recommender,
} from "#app/features/recommendations/domain/models/recommender.ts";
import { parse } from "csv-parse/sync";
import { dataFile, faultAt, GrowingIndices, Indices, type Line, linesOf } from "./read-data.ts";
import type { Result } from "./results.ts";

const SPLIT_MS = Date.UTC(2011, 6, 1);
const PLACES = 10;

/** What the models are asked, the models that can answer, and how many cases. */
const TASKS: { task: Task; label: string; models: ModelName[] }[] = [
  {
    task: "person",
    label: "new items",
    models: ["Popularity", "ItemKNN", "LLR", "EASE", "Sequential", "Content", "Blend"],
  },
  {
    task: "basket",
    label: "basket completion",
    models: ["Popularity", "ItemKNN", "LLR", "EASE", "Rules", "Content", "Blend"],
  },
  { task: "again", label: "repeat purchase", models: ["Popularity", "ItemKNN", "BuyAgain"] },
];

export async function run(): Promise<Result[]> {
  const { data, content } = await readShop(dataFile("online-retail", "until-2011-09.csv.gz"));
  const past = entriesWhere(data, (entry) => (data.times?.[entry] ?? 0) < SPLIT_MS);
  const fitted = new Map(
    [...new Set(TASKS.flatMap(({ models }) => models))].map((name) => [
      name,
      recommenderOf(name).fit(past, { content, nowMs: SPLIT_MS }),
    ]),
  );
  return TASKS.flatMap(({ task, label, models }) => {
    const cases = casesAfter(data, SPLIT_MS, task);
    const values = models.map((name) => {
      const model = fitted.get(name);
      if (!model) throw new Error(`${name} is not fitted`);
      const qualities = measure(model, cases, PLACES);
      const mean = (pick: (quality: (typeof qualities)[number]) => number) =>
        meanWithInterval(qualities.map(pick)).mean;
      return {
        name,
        metrics: {
          "R@10": mean((each) => each.recall),
          "HR@10": mean((each) => each.hit),
          "NDCG@10": mean((each) => each.ndcg),
        },
      };
    });
    return values.flatMap(({ name, metrics }) =>
      (["R@10", "HR@10", "NDCG@10"] as const).map((metric) => ({
        evaluate: "online-retail",
        case: `${label} (${cases.length})`,
        model: name,
        metric,
        value: metrics[metric],
        references: values
          .filter((other) => ["Popularity", "ItemKNN"].includes(other.name) && other.name !== name)
          .map((other) => ({ name: other.name, value: other.metrics[metric] })),
      })),
    );
  });
}

function recommenderOf(name: ModelName): Recommender {
  // The whole catalogue, as the other models have it.
  return name === "EASE" ? ease({ maximumItems: 5_000 }) : MODELS[name]();
}

const COLUMNS = [
  "InvoiceNo",
  "StockCode",
  "Description",
  "Quantity",
  "InvoiceDate",
  "UnitPrice",
  "CustomerID",
];

function fieldsOf(file: string, { text, number }: Line): string[] {
  if (!text.includes('"')) return text.split(",");
  try {
    return (parse(text) as string[][])[0] ?? [];
  } catch {
    throw faultAt(file, number, "expected every quotation mark of a row to be closed in its line");
  }
}

function numberIn(column: string, text: string, file: string, line: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw faultAt(file, line, `expected as ${column} a number, found "${text}"`);
}

/** The clean rows: known customer, above zero pieces and price, an article (five digits first), not cancelled. */
export async function readShop(file: string): Promise<{ data: Interactions; content: ItemContent[] }> {
  const [customers, articles, invoices] = [new Indices(), new Indices(), new Indices()];
  const [users, items, baskets] = [new GrowingIndices(), new GrowingIndices(), new GrowingIndices()];
  const times: number[] = [];
  const content: ItemContent[] = [];
  for await (const { text, number } of linesOf(file)) {
    const fields = fieldsOf(file, { text, number });
    if (number === 1) {
      if (COLUMNS.some((column, n) => fields[n] !== column))
        throw faultAt(file, number, `expected the columns ${COLUMNS.join(", ")}`);
      continue;
    }
    if (fields.length < COLUMNS.length)
      throw faultAt(file, number, `expected ${COLUMNS.length} columns, found ${fields.length}`);
    const [invoice = "", article = "", title = "", pieces = "", date = "", price = "", customer = ""] =
      fields;
    const quantity = numberIn("Quantity", pieces, file, number);
    const unitPrice = numberIn("UnitPrice", price, file, number);
    const timeMs = Date.parse(`${date.replace(" ", "T")}Z`);
    if (Number.isNaN(timeMs))
      throw faultAt(
        file,
        number,
        `expected as InvoiceDate a time such as 2011-06-30 08:26:00, found "${date}"`,
      );
    const isClean = quantity > 0 && unitPrice > 0 && customer !== "" && /^\d{5}/.test(article);
    if (!isClean || invoice.startsWith("C")) continue;
    const item = articles.of(article.toUpperCase());
    if (timeMs < SPLIT_MS || !content[item])
      content[item] = {
        title,
        productType: "",
        vendor: "",
        tags: [],
        priceMinor: Math.round(unitPrice * 100),
      };
    users.push(customers.of(customer));
    items.push(item);
    baskets.push(invoices.of(invoice));
    times.push(timeMs);
  }
  return {
    data: {
      userCount: customers.count,
      itemCount: articles.count,
      users: users.toArray(),
      items: items.toArray(),
      times: Float64Array.from(times),
      baskets: baskets.toArray(),
    },
    content,
  };
}
