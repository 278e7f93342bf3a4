/**
 * A thread that fits models and answers for one run of a refit: seconds of arithmetic that would hold up every other job
 * of the worker. Started by shop-models, and ended by it.
 */
import { parentPort, workerData } from "node:worker_threads";
import { againModel } from "./domain/again-model.ts";
import { evaluatePlacement, type PlacementEvaluation } from "./domain/evaluation.ts";
import { candidatesFor, MODELS, type Task } from "./domain/models/catalogue.ts";
import type {
  FittedModel,
  Interactions,
  ItemContent,
  ModelName,
  Recommendation,
} from "./domain/models/recommender.ts";

/** What the thread is started with. */
export interface ThreadData {
  data: Interactions;
  content: ItemContent[];
  nowMs: number;
}

/** What it is asked. */
export type ThreadRequest =
  | { id: number; kind: "similar"; model: ModelName; items: number[]; k: number }
  | {
      id: number;
      kind: "recommend";
      model: ModelName;
      histories: { items: number[]; times: number[] }[];
      k: number;
    }
  | { id: number; kind: "evaluate"; task: Task };

export interface ThreadAnswer {
  id: number;
  error?: string;
  lists?: Recommendation[][];
  evaluation?: PlacementEvaluation;
}

/** More cases say little more, and each is answered by every model. */
const MAX_CASES = 1_000;

const { data, content, nowMs } = workerData as ThreadData;
const fitted = new Map<ModelName, FittedModel>();

function fit(name: ModelName): FittedModel {
  const model = fitted.get(name) ?? MODELS[name]().fit(data, { nowMs, content });
  fitted.set(name, model);
  return model;
}

function answer(request: ThreadRequest): Omit<ThreadAnswer, "id"> {
  switch (request.kind) {
    case "similar": {
      const model = fit(request.model);
      return { lists: request.items.map((item) => model.similarItems(item, request.k, { nowMs })) };
    }
    case "recommend": {
      const model = fit(request.model);
      return { lists: request.histories.map((history) => model.recommend(history, request.k, { nowMs })) };
    }
    case "evaluate": {
      const candidates =
        request.task === "again"
          ? [MODELS.Popularity(), againModel()]
          : candidatesFor(request.task, data.itemCount);
      const options = { task: request.task, candidates, context: { content }, maximumCases: MAX_CASES };
      return { evaluation: evaluatePlacement(data, options) };
    }
  }
}

parentPort?.on("message", (request: ThreadRequest) => {
  try {
    parentPort?.postMessage({ id: request.id, ...answer(request) } satisfies ThreadAnswer, []);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ id: request.id, error: text } satisfies ThreadAnswer, []);
  }
});
