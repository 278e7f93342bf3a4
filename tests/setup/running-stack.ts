import type { TestProject } from "vitest/node";
import {
  createDatabase,
  migrate,
  startStack,
  startThrowAwayPostgres,
  stopAll,
  type Stack,
} from "#scripts/stack.ts";

/** Where the running processes are reached. */
export type StackAddresses = Omit<Stack, "simulator" | "web" | "worker">;

declare module "vitest" {
  interface ProvidedContext {
    stack: StackAddresses;
  }
}

/** The whole product on a small store: simulator, built web app and worker, with a database of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const postgres = await startThrowAwayPostgres();
    const databaseUrl = await createDatabase(postgres, "perennial");
    await migrate(databaseUrl);
    const {
      simulator: _simulator,
      web: _web,
      worker: _worker,
      ...addresses
    } = await startStack({ databaseUrl, store: "empty" });
    project.provide("stack", addresses);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;
}
