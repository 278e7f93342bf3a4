/** Runs bulk operations in the background, a slice at a time, so that everything else stays responsive. */
import { setTimeout as sleep } from "node:timers/promises";
import type { GraphQLError } from "graphql";
import type { ApiContext, ApiStore, BulkRunner } from "#simulator/admin-api/context.ts";
import { executeOperation } from "#simulator/admin-api/execute.ts";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import type { BulkOperation, Installation, StagedUpload } from "#simulator/state/model.ts";
import { newBulkOperation } from "#simulator/state/model/apps.ts";
import { createFileWriter, type FileWriter } from "#simulator/uploads/files.ts";
import { bulkOperationPayload } from "#simulator/webhooks/bulk-payloads.ts";
import { importLines } from "./import.ts";
import { bulkLines } from "./jsonl.ts";
import { planBulkMutation } from "./mutation-plan.ts";
import { planBulkQuery } from "./plan.ts";

const PAGE = 250;
/** Between two slices, so that an app sees the count grow and the server answers others. */
const PAUSE_MS = 5;
/** Lines of a mutation between two pauses. */
const LINES = 20;

export interface BulkRunnerOptions {
  log: (line: Record<string, unknown>) => void;
}

class Stopped extends Error {}

interface Run {
  operation: BulkOperation;
  installation: Installation;
  writer: FileWriter;
}

/** `store` is asked for late: the store and its runner need each other. */
export function createBulkRunner(store: () => ApiStore, options: BulkRunnerOptions): BulkRunner {
  function finish({ operation, writer }: Run, status: BulkOperation["status"]): void {
    const { shop, clock, environment } = store();
    operation.status = status;
    operation.completedAt = clock();
    operation.result = writer.end();
    environment.emit([{ topic: "bulk_operations/finish", payload: bulkOperationPayload(shop, operation) }]);
  }

  function fail(run: Run, error: Pick<GraphQLError, "message" | "extensions">): void {
    const isDenied = error.extensions["code"] === "ACCESS_DENIED";
    run.operation.errorCode = isDenied ? "ACCESS_DENIED" : "INTERNAL_SERVER_ERROR";
    options.log({ event: "bulk operation failed", message: error.message });
    finish(run, "FAILED");
  }

  /** Lets others work; ends the run when it was cancelled meanwhile. */
  async function pause({ operation }: Run): Promise<void> {
    await sleep(PAUSE_MS);
    if (operation.status === "CANCELING") throw new Stopped();
    operation.status = "RUNNING";
  }

  const newContext = (installation: Installation, bulkWindow: ApiContext["bulkWindow"]): ApiContext => ({
    ...store(),
    installation,
    bulkWindow,
  });

  async function runQuery(run: Run): Promise<void> {
    const { operation, installation, writer } = run;
    const admin = loadAdminSchema();
    const plan = planBulkQuery(admin.schema, operation.query);
    if (!plan.ok) throw new Error(plan.message);
    for (let offset = 0; ; offset += PAGE) {
      await pause(run);
      const context = newContext(installation, { offset, limit: PAGE });
      const result = await executeOperation(admin, { document: plan.document }, context);
      const [error] = result.errors ?? [];
      if (error) return fail(run, error);
      const page = bulkLines(result.data, plan.root, operation.groupObjects);
      if (page.lines.length > 0) writer.write(`${page.lines.join("\n")}\n`);
      operation.objectCount += page.lines.length;
      operation.rootObjectCount += page.roots;
      if (page.roots < PAGE) break;
    }
    finish(run, "COMPLETED");
  }

  async function runMutation(run: Run, upload: StagedUpload): Promise<void> {
    const { operation, installation, writer } = run;
    const admin = loadAdminSchema();
    const plan = planBulkMutation(admin.schema, operation.query);
    if (!plan.ok || !upload.file) throw new Error("The mutation or its file is not usable.");
    const { file } = upload;
    await pause(run);
    for await (const line of importLines(admin, plan.document, file, () => newContext(installation, null))) {
      // Another file in its place while it runs is an error at Shopify too.
      if (upload.file !== file) throw new Error("The file was replaced while it was read.");
      writer.write(`${line}\n`);
      operation.objectCount += 1;
      operation.rootObjectCount += 1;
      if (operation.objectCount % LINES === 0) await pause(run);
    }
    finish(run, "COMPLETED");
  }

  function start(run: Run, work: () => Promise<void>): BulkOperation {
    store().shop.bulkOperations.set(run.operation.id, run.operation);
    work().catch((error: unknown) => {
      if (error instanceof Stopped) finish(run, "CANCELED");
      else fail(run, { message: String(error), extensions: {} });
    });
    return run.operation;
  }

  return {
    start: (query, installation, groupObjects = false) => {
      const { clock, environment } = store();
      const operation = newBulkOperation({
        id: environment.allocate(),
        type: "QUERY",
        query,
        groupObjects,
        createdAt: clock(),
      });
      const run = { operation, installation, writer: createFileWriter() };
      return start(run, () => runQuery(run));
    },
    startMutation: (mutation, upload, installation) => {
      const { clock, environment } = store();
      const operation = newBulkOperation({
        id: environment.allocate(),
        type: "MUTATION",
        query: mutation,
        groupObjects: true,
        stagedUploadPath: upload.key,
        createdAt: clock(),
      });
      const run = { operation, installation, writer: createFileWriter() };
      return start(run, () => runMutation(run, upload));
    },
    cancel: (operation) => {
      operation.status = "CANCELING";
    },
  };
}
