/** Runs bulk queries in the background, a page of the root connection at a time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiContext, ApiStore, BulkRunner } from "#simulator/admin-api/context.ts";
import { executeOperation } from "#simulator/admin-api/execute.ts";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import type { BulkOperation, Installation } from "#simulator/state/model.ts";
import { bulkOperationPayload } from "#simulator/webhooks/shop-payloads.ts";
import { bulkLines } from "./jsonl.ts";
import { planBulkQuery } from "./plan.ts";

const PAGE = 100;
/** Between two pages, so that an app sees the count grow and the server answers others. */
const PAUSE_MS = 5;

export interface BulkRunnerOptions {
  log: (line: Record<string, unknown>) => void;
}

/** `store` is asked for late: the store and its runner need each other. */
export function createBulkRunner(store: () => ApiStore, options: BulkRunnerOptions): BulkRunner {
  function finish(operation: BulkOperation, status: BulkOperation["status"], lines: string[]): void {
    const { shop, clock, environment } = store();
    operation.status = status;
    operation.completedAt = clock();
    operation.result = lines.length > 0 ? `${lines.join("\n")}\n` : null;
    environment.emit([{ topic: "bulk_operations/finish", payload: bulkOperationPayload(shop, operation) }]);
  }

  async function run(operation: BulkOperation, installation: Installation): Promise<void> {
    const admin = loadAdminSchema();
    const plan = planBulkQuery(admin.schema, operation.query);
    if (!plan.ok) throw new Error(plan.message);
    const lines: string[] = [];
    for (let offset = 0; ; offset += PAGE) {
      await sleep(PAUSE_MS);
      if (operation.status === "CANCELED") return;
      operation.status = "RUNNING";
      const context: ApiContext = {
        ...store(),
        installation,
        bulkWindow: { offset, limit: PAGE },
        ordersByCustomer: null,
      };
      const result = await executeOperation(admin, { document: plan.document }, context);
      const [error] = result.errors ?? [];
      if (error) {
        operation.errorCode =
          error.extensions["code"] === "ACCESS_DENIED" ? "ACCESS_DENIED" : "INTERNAL_SERVER_ERROR";
        options.log({ event: "bulk operation failed", message: error.message });
        finish(operation, "FAILED", lines);
        return;
      }
      const page = bulkLines(result.data, plan.root);
      lines.push(...page.lines);
      operation.objectCount = lines.length;
      operation.rootObjectCount += page.roots;
      if (page.roots < PAGE) break;
    }
    finish(operation, "COMPLETED", lines);
  }

  return {
    start: (query, installation) => {
      const { shop, clock, environment } = store();
      const operation: BulkOperation = {
        id: environment.allocate(),
        type: "QUERY",
        status: "CREATED",
        errorCode: null,
        query,
        objectCount: 0,
        rootObjectCount: 0,
        result: null,
        createdAt: clock(),
        completedAt: null,
      };
      shop.bulkOperations.set(operation.id, operation);
      run(operation, installation).catch((error: unknown) => {
        options.log({ event: "bulk operation failed", message: String(error) });
        operation.errorCode = "INTERNAL_SERVER_ERROR";
        finish(operation, "FAILED", []);
      });
      return operation;
    },
    cancel: (operation) => finish(operation, "CANCELED", []),
  };
}
