// The first thing that every `npm run …` starts, on whatever Node npm runs on and with nothing installed yet: installs
// from the lock file when it changed, then hands over to scripts/cli.ts on the pinned Node. Plain JavaScript for that reason.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const modules = path.join(root, "node_modules");
const stamp = path.join(modules, ".installed-from");
const [command = "help", ...parameters] = process.argv.slice(2);

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash();
}

function install() {
  const startedAt = Date.now();
  process.stderr.write("Installing the dependencies from package-lock.json (once, one to three minutes) …\n");
  const timer = setInterval(() => {
    process.stderr.write(`  still installing, ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
  }, 15_000);
  return new Promise((resolve) => {
    const child = spawn("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      // Prisma would look for a binary to download; any existing file tells it that there is one.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, "package.json"), NODE_ENV: "" },
    });
    const stop = (signal) => child.kill(signal);
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    child.once("exit", (code) => {
      clearInterval(timer);
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      if (code !== 0) process.exit(code ?? 1);
      writeFileSync(stamp, lockHash());
      process.stderr.write(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.\n`);
      resolve();
    });
  });
}

process.stderr.write(`Perennial: ${command}\n`);
if (!isInstalled()) await install();

const node = path.join(modules, ".bin", process.platform === "win32" ? "node.cmd" : "node");
if (spawnSync(node, ["--version"]).status !== 0) {
  process.stderr.write("The pinned Node did not install. Remove node_modules and run the command again.\n");
  process.exit(1);
}
const child = spawn(
  node,
  ["--disable-warning=ExperimentalWarning", path.join(root, "scripts/cli.ts"), command, ...parameters],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${path.join(modules, ".bin")}${path.delimiter}${process.env.PATH}` },
  },
);
// Ctrl-C reaches the child by itself (same terminal); a signal sent to us alone is passed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
}
child.once("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
