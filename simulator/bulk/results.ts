/** Results of bulk operations and how long they can be fetched. */
import type { Platform } from "#simulator/platform.ts";
import type { BulkOperation, StoredFile } from "#simulator/state/model.ts";

const LIFETIME_MS = 7 * 24 * 3600 * 1000;

/** Seven days after the operation its file is gone. */
export function isExpired(operation: BulkOperation, now: Date): boolean {
  return operation.completedAt !== null && now.getTime() >= operation.completedAt.getTime() + LIFETIME_MS;
}

/** The file of an operation of any shop; null when there is none or not any more. */
export function bulkResultOf(platform: Platform, id: bigint): StoredFile | null {
  for (const { shop, clock } of platform.shops()) {
    const operation = shop.bulkOperations.get(id);
    if (operation) return isExpired(operation, clock()) ? null : operation.result;
  }
  return null;
}
