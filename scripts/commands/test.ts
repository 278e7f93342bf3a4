import { spawn } from "node:child_process";
import { buildWeb, prepare, ROOT } from "../prepare.ts";

const PROJECTS = ["unit", "architecture", "contracts", "integration", "processes", "e2e"];
/** They serve the built app. */
const OF_BUILD = ["processes", "e2e"];

/** Every test, or the projects and files named. */
export async function run(parameters: string[]): Promise<number> {
  const projects = parameters.filter((parameter) => PROJECTS.includes(parameter));
  const rest = parameters.filter((parameter) => !PROJECTS.includes(parameter));
  await prepare();
  if (projects.length === 0 || projects.some((project) => OF_BUILD.includes(project))) await buildWeb();
  const child = spawn("vitest", ["run", ...projects.flatMap((project) => ["--project", project]), ...rest], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "test" },
  });
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
