import { Temporal } from "temporal-polyfill";

/**
 * Days of a store's calendar, as numbers (days since 1970-01-01), and when they begin. A day lasts from its first instant
 * to the next day's, however the clocks are moved in between, so days follow each other without gap or overlap.
 */

const DAY_MS = 86_400_000;
const MAX_CACHED_DAYS = 20_000;
const startsByZone = new Map<string, Map<number, number>>();

/** The instant (ms since 1970) at which a day begins in a time zone. */
export function dayStart(timeZone: string, day: number): number {
  let starts = startsByZone.get(timeZone);
  if (!starts || starts.size > MAX_CACHED_DAYS) {
    starts = new Map();
    startsByZone.set(timeZone, starts);
  }
  let start = starts.get(day);
  if (start === undefined) {
    const { year, month, dayOfMonth } = civil(day);
    start = Temporal.PlainDate.from({ year, month, day: dayOfMonth }).toZonedDateTime(
      timeZone,
    ).epochMilliseconds;
    starts.set(day, start);
  }
  return start;
}

/** The day in which an instant lies. */
export function dayOf(timeZone: string, instantMs: number): number {
  let day = Math.floor(instantMs / DAY_MS);
  while (dayStart(timeZone, day) > instantMs) day -= 1;
  while (dayStart(timeZone, day + 1) <= instantMs) day += 1;
  return day;
}

/** The number of a calendar date; null = there is no such date. */
export function dayFromCivil(year: number, month: number, dayOfMonth: number): number | null {
  const day = Date.UTC(year, month - 1, dayOfMonth) / DAY_MS;
  const back = civil(day);
  return back.year === year && back.month === month && back.dayOfMonth === dayOfMonth ? day : null;
}

function civil(day: number): { year: number; month: number; dayOfMonth: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() };
}

/** Calendar months later (or earlier). A day that the month lacks becomes its last: 31 March − 1 month = 28 February. */
export function addMonths(day: number, months: number): number {
  const { year, month, dayOfMonth } = civil(day);
  const first = Date.UTC(year, month - 1 + months, 1);
  const target = new Date(first);
  const length = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return first / DAY_MS + Math.min(dayOfMonth, length) - 1;
}

/** The instant of a wall-clock time; one that the clocks skip or repeat is read as Temporal's "compatible" does. */
export function instantOfWallTime(timeZone: string, text: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
}

/** Now, in a store. */
export interface StoreClock {
  nowMs: number;
  timeZone: string;
  /** The day in which now lies. */
  today: number;
}

export function storeClock(now: Date, timeZone: string): StoreClock {
  const nowMs = now.getTime();
  return { nowMs, timeZone, today: dayOf(timeZone, nowMs) };
}
