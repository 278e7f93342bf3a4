/**
 * The fewest of these items that still fail, by leaving out ever smaller parts (Zeller, Hildebrandt: "Simplifying and
 * isolating failure-inducing input", IEEE TSE 28(2), 2002, algorithm ddmin with complements only). All of them must fail.
 */
export async function fewest<T>(
  items: readonly T[],
  stillFails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  for (let parts = 2; kept.length > 1;) {
    const size = Math.ceil(kept.length / parts);
    const starts = Array.from({ length: Math.ceil(kept.length / size) }, (_, n) => n * size);
    let smaller: readonly T[] | undefined;
    for (const start of starts) {
      const rest = kept.filter((_, position) => position < start || position >= start + size);
      if (await stillFails(rest)) {
        smaller = rest;
        break;
      }
    }
    if (smaller) {
      kept = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(kept.length, parts * 2);
  }
  return kept;
}
