/** What shoppers say about themselves in the preference centre: when they have their birthday, and what they like. */
import type { Fact, FactData } from "#app/shared/fact.ts";

/** A day of the year, with the year where it was told. */
export interface Birthday {
  day: number;
  month: number;
  year: number | null;
}

/** All that somebody said: what is not in it was not said, or taken back. */
export interface Stated {
  birthday: Birthday | null;
  /** `type:<product type>` or `collection:<id>`, sorted. */
  interests: string[];
}

export const NOTHING_STATED: Stated = { birthday: null, interests: [] };

const FIRST_YEAR = 1900;
/** Without a year, the 29th of February is a day. */
const ANY_LEAP_YEAR = 2000;
const TEXT = /^(\d{4}|-)-(\d{2})-(\d{2})$/;
const BETWEEN = "\n";

/** Whether such a day exists and is not after `today`. */
export function isBirthday({ day, month, year }: Birthday, today: Date): boolean {
  if (![day, month, year ?? 0].every((part) => Number.isInteger(part))) return false;
  if (year !== null && year < FIRST_YEAR) return false;
  const at = new Date(Date.UTC(year ?? ANY_LEAP_YEAR, month - 1, day));
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return false;
  return year === null || at <= today;
}

/** As it is stored: `1990-05-17`, or `--05-17` without a year. */
export function textOfBirthday({ day, month, year }: Birthday): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${year === null ? "-" : String(year)}-${two(month)}-${two(day)}`;
}

/** Reads a stored birthday; null for text that is none. */
export function birthdayOfText(text: string | undefined): Birthday | null {
  const match = TEXT.exec(text ?? "");
  if (!match) return null;
  const [, year, month, day] = match;
  return { day: Number(day), month: Number(month), year: year === "-" ? null : Number(year) };
}

/**
 * The fact of a statement: all of it, so that the newest says everything. The birthday is personal and stands sealed beside
 * the fact; the interests are words of the shop.
 */
export function statedFact(customerId: bigint, { interests }: Stated, at: Date): Fact {
  return {
    kind: "preferences.stated",
    key: `${customerId}:${at.getTime()}`,
    happenedAt: at,
    customerId,
    orderId: null,
    data: { interests: interests.toSorted().join(BETWEEN) },
    sourceUpdatedAt: at,
  };
}

/** The interests of a stored statement. */
export function interestsOf(data: FactData): string[] {
  return String(data["interests"] ?? "")
    .split(BETWEEN)
    .filter(Boolean);
}

/** Whether two statements say the same. */
export function isSameStatement(a: Stated, b: Stated): boolean {
  const write = ({ birthday, interests }: Stated) =>
    JSON.stringify([birthday && textOfBirthday(birthday), interests.toSorted()]);
  return write(a) === write(b);
}
