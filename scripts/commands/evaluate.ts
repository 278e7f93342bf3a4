import { type Result, printResults } from "../../bench/evaluate/results.ts";

interface Evaluation {
  about: string;
  /** What must stand behind the name. */
  file?: string;
  run: (file: string) => Promise<Result[]>;
}

/** Every evaluation: what it measures, and bench/evaluate/<name>.ts. */
const EVALUATIONS: Record<string, Evaluation> = {
  ml100k: {
    about: "MovieLens-100k: popularity, ItemKNN and EASE against a published table",
    run: async () => (await import("../../bench/evaluate/ml100k.ts")).run(),
  },
  groceries: {
    about: "Groceries: item sets and rules against the published counts, and completion of baskets",
    run: async () => (await import("../../bench/evaluate/baskets.ts")).runGroceries(),
  },
  beauty: {
    about: "Amazon Beauty: the last purchase of each customer against published tables",
    run: async () => (await import("../../bench/evaluate/sequences.ts")).runBeauty(),
  },
  "online-retail": {
    about: "Online Retail: each model against popularity and ItemKNN, for persons, baskets and repeats",
    run: async () => (await import("../../bench/evaluate/online-retail.ts")).run(),
  },
  sequences: {
    about: "the same as beauty for any file with `user item item …` a line",
    file: "FILE",
    run: async (file) => (await import("../../bench/evaluate/sequences.ts")).runFile(file),
  },
  baskets: {
    about: "the same as groceries for any file with one basket a line",
    file: "FILE",
    run: async (file) => (await import("../../bench/evaluate/baskets.ts")).runFile(file),
  },
};

/**
 * Quality against published tables, for people or (`--json`) one line per value. Without a name it lists the
 * evaluations; the data come from DATA_DIR.
 */
export async function run(parameters: string[]): Promise<number> {
  const words = parameters.filter((parameter) => !parameter.startsWith("--"));
  const unknownOption = parameters.find((parameter) => parameter.startsWith("--") && parameter !== "--json");
  const list = Object.entries(EVALUATIONS)
    .map(([name, { about, file }]) => `  npm run evaluate -- ${[name, file].join(" ").padEnd(16)} ${about}`)
    .join("\n");
  const [name, file] = words;
  if (name === undefined && !unknownOption) {
    console.log(list);
    return 0;
  }
  const evaluation = name !== undefined && Object.hasOwn(EVALUATIONS, name) ? EVALUATIONS[name] : undefined;
  const fault = faultIn(evaluation, { name, file, unknownOption, count: words.length });
  if (!evaluation || fault) {
    console.error(`${fault} There are:\n${list}`);
    return 2;
  }
  printResults(await evaluation.run(file ?? ""), { json: parameters.includes("--json") });
  return 0;
}

function faultIn(
  evaluation: Evaluation | undefined,
  given: {
    name: string | undefined;
    file: string | undefined;
    unknownOption: string | undefined;
    count: number;
  },
): string | null {
  if (given.unknownOption) return `There is no option "${given.unknownOption}", only --json.`;
  if (!evaluation) return `There is no evaluation "${given.name}".`;
  if (evaluation.file && given.file === undefined) return `"${given.name}" needs a file.`;
  if (given.count > (evaluation.file ? 2 : 1)) return "One evaluation at a time.";
  return null;
}
