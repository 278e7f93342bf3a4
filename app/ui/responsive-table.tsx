import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import styles from "./responsive-table.module.css";

/**
 * A column. On a phone each row becomes a card: `title` heads it, `lead` stands across from the title, `wide` has a line
 * of its own, `select` stands before the title, the others follow in one line: details as "heading value", `plain` ones without the heading.
 */
export interface Column<Row> {
  key: string;
  heading: string;
  role?: "select" | "title" | "lead" | "detail" | "plain" | "wide";
  align?: "start" | "end";
  /** Said after a lead's value where its heading is not seen, on a phone. */
  unit?: string;
  render: (row: Row) => ReactNode;
}

interface ResponsiveTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Where a row leads; the whole row can be pressed. */
  linkOf?: (row: Row) => string;
}

/** A table that needs no script to fit a phone. */
export function ResponsiveTable<Row>({ caption, columns, rows, keyOf, linkOf }: ResponsiveTableProps<Row>) {
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" data-role={column.role} data-align={column.align ?? "start"}>
              {column.heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-linked={linkOf ? "" : undefined}>
            {columns.map((column) => (
              <td
                key={column.key}
                data-role={column.role ?? "detail"}
                data-align={column.align ?? "start"}
                data-heading={column.heading}
                data-unit={column.unit}
              >
                {linkOf && column.role === "title" ? (
                  <Link className={styles.link} to={linkOf(row)} prefetch="intent">
                    {column.render(row)}
                  </Link>
                ) : (
                  column.render(row)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
