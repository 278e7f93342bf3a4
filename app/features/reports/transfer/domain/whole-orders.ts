/**
 * Exports of other platforms write what is said of a whole order into its first line alone: the others take it from there.
 * And an order is stored whole or not at all.
 */
import type { ImportRow, RowError } from "./import-rows.ts";

interface Line<Row extends ImportRow> {
  row: Row;
  errors: RowError[];
}

const EMPTY = "is empty";
/** What every line must have, or its order. */
const OF_ORDER = ["ordered_at", "total"] as const;

/** Lines of orders, each with all the lines of its order: completed, and without those of orders of which one cannot be read. */
export function wholeOrders<Row extends ImportRow>(lines: readonly Line<Row>[]): Line<Row>[] {
  const completed = completeLines(lines);
  const faults = new Map(
    completed.flatMap(({ row, errors }) =>
      errors.length > 0 && typeof row.values["number"] === "string" ? [[row.values["number"], row.line]] : [],
    ),
  );
  return completed.map((line) => {
    const fault = faults.get(String(line.row.values["number"]));
    if (fault === undefined || line.errors.length > 0) return line;
    const message = `left out with its order: line ${fault} has a problem`;
    return { ...line, errors: [{ line: line.row.line, field: "number", message }] };
  });
}

/** Lines of orders with what another line of the same order says in their place, and without the errors that this mends. */
function completeLines<Row extends ImportRow>(lines: readonly Line<Row>[]): Line<Row>[] {
  const byOrder = Map.groupBy(lines, ({ row }) => row.values["number"]);
  return lines.map((line) => {
    const number = line.row.values["number"];
    const others = (typeof number === "string" && byOrder.get(number)) || [];
    return OF_ORDER.reduce(
      (known, field) => completeField(known, field, others),
      completePerson(line, others),
    );
  });
}

function completeField<Row extends ImportRow>(
  line: Line<Row>,
  field: string,
  others: readonly Line<Row>[],
): Line<Row> {
  const isEmpty = line.errors.some((error) => error.field === field && error.message === EMPTY);
  const value = isEmpty ? others.find(({ row }) => row.values[field] != null)?.row.values[field] : undefined;
  if (value === undefined || value === null) return line;
  return {
    row: { ...line.row, values: { ...line.row.values, [field]: value } },
    errors: line.errors.filter((error) => error.field !== field),
  };
}

function completePerson<Row extends ImportRow>(line: Line<Row>, others: readonly Line<Row>[]): Line<Row> {
  if (!line.errors.some(({ field }) => field === "person")) return line;
  const named = others.find(({ row: { person } }) => person.customerId ?? person.email ?? person.phone);
  if (!named) return line;
  return {
    row: { ...line.row, person: named.row.person },
    errors: line.errors.filter(({ field }) => field !== "person"),
  };
}
