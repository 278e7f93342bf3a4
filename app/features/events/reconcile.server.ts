/**
 * Reconciliation: what webhooks missed is found by comparing our records with the Admin API, and repaired through the same
 * functions as webhooks. One run for each resource stands in a table, with how far it came; a run that is cut off, or that
 * Shopify could not answer, goes on from there.
 */
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import {
  type AdminApi,
  AdminApiDenied,
  AdminApiUnavailable,
} from "#app/platform/shopify-admin/admin-client.server.ts";
import { ExistingNodesDocument } from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf } from "#app/shared/ids.ts";
import { InvalidInput } from "#app/shared/errors.ts";
import { adminClientOf } from "#app/features/shops/index.server.ts";
import {
  type ComparedRecord,
  differencesOf,
  type OwnRecord,
  parseProgress,
  type Progress,
  progressAfter,
  type Resource,
  searchAfter,
} from "./domain/comparison.ts";
import type { DeliveryHandler } from "./process-deliveries.server.ts";
import { queueReactions } from "./record-facts.server.ts";
import {
  beginRun,
  dueRuns,
  finishRun,
  nextDueAt,
  noteFailedPage,
  notePage,
  planRuns,
  type Run,
} from "./reconciliation-runs.server.ts";

/** How a feature's records are compared with Shopify's. Given to {@link reconcile} by the worker's registry. */
export interface Comparator {
  /** The name under which the runs are kept: products, orders … */
  resource: Resource;
  /** Of the global ids, e.g. Product. */
  gidType: string;
  /** The first records by id that a search of the Admin API finds, in the order of their ids. */
  readPage: (api: AdminApi, search: string) => Promise<{ records: ComparedRecord[]; hasMore: boolean }>;
  /** Ours among these. */
  readOwn: (scope: ShopScope, ids: readonly bigint[]) => Promise<Map<bigint, OwnRecord>>;
  /**
   * Ids of ours that should be at Shopify: after one id, up to another (null = to the last), in their order. None, where
   * Shopify lists only some.
   */
  listOwn: (
    scope: ShopScope,
    range: { afterId: bigint; upToId: bigint | null; limit: number },
  ) => Promise<bigint[]>;
  /** Reads these from Shopify, and answers what records them within a transaction. */
  prepareRepair: (api: AdminApi, ids: readonly bigint[]) => Promise<(scope: ShopScope) => Promise<void>>;
  /** Records that Shopify no longer has these. */
  markGone: (scope: ShopScope, ids: readonly bigint[], at: Date) => Promise<void>;
  /** Where more than a deletion may be behind it: asks Shopify what became of those that it no longer has. */
  explainGone?: (shopId: ShopId, api: AdminApi, ids: readonly bigint[]) => Promise<Explanation>;
  /** A store may refuse what this takes: then there is nothing to compare. */
  isOptional?: boolean;
}

/** What became of records that Shopify no longer has. */
export interface Explanation {
  /** Those that were not simply deleted, and the word for it. */
  differences: ReadonlyMap<bigint, string>;
  /** Records it, before they are marked as gone. */
  record: (scope: ShopScope, at: Date) => Promise<void>;
}

const MAX_MS_PER_JOB = 20_000;
const PAGE_TIMEOUT_MS = 120_000;
const BUSY_RETRY_MS = 5_000;
const UNAVAILABLE_RETRY_MS = 10 * 60_000;
const FAILED_RETRY_MS = 60 * 60_000;
/** Shopify takes 250 ids in one question. */
const IDS_PER_QUESTION = 250;

/** What {@link reconcile} may be told by tests. */
export interface ReconcileOptions {
  /** End after so many pages, as if the job's time were over. */
  maxPages?: number;
}

/**
 * Goes on with what is due for a shop, page by page, until nothing is or the job's time is over. One job at a time for a
 * shop. Plans the next night for every resource without a plan.
 */
export async function reconcile(
  shopId: ShopId,
  comparators: readonly Comparator[],
  options: ReconcileOptions = {},
): Promise<void> {
  const hadTurn = await withAdvisoryLock(`reconcile:${shopId}`, () => workOff(shopId, comparators, options));
  await withShop(shopId, async (scope) => {
    const next = hadTurn ? await nextDueAt(scope) : new Date(Date.now() + BUSY_RETRY_MS);
    if (next) await enqueue(scope, "reconcile", { runAt: next });
  });
}

async function workOff(
  shopId: ShopId,
  comparators: readonly Comparator[],
  { maxPages = Infinity }: ReconcileOptions,
): Promise<void> {
  const endsAtMs = performance.now() + MAX_MS_PER_JOB;
  const resources = comparators.map((comparator) => comparator.resource);
  const runs = await withShop(shopId, async (scope) => {
    await planRuns(scope, resources, new Date());
    return dueRuns(scope, resources);
  });
  if (runs.length === 0) return;
  const api = await adminClientOf(shopId);
  let pagesLeft = maxPages;
  for (const run of runs) {
    const comparator = comparators.find((each) => each.resource === run.resource)!;
    let current: Run | null = await withShop(shopId, (scope) => beginRun(scope, run));
    while (current && performance.now() < endsAtMs && pagesLeft > 0) {
      pagesLeft -= 1;
      current = await comparePage(shopId, api, comparator, current);
    }
  }
  await withShop(shopId, (scope) => planRuns(scope, resources, new Date()));
}

