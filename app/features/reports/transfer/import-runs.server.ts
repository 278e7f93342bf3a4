/** Files that a merchant brings: uploaded in pieces, mapped, checked, then stored by the worker. */
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { guessMapping, type ImportKind, missingFields } from "./domain/import-kinds.ts";
import type { RowError } from "./domain/import-rows.ts";
import { hasPiece, PIECE_BYTES, readPieces, removePieces, storePiece } from "./file-pieces.server.ts";
import {
  type ImportRun,
  kindOf,
  lockRun,
  ownerOfImport,
  refusedStatus,
  setStatus,
} from "./import-record.server.ts";
import { readTable } from "./read-table.server.ts";
import { StoredMapping } from "./schema.ts";

const GIB = 1024 * 1024 * 1024;
const MAX_TABLE_BYTES = 2 * GIB;
/** Whatever a shop takes along must come in again: this only keeps a mistake from filling the disk. */
const MAX_ARCHIVE_BYTES = 1024 * GIB;
const SAMPLE_ROWS = 5;
const MAPPABLE = ["mapping", "checked", "failed"];
const ERRORS_PER_READ = 5_000;

/** Begins an import. Its file follows in pieces. */
export async function createImport(
  { db, shopId }: ShopScope,
  given: { kind: ImportKind | "archive"; fileName: string; staff: string },
): Promise<bigint> {
  const fileName = given.fileName.slice(0, 200) || "file";
  const run = await db.importRun.create({ data: { shopId, ...given, fileName, status: "uploading" } });
  return run.id;
}

/** Takes the n-th piece of the file, in their order. @throws Refusal */
export async function uploadPiece(
  scope: ShopScope,
  id: bigint,
  piece: number,
  bytes: Uint8Array,
): Promise<void> {
  const run = await lockRun(scope, id);
  if (run.status !== "uploading") throw new Refusal("import_not_uploading", "the file is complete already");
  const maxBytes = run.kind === "archive" ? MAX_ARCHIVE_BYTES : MAX_TABLE_BYTES;
  if (bytes.length > PIECE_BYTES || piece * PIECE_BYTES + bytes.length > maxBytes)
    throw new Refusal("file_too_large", "the file is too large");
  if (piece > 0 && !(await hasPiece(scope, ownerOfImport(id), piece - 1)))
    throw new Refusal("piece_missing", `the piece before number ${piece} is missing`);
  await storePiece(scope, ownerOfImport(id), piece, bytes);
}

