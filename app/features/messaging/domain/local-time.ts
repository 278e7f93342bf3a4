/** Clock times in somebody's own time zone, daylight saving included. */
import { Temporal } from "temporal-polyfill";

/** The minute of the day on the clock there: 0 is midnight, 1439 a minute before. */
export function localMinute(at: Date, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return local.hour * 60 + local.minute;
}

/** The first instant after `at` when the clock there shows that minute. Where the hour is skipped, the first after it. */
export function nextLocalMinute(at: Date, minute: number, timeZone: string): Date {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  const local = instant.toZonedDateTimeISO(timeZone);
  const time = new Temporal.PlainTime(Math.floor(minute / 60), minute % 60);
  for (const days of [0, 1]) {
    const candidate = local.toPlainDate().add({ days }).toZonedDateTime({ timeZone, plainTime: time });
    if (Temporal.Instant.compare(candidate.toInstant(), instant) > 0)
      return new Date(candidate.epochMilliseconds);
  }
  return new Date(at.getTime() + 86_400_000);
}

/** Whether a name is a time zone that this installation knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
