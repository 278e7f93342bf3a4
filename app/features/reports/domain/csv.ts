/** A cell that a spreadsheet would take for a formula is marked as text. */
const LOOKS_LIKE_FORMULA = /^[=+\-@\t\r]/;

/** One line of a CSV file (RFC 4180) for spreadsheets, with its line end. */
export function csvLine(values: readonly (string | number | bigint | null)[]): string {
  const cells = values.map((value) => {
    if (value === null) return "";
    if (typeof value !== "string") return String(value);
    const text = LOOKS_LIKE_FORMULA.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(",")}\r\n`;
}
