import type { Interactions } from "./recommender.ts";

/** A sparse matrix by rows: row r holds the columns `ids[starts[r]] …` (ascending) with their `values`. */
export interface Sparse {
  rowCount: number;
  columnCount: number;
  starts: Int32Array;
  ids: Int32Array;
  values: Float32Array;
}

/** @throws RangeError when an index is outside its count or the arrays differ in length */
export function checkInteractions(data: Interactions): void {
  const { users, items, userCount, itemCount } = data;
  const lengths = [items, data.weights, data.times, data.baskets].filter((each) => each !== undefined);
  if (lengths.some((each) => each.length !== users.length))
    throw new RangeError("the arrays of the interactions differ in length");
  for (let n = 0; n < users.length; n++) {
    const user = users[n] ?? -1;
    const item = items[n] ?? -1;
    if (user < 0 || user >= userCount || item < 0 || item >= itemCount)
      throw new RangeError(
        `entry ${n} (user ${user}, item ${item}) is outside ${userCount} users, ${itemCount} items`,
      );
  }
}

/** Where the entries of each key start when they are grouped by key: `starts[key] … starts[key + 1]`. */
export function startsOf(keys: Int32Array, keyCount: number): Int32Array {
  const starts = new Int32Array(keyCount + 1);
  for (let n = 0; n < keys.length; n++) starts[keys[n]! + 1]!++;
  for (let key = 0; key < keyCount; key++) starts[key + 1]! += starts[key]!;
  return starts;
}

/** The entries' numbers grouped by key, in their order within a key (a counting sort). */
export function groupedBy(keys: Int32Array, keyCount: number): { starts: Int32Array; entries: Int32Array } {
  const starts = startsOf(keys, keyCount);
  const next = starts.slice(0, keyCount);
  const entries = new Int32Array(keys.length);
  for (let n = 0; n < keys.length; n++) entries[next[keys[n]!]!++] = n;
  return { starts, entries };
}

/** Rows and columns exchanged; columns within a row come out ascending. */
export function transposed(matrix: Sparse): Sparse {
  const { starts, ids, values, rowCount, columnCount } = matrix;
  const newStarts = startsOf(ids, columnCount);
  const next = newStarts.slice(0, columnCount);
  const newIds = new Int32Array(ids.length);
  const newValues = new Float32Array(ids.length);
  for (let row = 0; row < rowCount; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const place = next[ids[at]!]!++;
      newIds[place] = row;
      newValues[place] = values[at]!;
    }
  }
  return { rowCount: columnCount, columnCount: rowCount, starts: newStarts, ids: newIds, values: newValues };
}

/**
 * Users × items, each pair once. The value is 1 for whoever dealt with the item at all (`presence`), or the sum of
 * the weights.
 */
export function usersByItems(data: Interactions, value: "presence" | "sum" = "presence"): Sparse {
  checkInteractions(data);
  return rowsOf(
    data.users,
    data.items,
    data.userCount,
    data.itemCount,
    value === "sum" ? data.weights : null,
  );
}

/** Baskets × items, each pair once with the value 1; without baskets, users × items. */
export function basketsByItems(data: Interactions): Sparse {
  checkInteractions(data);
  const { baskets } = data;
  if (!baskets) return rowsOf(data.users, data.items, data.userCount, data.itemCount, null);
  let count = 0;
  for (let n = 0; n < baskets.length; n++) count = Math.max(count, baskets[n]! + 1);
  return rowsOf(baskets, data.items, count, data.itemCount, null);
}

/** @param weights null: presence; undefined: every entry counts 1 and repeats add up */
export function rowsOf(
  rows: Int32Array,
  columns: Int32Array,
  rowCount: number,
  columnCount: number,
  weights: Float32Array | null | undefined,
): Sparse {
  // Sorting by column first and then, stably, by row leaves every row in ascending order.
  const byColumn = groupedBy(columns, columnCount).entries;
  const next = startsOf(rows, rowCount);
  const ends = next.slice(1);
  const order = new Int32Array(rows.length);
  for (let at = 0; at < byColumn.length; at++) {
    const entry = byColumn[at]!;
    order[next[rows[entry]!]!++] = entry;
  }
  const starts = new Int32Array(rowCount + 1);
  const ids = new Int32Array(rows.length);
  const values = new Float32Array(rows.length);
  let length = 0;
  let from = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let at = from; at < ends[row]!; at++) {
      const entry = order[at]!;
      const column = columns[entry]!;
      const weight = weights ? weights[entry]! : 1;
      if (length > starts[row]! && ids[length - 1] === column) {
        if (weights !== null) values[length - 1]! += weight;
      } else {
        ids[length] = column;
        values[length++] = weight;
      }
    }
    from = ends[row]!;
    starts[row + 1] = length;
  }
  return { rowCount, columnCount, starts, ids: ids.slice(0, length), values: values.slice(0, length) };
}

/** How many entries each row has. */
export function rowLengths(matrix: Sparse): Int32Array {
  const lengths = new Int32Array(matrix.rowCount);
  for (let row = 0; row < matrix.rowCount; row++)
    lengths[row] = matrix.starts[row + 1]! - matrix.starts[row]!;
  return lengths;
}
