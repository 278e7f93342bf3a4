import { Temporal } from "temporal-polyfill";

/**
 * The first instant from `from` on at which the clocks of a time zone show `time` ("09:00"). On a day on which the clocks
 * jump over that time it is the instant after the jump; where they show it twice, the first.
 */
export function nextTimeOfDay(from: Date, time: string, timeZone: string): Date {
  const start = Temporal.Instant.fromEpochMilliseconds(from.getTime());
  const today = start.toZonedDateTimeISO(timeZone).toPlainDate();
  for (let day = 0; ; day += 1) {
    const at = today
      .add({ days: day })
      .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
      .toInstant();
    if (Temporal.Instant.compare(at, start) >= 0) return new Date(at.epochMilliseconds);
  }
}
