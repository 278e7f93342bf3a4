import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Makes sure that a process we started ends when we do, also when we are killed and can do nothing about it: a watcher
 * waits on a pipe that only we hold open, and signals the process when it closes.
 */
export function endWithParent(child: ChildProcess, signal: "INT" | "TERM"): void {
  if (child.pid === undefined || process.platform === "win32") return;
  const watcher = spawn("sh", ["-c", `cat > /dev/null; kill -${signal} ${child.pid}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  // The watcher must hold up neither our end nor outlive the process it watches: its number may be somebody else's then.
  watcher.unref();
  (watcher.stdin as Socket).unref();
  watcher.on("error", () => {});
  child.once("exit", () => watcher.kill("SIGKILL"));
}
