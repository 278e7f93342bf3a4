import { fittedModel, type History, type Recommender } from "./models/recommender.ts";
import { rankAgain } from "./placements.ts";

/**
 * {@link rankAgain} as a model, so that what is served is what is measured. It learns nothing from others: a customer's
 * list needs that customer's orders alone.
 */
export function againModel(): Recommender {
  return {
    name: "BuyAgain",
    fit({ itemCount }, { nowMs: fitMs = 0 } = {}) {
      const rank = (history: History, nowMs: number) =>
        rankAgain(
          Array.from(history.items, (item, n) => ({
            productId: BigInt(item),
            boughtAt: new Date(history.times?.[n] ?? 0),
          })),
          new Date(nowMs),
          itemCount,
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
