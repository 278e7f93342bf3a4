import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blend } from "./blend.ts";
import { buyAgain } from "./buy-again.ts";
import { candidatesFor, MODELS } from "./catalogue.ts";
import { content } from "./content.ts";
import { ease } from "./ease.ts";
import { bm25, itemKnn, itemLlr } from "./item-knn.ts";
import { DAY_MS, popularity } from "./popularity.ts";
import { type Interactions, type ItemContent, MODEL_NAMES, topOf } from "./recommender.ts";
import { rules } from "./rules.ts";
import { sequential } from "./sequential.ts";
import { cosine, logLikelihoodRatio } from "./similarity.ts";
import { usersByItems } from "./sparse.ts";

/** One list of items per user, in time order, a day apart, each purchase its own order. */
function histories(lists: readonly (readonly number[])[], itemCount = 5): Interactions {
  const entries = lists.flatMap((list, user) => list.map((item, day) => ({ user, item, day })));
  return {
    userCount: lists.length,
    itemCount,
    users: Int32Array.from(entries, ({ user }) => user),
    items: Int32Array.from(entries, ({ item }) => item),
    times: Float64Array.from(entries, ({ day }) => day * DAY_MS),
    baskets: Int32Array.from(entries.keys()),
  };
}

/** Each list is one order. */
function orders(lists: readonly (readonly number[])[], itemCount = 5): Interactions {
  const { baskets: _each, ...data } = histories(lists, itemCount);
  return data;
}

const about = (title: string, more: Partial<ItemContent> = {}): ItemContent => ({
  title,
  productType: "",
  vendor: "",
  tags: [],
  priceMinor: null,
  ...more,
});

describe("popularity", () => {
  it("counts a person once and fades by half in a half-life", () => {
    const data = {
      ...orders([[0], [1, 1, 1]]),
      times: Float64Array.of(30 * DAY_MS, 0, 0, 0),
    };
    const scores = popularity({ halfLifeDays: 30 }).fit(data).scores({ items: [] });
    expect(scores.slice(0, 3)).toEqual(Float64Array.of(1, 0.5, 0));
  });
});

describe("item to item", () => {
  it("is the cosine of who bought what", () => {
    // Item 0 has three buyers, item 1 two, both of them buyers of 0.
    const model = itemKnn({ shrink: 0 }).fit(
      orders([
        [0, 1],
        [0, 1],
        [0, 2],
      ]),
    );
    const [first] = model.similarItems(0, 5);
    expect(first?.item).toBe(1);
    expect(first?.score).toBeCloseTo(2 / Math.sqrt(3 * 2), 5);
    expect(first?.reason).toEqual({ kind: "together", item: 0, times: 2 });
  });

  it("trusts few buyers less the more it shrinks", () => {
    expect(cosine(1, 1, 1, 0)).toBeCloseTo(1, 5);
    expect(cosine(1, 1, 1, 4)).toBeCloseTo(0.2, 5);
    expect(cosine(0, 0, 0, 0)).toBe(0);
  });

  it("weighs by BM25 as the formula says", () => {
    const weighted = bm25(usersByItems(orders([[0, 1], [0]], 2)));
    // User 0 has both of two items: ln(2 ÷ 3); item 0 has 2 of on average 1.5 buyers.
    const lengthNorm = 0.25 + (0.75 * 2) / 1.5;
    expect(weighted.values[0]).toBeCloseTo((Math.log(2 / 3) * 2.2) / (1.2 * lengthNorm + 1), 5);
  });

  it("takes the newest order of a history more seriously", () => {
    const data = orders([
      [0, 2],
      [0, 2],
      [1, 3],
      [1, 3],
    ]);
    const model = itemKnn({ recency: 0.5 }).fit(data);
    expect(model.rank({ items: [0, 1] }, 1)).toEqual([3]);
    expect(model.rank({ items: [1, 0] }, 1)).toEqual([2]);
  });

  it("by the log-likelihood ratio gives Dunning's value and nothing for what happens by chance", () => {
    // Dunning 1993, table 2, the bigram "the swiss": 110, 2,442, 111, 29,114 → 270.72.
    expect(logLikelihoodRatio(110, 110 + 2_442, 110 + 111, 110 + 2_442 + 111 + 29_114)).toBeCloseTo(
      270.72,
      1,
    );
    expect(logLikelihoodRatio(1, 2, 2, 4)).toBe(0);
  });

  it("by the log-likelihood ratio hides what too few bought together", () => {
    const data = orders([[0, 1], [0, 1], [2], [3]]);
    expect(itemLlr({ minimumTogether: 3 }).fit(data).similarItems(0, 5)).toEqual([]);
    expect(itemLlr({ minimumTogether: 2 }).fit(data).similarItems(0, 5)).toMatchObject([{ item: 1 }]);
  });
});

