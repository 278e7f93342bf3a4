import { expect, it } from "vitest";
import { guessMapping } from "./import-kinds.ts";
import { readRow } from "./import-rows.ts";
import { wholeOrders } from "./whole-orders.ts";

const HEADINGS = ["Name", "Email", "Paid at", "Total", "Lineitem name", "Lineitem quantity"];
const mapping = guessMapping("orders", HEADINGS);

/** Lines of a file, numbered from 2, read and brought together. */
function read(...lines: string[]) {
  const rows = lines.map((text, at) => {
    const cells = text.split(",");
    return readRow(
      "orders",
      mapping,
      at + 2,
      Object.fromEntries(HEADINGS.map((heading, column) => [heading, cells[column] ?? ""])),
    );
  });
  return wholeOrders(rows).map(({ row, errors }) => ({
    person: row.person.email,
    total: row.values["total"],
    errors: errors.map(({ line, field }) => `${line} ${field}`),
  }));
}

it("takes what its first line says of an order into the others", () => {
  expect(read("#1,a@example.com,2026-01-02,12.00,Lamp,1", "#1,,,,Candle,2")).toEqual([
    { person: "a@example.com", total: "12.00", errors: [] },
    { person: "a@example.com", total: "12.00", errors: [] },
  ]);
  expect(read("#1,,,,Candle,2", "#2,b@example.com,2026-01-02,5.00,Lamp,1")[0]!.errors).toEqual([
    "2 ordered_at",
    "2 total",
    "2 person",
  ]);
});

it("leaves an order out as a whole when a line of it cannot be read", () => {
  const lines = read(
    "#1,a@example.com,2026-01-02,12.00,Lamp,none",
    "#1,,,,Candle,2",
    "#2,a@example.com,2026-01-02,5.00,Lamp,1",
  );
  expect(lines.map(({ errors }) => errors)).toEqual([["2 quantity"], ["3 number"], []]);
});
