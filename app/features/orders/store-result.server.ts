import { setTimeout as sleep } from "node:timers/promises";
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { type AdminApi, ResultGone } from "#app/platform/shopify-admin/admin-client.server.ts";
import { queueReactions } from "#app/features/events/index.server.ts";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import { type BulkObject, bulkObjects } from "./domain/bulk-result.ts";
import type { ImportStage } from "./import-stages.server.ts";

/** How far an import is; kept beside what it stored. */
export interface ImportProgress {
  linesRead: number;
  customersRead: number;
  customersStored: number;
  ordersRead: number;
  ordersStored: number;
}

/** The result of one stage's bulk query, and where it is to be stored. */
export interface ResultToStore {
  shopId: ShopId;
  /** Number of the import. */
  id: number;
  stage: ImportStage;
  progress: ImportProgress;
  client: AdminApi;
  /** Begins the download, from its first line on. */
  open: () => AsyncIterable<string>;
  /** How many lines Shopify says it has; null = unknown. */
  expectedLines: number | null;
}

const OBJECTS_PER_TRANSACTION = 500;
const TRANSACTION_TIMEOUT_MS = 120_000;
const DOWNLOADS = 5;
const FIRST_PAUSE_MS = 250;

/**
 * Stores a result in chunks of whole objects, each chunk in one transaction with how far it is. A download that breaks
 * off goes on after what is stored: now, and when that does not help with the next job.
 *
 * @returns "gone" when the file cannot be had any more
 */
export async function storeResult(result: ResultToStore): Promise<"stored" | "gone"> {
  let progress = result.progress;
  for (let attempt = 1; ; attempt += 1) {
    const before = progress.linesRead;
    try {
      for await (const chunk of chunksOf(result, progress.linesRead))
        progress = await storeChunk(result, chunk, progress);
      return "stored";
    } catch (error) {
      if (error instanceof ResultGone) return "gone";
      if (progress.linesRead > before) attempt = 0;
      if (attempt >= DOWNLOADS) throw error;
      const details = {
        shopId: result.shopId.toString(),
        stage: result.stage.name,
        line: progress.linesRead,
      };
      log.warn({ ...details, reason: messageOf(error).slice(0, 200) }, "an import's download broke off");
      await sleep(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

/** Objects after a line, many at a time. What came before a break is stored before the break is told. */
async function* chunksOf(result: ResultToStore, afterLine: number): AsyncIterable<BulkObject[]> {
  let chunk: BulkObject[] = [];
  try {
    for await (const object of bulkObjects(result.open(), result.expectedLines)) {
      if (object.endsAtLine <= afterLine) continue;
      chunk.push(object);
      if (chunk.length < OBJECTS_PER_TRANSACTION) continue;
      yield chunk;
      chunk = [];
    }
  } catch (error) {
    if (chunk.length > 0) yield chunk;
    throw error;
  }
  if (chunk.length > 0) yield chunk;
}

async function storeChunk(
  { shopId, id, stage, client }: ResultToStore,
  chunk: readonly BulkObject[],
  progress: ImportProgress,
): Promise<ImportProgress> {
  const read = chunk.flatMap((object) => readObject(shopId, stage, object));
  const states = stage.complete ? await stage.complete(client, read) : read;
  const next: ImportProgress = {
    linesRead: chunk.at(-1)!.endsAtLine,
    customersRead: progress.customersRead + (stage.counts === "customers" ? chunk.length : 0),
    customersStored: progress.customersStored + (stage.counts === "customers" ? states.length : 0),
    ordersRead: progress.ordersRead + (stage.counts === "orders" ? chunk.length : 0),
    ordersStored: progress.ordersStored + (stage.counts === "orders" ? states.length : 0),
  };
  await withShop(
    shopId,
    async (scope) => {
      await stage.store(scope, states);
      await scope.db.backfill.update({ where: { shopId_id: { shopId, id } }, data: next });
      await queueReactions(scope);
    },
    { timeoutMs: TRANSACTION_TIMEOUT_MS },
  );
  return next;
}

/** An object that cannot be read is noted and left out, the others are kept. */
function readObject(shopId: ShopId, stage: ImportStage, object: BulkObject): unknown[] {
  try {
    if (object.unreadable > 0) throw new InvalidInput(`${object.unreadable} of its lines are no JSON`);
    return [stage.read(object)];
  } catch (error) {
    const details = { shopId: shopId.toString(), stage: stage.name, line: object.endsAtLine };
    log.warn({ ...details, reason: messageOf(error) }, "an object of the import cannot be read");
    return [];
  }
}
