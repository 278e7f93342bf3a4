import { Worker } from "node:worker_threads";
import type { ThreadAnswer, ThreadAnswers, ThreadQuestion } from "./model-thread.server.ts";

/** A thread that ended by itself, or was ended, while an answer was waited for or before the question. */
export class ThreadEnded extends Error {}

export interface ModelThread {
  /** @throws ThreadEnded */
  ask<Question extends ThreadQuestion>(question: Question): Promise<ThreadAnswers[Question["kind"]]>;
  readonly hasEnded: boolean;
  close(): Promise<void>;
}

/** Starts a thread for one shop. Whoever starts it closes it; the process does not wait for it while it is idle. */
export function startModelThread(): ModelThread {
  const thread = new Worker(new URL("model-thread.server.ts", import.meta.url));
  thread.unref();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let ended: ThreadEnded | null = null;
  const end = (cause?: unknown) => {
    ended ??= new ThreadEnded("the thread of the models ended", { cause });
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  thread.on("message", (answer: ThreadAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) thread.unref();
    if ("error" in answer) asked?.reject(new Error(`a model failed: ${answer.error}`));
    else asked?.resolve(answer.value);
  });
  thread.on("error", end);
  thread.on("exit", () => end());
  return {
    ask: (question) =>
      new Promise<never>((resolve, reject) => {
        if (ended) return reject(ended);
        lastId += 1;
        waiting.set(lastId, { resolve: resolve as (value: unknown) => void, reject });
        thread.ref();
        thread.postMessage({ ...question, id: lastId }, buffersOf(question));
      }),
    get hasEnded() {
      return ended !== null;
    },
    close: async () => {
      await thread.terminate();
    },
  };
}

/** What is handed over instead of copied: the columns of baskets. */
function buffersOf(question: ThreadQuestion): ArrayBuffer[] {
  const pages = question.kind === "refill" ? question.pages : question.kind === "add" ? [question.page] : [];
  return pages.flatMap((page) => Object.values(page).map(({ buffer }) => buffer as ArrayBuffer));
}