describe("EASE", () => {
  it("is the closed form, by hand for two items", () => {
    // G = [[2 + 1, 1], [1, 1 + 1]], det 5, P = [[2, −1], [−1, 3]] ÷ 5: B[0][1] = 1 ÷ 3, B[1][0] = 1 ÷ 2.
    const model = ease({ regularisation: 1 }).fit(orders([[0, 1], [0]], 2));
    expect(model.scores({ items: [0] })[1]).toBeCloseTo(1 / 3, 12);
    expect(model.scores({ items: [1] })[0]).toBeCloseTo(1 / 2, 12);
  });

  it("of a large catalogue takes the most bought", () => {
    const model = ease({ maximumItems: 2 }).fit(
      orders([
        [0, 4],
        [0, 4],
        [0, 1],
      ]),
    );
    expect(model.rank({ items: [0] }, 5)).toEqual([4]);
  });
});

describe("rules", () => {
  it("recommend by confidence and say why", () => {
    const model = rules({ minimumCount: 2, minimumSupport: 0 }).fit(
      orders([[0, 1, 2], [0, 1, 2], [0, 3], [4], [4]]),
    );
    expect(model.recommend({ items: [0, 1] }, 1)).toEqual([
      {
        item: 2,
        score: expect.closeTo(1, 3) as number,
        reason: { kind: "rule", items: [1], confidence: 1, lift: 2.5, times: 2 },
      },
    ]);
  });
});

describe("sequential rules", () => {
  it("know what comes after what, not before", () => {
    const model = sequential().fit(
      histories([
        [0, 1],
        [0, 1],
        [2, 0],
      ]),
    );
    expect(model.recommend({ items: [0] }, 3)).toMatchObject([
      { item: 1, reason: { kind: "next", item: 0, times: 2 } },
    ]);
    expect(model.rank({ items: [1] }, 3)).toEqual([]);
  });

  it("see no order within one order", () => {
    const data = { ...histories([[0, 1]]), baskets: Int32Array.of(0, 0) };
    expect(
      sequential()
        .fit(data)
        .rank({ items: [0] }, 3),
    ).toEqual([]);
  });
});

describe("repeat purchase", () => {
  // Items 0 and 3 have two buyers, the others one.
  const model = buyAgain().fit(histories([[0, 0, 3], [0, 3], [1], [2]]));
  const days = (...all: number[]) => all.map((day) => day * DAY_MS);

  it("says how often something was bought, and when the next time would be", () => {
    const history = { items: [0, 0, 0, 1], times: days(0, 10, 20, 20) };
    const [first, second] = model.recommend(history, 2, { nowMs: 25 * DAY_MS });
    expect(first).toMatchObject({
      item: 0,
      reason: { kind: "again", times: 3, gapDays: 10, dueAtMs: 30 * DAY_MS },
    });
    expect(second).toMatchObject({ item: 1, reason: { kind: "again", times: 1 } });
  });

  it.each([
    ["what was bought more often", { items: [1, 2, 2], times: days(20, 0, 10) }, [2, 1]],
    ["of what was bought as often, what was bought later", { items: [1, 2], times: days(0, 10) }, [2, 1]],
    ["what many buy", { items: [1, 3], times: days(10, 0) }, [3, 1]],
    ["one late purchase to two of years ago", { items: [1, 1, 2], times: days(0, 9, 900) }, [2, 1]],
  ])("prefers %s", (_, history, ranked) => {
    expect(model.rank(history, 2, { nowMs: 901 * DAY_MS })).toEqual(ranked);
  });

  it("counts several orders of one day once", () => {
    const history = { items: [1, 1, 2], times: days(0, 0.2, 0.5) };
    expect(model.rank(history, 2, { nowMs: DAY_MS })).toEqual([2, 1]);
  });

  it("never recommends what the person has not bought", () => {
    expect(model.rank({ items: [1] }, 5)).toEqual([1]);
    expect(model.rank({ items: [] }, 5)).toEqual([]);
  });
});

