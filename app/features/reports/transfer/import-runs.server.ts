/** Files that a merchant brings: uploaded in pieces, mapped, checked, then stored by the worker. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import type { Fact } from "#app/shared/fact.ts";
import { queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { tellShopifyAnew } from "#app/features/loyalty/index.server.ts";
import { readShop } from "#app/features/shops/index.server.ts";
import {
  guessMapping,
  IMPORT_KINDS,
  type ImportKind,
  type Mapping,
  missingFields,
} from "./domain/import-kinds.ts";
import { readRow, type RowError } from "./domain/import-rows.ts";
import {
  countPieces,
  type FileOwner,
  PIECE_BYTES,
  readPieces,
  removePieces,
  storePiece,
} from "./file-pieces.server.ts";
import { StoredMapping } from "./schema.ts";
import { type ImportContext, type NumberedRow, storeRows } from "./importers.server.ts";
import { checkArchive, makeRoom, storeArchive } from "./read-archive.server.ts";
import { readTable } from "./read-table.server.ts";

export const ownerOfImport = (id: bigint): FileOwner => `import:${id}`;

const MAX_FILE_BYTES = 2 * 1024 * 1024 * 1024;
const ROWS_PER_TRANSACTION = 200;
const TRANSACTION_TIMEOUT_MS = 120_000;
const MAX_ERRORS_KEPT = 5_000;
const SAMPLE_ROWS = 5;
const FACTS_PER_STATEMENT = 1_000;

/** uploading → mapping → checking → checked → running → done | failed | cancelled; done → undone */
export type ImportStatus =
  "uploading" | "mapping" | "checking" | "checked" | "running" | "done" | "failed" | "cancelled" | "undone";

export type ImportRun = NonNullable<Awaited<ReturnType<typeof readImport>>>;

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
  if (bytes.length > PIECE_BYTES || piece * PIECE_BYTES > MAX_FILE_BYTES)
    throw new Refusal("file_too_large", "the file is too large");
  if (piece > (await countPieces(scope, ownerOfImport(id))))
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
  const { headings } = await readSample(shopId, id);
  const mapping = { ...guessMapping(kindOf(run), headings), ordersEarnPoints: false };
  await withShop(shopId, (scope) => setStatus(scope, id, { status: "mapping", mapping }));
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
  if (!["mapping", "checked", "failed"].includes(run.status))
    throw new Refusal("import_busy", "the import is under way");
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
    rowsStored: 0,
    error: null,
  });
  await enqueue(scope, "run-transfers");
}

/** Stores what was checked. */
export async function startImport(scope: ShopScope, id: bigint): Promise<void> {
  const run = await lockRun(scope, id);
  if (run.status !== "checked") throw new Refusal("import_not_checked", "the file was not checked yet");
  await forgetErrors(scope, id);
  await setStatus(scope, id, { status: "running", rowsRead: 0, rowsStored: 0, rowsFailed: 0 });
  await enqueue(scope, "run-transfers");
}

/** Stops an import where it is; what is stored stays, and can be undone where that is possible. */
export async function cancelImport(scope: ShopScope, id: bigint): Promise<void> {
  const run = await lockRun(scope, id);
  if (["done", "failed", "cancelled", "undone"].includes(run.status)) return;
  await setStatus(scope, id, { status: "cancelled", finishedAt: new Date() });
  await removePieces(scope, ownerOfImport(id));
}

/** Kinds whose rows can be taken back: facts of our own, which a newer word replaces. */
const UNDOABLE: readonly string[] = ["points"];

export function isUndoable(run: { kind: string; status: string; rowsStored: number }): boolean {
  return UNDOABLE.includes(run.kind) && ["done", "cancelled"].includes(run.status) && run.rowsStored > 0;
}

/**
 * Takes back the points that an import gave. Points that were spent meanwhile stay spent, and are owed.
 *
 * @throws Refusal import_not_undoable
 */
export async function undoImport(scope: ShopScope, id: bigint, now: Date): Promise<void> {
  const run = await lockRun(scope, id);
  if (!isUndoable(run)) throw new Refusal("import_not_undoable", "this import cannot be undone");
  const facts = await scope.db.$queryRaw<StoredFact[]>`
    SELECT kind, key, happened_at AS "happenedAt", month AS "filedAt", subject_id AS "subjectId",
      customer_id AS "customerId", order_id AS "orderId", data
    FROM fact WHERE shop_id = current_shop_id() AND kind = 'points.imported' AND data->>'importId' = ${id.toString()}`;
  const undone = facts.map((fact) => ({
    ...fact,
    data: { ...fact.data, points: "0", undone: true },
    sourceUpdatedAt: now,
  }));
  for (let from = 0; from < undone.length; from += FACTS_PER_STATEMENT)
    await recordFacts(scope, undone.slice(from, from + FACTS_PER_STATEMENT));
  await setStatus(scope, id, { status: "undone", finishedAt: now });
  await queueReactions(scope);
}

