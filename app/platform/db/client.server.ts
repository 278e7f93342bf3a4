import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { PrismaClient } from "./generated/client.ts";

/** The role that owns nothing and that row-level security binds (see prisma/migrations). */
const APP_ROLE = "perennial_app";

/** A pool whose sessions are all in the app's role from their first statement on. */
export function createAppPool(
  connectionString: string,
  size: number,
  options: Pick<
    pg.PoolConfig,
    "connectionTimeoutMillis" | "statement_timeout" | "query_timeout" | "pipeline"
  > = {},
): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: size, options: `-c role=${APP_ROLE}`, ...options });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "an idle database connection broke"));
  // One that breaks while it is lent: whoever has it learns of that by its statement, and may not listen yet or any more.
  pool.on("connect", (client) => void client.on("error", () => {}));
  return pool;
}

/** The intake stores with one statement at a time; a second connection stands in while a broken one is given up. */
const INTAKE_CONNECTIONS = 2;

/** An answer takes some milliseconds of one: these are hundreds of answers a second, more than a process can write. */
const READ_CONNECTIONS = 4;
/** Who waits for a page does not wait longer. */
const READ_MAX_WAIT_MS = 5_000;

/**
 * A raw statement that begins with this comment is planned once for each connection and not each time: for what shoppers
 * wait for. Its text must be the same each time, so it takes no fragments of SQL.
 */
const PREPARED = /^\s*\/\* prepared: (\w+) \*\//;

/** The name under which a connection keeps the statement's plan; "" = it keeps none. */
export const statementName = (sql: string): string => PREPARED.exec(sql)?.[1] ?? "";

interface Database {
  pool: pg.Pool;
  intakePool: pg.Pool;
  readPool: pg.Pool;
  prisma: PrismaClient;
}

function connect(): Database {
  const pool = createAppPool(env.DATABASE_URL, env.DATABASE_POOL_SIZE);
  const intakePool = createAppPool(env.DATABASE_URL, INTAKE_CONNECTIONS, {
    connectionTimeoutMillis: env.INTAKE_MAX_WAIT_MS,
    // PostgreSQL gives up first, so that no abandoned statement holds a connection there; one that is frozen cannot.
    statement_timeout: Math.floor(env.INTAKE_MAX_WAIT_MS * 0.75),
    query_timeout: env.INTAKE_MAX_WAIT_MS,
  });
  const readPool = createAppPool(env.DATABASE_URL, READ_CONNECTIONS, {
    connectionTimeoutMillis: READ_MAX_WAIT_MS,
    statement_timeout: READ_MAX_WAIT_MS,
    pipeline: true,
  });
  return {
    pool,
    intakePool,
    readPool,
    prisma: new PrismaClient({
      adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) }),
    }),
  };
}

// The development server loads this module anew after each change; connections outlive that.
const kept = globalThis as { perennialDatabase?: Database };
const database: Database = (kept.perennialDatabase ??= connect());

/** The pool for the few statements that stand outside a shop's scope. */
export const pool = database.pool;

/** For the intake alone: busy pages cannot keep webhooks waiting, and nothing hangs on a database that is away. */
export const intakePool = database.intakePool;

/** For reads that a shopper waits for: statements are sent without waiting for the answer to the one before. */
export const readPool = database.readPool;

/** For the session storage and {@link withShop}; features use the client that withShop hands them. */
export const prisma = database.prisma;

/** Ends all connections; who loads this module anew gets new ones. */
export async function closeDatabase(): Promise<void> {
  delete kept.perennialDatabase;
  await prisma.$disconnect();
  for (const one of [pool, intakePool, readPool]) if (!one.ended) await one.end();
}
