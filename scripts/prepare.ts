/** What must exist before anything runs, made when it is missing or out of date: each step has a stamp in .cache. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fetchAdminSchema } from "./admin-schema.ts";

export const ROOT = path.resolve(import.meta.dirname, "..");
const STAMPS = path.join(ROOT, ".cache/stamps");

/** Tells a person what is going on, on the standard error so that `--json` stays clean. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs a program of node_modules/.bin in the project's folder. @throws when it fails, with what it said */
export async function runProgram(
  program: string,
  parameters: string[],
  env: Record<string, string> = {},
): Promise<void> {
  const child = spawn(program, parameters, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new Error(`${program} ${parameters.join(" ")} ended with ${code}:\n${said.slice(-4000)}`);
}

function hashOf(patterns: string[]): string {
  const hash = createHash("sha256");
  const isSource = (file: string) =>
    !file.includes(".test.") && !file.includes("db/generated/") && statSync(path.join(ROOT, file)).isFile();
  for (const file of globSync(patterns, { cwd: ROOT }).filter(isSource).toSorted()) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(path.join(ROOT, file)));
  }
  return hash.digest("hex");
}

async function once(
  step: string,
  patterns: string[],
  result: string,
  work: () => Promise<void>,
): Promise<void> {
  const stamp = path.join(STAMPS, step);
  const hash = hashOf(patterns);
  if (existsSync(path.join(ROOT, result)) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash)
    return;
  const startedAt = performance.now();
  say(`  ${step} …`);
  await work();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, hash);
  say(`  ${step}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** The Prisma client and Shopify's Admin schema. */
export async function prepare(): Promise<void> {
  await once(
    "prisma client",
    ["prisma/schema.prisma", "package-lock.json"],
    "app/platform/db/generated/client.ts",
    () =>
      // Generating needs no engine, but Prisma looks for one: any existing file will do.
      runProgram("prisma", ["generate"], {
        PRISMA_SCHEMA_ENGINE_BINARY: path.join(ROOT, "package.json"),
        CHECKPOINT_DISABLE: "1",
      }),
  );
  if (fetchAdminSchema()) say("  Shopify's Admin schema: taken from the npm registry");
}

/** The web app, built for production. */
export async function buildWeb(): Promise<void> {
  const sources = [
    "app/**",
    "public/**",
    "remix.config.js",
    "vite.config.ts",
    "package-lock.json",
    "prisma/schema.prisma",
  ];
  await once("web build", sources, "build/server/index.js", () =>
    runProgram("remix", ["vite:build"], { NODE_ENV: "production" }),
  );
}

/** Reads .env, where there is one, for the commands that serve a real shop. What is set already stays. */
export function loadEnvFile(): void {
  const file = path.join(ROOT, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}
