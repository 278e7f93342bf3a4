/** New and changed segments are sorted from nothing, by SQL, a batch of customers in a transaction. */
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { asksForOrders } from "./domain/condition-tree.ts";
import { compileCondition } from "./domain/evaluate.ts";
import { dayOf, storeClock } from "./domain/store-clock.ts";
import { membersByCondition, readAttributes } from "./read-attributes.server.ts";
import {
  appNow,
  type Language,
  languageOf,
  type LiveSegment,
  ownMembership,
  readSegments,
  readStored,
} from "./repository.server.ts";
import { refreshLimits } from "./score-customers.server.ts";
import { noteTags, planSegments } from "./update-membership.server.ts";

const CUSTOMERS_AT_ONCE = 5_000;
const MAX_MS_PER_JOB = 20_000;
const BUSY_RETRY_MS = 1_000;
const DAY_MS = 86_400_000;

type Clock = (scope: ShopScope) => Promise<Date>;

/**
 * Works off what a shop's segments wait for: limits of the scores, segments that are new or changed, counts. One job at a
 * time for a shop; one that is cut off goes on where it was.
 *
 * @param clock tells what now is; left out: the app's clock
 */
export async function buildSegments(shopId: ShopId, clock: Clock = appNow): Promise<void> {
  const hadTurn = await withAdvisoryLock(`build-segments:${shopId}`, async () => {
    const endsAtMs = performance.now() + MAX_MS_PER_JOB;
    await refreshLimits(shopId, await withShop(shopId, clock));
    while (performance.now() < endsAtMs) {
      if (await withShop(shopId, (scope) => buildBatch(scope, clock), { timeoutMs: 60_000 })) continue;
      await withShop(shopId, async (scope) => foldSizes(scope, await clock(scope)));
      await planSegments(shopId);
      return;
    }
    await withShop(shopId, (scope) => enqueue(scope, "build-segments"));
  });
  if (hadTurn) return;
  const runAt = new Date(Date.now() + BUSY_RETRY_MS);
  await withShop(shopId, (scope) => enqueue(scope, "build-segments", { runAt }));
}

/** One batch of the first segment that waits, inner ones before outer ones; false = none waits. */
async function buildBatch(scope: ShopScope, clock: Clock): Promise<boolean> {
  await ownMembership(scope);
  const language = await languageOf(scope);
  await checkConditions(scope, language);
  const segment = (await readSegments(scope, language)).find(({ state }) => state !== "live");
  if (!segment) return false;
  const now = await clock(scope);
  if (segment.state === "waiting") await beginBuild(scope, segment.id);
  const range = await nextRange(scope, segment.state === "waiting" ? null : segment.builtTo);
  if (!range) {
    await finishBuild(scope, segment.id, dayText(now, language));
    return true;
  }
  await sortRange(scope, { segment, language, range, now });
  await planFlips(scope, { segment, language, range, now });
  await scope.db.$executeRaw`
    UPDATE segment SET state = 'building', built_to = ${range.to}, built = built + ${range.customers}
    WHERE shop_id = current_shop_id() AND segment_id = ${segment.id}`;
  return true;
}

interface Range {
  /** Above this id; null = from the beginning. */
  after: bigint | null;
  to: bigint;
  customers: number;
}

interface BuildStep {
  segment: LiveSegment;
  language: Language;
  range: Range;
  now: Date;
}

const LOWEST = -(2n ** 63n);

const UNREADABLE = "condition_unreadable";

/**
 * A stored condition that this version cannot read makes nobody a member and says so, until a version can. All are judged
 * by one read: a segment that is made meanwhile has its turn with the next batch.
 */
async function checkConditions({ db }: ShopScope, { currency }: Language): Promise<void> {
  const rows = await db.$queryRaw<{ id: bigint; condition: string; state: string; error: string | null }[]>`
    SELECT segment_id AS id, condition, state, error FROM segment WHERE shop_id = current_shop_id()`;
  const idsOf = (isReadable: boolean, concerned: (row: (typeof rows)[number]) => boolean) =>
    rows
      .filter((row) => concerned(row) && (readStored(row.condition, currency) !== null) === isReadable)
      .map(({ id }) => id);
  const failed = idsOf(false, ({ state }) => state !== "failed");
  const mended = idsOf(true, ({ error }) => error === UNREADABLE);
  if (failed.length > 0) {
    await db.$executeRaw`
      UPDATE segment SET state = 'failed', error = ${UNREADABLE}
      WHERE shop_id = current_shop_id() AND segment_id = ANY(${failed}::bigint[])`;
    log.error({ segments: failed.map(String) }, "conditions of segments cannot be read");
  }
  if (mended.length > 0)
    await db.$executeRaw`
      UPDATE segment SET state = 'waiting', built_to = NULL, error = NULL
      WHERE shop_id = current_shop_id() AND segment_id = ANY(${mended}::bigint[])`;
}

async function beginBuild({ db }: ShopScope, id: bigint): Promise<void> {
  await db.$executeRaw`
    UPDATE segment SET built_to = NULL, built = 0, error = NULL,
      build_total = (SELECT count(*) FROM customer WHERE shop_id = current_shop_id())
    WHERE shop_id = current_shop_id() AND segment_id = ${id}`;
}

async function nextRange({ db }: ShopScope, after: bigint | null): Promise<Range | null> {
  const rows = await db.$queryRaw<{ to: bigint | null; customers: number }[]>`
    SELECT max(customer_id) AS to, count(*)::int AS customers FROM (
      SELECT customer_id FROM customer WHERE shop_id = current_shop_id() AND customer_id > ${after ?? LOWEST}
      ORDER BY customer_id LIMIT ${CUSTOMERS_AT_ONCE}) AS g`;
  const row = rows[0];
  return row?.to == null ? null : { after, to: row.to, customers: row.customers };
}

