import pg from "pg";
import { loadEnvFile, say } from "../prepare.ts";

/** Seals all personal data anew with the newest of DATA_KEYS. Safe at any time, and to be cut off and repeated. */
export async function run(): Promise<number> {
  loadEnvFile();
  const databaseUrl = process.env["DATABASE_URL"];
  if (!databaseUrl)
    throw new Error("DATABASE_URL is missing: expected postgresql://user:password@host:5432/database");
  // Loaded now: the keys are read from the environment when the module is.
  const { countKeys, rotateKeys } = await import("../rotate-keys.ts");
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const remaining = await rotateKeys(client, (table, resealed) =>
      say(`  ${table}: ${resealed} sealed anew`),
    );
    for (const [table, byKey] of Object.entries(await countKeys(client)))
      for (const [key, values] of Object.entries(byKey)) say(`  ${table}: ${values} under key ${key}`);
    if (remaining === 0) {
      say("Done. Only the newest key is in use: the others may be taken out of DATA_KEYS.");
      return 0;
    }
    say(
      `Not done: ${remaining} values are still sealed with an older key. A process that has not been restarted seals with it: restart web and workers, then run this again. Do not take a key away yet.`,
    );
    return 1;
  } finally {
    await client.end();
  }
}
