import type { Reentry } from "./definition.ts";

const DAY_MS = 86_400_000;

/** Whether somebody who entered before may not yet enter again. */
export function isTooSoon(reentry: Reentry, enteredBefore: Date | undefined, at: Date): boolean {
  if (!enteredBefore || reentry.kind === "always") return false;
  return reentry.kind === "never" || at.getTime() - enteredBefore.getTime() < reentry.days * DAY_MS;
}
