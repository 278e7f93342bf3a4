import path from "node:path";
import pg from "pg";
import { defaultDataFolder, startEmbeddedPostgres } from "../../app/platform/db/embedded.server.ts";
import { parseEnv } from "../../app/platform/env/parse-env.ts";
import { buildWeb, loadEnvFile, prepare, ROOT, say } from "../prepare.ts";
import { webCommand, workerCommand } from "../node-commands.ts";
import { migrate, onStop, startProcess, stopAll, stopOnSignals } from "../stack.ts";

/**
 * Serves real shops as the environment (or .env) says: migrations, web and one worker. Without DATABASE_URL an embedded
 * PostgreSQL keeps the data in .cache/postgres. With `-- web` or `-- worker` only that process, for more machines.
 */
export async function run(parameters: string[]): Promise<number> {
  stopOnSignals();
  loadEnvFile();
  await prepare();
  if (!parameters.includes("worker")) await buildWeb();
  process.env["NODE_ENV"] ??= "production";
  process.env["DATABASE_URL"] ||= await startOwnPostgres();
  parseEnv(process.env);
  await migrate(process.env["DATABASE_URL"]);
  const wanted = parameters.length > 0 ? parameters : ["web", "worker"];
  const commands: Record<string, string[]> = {
    web: webCommand(),
    worker: workerCommand(),
  };
  const processes = wanted.map((name) => {
    const command = commands[name];
    if (!command) throw new Error(`There is no process "${name}": expected web or worker`);
    return startProcess(name, command, {}, (line) => console.log(line));
  });
  const ended = await Promise.race(
    processes.map(
      ({ child }) => new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1))),
    ),
  );
  await stopAll();
  return ended;
}

async function startOwnPostgres(): Promise<string> {
  const dataFolder = process.env["PERENNIAL_DATA_FOLDER"] ?? path.join(defaultDataFolder(ROOT), "serve");
  say(`DATABASE_URL is not set: an embedded PostgreSQL keeps the data in ${dataFolder}`);
  const postgres = await startEmbeddedPostgres({ dataFolder });
  process.env["DATABASE_FOLDER"] ||= dataFolder;
  onStop(() => postgres.stop());
  const client = new pg.Client(postgres.urlFor("postgres"));
  await client.connect();
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'perennial'");
  if (rowCount === 0) await client.query("CREATE DATABASE perennial");
  await client.end();
  return postgres.urlFor("perennial");
}