type StoredFact = Omit<Fact, "sourceUpdatedAt">;

export async function readImport({ db, shopId }: ShopScope, id: bigint) {
  return db.importRun.findUnique({ where: { shopId_id: { shopId, id } } });
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

/** Works off the imports that are to be checked or stored. One that was cut off goes on where it was. */
export async function workOffImports(shopId: ShopId): Promise<void> {
  const open = await withShop(shopId, ({ db }) =>
    db.importRun.findMany({
      where: { shopId, status: { in: ["checking", "running"] } },
      orderBy: { id: "asc" },
    }),
  );
  for (const run of open) {
    try {
      await (run.kind === "archive" ? workOffArchive(shopId, run) : workOffTable(shopId, run));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      log.warn(
        { shopId: shopId.toString(), importId: run.id.toString(), code: error.code },
        "an import was refused",
      );
      const said = {
        status: "failed",
        error: JSON.stringify({ code: error.code, details: error.details }),
        finishedAt: new Date(),
      };
      await withShop(shopId, (scope) => setStatus(scope, run.id, said));
    }
  }
}

async function workOffArchive(shopId: ShopId, run: ImportRun): Promise<void> {
  const bytes = () => readPieces(shopId, ownerOfImport(run.id));
  const manifest = await checkArchive(bytes);
  const rowsTotal = manifest.files
    .filter(({ name }) => name.endsWith(".jsonl"))
    .reduce((sum, { rows }) => sum + rows, 0);
  if (run.status === "checking") {
    await withShop(shopId, (scope) => setStatus(scope, run.id, { status: "checked", rowsTotal }));
    return;
  }
  if (run.rowsRead === 0)
    await withShop(
      shopId,
      async (scope) => {
        await makeRoom(scope, manifest);
        await setStatus(scope, run.id, { rowsTotal });
      },
      { timeoutMs: TRANSACTION_TIMEOUT_MS },
    );
  await storeArchive(shopId, bytes, run.rowsRead, async (scope, rowsRead) => {
    await setStatus(scope, run.id, { rowsRead, rowsStored: rowsRead });
  });
  await withShop(shopId, async (scope) => {
    await finish(scope, run.id);
    await tellShopifyAnew(scope);
    await queueReactions(scope);
  });
}

/** Thrown to take back what a dry run did. */
class DryRun extends Error {}

async function workOffTable(shopId: ShopId, run: ImportRun): Promise<void> {
  const isDryRun = run.status === "checking";
  const { ordersEarnPoints, ...mapping } = StoredMapping.parse(run.mapping);
  const shop = await withShop(shopId, readShop);
  if (!shop.currency) throw new Refusal("shop_unknown", "the shop's currency is not known yet");
  const context: ImportContext = {
    importId: run.id,
    broughtAt: run.createdAt,
    currency: shop.currency,
    staff: run.staff,
    ordersEarnPoints,
  };
  const table = { run, kind: kindOf(run), mapping, context, isDryRun };
  let rowsRead = 0;
  let batch: ReadRow[] = [];
  for await (const row of readRows(shopId, table)) {
    rowsRead += 1;
    // A run that was cut off has stored these; they are read for the numbers of repeated rows.
    if (rowsRead <= run.rowsRead) continue;
    // Never in the middle of an order's lines.
    if (batch.length >= ROWS_PER_TRANSACTION && !belongsTogether(batch.at(-1)!, row)) {
      if (!(await storeBatch(shopId, table, batch, rowsRead - 1))) return;
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0 && !(await storeBatch(shopId, table, batch, rowsRead))) return;
  await withShop(shopId, async (scope) => {
    if (isDryRun) await setStatus(scope, run.id, { status: "checked", rowsTotal: rowsRead });
    else await finish(scope, run.id);
  });
}

/** Whether two rows that follow each other are lines of one order. */
function belongsTogether(a: ReadRow, b: ReadRow): boolean {
  const number = a.row.values["number"];
  return typeof number === "string" && number === b.row.values["number"];
}

interface TableRun {
  run: ImportRun;
  kind: ImportKind;
  mapping: Mapping;
  context: ImportContext;
  isDryRun: boolean;
}

interface ReadRow {
  row: NumberedRow;
  errors: RowError[];
}

/** The rows of the file, read and numbered. */
async function* readRows(shopId: ShopId, { run, kind, mapping }: TableRun): AsyncGenerator<ReadRow> {
  const seen = new Map<string, number>();
  for await (const { line, cells } of readTable(readPieces(shopId, ownerOfImport(run.id)))) {
    const { row, errors } = readRow(kind, mapping, line, cells);
    const text = [row.person, row.values]
      .map((part) => JSON.stringify(part, (_, v: unknown) => (typeof v === "bigint" ? `${v}` : v)))
      .join();
    // Of every row something is kept until the end: its hash, whatever its length.
    const said = createHash("sha256").update(text).digest("base64").slice(0, 22);
    const repetition = seen.get(said) ?? 0;
    seen.set(said, repetition + 1);
    yield { row: { ...row, repetition }, errors };
  }
}

/**
 * Stores some rows in one transaction with how far the import is, so that none is stored twice or left out. A dry run does
 * the same and takes it back. Returns false when somebody cancelled the import.
 */
async function storeBatch(
  shopId: ShopId,
  table: TableRun,
  batch: readonly ReadRow[],
  rowsRead: number,
): Promise<boolean> {
  const { run, kind, context, isDryRun } = table;
  const readable = batch.filter(({ errors }) => errors.length === 0).map(({ row }) => row);
  let errors = batch.flatMap((one) => one.errors);
  let isCancelled = false;
  const store = async (scope: ShopScope) => {
    const current = await lockRun(scope, run.id);
    isCancelled = current.status !== run.status;
    if (isCancelled) return;
    const refused = await storeRows(scope, kind, readable, context);
    errors = [...errors, ...refused];
    if (isDryRun) throw new DryRun();
    await noteProgress(scope, current, batch, errors, rowsRead);
    await queueReactions(scope);
  };
  try {
    await withShop(shopId, store, { timeoutMs: TRANSACTION_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
    await withShop(shopId, async (scope) =>
      noteProgress(scope, await lockRun(scope, run.id), batch, errors, rowsRead),
    );
  }
  return !isCancelled;
}

async function noteProgress(
  scope: ShopScope,
  current: ImportRun,
  batch: readonly ReadRow[],
  errors: readonly RowError[],
  rowsRead: number,
): Promise<void> {
  const failed = new Set(errors.map(({ line }) => line)).size;
  const room = Math.max(0, MAX_ERRORS_KEPT - current.rowsFailed);
  await scope.db.importRowError.createMany({
    data: errors.slice(0, room).map((error) => ({ shopId: scope.shopId, importId: current.id, ...error })),
    skipDuplicates: true,
  });
  await setStatus(scope, current.id, {
    rowsRead,
    rowsFailed: current.rowsFailed + failed,
    rowsStored: current.rowsStored + batch.length - failed,
  });
}

async function finish(scope: ShopScope, id: bigint): Promise<void> {
  await setStatus(scope, id, { status: "done", finishedAt: new Date() });
  // The file held personal data; what it said is stored.
  await removePieces(scope, ownerOfImport(id));
}

type RunChange = Parameters<ShopScope["db"]["importRun"]["update"]>[0]["data"];

async function setStatus(
  { db, shopId }: ShopScope,
  id: bigint,
  data: RunChange & { status?: ImportStatus | string },
): Promise<void> {
  await db.importRun.update({ where: { shopId_id: { shopId, id } }, data });
}

/** The run, locked until the transaction ends. @throws Refusal when the shop has none of that number */
async function lockRun({ db, shopId }: ShopScope, id: bigint): Promise<ImportRun> {
  await db.$queryRaw`SELECT import_id FROM import_run WHERE shop_id = current_shop_id() AND import_id = ${id} FOR UPDATE`;
  const run = await db.importRun.findUnique({ where: { shopId_id: { shopId, id } } });
  if (!run) throw new Refusal("import_unknown", "there is no such import");
  return run;
}

async function forgetErrors({ db, shopId }: ShopScope, id: bigint): Promise<void> {
  await db.importRowError.deleteMany({ where: { shopId, importId: id } });
}

function kindOf(run: ImportRun): ImportKind {
  return z.enum(IMPORT_KINDS).parse(run.kind);
}
