/** The runs of the reconciliation, as they stand in their table. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { readShop } from "#app/features/shops/index.server.ts";
import {
  type Difference,
  formatProgress,
  nextQuietInstant,
  type Progress,
  RESOURCES,
} from "./domain/comparison.ts";

/** A run that goes on. */
export interface Run {
  id: bigint;
  resource: string;
  cursor: string | null;
  since: Date | null;
}

/** What one page found. */
export interface PageCounts {
  compared: number;
  missing: number;
  stale: number;
  surplus: number;
  repaired: number;
  samples: readonly Difference[];
}

/** What changed shortly before the last run began is compared once more: Shopify's search lags behind. */
const OVERLAP_MS = 60 * 60_000;
const KEPT_DAYS = 90;
const MAX_SAMPLES = 20;
const RUN = { id: true, resource: true, cursor: true, since: true } as const;

/** Plans the next night for every resource that has no run which waits or is under way, and forgets old runs. */
export async function planRuns(scope: ShopScope, resources: readonly string[], now: Date): Promise<void> {
  const { db, shopId } = scope;
  const open = await db.reconciliation.findMany({
    where: { shopId, finishedAt: null },
    select: { resource: true },
  });
  const planned = new Set(open.map((run) => run.resource));
  const unplanned = resources.filter((resource) => !planned.has(resource));
  if (unplanned.length === 0) return;
  const { ianaTimezone } = await readShop(scope);
  const dueAt = nextQuietInstant(now, ianaTimezone, shopId);
  for (const resource of unplanned) {
    const last = await db.reconciliation.findFirst({
      where: { shopId, resource, finishedAt: { not: null } },
      orderBy: { id: "desc" },
      select: { startedAt: true, cursor: true },
    });
    const since = last?.startedAt ? new Date(last.startedAt.getTime() - OVERLAP_MS) : null;
    await db.reconciliation.create({
      data: { shopId, resource, dueAt, since, cursor: last?.cursor ?? null },
    });
  }
  const oldest = new Date(now.getTime() - KEPT_DAYS * 86_400_000);
  await db.reconciliation.deleteMany({
    where: {
      shopId,
      OR: [{ finishedAt: { lt: oldest } }, { finishedAt: null, resource: { notIn: [...resources] } }],
    },
  });
}

/** Runs that may begin or go on now. */
export async function dueRuns({ db, shopId }: ShopScope, resources: readonly string[]): Promise<Run[]> {
  return db.reconciliation.findMany({
    where: { shopId, finishedAt: null, dueAt: { lte: new Date() }, resource: { in: [...resources] } },
    orderBy: { id: "asc" },
    select: RUN,
  });
}

/** When the next run may begin or go on; null = nothing is planned. */
export async function nextDueAt({ db, shopId }: ShopScope): Promise<Date | null> {
  const next = await db.reconciliation.findFirst({
    where: { shopId, finishedAt: null },
    orderBy: { dueAt: "asc" },
    select: { dueAt: true },
  });
  return next?.dueAt ?? null;
}

/** Notes that a run began, unless it had. */
export async function beginRun({ db, shopId }: ShopScope, { id }: Run): Promise<Run> {
  await db.reconciliation.updateMany({
    where: { shopId, id, startedAt: null },
    data: { startedAt: new Date() },
  });
  return db.reconciliation.findUniqueOrThrow({ where: { shopId_id: { shopId, id } }, select: RUN });
}

/** Adds a page's counts to its run and notes how far it came; in the transaction that repaired the page. */
export async function notePage(
  { db, shopId }: ShopScope,
  id: bigint,
  next: Progress | null,
  counts: PageCounts,
): Promise<Run> {
  const where = { shopId_id: { shopId, id } };
  const { samples } = await db.reconciliation.findUniqueOrThrow({ where, select: { samples: true } });
  const added = counts.samples.map((sample) => ({ id: sample.id.toString(), difference: sample.difference }));
  return db.reconciliation.update({
    where,
    data: {
      compared: { increment: counts.compared },
      missing: { increment: counts.missing },
      stale: { increment: counts.stale },
      surplus: { increment: counts.surplus },
      repaired: { increment: counts.repaired },
      samples: [...(Array.isArray(samples) ? samples : []), ...added].slice(0, MAX_SAMPLES),
      error: null,
      ...(next ? { cursor: formatProgress(next) } : {}),
    },
    select: RUN,
  });
}

/** Ends a run. Its cursor says where the next one's sweep begins. */
export async function finishRun({ db, shopId }: ShopScope, id: bigint, sweepFrom: bigint): Promise<void> {
  const cursor = formatProgress({ phase: "changed", afterId: 0n, sweepFrom, swept: 0 });
  await db.reconciliation.update({
    where: { shopId_id: { shopId, id } },
    data: { finishedAt: new Date(), cursor },
  });
}

/** Puts a run off, with the reason. */
export async function noteFailedPage(
  { db, shopId }: ShopScope,
  id: bigint,
  error: string,
  dueAt: Date,
): Promise<void> {
  await db.reconciliation.update({ where: { shopId_id: { shopId, id } }, data: { error, dueAt } });
}

/** Compares everything now: runs that have not begun begin, from the first record to the last; others go on. */
export async function compareNow(scope: ShopScope): Promise<void> {
  const { db, shopId } = scope;
  const now = new Date();
  await planRuns(scope, RESOURCES, now);
  await db.reconciliation.updateMany({
    where: { shopId, finishedAt: null, startedAt: null },
    data: { dueAt: now, since: null, cursor: null },
  });
  await db.reconciliation.updateMany({
    where: { shopId, finishedAt: null, startedAt: { not: null } },
    data: { dueAt: now },
  });
  await enqueue(scope, "reconcile");
}
