import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";

const MODULE = path.resolve(import.meta.dirname, "end-with-parent.server.ts");

/** Starts a process of its own, tells its number and goes on until it is killed. */
const PARENT = `
  import { spawn } from "node:child_process";
  import { endWithParent } from ${JSON.stringify(MODULE)};
  const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  endWithParent(child, "TERM");
  console.log(child.pid);
  setInterval(() => {}, 1000);
`;

/** Dead ones that nobody collected yet count as gone. */
function isRunning(pid: number): boolean {
  try {
    return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
  } catch {
    return false;
  }
}

it("ends a process when the one that started it is killed", async () => {
  const parent = spawn("node", ["--input-type=module", "-e", PARENT], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [chunk] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(chunk.toString());
  expect(isRunning(pid)).toBe(true);
  parent.kill("SIGKILL");
  for (let tries = 0; tries < 100 && isRunning(pid); tries += 1) await sleep(50);
  expect(isRunning(pid)).toBe(false);
});
