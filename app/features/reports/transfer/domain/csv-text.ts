/** Values as cells of a CSV file that a spreadsheet opens. */

/** A cell that begins like a formula would be run by a spreadsheet: an apostrophe makes it text. Numbers stay numbers. */
export function defuseFormula(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(?:\.\d+)?$/.test(cell) ? `'${cell}` : cell;
}

/** Any value of a row as a cell: lists and objects as JSON, nothing as an empty cell. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return defuseFormula(value);
  if (typeof value === "object") {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part));
  }
  return String(value);
}
