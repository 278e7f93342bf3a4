import type pg from "pg";

/** Tables that grow with orders, and their columns that are made to differ in each copy. */
const GROWING: Record<string, string[]> = {
  customer: ["customer_id"],
  orders: ["order_id", "customer_id", "subject_id"],
  order_line: ["order_id", "line_id"],
  fact: ["order_id", "customer_id", "subject_id"],
  customer_summary: ["customer_id"],
};
const APART = 100_000_000_000;

/** Copies what a block of orders left behind, so many times, with ids of their own. No reaction follows from copies. */
export async function fillWithCopies(database: pg.Client, copies: number): Promise<void> {
  await database.query("ALTER TABLE fact DISABLE TRIGGER USER");
  for (const [table, shifted] of Object.entries(GROWING)) {
    const { rows } = await database.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
      [table],
    );
    const values = rows.map(({ name }) => {
      if (shifted.includes(name)) return `t.${name} + k * ${APART}${name === "line_id" ? "0" : ""}`;
      if (table === "fact" && name === "key") return `t.key || '-' || k`;
      // A stage that changes by the clock would have the copies reacted to.
      if (name === "stage_changes_at") return "NULL";
      return `t.${name}`;
    });
    const columns = rows.map(({ name }) => name).join(", ");
    await database.query(
      `INSERT INTO ${table} (${columns}) SELECT ${values.join(", ")} FROM ${table} t, generate_series(1, ${copies}) AS k`,
    );
  }
  await database.query("ALTER TABLE fact ENABLE TRIGGER USER");
  await database.query("VACUUM ANALYZE");
}
