import type { TestProject } from "vitest/node";
import { createDatabase, migrate, startThrowAwayPostgres, stopAll } from "#scripts/stack.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the migrated database that every test file gets a copy of. */
    templateUrl: string;
  }
}

/** One PostgreSQL for all integration tests, with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const postgres = await startThrowAwayPostgres();
    const templateUrl = await createDatabase(postgres, "template");
    await migrate(templateUrl);
    project.provide("templateUrl", templateUrl);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;
}
