/** Comparing our records with Shopify's: what differs, what a run does next, and when the next one is due. */

/** What is compared, in the order in which it is shown. Each has one comparator in the worker's registry. */
export const RESOURCES = [
  "customers",
  "orders",
  "checkouts",
  "subscriptions",
  "products",
  "collections",
  "inventory",
] as const;

export type Resource = (typeof RESOURCES)[number];

/** A record as either side shows it. `fields` are compared where both sides have them; null = unknown on that side. */
export interface ComparedRecord {
  id: bigint;
  updatedAt: Date;
  fields: Readonly<Record<string, string | null>>;
}

/** Our record. `isGone`: deleted or erased here, so that nothing about it is compared. */
export interface OwnRecord extends ComparedRecord {
  isGone: boolean;
}

/** How our record differs: we have none, ours is older, or the name of a field that is different at the same age. */
export interface Difference {
  id: bigint;
  difference: string;
}

const wholeSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/**
 * What of Shopify's page is missing or stale here. Shopify shows whole seconds, so ages are compared in those. Ours may be
 * newer: a webhook that came after the page was read.
 */
export function differencesOf(
  theirs: readonly ComparedRecord[],
  ours: ReadonlyMap<bigint, OwnRecord>,
): { missing: Difference[]; stale: Difference[] } {
  const missing: Difference[] = [];
  const stale: Difference[] = [];
  for (const record of theirs) {
    const own = ours.get(record.id);
    if (!own) missing.push({ id: record.id, difference: "missing" });
    else {
      const difference = own.isGone ? null : differenceOf(record, own);
      if (difference) stale.push({ id: record.id, difference });
    }
  }
  return { missing, stale };
}

function differenceOf(theirs: ComparedRecord, own: OwnRecord): string | null {
  const lag = wholeSeconds(theirs.updatedAt) - wholeSeconds(own.updatedAt);
  if (lag !== 0) return lag > 0 ? "age" : null;
  const name = Object.keys(theirs.fields).find((field) => {
    const [their, our] = [theirs.fields[field], own.fields[field]];
    return their !== null && our !== null && our !== undefined && their !== our;
  });
  return name ?? null;
}

/**
 * The age to record a state with that was read from Shopify because ours differed: later than every webhook of that
 * second, since it was read when the second was over. Shopify's own times are whole seconds, so nothing else falls there.
 */
export function ageOfRepair(updatedAt: Date, readAt: Date): Date {
  const isSettled = readAt.getTime() - updatedAt.getTime() > 2_000;
  return isSettled && updatedAt.getTime() % 1000 === 0 ? new Date(updatedAt.getTime() + 1) : updatedAt;
}

/**
 * Where a run stands. First it compares what changed at Shopify since the last run, then it sweeps over all records by id,
 * a slice in each run, which finds what an earlier run could not see.
 */
export interface Progress {
  phase: "changed" | "sweep";
  /** Records up to this id are done with in this phase. */
  afterId: bigint;
  /** Where the sweep begins or began; 0 = with the first record. */
  sweepFrom: bigint;
  /** Records swept in this run. */
  swept: number;
}

/** A run sweeps over so many records, then leaves the rest to the next. */
export const SWEPT_PER_RUN = 10_000;

/** @returns the beginning of a run, when the text is empty or not ours */
export function parseProgress(text: string | null, since: Date | null): Progress {
  const match = /^(changed|sweep):(\d{1,19}):(\d{1,19}):(\d{1,9})$/.exec(text ?? "");
  if (!match) return { phase: since ? "changed" : "sweep", afterId: 0n, sweepFrom: 0n, swept: 0 };
  const [, phase, afterId, sweepFrom, swept] = match;
  return {
    phase: phase as Progress["phase"],
    afterId: BigInt(afterId!),
    sweepFrom: BigInt(sweepFrom!),
    swept: Number(swept),
  };
}

export const formatProgress = ({ phase, afterId, sweepFrom, swept }: Progress): string =>
  `${phase}:${afterId}:${sweepFrom}:${swept}`;

/** What one page brought a run. `upToId` null = there is nothing behind it. */
export interface PageStep {
  upToId: bigint | null;
  size: number;
}

/**
 * What comes after a page. A run that compares everything (`since` null) sweeps to the end.
 *
 * @returns `next` null = the run is over; then `sweepFrom` says where the next run's slice begins
 */
export function progressAfter(
  progress: Progress,
  step: PageStep,
  since: Date | null,
): { next: Progress | null; sweepFrom: bigint } {
  const { sweepFrom } = progress;
  if (progress.phase === "changed") {
    const next: Progress =
      step.upToId === null
        ? { phase: "sweep", afterId: sweepFrom, sweepFrom, swept: 0 }
        : { ...progress, afterId: step.upToId };
    return { next, sweepFrom };
  }
  if (step.upToId === null) return { next: null, sweepFrom: 0n };
  const swept = progress.swept + step.size;
  if (since !== null && swept >= SWEPT_PER_RUN) return { next: null, sweepFrom: step.upToId };
  return { next: { ...progress, afterId: step.upToId, swept }, sweepFrom };
}

/** The search that finds the records after an id, by Shopify's search syntax. */
export function searchAfter(afterId: bigint, since: Date | null): string {
  const parts = [
    ...(since ? [`updated_at:>='${since.toISOString()}'`] : []),
    ...(afterId > 0n ? [`id:>=${afterId + 1n}`] : []),
  ];
  return parts.join(" AND ");
}

const QUIET_FROM_HOUR = 2;
const SPREAD_MINUTES = 120;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The next instant at which a shop is compared: between two and four at night by its own clock, spread by shop. Where the
 * clock jumps that night, up to an hour beside it.
 */
export function nextQuietInstant(now: Date, timeZone: string | null, shopId: bigint): Date {
  const spreadMinutes = Number((shopId * 37n) % BigInt(SPREAD_MINUTES));
  const wantedMinute = QUIET_FROM_HOUR * 60 + spreadMinutes;
  const minutes = (wantedMinute - minuteOfDay(now, timeZone) + 1440) % 1440;
  const next = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS + minutes * MINUTE_MS);
  return next > now ? next : new Date(next.getTime() + DAY_MS);
}

function minuteOfDay(at: Date, timeZone: string | null): number {
  const parts = clockOf(timeZone).formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return (read("hour") % 24) * 60 + read("minute");
}

function clockOf(timeZone: string | null): Intl.DateTimeFormat {
  const options = { hour: "numeric", minute: "numeric", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en", { ...options, timeZone: timeZone ?? "UTC" });
  } catch {
    // A zone that this system does not know.
    return new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
  }
}
