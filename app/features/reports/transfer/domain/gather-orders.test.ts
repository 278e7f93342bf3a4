import { expect, it } from "vitest";
import { gatherOrders } from "./gather-orders.ts";

interface Row {
  order: string | null;
  line: number;
}

/** Rows named by their order, numbered from 1; "-" is a row without one. */
const rowsOf = (orders: string): Row[] =>
  [...orders].map((order, at) => ({ order: order === "-" ? null : order, line: at + 1 }));

async function gather(orders: string, parts: number): Promise<string[]> {
  const read = async function* () {
    yield* rowsOf(orders);
  };
  const gathered: string[] = [];
  for await (const { order, line } of gatherOrders(read, (row) => row.order, parts))
    gathered.push(`${order ?? "-"}${line}`);
  return gathered;
}

it.each([
  ["AABBC", "A1 A2 B3 B4 C5"],
  ["A-AB", "B4 A1 A3 -2"],
  ["ABA", "B2 A1 A3"],
  ["ABCABC", "A1 A4 B2 B5 C3 C6"],
  ["", ""],
])("the rows %s are gathered by their order", async (orders, expected) => {
  const gathered = await gather(orders, 1);
  expect(gathered.toSorted()).toEqual(expected.split(" ").filter(Boolean).toSorted());
  const met: string[] = [];
  for (const [order] of gathered) if (order !== "-" && met.at(-1) !== order) met.push(order!);
  expect(met, "no order comes twice").toEqual([...new Set(met)]);
});

it.each([1, 2, 7])("in %i goes every row comes once, and each time the same way", async (parts) => {
  const orders = Array.from({ length: 500 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 37) % 90))).join(
    "",
  );
  const gathered = await gather(orders, parts);
  expect(new Set(gathered).size).toBe(500);
  expect(await gather(orders, parts)).toEqual(gathered);
  const met = gathered.map(([order]) => order).filter((order, at, all) => order !== all[at - 1]);
  expect(met).toHaveLength(90);
});
