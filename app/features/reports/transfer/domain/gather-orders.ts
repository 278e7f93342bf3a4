/** The lines of an order come together, wherever they stand in the file: what is stored of an order is all of it. */

/**
 * The rows of a file, those of one order one after the other: in the file's order, but that an order whose rows stand
 * apart comes after the others. The same file always gives the same order of rows, so that a run that was cut off can
 * count on it. Memory holds the numbers of all orders, and of the rows that stand apart one in `parts`.
 *
 * @param read begins to read the file; it is read once more for each part
 * @param orderOf which order a row belongs to; null = none, or it cannot be read
 * @param parts in how many goes the rows that stand apart are gathered; at least 1
 */
export async function* gatherOrders<Row>(
  read: () => AsyncIterable<Row>,
  orderOf: (row: Row) => string | null,
  parts: number,
): AsyncGenerator<Row> {
  const scattered = await findScattered(read(), orderOf);
  for (let part = 0; part < (scattered.size > 0 ? parts : 1); part += 1) {
    const held = new Map<string, Row[]>();
    for await (const row of read()) {
      const order = orderOf(row);
      if (order === null || !scattered.has(order)) {
        if (part === 0) yield row;
      } else if (partOf(order, parts) === part) {
        const rows = held.get(order);
        if (rows) rows.push(row);
        else held.set(order, [row]);
      }
    }
    for (const rows of held.values()) yield* rows;
  }
}

/** The orders of which a row comes after rows of another. */
async function findScattered<Row>(
  rows: AsyncIterable<Row>,
  orderOf: (row: Row) => string | null,
): Promise<Set<string>> {
  const ended = new Set<string>();
  const scattered = new Set<string>();
  let current: string | null = null;
  for await (const row of rows) {
    const order = orderOf(row);
    if (order === current) continue;
    if (current !== null) ended.add(current);
    if (order !== null && ended.has(order)) scattered.add(order);
    current = order;
  }
  return scattered;
}

/** A number below `parts` for an order, the same each time. */
function partOf(order: string, parts: number): number {
  let hash = 0;
  for (let at = 0; at < order.length; at += 1) hash = (Math.imul(hash, 31) + order.charCodeAt(at)) >>> 0;
  return hash % parts;
}
