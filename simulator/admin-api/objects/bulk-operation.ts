/** Bulk operations in the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { BulkOperation } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import type { ApiContext, TypeModel } from "../context.ts";

function resultUrl(operation: BulkOperation, context: ApiContext): string | null {
  if (!operation.result) return null;
  return `${context.adminUrl()}/bulk/${operation.id}.jsonl`;
}

export const bulkOperationModel: TypeModel = {
  id: (operation: BulkOperation) => gid("BulkOperation", operation.id),
  type: (operation: BulkOperation) => operation.type,
  status: (operation: BulkOperation) => operation.status,
  errorCode: (operation: BulkOperation) => operation.errorCode,
  query: (operation: BulkOperation) => operation.query,
  objectCount: (operation: BulkOperation) => operation.objectCount.toString(),
  rootObjectCount: (operation: BulkOperation) => operation.rootObjectCount.toString(),
  fileSize: (operation: BulkOperation) =>
    operation.result ? Buffer.byteLength(operation.result).toString() : null,
  url: (operation: BulkOperation, _args, context) =>
    operation.status === "COMPLETED" ? resultUrl(operation, context) : null,
  partialDataUrl: (operation: BulkOperation, _args, context) =>
    operation.status === "FAILED" || operation.status === "CANCELED" ? resultUrl(operation, context) : null,
  createdAt: (operation: BulkOperation) => graphqlTime(operation.createdAt),
  completedAt: (operation: BulkOperation) => operation.completedAt && graphqlTime(operation.completedAt),
};
