/**
 * A thread that counts what a shop sold, fits models and answers: seconds of arithmetic that would hold up every other job
 * of the worker. Started and ended by resident-models.
 */
import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import type { PlacementEvaluation } from "./domain/evaluation.ts";
import type { Task } from "./domain/models/catalogue.ts";
import type { ItemContent, ModelName } from "./domain/models/recommender.ts";
import type { ListedItem } from "./domain/placements.ts";
import { type BoughtBefore, ResidentShop } from "./domain/resident-shop.ts";
import type { BasketColumns } from "./domain/shop-baskets.ts";
import type { CountedBy } from "./domain/shop-counts.ts";

/** What it is asked; see the methods of the same names. */
export type ThreadQuestion =
  | { kind: "refill"; pages: BasketColumns[]; removed: number }
  | { kind: "add"; page: BasketColumns }
  | { kind: "neighbours"; by: CountedBy; productIds: bigint[] }
  | { kind: "buyers"; productIds: bigint[] }
  | { kind: "productIds" }
  | { kind: "outdated"; model: ModelName; nowMs: number }
  | { kind: "fit"; model: ModelName; about: ItemContent[]; nowMs: number }
  | { kind: "similar"; model: ModelName; productIds: bigint[]; k: number }
  | { kind: "recommend"; model: ModelName; histories: BoughtBefore[]; k: number }
  | { kind: "evaluate"; task: Task; about: ItemContent[] };

/** What it answers, by the kind of the question. */
export interface ThreadAnswers {
  refill: null;
  add: boolean;
  neighbours: ListedItem[][];
  buyers: number[];
  productIds: readonly bigint[];
  outdated: readonly bigint[] | null;
  fit: null;
  similar: ListedItem[][];
  recommend: ListedItem[][];
  evaluate: { evaluation: PlacementEvaluation; orders: number };
}

export type ThreadRequest = ThreadQuestion & { id: number };
export type ThreadAnswer = { id: number } & (
  { error: string } | { value: ThreadAnswers[keyof ThreadAnswers] }
);

// Whatever a shopper or a delivery waits for goes first on a busy machine. Only Linux has a priority for each thread.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_LOW);

const shop = new ResidentShop();

function answer(asked: ThreadQuestion): ThreadAnswers[keyof ThreadAnswers] {
  switch (asked.kind) {
    case "refill":
      shop.refill(asked.pages, asked.removed);
      return null;
    case "add":
      return shop.add(asked.page);
    case "neighbours":
      return shop.neighbours(asked.by, asked.productIds);
    case "buyers":
      return shop.buyers(asked.productIds);
    case "productIds":
      return shop.productIds();
    case "outdated":
      return shop.outdated(asked.model, asked.nowMs);
    case "fit":
      shop.fit(asked.model, asked.about, asked.nowMs);
      return null;
    case "similar":
      return shop.similar(asked.model, asked.productIds, asked.k);
    case "recommend":
      return shop.recommend(asked.model, asked.histories, asked.k);
    case "evaluate":
      return shop.evaluate(asked.task, asked.about);
  }
}

parentPort?.on("message", ({ id, ...asked }: ThreadRequest) => {
  try {
    parentPort?.postMessage({ id, value: answer(asked) } satisfies ThreadAnswer, []);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ id, error: text } satisfies ThreadAnswer, []);
  }
});
