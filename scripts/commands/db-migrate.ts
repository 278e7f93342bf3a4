import { applyMigrations } from "../../app/platform/db/schema-engine.server.ts";
import { runMigrations } from "graphile-worker";
import { loadEnvFile, say } from "../prepare.ts";

/** Brings the database at DATABASE_URL up to date: our tables, and the queue's. */
export async function run(): Promise<void> {
  loadEnvFile();
  const databaseUrl = process.env["DATABASE_URL"];
  if (!databaseUrl)
    throw new Error("DATABASE_URL is missing: expected postgresql://user:password@host:5432/database");
  const applied = await applyMigrations(databaseUrl);
  await runMigrations({ connectionString: databaseUrl });
  say(applied.length === 0 ? "The database is up to date." : `Applied: ${applied.join(", ")}`);
}
