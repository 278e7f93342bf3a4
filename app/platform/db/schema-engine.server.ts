/**
 * Prisma's own schema engine, from its WebAssembly package, so that migrations are applied and written without
 * downloading a binary. The folder stays in Prisma's format: `prisma migrate deploy` works on it too.
 */
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { parse as parseConnectionString } from "pg-connection-string";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

const PRISMA_FOLDER = path.resolve(import.meta.dirname, "../../../prisma");
const MIGRATIONS_FOLDER = path.join(PRISMA_FOLDER, "migrations");
const NO_EXTERNAL_TABLES = { externalTables: [], externalEnums: [] };

/** Kept for the whole process: this module may be loaded more than once, the engine's bindings are loaded once. */
const kept = globalThis as { perennialSchemaEngine?: WebAssembly.Instance };

function instantiateOnce(): void {
  if (kept.perennialSchemaEngine) return;
  const wasmPath = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmPath)), {
    "./schema_engine_bg.js": bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  kept.perennialSchemaEngine = instance;
}

function readSchema(): string {
  return readFileSync(path.join(PRISMA_FOLDER, "schema.prisma"), "utf8");
}

function readMigrations() {
  const folders = readdirSync(MIGRATIONS_FOLDER, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return {
    baseDir: MIGRATIONS_FOLDER,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"' },
    shadowDbInitScript: "",
    migrationDirectories: folders
      .map((folder) => folder.name)
      .toSorted()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: {
            tag: "ok" as const,
            value: readFileSync(path.join(MIGRATIONS_FOLDER, name, "migration.sql"), "utf8"),
          },
        },
      })),
  };
}

/** PostgreSQL's numbers of the one-letter type of its catalogue, and of text. */
const CHAR_TYPE = 18;
const TEXT_TYPE = 25;

type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;

/**
 * Mends Prisma's adapter in three places. It cuts a script at every semicolon, also within a function's body: PostgreSQL
 * itself takes a whole script, and all of it or nothing. It does not know the catalogue's one-letter
 * type. And it drops the database of a comparison while connections to it are still open.
 */
function mend(adapter: Adapter, onError: (error: unknown) => never): Adapter {
  const driver = adapter.underlyingDriver();
  driver.on("error", () => {});
  adapter.executeScript = async (script) => {
    const forced = script.replace(/^DROP DATABASE "[^"]+"$/, "$& WITH (FORCE)");
    await driver.query(forced).catch((error: unknown) => onError(error));
  };
  const query = driver.query.bind(driver) as (...parameters: unknown[]) => Promise<pg.QueryResult>;
  const queryRaw = adapter.queryRaw.bind(adapter);
  let letterColumns = new Set<number>();
  driver.query = (async (...parameters: unknown[]) => {
    const result = await query(...parameters);
    const fields = result.fields ?? [];
    letterColumns = new Set(
      fields.flatMap((field, index) => (field.dataTypeID === CHAR_TYPE ? [index] : [])),
    );
    for (const index of letterColumns) fields[index]!.dataTypeID = TEXT_TYPE;
    return result;
  }) as typeof driver.query;
  adapter.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    const columnTypes = result.columnTypes.map((type, index) =>
      letterColumns.has(index) ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
  return adapter;
}

function mendedAdapters(pool: pg.Pool, onError: (error: unknown) => never): PrismaPg {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  const connectToShadowDb = factory.connectToShadowDb.bind(factory);
  factory.connect = async () => mend(await connect(), onError);
  factory.connectToShadowDb = async () => mend(await connectToShadowDb(), onError);
  return factory;
}

/** In parts, not as one address: the adapter makes a database of its own beside this one by changing its name. */
function partsOf(connectionString: string): pg.PoolConfig {
  const parts = parseConnectionString(connectionString);
  return {
    host: parts.host ?? "localhost",
    port: Number(parts.port ?? 5432),
    user: parts.user,
    password: parts.password,
    database: parts.database ?? undefined,
    ...(parts.ssl ? { ssl: parts.ssl as pg.PoolConfig["ssl"] } : {}),
  };
}

async function withEngine<T>(
  connectionString: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  instantiateOnce();
  const pool = new pg.Pool(partsOf(connectionString));
  let complaint: unknown;
  const remember = (error: unknown): never => {
    complaint = error;
    throw error;
  };
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(mendedAdapters(pool, remember));
    const engine = await bindings.SchemaEngine.new(
      { datamodels: [["schema.prisma", readSchema()]] },
      () => {},
      factory,
    );
    return await work(engine);
  } catch (error) {
    // The engine says only that its connector failed; PostgreSQL said what is wrong.
    throw complaint ?? error;
  } finally {
    if (!pool.ended) await pool.end();
  }
}

/**
 * Applies the migrations that a database lacks, in order.
 *
 * @returns the names of the migrations applied now
 * @throws what the engine reports, when the history was edited or a statement fails
 */
export async function applyMigrations(connectionString: string): Promise<string[]> {
  return withEngine(connectionString, async (engine) => {
    const migrationsList = readMigrations();
    const history = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NO_EXTERNAL_TABLES,
    });
    if (history.editedMigrationNames.length > 0) {
      throw new Error(
        `These migrations were changed after they were applied: ${history.editedMigrationNames.join(", ")}`,
      );
    }
    const result = await engine.applyMigrations({ migrationsList, filters: NO_EXTERNAL_TABLES });
    return result.appliedMigrationNames;
  });
}

/**
 * The SQL that turns what the migrations build into what `schema.prisma` says; a comment when they agree. The migrations
 * are played into a database that the engine makes for it and drops again.
 *
 * @param connectionString a server on which databases may be made
 */
export async function diffSchema(connectionString: string): Promise<string> {
  return withEngine(connectionString, async (engine) => {
    const result = await engine.diff({
      from: { tag: "migrations", ...readMigrations() },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: readSchema() }] },
      script: true,
      exitCode: null,
      filters: NO_EXTERNAL_TABLES,
    });
    return result.stdout ?? "";
  });
}
