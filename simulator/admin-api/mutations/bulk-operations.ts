/** `bulkOperationRunQuery`, `bulkOperationRunMutation`, `bulkOperationCancel`. */
import { planBulkMutation } from "#simulator/bulk/mutation-plan.ts";
import { planBulkQuery } from "#simulator/bulk/plan.ts";
import type { BulkOperation } from "#simulator/state/model.ts";
import { findStagedUpload } from "#simulator/uploads/staged-uploads.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { loadAdminSchema } from "../schema.ts";

/** Operations of each type that may run at the same time on one shop. */
const LIMIT = 5;

const isRunning = ({ status }: BulkOperation): boolean =>
  status === "CREATED" || status === "RUNNING" || status === "CANCELING";

const refuse = (field: string[] | null, message: string, code: string) => ({
  bulkOperation: null,
  userErrors: [userError(field, message, code)],
});

function hasReachedLimit(context: ApiContext, type: BulkOperation["type"]): boolean {
  const operations = [...context.shop.bulkOperations.values()];
  return operations.filter((each) => each.type === type && isRunning(each)).length >= LIMIT;
}

const limitReached = () =>
  refuse(null, "Bulk operations limit reached. Please try again later.", "LIMIT_REACHED");

function runQuery(context: ApiContext, query: string, groupObjects: boolean) {
  if (hasReachedLimit(context, "QUERY")) return limitReached();
  const planned = planBulkQuery(loadAdminSchema().schema, query);
  if (!planned.ok) return refuse(["query"], planned.message, "INVALID");
  return { bulkOperation: context.bulk.start(query, context.installation, groupObjects), userErrors: [] };
}

function runMutation(context: ApiContext, mutation: string, path: string) {
  if (hasReachedLimit(context, "MUTATION")) return limitReached();
  const planned = planBulkMutation(loadAdminSchema().schema, mutation);
  if (!planned.ok) return refuse(["mutation"], planned.message, "INVALID_MUTATION");
  const upload = findStagedUpload(context.shop, path, context.clock());
  if (!upload?.file) {
    return refuse(
      ["stagedUploadPath"],
      "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL correctly for the stagedUploadPath mutation argument.",
      "NO_SUCH_FILE",
    );
  }
  if (upload.resource !== "BULK_MUTATION_VARIABLES") {
    return refuse(
      ["stagedUploadPath"],
      "The file is not of bulk mutation variables.",
      "INVALID_STAGED_UPLOAD_FILE",
    );
  }
  const bulkOperation = context.bulk.startMutation(mutation, upload, context.installation);
  return { bulkOperation, userErrors: [] };
}

export const bulkMutations: TypeModel = {
  bulkOperationRunQuery: (_root, args, context) =>
    runQuery(context, String(args["query"]), args["groupObjects"] === true),
  bulkOperationRunMutation: (_root, args, context) =>
    runMutation(context, String(args["mutation"]), String(args["stagedUploadPath"])),
  bulkOperationCancel: (_root, args, context) => {
    const operation = context.shop.bulkOperations.get(idOfType(args["id"], "BulkOperation") ?? -1n);
    if (!operation) {
      return { bulkOperation: null, userErrors: [userError(["id"], "Bulk operation does not exist")] };
    }
    if (!isRunning(operation)) {
      const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`;
      return { bulkOperation: operation, userErrors: [userError(null, message)] };
    }
    context.bulk.cancel(operation);
    return { bulkOperation: operation, userErrors: [] };
  },
};
