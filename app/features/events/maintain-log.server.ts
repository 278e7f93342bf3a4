import { pool } from "#app/platform/db/client.server.ts";
import { log } from "#app/platform/log/log.server.ts";

const MONTHS_AHEAD = 12;
/** With fewer, a month is as well off among the others. */
const CROWDED_MONTH = 10_000;
const DELIVERIES_PER_STATEMENT = 2_000;

interface Limits {
  crowdedMonth?: number;
  deliveriesPerStatement?: number;
}

/**
 * Keeps the log in order, for all shops: partitions of the facts for the months to come and for past months that hold
 * many, and the retention of deliveries. Each step is a statement of its own; what was cut off goes on the next night.
 */
export async function maintainLog(now: Date, limits: Limits = {}): Promise<void> {
  const months = await makePartitions(now, limits.crowdedMonth ?? CROWDED_MONTH);
  const expired = await expireDeliveries(limits.deliveriesPerStatement ?? DELIVERIES_PER_STATEMENT);
  log.info({ months, expired }, "the log was maintained");
}

/** Returns how many partitions were made. */
async function makePartitions(now: Date, crowdedMonth: number): Promise<number> {
  let made = await ensureMonths(firstOfMonth(now, 0), firstOfMonth(now, MONTHS_AHEAD));
  const { rows } = await pool.query<{ month: string }>(
    "SELECT month::text FROM crowded_fact_months($1) AS month",
    [crowdedMonth],
  );
  // One at a time: whoever records facts waits while a month is moved.
  for (const { month } of rows) made += await ensureMonths(month, month);
  return made;
}

async function ensureMonths(first: string, last: string): Promise<number> {
  const { rows } = await pool.query<{ made: number }>("SELECT ensure_fact_months($1, $2) AS made", [
    first,
    last,
  ]);
  return rows[0]?.made ?? 0;
}

/** Returns how many rows were changed. */
async function expireDeliveries(atMost: number): Promise<number> {
  let expired = 0;
  for (;;) {
    const { rows } = await pool.query<{ changed: number }>("SELECT expire_deliveries($1) AS changed", [
      atMost,
    ]);
    const changed = rows[0]?.changed ?? 0;
    if (changed === 0) return expired;
    expired += changed;
  }
}

function firstOfMonth(now: Date, monthsLater: number): string {
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsLater, 1));
  return month.toISOString().slice(0, 10);
}
