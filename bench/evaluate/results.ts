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

/** Two values are the same when they lie closer together than this and are the same to three digits, or as printed. */
const SAME_WITHIN = 0.0005;
const SAME_DIGITS = 3;
const PRINTED_DIGITS = 4;

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

function isSame(value: number, reference: number): boolean {
  const difference = Math.abs(value - reference);
  if (Number.isInteger(reference)) return difference < 0.5;
  return (
    difference < SAME_WITHIN &&
    [SAME_DIGITS, PRINTED_DIGITS].some((digits) => value.toFixed(digits) === reference.toFixed(digits))
  );
}

/**
 * The value with what it is held against: `.3293 (= published)`, `.1904 (−.0003 from published .1907)`,
 * `.0981 (2.18 × Popularity .0450)`.
 */
function cellOf(result: Result | undefined): string {
  if (!result) return "";
  const held = result.references.map(({ name, value }) => {
    if (isSame(result.value, value)) return `= ${name}`;
    if (Number.isInteger(value)) return value === 0 ? `${name} 0` : `≠ ${name} ${value}`;
    const ratio = (result.value / value).toFixed(2);
    if (ratio === "1.00") return `${signed(result.value - value)} from ${name} ${shown(value)}`;
    return `${ratio} × ${name} ${shown(value)}`;
  });
  return [shown(result.value), ...(held.length === 0 ? [] : [`(${held.join(", ")})`])].join(" ");
}

function signed(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${shown(Math.abs(difference))}`;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(PRINTED_DIGITS).replace(/^0/, "");
}

function rounded(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}
