/** Days in a time zone, as texts (`2026-07-01`): segments count in whole days. */

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The day that an instant falls on. Throws a RangeError for an unknown time zone. */
export function dayOf(instant: Date, timezone: string): string {
  let formatter = formatters.get(timezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-CA", {
      timeZone: timezone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formatters.set(timezone, formatter);
  }
  return formatter.format(instant);
}

const textOf = (date: Date): string => date.toISOString().slice(0, 10);

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return textOf(date);
}

/** The same day of another month, or its last one where it has no such day. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return textOf(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))));
}

const UNITS: Record<string, (day: string, count: number) => string> = {
  d: addDays,
  w: (day, count) => addDays(day, count * 7),
  m: addMonths,
  q: (day, count) => addMonths(day, count * 3),
  y: (day, count) => addMonths(day, count * 12),
};

const NAMED: Record<string, string> = {
  today: "+0d",
  yesterday: "-1d",
  "7_days_ago": "-7d",
  "30_days_ago": "-30d",
  "90_days_ago": "-90d",
  "12_months_ago": "-12m",
};

/** The day that a value of a query means: `2026-01-31`, `-30d`, `-4w`, `today`; null when it is no date. */
export function readDay(text: string, today: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const day = text.slice(0, 10);
    const time = Date.parse(`${day}T00:00:00Z`);
    return !Number.isNaN(time) && textOf(new Date(time)) === day ? day : null;
  }
  const offset = /^([+-]\d+)([dwmqy])$/.exec(NAMED[text.toLowerCase()] ?? text);
  return offset ? UNITS[offset[2]!]!(today, Number(offset[1])) : null;
}
