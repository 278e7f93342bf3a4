import { tableOf } from "../figures.ts";

/** What a measured value is held against: a published table, or another model in the same run. */
export interface Reference {
  name: string;
  value: number;
}

/** One measured quality. */
export interface Result {
  evaluate: string;
  case: string;
  model: string;
  metric: string;
  value: number;
  references: Reference[];
}

/** How close a printed value must come to a published one to be "the same to three digits". */
const LIKE_PUBLISHED = 0.0005;

/**
 * Prints results: for machines one line per value and reference ({evaluate, case, model, metric, value, reference,
 * referenceValue, ratio}), for people one row per model with its metrics side by side.
 */
export function printResults(results: readonly Result[], { json }: { json: boolean }): void {
  if (json)
    for (const result of results) for (const line of linesOf(result)) console.log(JSON.stringify(line));
  else console.log(tableFor(results));
}

function linesOf({ references, ...result }: Result): object[] {
  const value = rounded(result.value);
  if (references.length === 0)
    return [{ ...result, value, reference: null, referenceValue: null, ratio: null }];
  return references.map((reference) => ({
    ...result,
    value,
    reference: reference.name,
    referenceValue: rounded(reference.value),
    ratio: reference.value === 0 ? null : Math.round((result.value / reference.value) * 1_000) / 1_000,
  }));
}

function tableFor(results: readonly Result[]): string {
  const metrics = [...new Set(results.map(({ metric }) => metric))];
  const rows = Map.groupBy(results, (result) => `${result.case}\u0000${result.model}`);
  const body = [...rows.values()].map((row) => [
    row[0]?.case ?? "",
    row[0]?.model ?? "",
    ...metrics.map((metric) => cellOf(row.find((result) => result.metric === metric))),
  ]);
  return tableOf([["case", "model", ...metrics], ...body]);
}

/** The value with what it is held against: `.3293 = published`, `.0981 (2.18 × Popularity)`. */
function cellOf(result: Result | undefined): string {
  if (!result) return "";
  const held = result.references.map(({ name, value }) => {
    if (Math.abs(result.value - value) < (Number.isInteger(value) ? 0.5 : LIKE_PUBLISHED)) return `= ${name}`;
    if (Number.isInteger(value)) return `≠ ${name} ${value}`;
    return value === 0 ? `${name} 0` : `${(result.value / value).toFixed(2)} × ${name} ${shown(value)}`;
  });
  return [shown(result.value), ...(held.length === 0 ? [] : [`(${held.join(", ")})`])].join(" ");
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(4).replace(/^0/, "");
}

function rounded(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}
