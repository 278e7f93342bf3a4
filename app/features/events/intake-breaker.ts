const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Remembers that the database failed: for a second, twice as long after each further failure, nobody tries. Times are
 * milliseconds of any steady clock.
 */
export function createBreaker() {
  let pauseMs = 0;
  let closedUntilMs = 0;
  return {
    /** How long nobody should try; 0 = go on. */
    remainingMs: (nowMs: number): number => (pauseMs === 0 ? 0 : Math.max(0, closedUntilMs - nowMs)),
    /** Returns for how long nobody should try now. Failures of tries that began earlier count once. */
    noteFailure: (nowMs: number): number => {
      if (pauseMs === 0 || nowMs >= closedUntilMs) {
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs === 0 ? FIRST_PAUSE_MS : pauseMs * 2);
        closedUntilMs = nowMs + pauseMs;
      }
      return closedUntilMs - nowMs;
    },
    /** Returns whether the database had failed before. */
    noteSuccess: (): boolean => {
      const hadFailed = pauseMs > 0;
      pauseMs = 0;
      return hadFailed;
    },
  };
}