describe("content", () => {
  const catalogue = [
    about("Merino wool scarf", { productType: "Scarves", vendor: "Northwind" }),
    about("Cotton scarf", { productType: "Scarves", vendor: "Northwind" }),
    about("Teapot", { vendor: "Contoso" }),
    about(""),
  ];

  it("finds what is alike, without a single order, and says by what", () => {
    const model = content().fit(orders([], 4), { content: catalogue });
    expect(model.similarItems(0, 3)).toMatchObject([{ item: 1, reason: { item: 0 } }]);
    const reason = model.similarItems(0, 1)[0]?.reason;
    expect(reason?.kind === "content" && reason.shared).toEqual(
      expect.arrayContaining(["Scarves", "Northwind"]),
    );
  });

  it("says nothing without content", () => {
    expect(
      content()
        .fit(orders([[0, 1]]))
        .similarItems(0, 3),
    ).toEqual([]);
  });
});

describe("a blend", () => {
  it("adds the models up and gives the reason of the strongest", () => {
    const model = blend([
      { model: itemKnn({ shrink: 0 }), weight: 1 },
      { model: popularity(), weight: 0.01 },
    ]).fit(orders([[0, 1], [0, 1], [2, 3], [3], [3], [3]]));
    const shown = model.recommend({ items: [0] }, 3);
    expect(shown.map(({ item, reason }) => [item, reason.kind])).toEqual([
      [1, "together"],
      [3, "popular"],
      [2, "popular"],
    ]);
  });
});

describe("the best of scores", () => {
  it("is what sorting gives, without zeros and NaN", () => {
    const score = fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(score, { maxLength: 40 }), fc.nat(12), (scores, k) => {
        const sorted = Array.from(scores.keys())
          .filter((index) => scores[index]! > 0)
          .toSorted((a, b) => scores[b]! - scores[a]! || a - b);
        expect(topOf(scores, k)).toEqual(sorted.slice(0, k));
      }),
    );
  });
});

describe("every model", () => {
  const catalogue = Array.from({ length: 6 }, (_, item) => about(`Thing ${item % 3}`, { tags: ["x"] }));
  const anyShop = fc.array(fc.array(fc.nat(5), { maxLength: 6 }), { maxLength: 8 });
  const anyHistory = fc.array(fc.nat(7), { maxLength: 4 });

  it.each(MODEL_NAMES)("%s keeps its word on any small shop", (name) => {
    fc.assert(
      fc.property(
        anyShop,
        anyHistory,
        fc.nat(5),
        fc.integer({ min: 1, max: 6 }),
        (lists, items, excluded, k) => {
          const model = MODELS[name]().fit(histories(lists, 6), { content: catalogue });
          const shown = model.recommend({ items }, k, { exclude: new Set([excluded]) });
          const ids = shown.map(({ item }) => item);
          expect(ids.length).toBeLessThanOrEqual(k);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).not.toContain(excluded);
          expect(shown.every(({ score }) => Number.isFinite(score) && score > 0)).toBe(true);
          expect(model.scores({ items }).some(Number.isNaN)).toBe(false);
          if (name !== "BuyAgain") expect(ids.filter((id) => items.includes(id))).toEqual([]);
          expect(model.similarItems(0, k).map(({ item }) => item)).not.toContain(
            name === "BuyAgain" ? -1 : 0,
          );
          expect(model.rank({ items }, k, { exclude: new Set([excluded]) })).toEqual(ids);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(MODEL_NAMES)("%s bears a catalogue of one product and a shop without orders", (name) => {
    for (const data of [histories([], 1), histories([[0, 0]], 1), histories([], 0)])
      expect(
        MODELS[name]()
          .fit(data)
          .recommend({ items: [0] }, 5).length,
      ).toBeLessThanOrEqual(1);
  });

  it.each(["ItemKNN", "LLR"] as const)("%s is symmetric", (name) => {
    fc.assert(
      fc.property(anyShop, (lists) => {
        const model = MODELS[name]().fit(histories(lists, 6));
        const near = (a: number, b: number) =>
          model
            .similarItems(a, 6)
            .find(({ item }) => item === b)
            ?.score.toFixed(9);
        for (let a = 0; a < 6; a++) for (let b = 0; b < a; b++) expect(near(a, b)).toBe(near(b, a));
      }),
      { numRuns: 60 },
    );
  });

  it("refuses an index outside its count", () => {
    expect(() => MODELS.ItemKNN().fit({ ...histories([[4]], 5), itemCount: 4 })).toThrow("item 4");
  });

  it("is a candidate for something, and EASE only where it is quick enough", () => {
    const names = (items: number) =>
      new Set(
        (["person", "basket", "again"] as const).flatMap((task) =>
          candidatesFor(task, items).map((m) => m.name),
        ),
      );
    expect([...names(100)].toSorted()).toEqual([...MODEL_NAMES].toSorted());
    expect(names(100_000)).not.toContain("EASE");
  });
});
