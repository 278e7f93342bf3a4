import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { lockFaults, scriptFaults } from "./package-scripts-checks.ts";

const read = (file: string) => readFileSync(file, "utf8");

describe("npm scripts", () => {
  it("and the commands of scripts/cli.ts are the same", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const files = globSync("commands/*.ts", { cwd: "scripts", ignore: ["**/*.test.ts"] });
    expect(scriptFaults(scripts, read("scripts/cli.ts"), files)).toEqual([]);
  });

  it("are caught when they are not", () => {
    const cli = `
const COMMANDS = {
  demo: { about: "x", load: () => import("./commands/demo.ts") },
  "db:migrate": {
    about: "y",
    load: () => import("./commands/db-migrate.ts"),
  },
};`;
    const scripts = {
      demo: "node scripts/start.mjs demo",
      bench: "node scripts/start.mjs bench",
      lint: "oxlint",
    };
    expect(scriptFaults(scripts, cli, ["commands/demo.ts", "commands/old.ts"])).toEqual([
      'npm run bench: scripts/cli.ts knows no "bench"',
      'npm run lint: not of the form "node scripts/start.mjs NAME"',
      "db:migrate: package.json has no script for it",
      "db:migrate: scripts/commands/db-migrate.ts is missing",
      "scripts/commands/old.ts: used by nothing",
    ]);
  });
});

describe("the lock file", () => {
  it("names no private host and seals every package", () => {
    expect(lockFaults(JSON.parse(read("package-lock.json")))).toEqual([]);
  });

  it("is caught when it does", () => {
    const packages = {
      "": {},
      "node_modules/a": { resolved: "https://registry.npmjs.org/a/-/a-1.0.0.tgz", integrity: "sha512-x" },
      "node_modules/b": { resolved: "https://npm.internal.example/b-1.0.0.tgz", integrity: "sha512-x" },
      "node_modules/c": {},
    };
    expect(lockFaults({ packages })).toEqual([
      "node_modules/b: from https://npm.internal.example/b-1.0.0.tgz",
      "node_modules/c: no integrity",
    ]);
  });
});
