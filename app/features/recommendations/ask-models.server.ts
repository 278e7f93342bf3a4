import { Worker } from "node:worker_threads";
import type { ThreadAnswer, ThreadData, ThreadRequest } from "./model-thread.server.ts";

/** A question without its number. */
type Question = ThreadRequest extends infer Each
  ? Each extends ThreadRequest
    ? Omit<Each, "id">
    : never
  : never;

export interface ModelThread {
  ask(question: Question): Promise<ThreadAnswer>;
  close(): Promise<void>;
}

/** Starts a thread with a shop's data. Whoever starts it closes it. */
export function startModelThread(data: ThreadData): ModelThread {
  const url = new URL("model-thread.server.ts", import.meta.url);
  const thread = new Worker(url, { workerData: data });
  const waiting = new Map<
    number,
    { resolve: (answer: ThreadAnswer) => void; reject: (error: Error) => void }
  >();
  let lastId = 0;
  let ended: Error | null = null;
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  thread.on("message", (answer: ThreadAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(`a model failed: ${answer.error}`));
  });
  thread.on("error", (error) => end(error instanceof Error ? error : new Error(String(error))));
  thread.on("exit", () => end(new Error("the thread of the models ended")));
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        thread.postMessage({ ...question, id: lastId }, []);
      }),
    close: async () => {
      await thread.terminate();
    },
  };
}
