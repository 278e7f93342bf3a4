/** Benches fill the tables themselves: here a small one runs whole, so that a change of what is stored shows at once. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");

it("bench customers reads a filled store as the pages do", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "scripts/cli.ts", "bench", "customers", "--json"],
    { cwd: ROOT, encoding: "utf8", env: { ...process.env, CUSTOMERS_BENCH_SIZE: "0.001" } },
  );
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  const figures = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { case: string; value: number });
  expect(figures.map((figure) => figure.case)).toEqual(["list", "search", "profile", "size"]);
  expect(figures.every(({ value }) => value > 0)).toBe(true);
});