/** Sorts a range of customers in and out. That a definition changed did not happen to anybody: there are no facts of it. */
async function sortRange(scope: ShopScope, { segment, language, range, now }: BuildStep): Promise<void> {
  const changed = await scope.db.$queryRaw<{ customerId: bigint; joins: boolean }[]>`
    WITH meant AS (
      SELECT c.customer_id ${membersByCondition(segment.tree, { now, ...language })}
        AND c.customer_id > ${range.after ?? LOWEST} AND c.customer_id <= ${range.to}
    ), gone AS (
      DELETE FROM segment_member m WHERE m.shop_id = current_shop_id() AND m.segment_id = ${segment.id}
        AND m.customer_id > ${range.after ?? LOWEST} AND m.customer_id <= ${range.to}
        AND NOT EXISTS (SELECT FROM meant WHERE meant.customer_id = m.customer_id)
      RETURNING m.customer_id
    ), come AS (
      INSERT INTO segment_member (shop_id, segment_id, customer_id, joined_at)
      SELECT current_shop_id(), ${segment.id}, customer_id, ${now} FROM meant
      ON CONFLICT DO NOTHING RETURNING customer_id
    )
    SELECT customer_id AS "customerId", true AS joins FROM come UNION ALL SELECT customer_id, false FROM gone`;
  const delta = changed.reduce((sum, { joins }) => sum + (joins ? 1 : -1), 0);
  if (delta !== 0)
    await scope.db.$executeRaw`
      INSERT INTO segment_change (shop_id, segment_id, delta, at) VALUES (current_shop_id(), ${segment.id}, ${delta}, ${now})`;
  await noteTags(
    scope,
    [segment],
    changed.map(({ customerId }) => ({ segmentId: segment.id, customerId })),
  );
}

/** Notes when the clock next matters to the customers of a range, unless they are looked at before anyway. */
async function planFlips(scope: ShopScope, { segment, language, range, now }: BuildStep): Promise<void> {
  if (!asksForTime(segment)) return;
  const { db } = scope;
  const ids = await db.$queryRaw<{ id: bigint }[]>`
    SELECT customer_id AS id FROM customer
    WHERE shop_id = current_shop_id() AND customer_id > ${range.after ?? LOWEST} AND customer_id <= ${range.to}`;
  const attributes = await readAttributes(
    scope,
    ids.map(({ id }) => id),
    { orders: asksForOrders(segment.tree) },
  );
  const condition = compileCondition(segment.tree, language.currency);
  const clock = storeClock(now, language.timeZone);
  const flips = [...attributes].flatMap(([id, known]) => {
    const at = condition.nextFlip(known, clock);
    return at === Infinity ? [] : [{ c: id.toString(), at: new Date(at) }];
  });
  if (flips.length === 0) return;
  await db.$executeRaw`
    INSERT INTO segment_due AS d (shop_id, customer_id, flips_at)
    SELECT current_shop_id(), c, at FROM jsonb_to_recordset(${JSON.stringify(flips)}::jsonb) AS g (c bigint, at timestamptz)
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET flips_at = excluded.flips_at WHERE excluded.flips_at < d.flips_at`;
}

/** Whether time alone can change anything. */
function asksForTime({ condition }: LiveSegment): boolean {
  return /date/i.test(condition);
}

async function finishBuild(scope: ShopScope, id: bigint, day: string): Promise<void> {
  const { db } = scope;
  await db.$executeRaw`DELETE FROM segment_change WHERE shop_id = current_shop_id() AND segment_id = ${id}`;
  await db.$executeRaw`
    UPDATE segment s SET state = 'live', built_to = NULL,
      members = (SELECT count(*) FROM segment_member m WHERE m.shop_id = s.shop_id AND m.segment_id = s.segment_id)
    WHERE s.shop_id = current_shop_id() AND s.segment_id = ${id}`;
  await noteSizes(scope, [id], day);
}

/** Folds what was noted about growing and shrinking into the segments' counts, and keeps the size of the day. */
async function foldSizes(scope: ShopScope, now: Date): Promise<void> {
  const { db } = scope;
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    WITH folded AS (
      DELETE FROM segment_change WHERE shop_id = current_shop_id() RETURNING segment_id, delta
    ), sums AS (SELECT segment_id, sum(delta)::int AS delta FROM folded GROUP BY segment_id)
    UPDATE segment s SET members = s.members + sums.delta FROM sums
    WHERE s.shop_id = current_shop_id() AND s.segment_id = sums.segment_id RETURNING s.segment_id AS id`;
  await noteSizes(
    scope,
    rows.map(({ id }) => id),
    dayText(now, await languageOf(scope)),
  );
}

async function noteSizes({ db }: ShopScope, ids: readonly bigint[], day: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO segment_size (shop_id, segment_id, day, members)
    SELECT shop_id, segment_id, ${day}::date, members FROM segment
    WHERE shop_id = current_shop_id() AND segment_id = ANY(${[...ids]}::bigint[])
    ON CONFLICT (shop_id, segment_id, day) DO UPDATE SET members = excluded.members`;
}

/** The day of the shop in which an instant lies: "2026-01-05". */
function dayText(at: Date, { timeZone }: Language): string {
  return new Date(dayOf(timeZone, at.getTime()) * DAY_MS).toISOString().slice(0, 10);
}
