/** Comma separated values with double quotes, as in RFC 4180. */

/** Reads CSV text into rows of cells. Quoted cells may hold commas, quotes ("") and line breaks. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const end = endOfQuoted(text, at);
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      let end = at;
      while (end < text.length && text[end] !== "," && text[end] !== "\n") end += 1;
      cell = text.slice(at, end);
      at = end;
      if (cell.endsWith("\r")) cell = cell.slice(0, -1);
    }
    row.push(cell);
    if (text[at] === "\r") at += 1;
    if (text[at] === "," && at + 1 < text.length) {
      at += 1;
      continue;
    }
    if (text[at] === ",") row.push("");
    rows.push(row);
    row = [];
    at += 1;
  }
  return rows;
}

/** Index of the quote that closes the cell opened at `open`; the end of the text when it never closes. */
function endOfQuoted(text: string, open: number): number {
  let at = open + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    if (text[quote + 1] !== '"') return quote;
    at = quote + 2;
  }
}

/** Writes rows as CSV, one per line, quoting only the cells that need it. */
export function formatCsv(rows: string[][]): string {
  const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return `${rows.map((row) => row.map(quote).join(",")).join("\n")}\n`;
}
