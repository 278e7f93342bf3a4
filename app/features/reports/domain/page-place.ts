/** Where a list of what happened to one person stands: an instant and what tells apart what happened at it. */
export interface Place {
  at: Date;
  key: string;
}

const CURSOR = /^(\d{1,15})~(.{1,300})$/s;

/** Reads a cursor; null when it is not one: then the list begins at its start. */
export function parsePlace(text: string | null): Place | null {
  const match = CURSOR.exec(text ?? "");
  return match?.[1] && match[2] ? { at: new Date(Number(match[1])), key: match[2] } : null;
}

/** A page of a list, newest first. */
export interface Page<Item> {
  items: Item[];
  /** Where the next page begins; null = there is nothing older. */
  nextCursor: string | null;
}

/** The first `limit` of what was read, one more than that having been asked for, and where the next page begins. */
export function pageOf<Item>(
  read: readonly Item[],
  limit: number,
  placeOf: (item: Item) => Place,
): Page<Item> {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  if (read.length <= limit || last === undefined) return { items, nextCursor: null };
  const { at, key } = placeOf(last);
  return { items, nextCursor: `${at.getTime()}~${key}` };
}
