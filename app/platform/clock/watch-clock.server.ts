const LOOKS_EVERY_MS = 1_000;
const JUMP_MS = 2_000;

/**
 * Calls back when the machine's clock was set, or stood still with the machine: what is due by the time of day may be
 * due now although no timer rang. Returns a function that ends it.
 */
export function watchClock(onJump: (byMs: number) => void): () => void {
  let offsetMs = Date.now() - performance.now();
  const timer = setInterval(() => {
    const currentMs = Date.now() - performance.now();
    const byMs = currentMs - offsetMs;
    if (Math.abs(byMs) < JUMP_MS) return;
    offsetMs = currentMs;
    onJump(byMs);
  }, LOOKS_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
