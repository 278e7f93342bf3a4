import { spawn } from "node:child_process";
import { NODE } from "../node-commands.ts";
import { prepare, ROOT } from "../prepare.ts";

export async function run(parameters: string[]): Promise<number> {
  await prepare();
  const child = spawn("node", [...NODE.slice(1), "simulator/main.ts", ...parameters], {
    cwd: ROOT,
    stdio: "inherit",
  });
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGINT", () => {});
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code ?? 0));
  });
}
