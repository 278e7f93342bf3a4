/** A thread that finds the nearest items of a range of items, in matrices that it shares with the bench. */
import { parentPort } from "node:worker_threads";
import { nearestByCosine } from "#app/features/recommendations/domain/models/neighbours.ts";
import { NEARLY_NOTHING } from "#app/features/recommendations/domain/models/similarity.ts";
import { rowLengths, type Sparse } from "#app/features/recommendations/domain/models/sparse.ts";

export interface SimilarityTask {
  users: Sparse;
  items: Sparse;
  from: number;
  to: number;
  size: number;
  shrink: number;
}

/** The nearest items of the task's range. */
export function solve({ users, items, from, to, size, shrink }: SimilarityTask) {
  const roots = Float64Array.from(rowLengths(items), Math.sqrt);
  return nearestByCosine(users, items, { size, from, to, roots, shrink: shrink + NEARLY_NOTHING });
}

parentPort?.on("message", (task: SimilarityTask) => {
  const lists = solve(task);
  parentPort?.postMessage({ from: task.from, lists }, [
    lists.items.buffer,
    lists.scores.buffer,
  ] as ArrayBuffer[]);
});