/** Compares and repairs one page. Returns the run as it goes on; null = it is over, or put off. */
async function comparePage(
  shopId: ShopId,
  api: AdminApi,
  comparator: Comparator,
  run: Run,
): Promise<Run | null> {
  try {
    return await compareAndRepair(shopId, api, comparator, run);
  } catch (error) {
    if (comparator.isOptional && error instanceof AdminApiDenied) {
      await withShop(shopId, (scope) => finishRun(scope, run.id, 0n));
      return null;
    }
    const isUnavailable = error instanceof AdminApiUnavailable;
    const dueAt = new Date(Date.now() + (isUnavailable ? UNAVAILABLE_RETRY_MS : FAILED_RETRY_MS));
    // The message of an unexpected error may quote data; its name does not.
    const isTold = isUnavailable || error instanceof InvalidInput;
    const said = isTold && error instanceof Error ? error.message.slice(0, 500) : "unexpected";
    await withShop(shopId, (scope) => noteFailedPage(scope, run.id, said, dueAt));
    const cause = error instanceof Error ? error.name : typeof error;
    log.warn(
      { shopId: shopId.toString(), resource: run.resource, cause },
      "a comparison with Shopify is put off",
    );
    return null;
  }
}

async function compareAndRepair(
  shopId: ShopId,
  api: AdminApi,
  comparator: Comparator,
  run: Run,
): Promise<Run | null> {
  const progress = parseProgress(run.cursor, run.since);
  const { found, candidates, upToId } = await readPageOfBoth(shopId, api, comparator, { progress, run });
  const gone = await missingAtShopify(api, comparator.gidType, candidates);
  const explained = gone.length > 0 ? await comparator.explainGone?.(shopId, api, gone) : undefined;
  const differing = [...found.missing, ...found.stale];
  const toRepair = differing.map((each) => each.id);
  const repair = toRepair.length > 0 ? await comparator.prepareRepair(api, toRepair) : null;
  const { next, sweepFrom } = progressAfter(
    progress,
    { upToId, size: Math.max(found.records.length, candidates.length) },
    run.since,
  );

  return withShop(
    shopId,
    async (scope) => {
      const now = new Date();
      if (repair) await repair(scope);
      await explained?.record(scope, now);
      if (gone.length > 0) await comparator.markGone(scope, gone, now);
      const after = differencesOf(
        found.records.filter((record) => toRepair.includes(record.id)),
        await comparator.readOwn(scope, toRepair),
      );
      const remaining = after.missing.length + after.stale.length;
      const surplus = gone.map((id) => ({ id, difference: explained?.differences.get(id) ?? "surplus" }));
      const noted = await notePage(scope, run.id, next, {
        compared: found.records.length,
        missing: found.missing.length,
        stale: found.stale.length,
        surplus: gone.length,
        repaired: toRepair.length - remaining + gone.length,
        samples: [...differing, ...surplus],
      });
      if (!next) await finishRun(scope, run.id, sweepFrom);
      await queueReactions(scope);
      return next && noted;
    },
    { timeoutMs: PAGE_TIMEOUT_MS },
  );
}

/** One page of Shopify's beside ours: what differs, which of ours it does not show, and up to which id it goes. */
async function readPageOfBoth(
  shopId: ShopId,
  api: AdminApi,
  comparator: Comparator,
  { progress, run }: { progress: Progress; run: Run },
) {
  const isSweep = progress.phase === "sweep";
  const page = await comparator.readPage(api, searchAfter(progress.afterId, isSweep ? null : run.since));
  const pageEnd = page.hasMore ? (page.records.at(-1)?.id ?? null) : null;
  return withShop(shopId, async (scope) => {
    const listed = isSweep
      ? await comparator.listOwn(scope, {
          afterId: progress.afterId,
          upToId: pageEnd,
          limit: IDS_PER_QUESTION,
        })
      : [];
    // More of ours than one question takes: the page ends with the last of them.
    const isCut = listed.length === IDS_PER_QUESTION;
    const upToId = isCut ? listed.at(-1)! : pageEnd;
    const records = page.records.filter((record) => upToId === null || record.id <= upToId);
    const own = await comparator.readOwn(
      scope,
      records.map((record) => record.id),
    );
    const shown = new Set(records.map((record) => record.id));
    return {
      found: { records, ...differencesOf(records, own) },
      candidates: listed.filter((id) => !shown.has(id)),
      upToId,
    };
  });
}

/** Which of ours Shopify says it does not have, asked by id: a list may lag behind. */
async function missingAtShopify(api: AdminApi, gidType: string, ids: readonly bigint[]): Promise<bigint[]> {
  if (ids.length === 0) return [];
  const { nodes } = await api.request(ExistingNodesDocument, { ids: ids.map((id) => gidOf(gidType, id)) });
  return ids.filter((_id, position) => nodes[position] === null);
}

/** Records deletions that no webhook told of, as the webhook would have. */
export async function recordDeletions(
  scope: ShopScope,
  handlers: Readonly<Record<string, DeliveryHandler>>,
  { topic, ids, at }: { topic: string; ids: readonly bigint[]; at: Date },
): Promise<void> {
  const handler = handlers[topic];
  if (!handler) throw new RangeError(`nothing handles ${topic}`);
  const shown = ids.map((id) => handler.read({ deliveryId: 0n, topic, payload: { id }, triggeredAt: at }));
  await handler.record(scope, shown);
}
