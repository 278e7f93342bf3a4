/** Bulk operations in the Admin API. */
import { isExpired } from "#simulator/bulk/results.ts";
import { gid } from "#simulator/ids.ts";
import type { BulkOperation } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import type { ApiContext, TypeModel } from "../context.ts";

/** As the app sees it: what completed is EXPIRED once its file is gone. */
export function bulkStatus(operation: BulkOperation, now: Date): string {
  return operation.status === "COMPLETED" && isExpired(operation, now) ? "EXPIRED" : operation.status;
}

function resultUrl(operation: BulkOperation, context: ApiContext): string | null {
  if (!operation.result || isExpired(operation, context.clock())) return null;
  return `${context.adminUrl()}/bulk/${operation.id}.jsonl`;
}

export const bulkOperationModel: TypeModel = {
  id: (operation: BulkOperation) => gid("BulkOperation", operation.id),
  type: (operation: BulkOperation) => operation.type,
  status: (operation: BulkOperation, _args, context) => bulkStatus(operation, context.clock()),
  errorCode: (operation: BulkOperation) => operation.errorCode,
  query: (operation: BulkOperation) => operation.query,
  objectCount: (operation: BulkOperation) => operation.objectCount.toString(),
  rootObjectCount: (operation: BulkOperation) => operation.rootObjectCount.toString(),
  fileSize: (operation: BulkOperation) => operation.result?.sizeBytes.toString() ?? null,
  url: (operation: BulkOperation, _args, context) =>
    operation.status === "COMPLETED" ? resultUrl(operation, context) : null,
  partialDataUrl: (operation: BulkOperation, _args, context) =>
    operation.status === "FAILED" || operation.status === "CANCELED" ? resultUrl(operation, context) : null,
  createdAt: (operation: BulkOperation) => graphqlTime(operation.createdAt),
  completedAt: (operation: BulkOperation) => operation.completedAt && graphqlTime(operation.completedAt),
};
