import {
  addMonths,
  dayFromCivil,
  dayOf,
  dayStart,
  instantOfWallTime,
  type StoreClock,
} from "./store-clock.ts";

/** A date as a condition names it: a whole day of the store's calendar, or an exact instant. */
export type ConditionDate =
  | { kind: "day"; day: number }
  | { kind: "relative_day"; count: number; unit: DayUnit }
  | { kind: "wall_time"; text: string }
  | { kind: "instant"; ms: number }
  | { kind: "hours"; count: number };

type DayUnit = "d" | "w" | "m" | "y";

/** Farthest offset of each unit: a hundred years. */
const FARTHEST = { d: 36_500, w: 5_200, m: 1_200, y: 100, h: 876_000 };
const [FIRST_YEAR, LAST_YEAR] = [1900, 2200];
const HOUR_MS = 3_600_000;

/** Shopify's names of days, and what they are short for. */
const NAMED: Record<string, string> = {
  "7_days_ago": "-7d",
  "30_days_ago": "-30d",
  "90_days_ago": "-90d",
  "12_months_ago": "-12m",
};

/** Says in one way what can be said in several: "7_days_ago" → "-7d". Null = it is no date. */
export function canonicalDate(raw: string): string | null {
  const text = raw.toLowerCase();
  const known = NAMED[text] ?? text;
  if (known === "today" || known === "yesterday") return known;
  const offset = /^([+-])0*(\d+)([dwmyh])$/.exec(known);
  if (offset) {
    const [, sign, count, unit] = offset;
    const isNear = Number(count) <= FARTHEST[unit as keyof typeof FARTHEST];
    return isNear ? `${sign}${count}${unit}` : null;
  }
  const upper = raw.toUpperCase();
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/.exec(
    upper,
  );
  if (!match) return null;
  const [, year, month, day, hour, minute, second, zone] = match;
  if (Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR) return null;
  if (dayFromCivil(Number(year), Number(month), Number(day)) === null) return null;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return null;
  if (zone && zone !== "Z" && (Number(zone.slice(1, 3)) > 14 || Number(zone.slice(4)) > 59)) return null;
  return upper.replace(" ", "T");
}

/** Reads a canonical date. */
export function readDate(text: string): ConditionDate {
  if (text === "today") return { kind: "relative_day", count: 0, unit: "d" };
  if (text === "yesterday") return { kind: "relative_day", count: -1, unit: "d" };
  if (/[dwmy]$/.test(text)) {
    return { kind: "relative_day", count: Number(text.slice(0, -1)), unit: text.slice(-1) as DayUnit };
  }
  if (text.endsWith("h")) return { kind: "hours", count: Number(text.slice(0, -1)) };
  if (text.length === 10) {
    const [year, month, day] = text.split("-").map(Number);
    return { kind: "day", day: dayFromCivil(year!, month!, day!) ?? 0 };
  }
  return /(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? { kind: "instant", ms: Date.parse(text) }
    : { kind: "wall_time", text };
}

/** Whole days compare as days ("= -30d" is all of that day), instants to the millisecond. */
export function isWholeDay(text: string): boolean {
  const { kind } = readDate(text);
  return kind === "day" || kind === "relative_day";
}

/**
 * "Not before this": the instant from which on a time counts as at or after a date. As now moves on, a threshold stays or
 * moves on, never back; so what is at or after it can only fall behind it, once.
 */
export interface Threshold {
  /** The threshold now, in ms. */
  at: (clock: StoreClock) => number;
  /** First instant (ms) after now at which `time`, not before the threshold now, is before it; null = never. */
  passes: (timeMs: number, clock: StoreClock) => number | null;
}

/**
 * @param isAfter false: where the date begins; true: where it is over, the next day or the next millisecond
 */
export function thresholdOf(date: ConditionDate, isAfter: boolean): Threshold {
  const shift = isAfter ? 1 : 0;
  switch (date.kind) {
    case "day":
      return fixed(({ timeZone }) => dayStart(timeZone, date.day + shift));
    case "wall_time":
      return fixed(({ timeZone }) => instantOfWallTime(timeZone, date.text) + shift);
    case "instant":
      return fixed(() => date.ms + shift);
    case "hours": {
      const offsetMs = date.count * HOUR_MS + shift;
      return {
        at: ({ nowMs }) => nowMs + offsetMs,
        passes: (timeMs) => timeMs - offsetMs + 1,
      };
    }
    case "relative_day":
      return movingDay(date, shift);
  }
}

function fixed(at: (clock: StoreClock) => number): Threshold {
  let zone: string | null = null;
  let ms = 0;
  return {
    at: (clock) => {
      if (zone !== clock.timeZone) [zone, ms] = [clock.timeZone, at(clock)];
      return ms;
    },
    passes: () => null,
  };
}

function movingDay({ count, unit }: { count: number; unit: DayUnit }, shift: number): Threshold {
  const move = (day: number) => {
    if (unit === "d") return day + count;
    if (unit === "w") return day + 7 * count;
    return addMonths(day, unit === "m" ? count : 12 * count);
  };
  // Asked for each of many customers on the same day.
  let [zone, today, ms] = ["", NaN, 0];
  return {
    at: (clock) => {
      if (zone !== clock.timeZone || today !== clock.today) {
        [zone, today, ms] = [
          clock.timeZone,
          clock.today,
          dayStart(clock.timeZone, move(clock.today) + shift),
        ];
      }
      return ms;
    },
    passes: (timeMs, clock) => {
      const needed = dayOf(clock.timeZone, timeMs) + 1 - shift;
      const months = unit === "m" ? count : 12 * count;
      // Months differ in length, so that the way back may miss by some days: begin before and look.
      let day =
        unit === "d" ? needed - count : unit === "w" ? needed - 7 * count : addMonths(needed, -months) - 4;
      day = Math.max(day, clock.today + 1);
      while (move(day) < needed) day += 1;
      return dayStart(clock.timeZone, day);
    },
  };
}
