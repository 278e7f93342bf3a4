import { rankAgain } from "../placements.ts";
import { fittedModel, type History, type Interactions, type Recommender } from "./recommender.ts";

/** {@link rankAgain} as a model, so that what is served is what is measured: only what a person bought before. */
export function buyAgain(): Recommender {
  return {
    name: "BuyAgain",
    fit(data, { nowMs: fitMs = 0 } = {}) {
      const { itemCount } = data;
      const buyers = buyersIn(data);
      const rank = (history: History, nowMs: number) =>
        rankAgain(
          Array.from(history.items, (item, n) => ({
            productId: BigInt(item),
            boughtAt: new Date(history.times?.[n] ?? 0),
          })),
          new Date(nowMs),
          itemCount,
          (item) => buyers[Number(item)] ?? 0,
        );
      return fittedModel({
        name: "BuyAgain",
        itemCount,
        onlyOwned: true,
        scores(history, { nowMs = fitMs }) {
          const scores = new Float64Array(itemCount);
          for (const { id, score } of rank(history, nowMs)) scores[Number(id)] = score;
          return scores;
        },
        reason(history, item, { nowMs = fitMs }) {
          const found = rank(history, nowMs).find(({ id }) => Number(id) === item)?.reason;
          if (found?.kind !== "again") return { kind: "again", times: 0, gapDays: 0, dueAtMs: nowMs };
          const { times, gapDays, dueAt } = found;
          return { kind: "again", times, gapDays: gapDays ?? 0, dueAtMs: dueAt ? Date.parse(dueAt) : nowMs };
        },
      });
    },
  };
}

/** By item: how many people bought it. */
function buyersIn({ users, items, itemCount }: Interactions): Int32Array {
  const buyers = new Int32Array(itemCount);
  const seen = new Set<number>();
  for (let n = 0; n < items.length; n++) {
    const pair = users[n]! * itemCount + items[n]!;
    if (seen.has(pair)) continue;
    seen.add(pair);
    buyers[items[n]!]!++;
  }
  return buyers;
}
