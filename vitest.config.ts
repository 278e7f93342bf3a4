import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Files that keep nothing from one another may share their modules. */
const pure = { isolate: false };
/** Each file loads the app anew; what it depends on stays loaded. */
const apart = { isolate: true };
/** Most tests wait for a database or a browser: two at a time even on two cores, where the default is one. */
const workers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    maxWorkers: workers,
    minWorkers: 1,
    // A process runs one file after the other; each project says whether its files share modules too.
    poolOptions: { forks: { isolate: false } },
    reporters: ["default", "./tests/setup/count-reporter.ts"],
    projects: [
      {
        test: {
          ...pure,
          name: "unit",
          include: [
            "app/**/*.test.{ts,tsx}",
            "simulator/**/*.test.ts",
            "scripts/**/*.test.ts",
            "bench/**/*.test.ts",
          ],
        },
      },
      { test: { ...pure, name: "architecture", include: ["tests/architecture/**/*.test.ts"] } },
      {
        test: {
          ...apart,
          name: "contracts",
          include: ["tests/contracts/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...apart,
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/setup/postgres.ts"],
          setupFiles: ["tests/setup/own-database.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Each starts what it needs, so they run beside everything else.
        test: {
          ...apart,
          name: "processes",
          include: ["tests/processes/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/setup/running-stack.ts"],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          // They share one store: one file after the other.
          pool: "forks",
          poolOptions: { forks: { singleFork: true } },
        },
      },
    ],
  },
});
