/** Finds the first few of many items without sorting them all. */

/** Candidates kept before the worst of them are thrown away. */
const CANDIDATES = 1024;

/**
 * The first `size` items by `compare`, in order, and whether there are more. Works in one pass with little memory: what
 * comes after the worst candidate is passed over, and the candidates are sorted a batch at a time.
 */
export function nearest<T>(
  items: Iterable<T>,
  size: number,
  compare: (a: T, b: T) => number,
): { chosen: T[]; more: boolean } {
  let candidates: T[] = [];
  let count = 0;
  let isFull = false;
  let worst: T | undefined;
  const batch = size + CANDIDATES;
  const keepBest = (): void => {
    candidates.sort(compare);
    candidates = candidates.slice(0, size);
    isFull = candidates.length === size;
    worst = candidates.at(-1);
  };
  for (const item of items) {
    count += 1;
    if (isFull && (size === 0 || compare(worst as T, item) <= 0)) continue;
    candidates.push(item);
    if (candidates.length >= batch) keepBest();
  }
  keepBest();
  return { chosen: candidates, more: count > size };
}
