/** One stored row, opened. Ids are text. */
export type ExportedRow = Record<string, unknown>;

/** Everything that is stored about a person. */
export interface PersonExport {
  /** The person's records: the customer, and guests and visitors who are the same person. */
  customers: ExportedRow[];
  /** The statement of points. */
  points: ExportedRow[];
  /** Rows of the other tables, by the table's name; those without any are left out. */
  tables: Record<string, ExportedRow[]>;
  /** Tables with more rows than an export holds, and how many of them are not in it. Nearly always empty. */
  leftOut: { table: string; rows: number }[];
}

/** The parts of an export in the order in which people read them. */
export function sectionsOf({
  customers,
  points,
  tables,
  leftOut = [],
}: PersonExport): [name: string, rows: ExportedRow[]][] {
  const rest = Object.entries(tables).toSorted(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  const sections: [string, ExportedRow[]][] = [
    ["left_out", leftOut],
    ["customer", customers],
    ...rest,
    ["points", points],
  ];
  return sections.filter(([, rows]) => rows.length > 0);
}

const FIRST = ["customer_consent", "customer_preference", "orders", "order_line", "subscription"];

function rankOf(table: string): number {
  const at = FIRST.indexOf(table);
  return at === -1 ? FIRST.length : at;
}

/** The export as comma-separated values: section, number of the row, field, value. */
export function toCsv(found: PersonExport): string {
  const lines = sectionsOf(found).flatMap(([section, rows]) =>
    rows.flatMap((row, index) =>
      fieldsOf(row).map(([field, value]) =>
        [section, String(index + 1), field, value].map(csvCell).join(","),
      ),
    ),
  );
  return `${["section,row,field,value", ...lines].join("\r\n")}\r\n`;
}

/** A cell that no spreadsheet takes for a formula. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Fields as dotted paths and texts; empty ones are left out. */
function fieldsOf(value: unknown, path = ""): [string, string][] {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value === "object") {
    return Object.entries(value as Record<string, unknown>).flatMap(([name, part]) =>
      fieldsOf(part, path ? `${path}.${name}` : name),
    );
  }
  return [[path, String(value as string | number | boolean)]];
}

/** The export as one page that any browser shows, without script. */
export function toHtml(found: PersonExport, heading: string): string {
  const sections = sectionsOf(found).map(
    ([section, rows]) => `<h2>${escapeHtml(titleOf(section))}</h2>\n${rows.map(tableOf).join("\n")}`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(heading)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%;margin-block:.75rem}th,td{text-align:start;vertical-align:top;padding:.25rem .5rem;border-block-end:1px solid #ddd;overflow-wrap:anywhere}th{width:40%;font-weight:600}</style></head>
<body><h1>${escapeHtml(heading)}</h1>
${sections.join("\n")}
</body></html>
`;
}

function tableOf(row: ExportedRow): string {
  const lines = fieldsOf(row).map(
    ([field, value]) => `<tr><th scope="row">${escapeHtml(field)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<table>${lines.join("")}</table>`;
}

function titleOf(section: string): string {
  const words = section.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
