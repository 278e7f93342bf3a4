import type { Fact } from "#app/shared/fact.ts";

/**
 * Merges facts that stand in the log twice: under two months, since two states disagreed about the instant that never
 * changes. The rule is the log's own: earliest time, data of the newest state. The order stays.
 */
export function mergeTwice(facts: readonly Fact[]): Fact[] {
  const byKey = new Map<string, Fact>();
  for (const fact of facts) {
    const name = `${fact.kind} ${fact.key}`;
    const other = byKey.get(name);
    byKey.set(name, other ? mergedOf(other, fact) : fact);
  }
  if (byKey.size === facts.length) return [...facts];
  return [...byKey.values()].toSorted((a, b) => a.happenedAt.getTime() - b.happenedAt.getTime());
}

function mergedOf(a: Fact, b: Fact): Fact {
  const [older, newer] = isNewer(a, b) ? [b, a] : [a, b];
  return { ...newer, happenedAt: older.happenedAt < newer.happenedAt ? older.happenedAt : newer.happenedAt };
}

function isNewer(a: Fact, b: Fact): boolean {
  const byAge = a.sourceUpdatedAt.getTime() - b.sourceUpdatedAt.getTime();
  return byAge === 0 ? JSON.stringify(a.data) > JSON.stringify(b.data) : byAge > 0;
}
