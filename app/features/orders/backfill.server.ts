/**
 * The import of a store's past when it installs the app: Shopify runs a bulk query for each stage (customers, orders, the
 * catalogue), side by side as far as it lets us, and we read their results one after the other. Each step may be repeated:
 * what is known is merged, not doubled.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { refreshStatistics, type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { type AdminClient, AdminApiDenied } from "#app/platform/shopify-admin/admin-client.server.ts";
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
export type BackfillStage =
  "customers" | "orders" | "products" | "stock" | "collections" | "subscriptions" | "done" | "failed";

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

/** A small store's results are there at once; a large one's are told by a webhook, and asked for now and then. */
const FIRST_PAUSE_MS = 150;
const PATIENCE_MS = 2_000;
const POLL_MS = 3_000;
/** A worker that is to stop gets its turn between two stages. */
const MAX_MS_PER_JOB = 20_000;
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
 * Goes on with an import: starts the bulk queries, looks whether the stage's is done, stores its result and goes to the
 * next stage. The poll and Shopify's webhook may both ask for it: one job at a time does it.
 */
export async function continueBackfill(shopId: ShopId): Promise<void> {
  await withAdvisoryLock(`backfill:${shopId}`, async () => {
    const endsAtMs = performance.now() + MAX_MS_PER_JOB;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const step = await takeNextStep(shopId);
      if (step === "ended") return;
      if (step === "advanced") pauseMs = FIRST_PAUSE_MS;
      const isPatient = pauseMs <= PATIENCE_MS && performance.now() < endsAtMs;
      if (!isPatient) {
        const runAt = new Date(Date.now() + (step === "advanced" ? 0 : POLL_MS));
        await withShop(shopId, (scope) => enqueue(scope, "backfill", { runAt }));
        return;
      }
      if (step === "waits") {
        await sleep(pauseMs);
        pauseMs *= 2;
      }
    }
  });
}

/** What a step came to: the stage is done, Shopify is still at it, or there is nothing more to do. */
type Step = "advanced" | "waits" | "ended";

/** Bulk operations by the names of their stages. */
type Operations = Readonly<Record<string, string>>;

/** Stands in the place of a bulk operation that the store does not allow. */
const REFUSED = "refused";

/** @param text as stored; one of an older version is the stage's own */
function operationsOf(text: string | null, stage: string): Operations {
  if (text === null) return {};
  return text.startsWith("gid:") ? { [stage]: text } : (JSON.parse(text) as Operations);
}

interface Run {
  shopId: ShopId;
  id: number;
  stage: ImportStage;
  progress: ImportProgress;
  client: AdminClient;
  operations: Operations;
}

async function takeNextStep(shopId: ShopId): Promise<Step> {
  const row = await withShop(shopId, ({ db }) =>
    db.backfill.findFirst({ where: { shopId }, orderBy: { id: "desc" } }),
  );
  if (!row || row.stage === "done" || row.stage === "failed") return "ended";
  const run: Run = {
    shopId,
    id: row.id,
    stage: stageNamed(row.stage),
    progress: row,
    client: await adminClientOf(shopId),
    operations: operationsOf(row.bulkOperationGid, row.stage),
  };
  const gid = run.operations[row.stage];
  if (!gid) {
    await startBulkQueries(run);
    return "waits";
  }
  if (gid === REFUSED) return finishStage(run, null, 0);
  const { bulkOperation } = await run.client.request(BulkOperationStatusDocument, { id: gid });
  switch (bulkOperation?.status) {
    case "COMPLETED":
      return finishStage(run, bulkOperation.url ?? null, Number(bulkOperation.objectCount));
    case "CREATED":
    case "RUNNING":
    case "CANCELING":
      if (bulkOperation.status !== row.bulkStatus) await update(run, { bulkStatus: bulkOperation.status });
      return "waits";
    case "FAILED":
    case "CANCELED": {
      if (run.stage.isOptional && bulkOperation.errorCode === "ACCESS_DENIED")
        return finishStage(run, null, 0);
      const reason = bulkOperation.errorCode ?? bulkOperation.status;
      const error = `Shopify could not export the ${run.stage.name}: ${reason}`;
      await update(run, { stage: "failed", error, finishedAt: new Date() });
      return "ended";
    }
    default:
      // Gone after its seven days: Shopify runs it again, and what is stored already is merged.
      return startAnew(run);
  }
}

type BackfillUpdate = Parameters<ShopScope["db"]["backfill"]["update"]>[0]["data"];

async function update(run: Run, data: BackfillUpdate): Promise<void> {
  const { shopId, id } = run;
  await withShop(shopId, ({ db }) => db.backfill.update({ where: { shopId_id: { shopId, id } }, data }));
}

async function startAnew(run: Run): Promise<Step> {
  const { [run.stage.name]: _gone, ...others } = run.operations;
  await update(run, { bulkOperationGid: JSON.stringify(others), bulkStatus: null, linesRead: 0 });
  return "waits";
}

/** Starts the stage's bulk query, and those of the stages after it that have none yet: Shopify runs several at a time. */
async function startBulkQueries(run: Run): Promise<void> {
  if (run.stage.name === FIRST_STAGE) {
    const size = await run.client.request(StoreSizeDocument, {});
    await update(run, {
      customersTotal: size.customersCount?.count ?? 0,
      ordersTotal: size.ordersCount?.count ?? 0,
    });
  }
  let operations = run.operations;
  const from = IMPORT_STAGES.findIndex(({ name }) => name === run.stage.name);
  for (const stage of IMPORT_STAGES.slice(from)) {
    if (operations[stage.name]) continue;
    const gid = await startBulkQuery(run, stage);
    if (!gid) return;
    operations = { ...operations, [stage.name]: gid };
    await update(run, { bulkOperationGid: JSON.stringify(operations), bulkStatus: "CREATED" });
  }
}

/** Null: not now. */
async function startBulkQuery({ client, shopId }: Run, stage: ImportStage): Promise<string | null> {
  const answer = await client
    .request(StartBulkQueryDocument, { query: stage.query })
    .catch((error: unknown) => {
      if (stage.isOptional && error instanceof AdminApiDenied) return null;
      throw error;
    });
  if (!answer) return REFUSED;
  const { bulkOperation, userErrors = [] } = answer.bulkOperationRunQuery ?? {};
  if (bulkOperation) return bulkOperation.id;
  if (stage.isOptional && userErrors.some(({ code }) => code === "INVALID")) return REFUSED;
  // Most often other exports of the same app are still running at this shop: the rest is started in its turn.
  log.warn({ shopId: shopId.toString(), errors: userErrors }, "a bulk query was refused");
  return null;
}

/** @param url null = there was nothing to export */
async function finishStage(run: Run, url: string | null, lines: number): Promise<Step> {
  if (url) {
    const outcome = await storeResult({
      ...run,
      open: () => run.client.readLines(url),
      expectedLines: Number.isSafeInteger(lines) ? lines : null,
    });
    if (outcome === "gone") return startAnew(run);
  }
  const next = stageAfter(run.stage.name);
  await update(run, {
    ...(next ? {} : { bulkOperationGid: null }),
    bulkStatus: null,
    linesRead: 0,
    ...(next ? { stage: next } : { stage: "done", finishedAt: new Date() }),
  });
  if (next) return "advanced";
  await refreshStatistics();
  return "ended";
}

/** bulk_operations/finish: look at once instead of at the next poll. */
export const recordBulkOperationFinish = oneByOne(async (scope) => {
  await enqueue(scope, "backfill");
  return { customerId: null };
});
