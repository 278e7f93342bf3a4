import { diffSchema } from "../../app/platform/db/schema-engine.server.ts";
import { prepare } from "../prepare.ts";
import { createDatabase, startThrowAwayPostgres, stopAll, stopOnSignals } from "../stack.ts";

/** Prints the SQL that leads from the migrations to schema.prisma: the body of the next migration, or nothing. */
export async function run(): Promise<void> {
  stopOnSignals();
  await prepare();
  try {
    const postgres = await startThrowAwayPostgres();
    console.log(await diffSchema(await createDatabase(postgres, "shadow")));
  } finally {
    await stopAll();
  }
}
