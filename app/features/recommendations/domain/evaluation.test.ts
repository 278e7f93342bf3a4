import { describe, expect, it } from "vitest";
import { casesAfter, evaluatePlacement } from "./evaluation.ts";
import { candidatesFor } from "./models/catalogue.ts";
import type { Interactions } from "./models/recommender.ts";

/** Pairs of products that go together: 0 with 1, 2 with 3, …; `people` buy a pair, half of it after the split. */
function shopOfPairs(people: number, pairs = 20): Interactions {
  const entries = Array.from({ length: people }, (_, user) => {
    const pair = user % pairs;
    // The earlier two thirds bought both at once: that is what there is to learn from.
    const learns = user < (people * 2) / 3;
    return [
      { user, item: 2 * pair, time: user },
      { user, item: 2 * pair + 1, time: learns ? user : people * 2 + user },
    ];
  }).flat();
  return {
    userCount: people,
    itemCount: 2 * pairs,
    users: Int32Array.from(entries, ({ user }) => user),
    items: Int32Array.from(entries, ({ item }) => item),
    times: Float64Array.from(entries, ({ time }) => time),
    baskets: Int32Array.from(entries, ({ user }) => user),
  };
}

describe("the evaluation of a placement", () => {
  it("chooses what foretells the shop's own past best", () => {
    const result = evaluatePlacement(shopOfPairs(600), {
      task: "person",
      candidates: candidatesFor("person", 40),
      testShare: 1 / 6,
    });
    expect(result.verdict).toBe("measured");
    expect(result.chosen).not.toBe("Popularity");
    expect(result.models[0]?.ndcg.mean).toBeGreaterThan(0.9);
    const popularity = result.models.find(({ name }) => name === "Popularity");
    expect(popularity?.ndcg.mean).toBeLessThan(0.5);
    expect(popularity?.lift).toBeNull();
  });

  it("keeps popularity where nothing is better beyond chance", () => {
    const data = shopOfPairs(600);
    // Which product it was is now without meaning: nothing can be learned.
    const items = data.items.map((_, entry) =>
      Math.floor((Math.abs(Math.sin(entry * 12.9898) * 43_758.5453) % 1) * 40),
    );
    const result = evaluatePlacement(
      { ...data, items },
      { task: "basket", candidates: candidatesFor("basket", 40), minimumCases: 10 },
    );
    expect(result.verdict).toBe("measured");
    expect(result.chosen).toBe("Popularity");
  });

  it.each([
    ["no orders", shopOfPairs(0)],
    ["few orders", shopOfPairs(12)],
    ["all at one moment", { ...shopOfPairs(600), times: new Float64Array(1_200).fill(5) }],
  ])("says that there is not enough data: %s", (_label, data) => {
    const result = evaluatePlacement(data, { task: "person", candidates: candidatesFor("person", 40) });
    expect(result).toMatchObject({ verdict: "not_enough_data", chosen: "Popularity", models: [] });
  });

  it("knows nothing of what came after the split", () => {
    const data = shopOfPairs(600);
    for (const task of ["person", "again"] as const)
      for (const { history } of casesAfter(data, 500, task))
        expect(Math.max(...Array.from(history.times ?? []))).toBeLessThan(500);
  });
});