/** The upload is complete: reads the heading and guesses the mapping. An archive is checked at once. */
export async function finishUpload(shopId: ShopId, id: bigint): Promise<void> {
  const run = await withShop(shopId, (scope) => lockRun(scope, id));
  if (run.status !== "uploading") return;
  if (run.kind === "archive") {
    await withShop(shopId, async (scope) => {
      await setStatus(scope, id, { status: "checking" });
      await enqueue(scope, "run-transfers");
    });
    return;
  }
  try {
    const { headings } = await readSample(shopId, id);
    const mapping = { ...guessMapping(kindOf(run), headings), ordersEarnPoints: false };
    await withShop(shopId, (scope) => setStatus(scope, id, { status: "mapping", mapping }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await withShop(shopId, async (scope) => {
      await setStatus(scope, id, refusedStatus(error));
      // Nothing can be made of it, however its columns are read.
      await removePieces(scope, ownerOfImport(id));
    });
  }
}

/** How a file is read and its first rows, where the merchant may still say so; also after it could not be stored. */
export async function readMapping(
  shopId: ShopId,
  run: ImportRun,
): Promise<{ mapping: StoredMapping; headings: string[]; rows: Record<string, string>[] } | null> {
  if (run.kind === "archive" || !MAPPABLE.includes(run.status)) return null;
  const stored = StoredMapping.safeParse(run.mapping);
  if (!stored.success) return null;
  try {
    return { mapping: stored.data, ...(await readSample(shopId, run.id)) };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Headings and first rows of a file, for the mapping. @throws Refusal when it is no table */
export async function readSample(
  shopId: ShopId,
  id: bigint,
): Promise<{ headings: string[]; rows: Record<string, string>[] }> {
  const rows: Record<string, string>[] = [];
  for await (const { cells } of readTable(readPieces(shopId, ownerOfImport(id)))) {
    rows.push(cells);
    if (rows.length === SAMPLE_ROWS) break;
  }
  return { headings: Object.keys(rows[0] ?? {}), rows };
}

/** Takes the merchant's mapping and begins the dry run. @throws Refusal mapping_incomplete naming a field */
export async function checkImport(scope: ShopScope, id: bigint, mapping: StoredMapping): Promise<void> {
  const run = await lockRun(scope, id);
  if (!MAPPABLE.includes(run.status)) throw new Refusal("import_busy", "the import is under way");
  const [missing] = missingFields(kindOf(run), mapping);
  if (missing)
    throw new Refusal("mapping_incomplete", `no column is chosen for ${missing}`, { field: missing });
  await forgetErrors(scope, id);
  await setStatus(scope, id, {
    status: "checking",
    mapping,
    rowsTotal: 0,
    rowsRead: 0,
    rowsFailed: 0,
    rowsKnown: 0,
    rowsStored: 0,
    error: null,
    finishedAt: null,
  });
  await enqueue(scope, "run-transfers");
}

/** Stores what was checked. */
export async function startImport(scope: ShopScope, id: bigint): Promise<void> {
  const run = await lockRun(scope, id);
  if (run.status !== "checked") throw new Refusal("import_not_checked", "the file was not checked yet");
  await forgetErrors(scope, id);
  await setStatus(scope, id, { status: "running", rowsRead: 0, rowsStored: 0, rowsFailed: 0, rowsKnown: 0 });
  await enqueue(scope, "run-transfers");
}

/** Stops an import where it is; what is stored stays, and can be undone where that is possible. */
export async function cancelImport(scope: ShopScope, id: bigint): Promise<void> {
  const run = await lockRun(scope, id);
  if (["done", "failed", "cancelled", "undoing", "undone"].includes(run.status)) return;
  await setStatus(scope, id, { status: "cancelled", finishedAt: new Date() });
  await removePieces(scope, ownerOfImport(id));
}

/** The newest imports, newest first. */
export async function listImports({ db, shopId }: ShopScope, limit: number): Promise<ImportRun[]> {
  return db.importRun.findMany({ where: { shopId }, orderBy: { id: "desc" }, take: limit });
}

/** What was wrong with the rows of an import, in the order of the file. */
export async function listRowErrors(
  { db, shopId }: ShopScope,
  id: bigint,
  limit: number,
): Promise<RowError[]> {
  return db.importRowError.findMany({
    where: { shopId, importId: id },
    orderBy: [{ line: "asc" }, { field: "asc" }],
    take: limit,
    select: { line: true, field: true, message: true },
  });
}

/** All that is kept of what was wrong with the rows of an import, in the order of the file, some at a time. */
export async function* readRowErrors(shopId: ShopId, importId: bigint): AsyncGenerator<RowError[]> {
  let last: RowError | undefined;
  do {
    const after = last && { shopId, importId, line: last.line, field: last.field };
    const errors: RowError[] = await withShop(shopId, ({ db }) =>
      db.importRowError.findMany({
        where: { shopId, importId },
        orderBy: [{ line: "asc" }, { field: "asc" }],
        take: ERRORS_PER_READ,
        select: { line: true, field: true, message: true },
        ...(after ? { cursor: { shopId_importId_line_field: after }, skip: 1 } : {}),
      }),
    );
    yield errors;
    last = errors.length === ERRORS_PER_READ ? errors.at(-1) : undefined;
  } while (last);
}

async function forgetErrors({ db, shopId }: ShopScope, id: bigint): Promise<void> {
  await db.importRowError.deleteMany({ where: { shopId, importId: id } });
}
