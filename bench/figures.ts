/** What every bench prints: a table for people, or one JSON line per figure. */

/** One measured number beside what it is compared with. */
export interface Figure {
  bench: string;
  case: string;
  metric: string;
  value: number;
  unit: string;
  /** What it is compared with: a floor measured in the same run, or a target. */
  reference: string;
  referenceValue: number;
  /** value ÷ referenceValue. Null: above a reference of zero. */
  ratio: number | null;
}

/** value ÷ reference to two decimals; 0 ÷ 0 counts as reached. */
export function ratioOf(value: number, reference: number): number | null {
  if (reference === 0) return value === 0 ? 1 : null;
  return Math.round((value / reference) * 100) / 100;
}

/** The middle one, or the mean of the two in the middle. @throws when there is none */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  if (low === undefined || high === undefined) throw new Error("no values to take the median of");
  return (low + high) / 2;
}

/** Columns of text, each as wide as its longest cell. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * Prints the figures of a bench.
 *
 * @param verdictOf the last column for people: what a ratio means
 */
export function printFigures(
  figures: readonly Figure[],
  options: { json: boolean; verdictOf: (figure: Figure) => string },
): void {
  if (options.json) {
    for (const figure of figures) console.log(JSON.stringify(figure));
    return;
  }
  const rows = figures.map((figure) => [
    figure.case,
    figure.metric,
    `${figure.value} ${figure.unit}`,
    figure.reference,
    `${figure.referenceValue} ${figure.unit}`,
    figure.ratio === null ? "–" : `×${figure.ratio}`,
    options.verdictOf(figure),
  ]);
  console.log(tableOf([["case", "metric", "measured", "reference", "", "ratio", ""], ...rows]));
}
