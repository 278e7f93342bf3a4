/**
 * The import of a store's past when it installs the app: Shopify runs a bulk query for each stage (customers, orders, the
 * catalogue) and we read their results. Each step may be repeated: what is known is merged, not doubled.
 */
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { refreshStatistics, type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import type { AdminClient } from "#app/platform/shopify-admin/admin-client.server.ts";
import {
  BulkOperationStatusDocument,
  StartBulkQueryDocument,
  StoreSizeDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { oneByOne } from "#app/features/events/index.server.ts";
import { adminClientOf } from "#app/features/shops/index.server.ts";
import { IMPORT_STAGES, type ImportStage, stageAfter, stageNamed } from "./import-stages.server.ts";
import { type ImportProgress, storeResult } from "./store-result.server.ts";

/** The name of the stage that is under way, or how the import ended. */
export type BackfillStage = "customers" | "orders" | "products" | "stock" | "collections" | "done" | "failed";

/** How an import stands. Read = objects read from Shopify's result; total = how many there will be. */
export interface BackfillProgress {
  stage: BackfillStage;
  customersTotal: number;
  customersRead: number;
  customersStored: number;
  ordersTotal: number;
  ordersRead: number;
  ordersStored: number;
  error: string | null;
  startedAt: Date;
  finishedAt: Date | null;
}

const POLL_MS = 1_000;
const FIRST_STAGE = IMPORT_STAGES[0]!.name;

/** Begins a new import and queues its first step. */
export async function startBackfill(scope: ShopScope): Promise<void> {
  const { db, shopId } = scope;
  const last = await db.backfill.findFirst({ where: { shopId }, orderBy: { id: "desc" } });
  await db.backfill.create({ data: { shopId, id: (last?.id ?? 0) + 1, stage: FIRST_STAGE } });
  await enqueue(scope, "backfill");
}

/** The newest import of the shop, or null. */
export async function readBackfill({ db, shopId }: ShopScope): Promise<BackfillProgress | null> {
  const row = await db.backfill.findFirst({ where: { shopId }, orderBy: { id: "desc" } });
  return row && { ...row, stage: row.stage as BackfillStage };
}

/**
 * One step: start a bulk query, look whether it is done, or store its result. The poll and Shopify's webhook may both
 * ask for it: one job at a time does it.
 */
export async function continueBackfill(shopId: ShopId): Promise<void> {
  await withAdvisoryLock(`backfill:${shopId}`, () => takeNextStep(shopId));
}

interface Run {
  shopId: ShopId;
  id: number;
  stage: ImportStage;
  progress: ImportProgress;
  client: AdminClient;
}

async function takeNextStep(shopId: ShopId): Promise<void> {
  const row = await withShop(shopId, ({ db }) =>
    db.backfill.findFirst({ where: { shopId }, orderBy: { id: "desc" } }),
  );
  if (!row || row.stage === "done" || row.stage === "failed") return;
  const run: Run = {
    shopId,
    id: row.id,
    stage: stageNamed(row.stage),
    progress: row,
    client: await adminClientOf(shopId),
  };
  if (!row.bulkOperationGid) {
    await startBulkQuery(run);
    return;
  }
  const { bulkOperation } = await run.client.request(BulkOperationStatusDocument, {
    id: row.bulkOperationGid,
  });
  switch (bulkOperation?.status) {
    case "COMPLETED":
      await finishStage(run, bulkOperation.url ?? null, Number(bulkOperation.objectCount));
      return;
    case "CREATED":
    case "RUNNING":
    case "CANCELING":
      await update(run, { bulkStatus: bulkOperation.status });
      await later(run);
      return;
    case "FAILED":
    case "CANCELED": {
      const reason = bulkOperation.errorCode ?? bulkOperation.status;
      const error = `Shopify could not export the ${run.stage.name}: ${reason}`;
      await update(run, { stage: "failed", error, finishedAt: new Date() });
      return;
    }
    default:
      // Gone after its seven days: Shopify runs it again, and what is stored already is merged.
      await startAnew(run);
  }
}

type BackfillUpdate = Parameters<ShopScope["db"]["backfill"]["update"]>[0]["data"];

async function update(run: Run, data: BackfillUpdate): Promise<void> {
  const { shopId, id } = run;
  await withShop(shopId, ({ db }) => db.backfill.update({ where: { shopId_id: { shopId, id } }, data }));
}

async function later(run: Run): Promise<void> {
  await withShop(run.shopId, (scope) =>
    enqueue(scope, "backfill", { runAt: new Date(Date.now() + POLL_MS) }),
  );
}

async function startAnew(run: Run): Promise<void> {
  await update(run, { bulkOperationGid: null, bulkStatus: null, linesRead: 0 });
  await later(run);
}

async function startBulkQuery(run: Run): Promise<void> {
  if (run.stage.name === FIRST_STAGE) {
    const size = await run.client.request(StoreSizeDocument, {});
    await update(run, {
      customersTotal: size.customersCount?.count ?? 0,
      ordersTotal: size.ordersCount?.count ?? 0,
    });
  }
  const { query } = run.stage;
  const { bulkOperationRunQuery: answer } = await run.client.request(StartBulkQueryDocument, { query });
  if (answer?.bulkOperation) {
    await update(run, { bulkOperationGid: answer.bulkOperation.id, bulkStatus: answer.bulkOperation.status });
  } else {
    // Most often another export of the same app is still running at this shop.
    log.warn({ shopId: run.shopId.toString(), errors: answer?.userErrors }, "a bulk query was refused");
  }
  await later(run);
}

/** @param url null = there was nothing to export */
async function finishStage(run: Run, url: string | null, lines: number): Promise<void> {
  if (url) {
    const outcome = await storeResult({
      ...run,
      open: () => run.client.readLines(url),
      expectedLines: Number.isSafeInteger(lines) ? lines : null,
    });
    if (outcome === "gone") {
      await startAnew(run);
      return;
    }
  }
  const next = stageAfter(run.stage.name);
  await update(run, {
    bulkOperationGid: null,
    bulkStatus: null,
    linesRead: 0,
    ...(next ? { stage: next } : { stage: "done", finishedAt: new Date() }),
  });
  if (next) await later(run);
  else await refreshStatistics();
}

/** bulk_operations/finish: look at once instead of at the next poll. */
export const recordBulkOperationFinish = oneByOne(async (scope) => {
  await enqueue(scope, "backfill");
  return { customerId: null };
});
