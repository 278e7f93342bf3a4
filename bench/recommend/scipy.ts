import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Interactions } from "#app/features/recommendations/domain/models/recommender.ts";

/**
 * What scipy's user would write: a binary matrix, the sparse product XᵀX, cosine, and the best of each row by
 * argpartition. From the raw pairs to the lists; the fastest of the rounds counts. The sum of the scores proves that both
 * sides computed the same.
 */
const PROGRAM = `
import sys, time, json
import numpy as np
import scipy.sparse as sparse
folder, users, items, size, shrink, rounds = sys.argv[1], *map(int, sys.argv[2:7])
u = np.fromfile(folder + "/users", np.int32)
i = np.fromfile(folder + "/items", np.int32)
times = []
for _ in range(rounds):
    began = time.perf_counter()
    x = sparse.csr_matrix((np.ones(len(u), np.float32), (u, i)), shape=(users, items))
    x.data[:] = 1
    product = (x.T.tocsr() @ x).tocsr()
    roots = np.sqrt(product.diagonal())
    product.setdiag(0)
    rows = np.repeat(np.arange(items), np.diff(product.indptr))
    product.data /= roots[rows] * roots[product.indices] + shrink + 1e-6
    best_items = np.full((items, size), -1, np.int32)
    best_scores = np.zeros((items, size))
    for item in range(items):
        start, end = product.indptr[item], product.indptr[item + 1]
        scores, ids = product.data[start:end], product.indices[start:end]
        if end - start > size:
            chosen = np.argpartition(-scores, size)[:size]
            scores, ids = scores[chosen], ids[chosen]
        order = np.argsort(-scores)
        best_items[item, :len(order)] = ids[order]
        best_scores[item, :len(order)] = scores[order]
    times.append(time.perf_counter() - began)
print(json.dumps({"times": times, "total": float(best_scores.sum())}))
`;

export interface ScipyRun {
  /** Milliseconds of each round. */
  timesMs: number[];
  /** The sum of all scores. */
  total: number;
}

/** Runs the same fit in Python. Null, with the reason, where there is no Python with scipy. */
export async function runScipy(
  data: Interactions,
  { size, shrink, rounds }: { size: number; shrink: number; rounds: number },
): Promise<ScipyRun | { missing: string }> {
  const run = promisify(execFile);
  try {
    await run("python3", ["-c", "import numpy, scipy.sparse"]);
  } catch {
    return { missing: "no python3 with numpy and scipy here: nothing to compare with" };
  }
  const folder = mkdtempSync(path.join(tmpdir(), "perennial-scipy-"));
  try {
    writeFileSync(path.join(folder, "users"), data.users);
    writeFileSync(path.join(folder, "items"), data.items);
    const numbers = [data.userCount, data.itemCount, size, shrink, rounds].map(String);
    const { stdout } = await run("python3", ["-c", PROGRAM, folder, ...numbers]);
    const { times, total } = JSON.parse(stdout) as { times: number[]; total: number };
    return { timesMs: times.map((seconds) => seconds * 1_000), total };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
