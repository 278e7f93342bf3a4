/** Webhook payloads about bulk operations. */
import { gid } from "#simulator/ids.ts";
import type { BulkOperation, ShopState } from "#simulator/state/model.ts";
import { timeOf, timeOrNull } from "./payload-parts.ts";

/** `bulk_operations/finish`. */
export function bulkOperationPayload(shop: ShopState, operation: BulkOperation) {
  return {
    admin_graphql_api_id: gid("BulkOperation", operation.id),
    completed_at: timeOrNull(shop, operation.completedAt),
    created_at: timeOf(shop, operation.createdAt),
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: operation.status.toLowerCase(),
    type: operation.type.toLowerCase(),
  };
}
