/** Times as Shopify writes them. Both APIs print whole seconds. */

/** GraphQL's `DateTime`: `2026-07-01T09:30:00Z`. */
export function graphqlTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function offsetOf(date: Date, timezone: string): string {
  let formatter = formatters.get(timezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "longOffset" });
    formatters.set(timezone, formatter);
  }
  const name = formatter.formatToParts(date).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return name === "GMT" ? "+00:00" : name.slice(3);
}

/** As REST resources and webhooks print it: local time of the shop with its offset, `2026-07-01T10:30:00+01:00`. */
export function restTime(date: Date, timezone: string): string {
  const offset = offsetOf(date, timezone);
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  const shiftMs = (offset.startsWith("-") ? -minutes : minutes) * 60_000;
  return new Date(date.getTime() + shiftMs).toISOString().slice(0, 19) + offset;
}
