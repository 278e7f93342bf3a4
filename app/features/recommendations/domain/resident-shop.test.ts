import { describe, expect, it } from "vitest";
import { ResidentShop } from "./resident-shop.ts";
import type { BasketColumns } from "./shop-baskets.ts";

const DAY_MS = 86_400_000;
const [MUG, TEA, POT, RUG] = [101n, 102n, 103n, 104n] as const;

interface Basket {
  order: bigint;
  customer: bigint;
  products: bigint[];
}

function page(baskets: readonly Basket[]): BasketColumns {
  const starts = [0];
  for (const { products } of baskets) starts.push(starts.at(-1)! + products.length);
  return {
    orderIds: BigInt64Array.from(baskets, ({ order }) => order),
    customerIds: BigInt64Array.from(baskets, ({ customer }) => customer),
    boughtAtMs: Float64Array.from(baskets, ({ order }) => Number(order) * 1_000),
    starts: Int32Array.from(starts),
    productIds: BigInt64Array.from(baskets.flatMap(({ products }) => products)),
  };
}

/** Orders of one customer each, numbered from `from`. */
const bought = (from: number, lists: readonly bigint[][]): Basket[] =>
  lists.map((products, n) => ({ order: BigInt(from + n), customer: BigInt(from + n), products }));

const about = (count: number) =>
  Array.from({ length: count }, () => ({
    title: "",
    productType: "",
    vendor: "",
    tags: [],
    priceMinor: null,
  }));

const times = (count: number, products: bigint[]) => Array.from({ length: count }, () => products);
const together = (item: bigint, count: number) => ({
  reason: { kind: "together", item: `${item}`, times: count },
});

describe("what is kept of a shop", () => {
  it("answers by the counts with ids, nobody by name being somebody in each order", () => {
    const shop = new ResidentShop();
    const nobody = { customer: 0n, products: [MUG, TEA] };
    shop.refill([page([{ ...nobody, order: 1n }]), page([{ ...nobody, order: 2n }])], 0);
    expect(shop.neighbours("people", [TEA, RUG])).toMatchObject([
      [{ id: `${MUG}`, ...together(TEA, 2) }],
      [],
    ]);
    expect(shop.add(page([{ ...nobody, order: 3n }]))).toBe(true);
    expect(shop.neighbours("baskets", [MUG])).toMatchObject([[{ id: `${TEA}`, ...together(MUG, 3) }]]);
  });

  it("must be filled when a product is new", () => {
    const shop = new ResidentShop();
    shop.refill([page(bought(1, times(3, [MUG, TEA])))], 0);
    expect(shop.add(page(bought(4, times(2, [MUG, RUG]))))).toBe(false);
    shop.refill([page(bought(1, [...times(3, [MUG, TEA]), ...times(2, [MUG, RUG])]))], 0);
    expect(shop.neighbours("people", [RUG])).toMatchObject([[{ id: `${MUG}`, ...together(RUG, 2) }]]);
  });

  it("counts anew when somebody has bought too much to be counted", () => {
    const many = Array.from({ length: 201 }, (_, n) => BigInt(1_000 + n));
    const shop = new ResidentShop();
    const others = bought(
      10,
      many.map((id) => [id]),
    );
    const parts = [many.slice(0, 100), many.slice(100, 200), many.slice(200)];
    const orders = parts.map((products, n) => ({ order: BigInt(n + 1), customer: 1n, products }));
    const [first, second] = bought(500, times(2, many.slice(0, 2)));
    shop.refill([page([...orders.slice(0, 2), ...others, first!])], 0);
    expect(shop.neighbours("people", [many[0]!])).toMatchObject([[together(many[0]!, 2)]]);
    expect(shop.add(page([orders[2]!]))).toBe(true);
    expect(shop.neighbours("people", [many[0]!])).toEqual([[]]);
    expect(shop.add(page([second!]))).toBe(true);
    expect(shop.neighbours("people", [many[0]!])).toMatchObject([[together(many[0]!, 2)]]);
  });

  it("fits a model anew after a day, or when more than a hundredth of the orders came or went", () => {
    const shop = new ResidentShop();
    const all = bought(1, times(200, [MUG, TEA]));
    shop.refill([page(all)], 0);
    expect(shop.outdated("EASE", 0)).toEqual([MUG, TEA]);
    shop.fit("EASE", about(2), 0);
    expect(shop.outdated("EASE", DAY_MS)).toBe(null);
    expect(shop.outdated("EASE", DAY_MS + 1)).not.toBe(null);
    shop.add(page(bought(201, times(1, [MUG]))));
    expect(shop.outdated("EASE", 0)).toBe(null);
    // One went, and one came in its place.
    shop.refill([page(all)], 1);
    expect(shop.outdated("EASE", 0)).toBe(null);
    shop.refill([page(all)], 1);
    expect(shop.outdated("EASE", 0)).not.toBe(null);
  });

  it("says by a model only what enough people bought both of, also of those that went since", () => {
    const shop = new ResidentShop();
    const all = bought(1, [...times(300, [MUG, TEA]), ...times(2, [MUG, POT]), [MUG, RUG]]);
    shop.refill([page(all)], 0);
    shop.fit("EASE", about(4), 0);
    const ids = () => shop.similar("EASE", [MUG], 9)[0]?.map(({ id }) => BigInt(id));
    expect(ids()?.toSorted()).toEqual([TEA, POT]);
    // Somebody who bought mug and pot is gone; the model is as it was.
    shop.refill([page(all.filter(({ order }) => order !== 301n))], 1);
    expect(shop.outdated("EASE", 0)).toBe(null);
    expect(ids()).toEqual([TEA]);
  });
});
