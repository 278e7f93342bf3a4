/** Segments that name segments: in which order they are worked out, and whether one comes to name itself. */

export interface NamingSegment {
  id: bigint;
  name: string;
  /** The segments that its condition names. */
  inner: readonly bigint[];
}

/** Segments so that each comes after those it names. What runs in a circle comes last, in the given order. */
export function innerFirst<T extends NamingSegment>(segments: readonly T[]): T[] {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const placed = new Set<bigint>();
  const under = new Set<bigint>();
  const order: T[] = [];
  const place = (segment: T) => {
    if (placed.has(segment.id) || under.has(segment.id)) return;
    under.add(segment.id);
    for (const id of segment.inner) {
      const inner = byId.get(id);
      if (inner) place(inner);
    }
    under.delete(segment.id);
    placed.add(segment.id);
    order.push(segment);
  };
  for (const segment of segments) place(segment);
  return order;
}

/** The names along the way on which a segment comes to name itself, e.g. ["VIP", "Buyers", "VIP"]; null = it does not. */
export function cycleThrough(segments: readonly NamingSegment[], id: bigint): string[] | null {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const seen = new Set<bigint>();
  const search = (segment: NamingSegment, path: readonly string[]): string[] | null => {
    for (const innerId of segment.inner) {
      const inner = byId.get(innerId);
      if (!inner) continue;
      if (innerId === id) return [...path, inner.name];
      if (seen.has(innerId)) continue;
      seen.add(innerId);
      const found = search(inner, [...path, inner.name]);
      if (found) return found;
    }
    return null;
  };
  const start = byId.get(id);
  return start ? search(start, [start.name]) : null;
}

/** A segment and everything that names it, directly or through others; inner ones first. */
export function withOuter<T extends NamingSegment>(segments: readonly T[], id: bigint): T[] {
  const concerned = new Set([id]);
  for (let grew = true; grew;) {
    grew = false;
    for (const segment of segments) {
      if (concerned.has(segment.id) || !segment.inner.some((inner) => concerned.has(inner))) continue;
      concerned.add(segment.id);
      grew = true;
    }
  }
  return innerFirst(segments).filter((segment) => concerned.has(segment.id));
}
