/** Where a list stands: the sort value and the id of a customer. Null = a customer without a value; those come last. */
export interface Place {
  value: string | null;
  id: bigint;
}

const CURSOR = /^(-?\d{1,18}|none)_(-?\d{1,18}|-?[1-8]\d{18})$/;

/** Reads a cursor; null when it is not one. */
export function parseCursor(text: string): Place | null {
  const match = CURSOR.exec(text);
  if (!match?.[1] || !match[2]) return null;
  return { value: match[1] === "none" ? null : match[1], id: BigInt(match[2]) };
}

/** A place as it stands in an address. */
export function cursorOf({ value, id }: Place): string {
  return `${value ?? "none"}_${id}`;
}

/** Rounds an estimate to two digits, so that it does not look like a count. */
export function roundEstimate(count: number): number {
  if (count < 100) return Math.round(count);
  const unit = 10 ** (Math.floor(Math.log10(count)) - 1);
  return Math.round(count / unit) * unit;
}
