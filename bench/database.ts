/** The database of a bench, and the app's settings that name it. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../app/platform/db/embedded.server.ts";
import { createDatabase, migrate, onStop } from "../scripts/stack.ts";

/** What a large store needs; the time of each commit tells how late something was. */
const LARGE = { shared_buffers: "1GB", max_wal_size: "8GB", track_commit_timestamp: "on" };

/** An empty, migrated database in a PostgreSQL of its own that is gone afterwards. */
export async function emptyDatabase({ durable = true, isLarge = false } = {}): Promise<string> {
  const dataFolder = mkdtempSync(path.join(tmpdir(), "perennial-bench-"));
  onStop(() => rmSync(dataFolder, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({
    dataFolder,
    durable,
    ...(isLarge ? { extraSettings: LARGE } : {}),
  });
  onStop(() => postgres.stop());
  return createMigrated(postgres, "bench");
}

async function createMigrated(postgres: EmbeddedPostgres, name: string): Promise<string> {
  const databaseUrl = await createDatabase(postgres, name);
  await migrate(databaseUrl);
  return databaseUrl;
}

/**
 * A large database that `fill` has filled, after {@link useDatabase}. Filling one takes much longer than measuring it:
 * with BENCH_STORE_FOLDER the filled database stays there, and is not filled again by whoever asks for the same `name`.
 * Whoever changes what matters to others works on it last.
 */
export async function filledDatabase(
  name: string,
  fill: (databaseUrl: string) => Promise<void>,
): Promise<string> {
  const folder = process.env["BENCH_STORE_FOLDER"];
  if (!folder) {
    const databaseUrl = await emptyDatabase({ durable: false, isLarge: true });
    useDatabase(databaseUrl);
    await fill(databaseUrl);
    return databaseUrl;
  }
  mkdirSync(folder, { recursive: true });
  const postgres = await startEmbeddedPostgres({
    dataFolder: path.join(folder, name),
    durable: false,
    extraSettings: LARGE,
  });
  onStop(() => postgres.stop());
  const isFilled = path.join(folder, `${name}.filled`);
  if (existsSync(isFilled)) {
    useDatabase(postgres.urlFor("bench"));
    return postgres.urlFor("bench");
  }
  const databaseUrl = await createMigrated(postgres, "bench");
  useDatabase(databaseUrl);
  await fill(databaseUrl);
  writeFileSync(isFilled, "");
  return databaseUrl;
}

/** Settings of the app in this process; they are read when its modules are loaded, which is after this. */
export function useDatabase(databaseUrl: string, settings: Record<string, string> = {}): void {
  Object.assign(process.env, {
    NODE_ENV: "test",
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: "bench-client-id",
    SHOPIFY_API_SECRET: "bench-client-secret",
    SHOPIFY_APP_URL: "http://localhost:3000",
    LOG_LEVEL: "silent",
    ...settings,
  });
  onStop(async () => (await import("../app/platform/db/client.server.ts")).closeDatabase());
}
