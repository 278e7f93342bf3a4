/** `bulkOperationRunQuery`, `bulkOperationCancel`. */
import { planBulkQuery } from "#simulator/bulk/plan.ts";
import { gid } from "#simulator/ids.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { loadAdminSchema } from "../schema.ts";

const isRunning = (status: string): boolean => status === "CREATED" || status === "RUNNING";

function run(context: ApiContext, query: string) {
  const fail = (message: string, code: string) => ({
    bulkOperation: null,
    userErrors: [userError(["query"], message, code)],
  });
  const running = [...context.shop.bulkOperations.values()].find(
    (operation) => operation.type === "QUERY" && isRunning(operation.status),
  );
  if (running) {
    const id = gid("BulkOperation", running.id);
    const message = `A bulk query operation for this app and shop is already in progress: ${id}.`;
    return { bulkOperation: null, userErrors: [userError(null, message, "OPERATION_IN_PROGRESS")] };
  }
  const planned = planBulkQuery(loadAdminSchema().schema, query);
  if (!planned.ok) return fail(planned.message, "INVALID");
  return { bulkOperation: context.bulk.start(query, context.installation), userErrors: [] };
}

export const bulkMutations: TypeModel = {
  bulkOperationRunQuery: (_root, args, context) => run(context, String(args["query"])),
  bulkOperationCancel: (_root, args, context) => {
    const operation = context.shop.bulkOperations.get(idOfType(args["id"], "BulkOperation") ?? -1n);
    if (!operation) {
      return { bulkOperation: null, userErrors: [userError(["id"], "Bulk operation does not exist")] };
    }
    if (!isRunning(operation.status)) {
      const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`;
      return { bulkOperation: operation, userErrors: [userError(null, message)] };
    }
    context.bulk.cancel(operation);
    return { bulkOperation: operation, userErrors: [] };
  },
};
