/** What the main path is made of. */
export interface Step {
  what: string;
  /** What was seen, for people. */
  run: () => Promise<string>;
}

/** An order as the simulator's control API shows it; amounts are hundredths. */
export interface DemoOrder {
  id: string;
  name: string;
  subtotal: string;
}

const PATIENCE_MS = 30_000;

/** Looks until what is seen is as expected. @throws with what was seen last */
export async function until<T>(
  look: () => Promise<T>,
  isExpected: (seen: T) => boolean,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  let seen = await look();
  for (
    const endsAt = Date.now() + patienceMs;
    !isExpected(seen) && Date.now() < endsAt;
    seen = await look()
  ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (!isExpected(seen)) throw new Error(`${what}; seen after ${patienceMs / 1000} s: ${String(seen)}`);
  return seen;
}
