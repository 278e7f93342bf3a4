/** The rows of import_run, and what every step of an import needs of them. */
import { z } from "zod";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { IMPORT_KINDS, type ImportKind } from "./domain/import-kinds.ts";
import type { FileOwner } from "./file-pieces.server.ts";

export const ownerOfImport = (id: bigint): FileOwner => `import:${id}`;

/** A transaction that stores or takes back many rows. */
export const TRANSACTION_TIMEOUT_MS = 120_000;

/**
 * uploading → mapping → checking → checked → running → done | failed | cancelled; done | cancelled → undoing → undone.
 * Of an undo `rowsTotal` says how much it takes back, `rowsRead` how much of it is, `finishedAt` when it was asked for.
 */
export type ImportStatus =
  | "uploading"
  | "mapping"
  | "checking"
  | "checked"
  | "running"
  | "done"
  | "failed"
  | "cancelled"
  | "undoing"
  | "undone";

export type ImportRun = NonNullable<Awaited<ReturnType<typeof readImport>>>;

export async function readImport({ db, shopId }: ShopScope, id: bigint) {
  return db.importRun.findUnique({ where: { shopId_id: { shopId, id } } });
}

type RunChange = Parameters<ShopScope["db"]["importRun"]["update"]>[0]["data"];

/** Changes a run. */
export async function setStatus(
  { db, shopId }: ShopScope,
  id: bigint,
  data: RunChange & { status?: ImportStatus | string },
): Promise<void> {
  await db.importRun.update({ where: { shopId_id: { shopId, id } }, data });
}

/** How a run ends that was refused, and why. */
export function refusedStatus({ code, details }: Refusal): RunChange & { status: ImportStatus } {
  return { status: "failed", error: JSON.stringify({ code, details }), finishedAt: new Date() };
}

/** The run, locked until the transaction ends. @throws Refusal when the shop has none of that number */
export async function lockRun({ db, shopId }: ShopScope, id: bigint): Promise<ImportRun> {
  await db.$queryRaw`SELECT import_id FROM import_run WHERE shop_id = current_shop_id() AND import_id = ${id} FOR UPDATE`;
  const run = await db.importRun.findUnique({ where: { shopId_id: { shopId, id } } });
  if (!run) throw new Refusal("import_unknown", "there is no such import");
  return run;
}

export function kindOf(run: ImportRun): ImportKind {
  return z.enum(IMPORT_KINDS).parse(run.kind);
}
