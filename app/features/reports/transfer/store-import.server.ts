/** The worker's part of an import: files are checked, then stored, row by row; or what was stored is taken back. */
import { createHash } from "node:crypto";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { queueReactions } from "#app/features/events/index.server.ts";
import { tellShopifyAnew } from "#app/features/loyalty/index.server.ts";
import { tellRecommendationsAnew } from "#app/features/recommendations/index.server.ts";
import { readShop } from "#app/features/shops/index.server.ts";
import { wholeOrders } from "./domain/whole-orders.ts";
import { gatherOrders } from "./domain/gather-orders.ts";
import type { ImportKind, Mapping } from "./domain/import-kinds.ts";
import { explained, readRow, refuseExpired, type RowError } from "./domain/import-rows.ts";
import { countPieces, PIECE_BYTES, readPieces, removePieces } from "./file-pieces.server.ts";
import {
  type ImportRun,
  kindOf,
  lockRun,
  ownerOfImport,
  refusedStatus,
  setStatus,
  TRANSACTION_TIMEOUT_MS,
} from "./import-record.server.ts";
import { type ImportContext, type NumberedRow, type StoredRows, storeRows } from "./importers.server.ts";
import { checkArchive, makeRoom, storeArchive } from "./read-archive.server.ts";
import { readTable } from "./read-table.server.ts";
import { StoredMapping } from "./schema.ts";
import { workOffUndo } from "./undo-import.server.ts";

const ROWS_PER_TRANSACTION = 200;
/** Of a file of orders whose lines stand apart, so much is held in memory at once, as it stands in the file. */
const HELD_BYTES = 32 * 1024 * 1024;

/** Works off the imports that are to be checked, stored or undone, oldest first. One that was cut off goes on where it was. */
export async function workOffImports(shopId: ShopId): Promise<void> {
  const open = await withShop(shopId, ({ db }) =>
    db.importRun.findMany({
      where: { shopId, status: { in: ["checking", "running", "undoing"] } },
      orderBy: { id: "asc" },
    }),
  );
  for (const run of open) {
    try {
      if (run.status === "undoing") await workOffUndo(shopId, run.id);
      else await (run.kind === "archive" ? workOffArchive(shopId, run) : workOffTable(shopId, run));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      log.warn(
        { shopId: shopId.toString(), importId: run.id.toString(), code: error.code },
        "an import was refused",
      );
      await withShop(shopId, (scope) => setStatus(scope, run.id, refusedStatus(error)));
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
    await tellRecommendationsAnew(scope);
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
  for await (const row of await rowsTogether(shopId, table)) {
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
  const order = orderOf(a);
  return order !== null && order === orderOf(b);
}

const orderOf = ({ row: { values } }: ReadRow): string | null =>
  typeof values["number"] === "string" ? values["number"] : null;

/** The rows of the file as they are stored: lines of one order together. */
async function rowsTogether(shopId: ShopId, table: TableRun): Promise<AsyncIterable<ReadRow>> {
  const read = () => readRows(shopId, table);
  if (table.kind !== "orders") return read();
  const pieces = await withShop(shopId, (scope) => countPieces(scope, ownerOfImport(table.run.id)));
  return gatherOrders(read, orderOf, Math.max(1, Math.ceil((pieces * PIECE_BYTES) / HELD_BYTES)));
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
    yield { row: { ...row, repetition }, errors: [...errors, ...refuseExpired(row, new Date())] };
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
  const rows = kind === "orders" ? wholeOrders(batch) : batch;
  const readable = rows.filter(({ errors }) => errors.length === 0).map(({ row }) => row);
  const unreadable = rows.flatMap((one) => one.errors);
  let outcome: StoredRows = { errors: unreadable, notes: [] };
  let isCancelled = false;
  const store = async (scope: ShopScope) => {
    const current = await lockRun(scope, run.id);
    isCancelled = current.status !== run.status;
    if (isCancelled) return;
    const { errors, notes } = await storeRows(scope, kind, readable, context);
    outcome = { errors: [...unreadable, ...errors], notes };
    if (isDryRun) throw new DryRun();
    await noteProgress(scope, current, batch, outcome, rowsRead);
    await queueReactions(scope);
  };
  try {
    await withShop(shopId, store, { timeoutMs: TRANSACTION_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
    await withShop(shopId, async (scope) =>
      noteProgress(scope, await lockRun(scope, run.id), batch, outcome, rowsRead),
    );
  }
  return !isCancelled;
}

async function noteProgress(
  scope: ShopScope,
  current: ImportRun,
  batch: readonly ReadRow[],
  { errors, notes }: StoredRows,
  rowsRead: number,
): Promise<void> {
  const failed = new Set(errors.map(({ line }) => line)).size;
  const told = [...explained(errors, current.rowsFailed), ...explained(notes, current.rowsKnown)];
  await scope.db.importRowError.createMany({
    data: told.map((error) => ({ shopId: scope.shopId, importId: current.id, ...error })),
    skipDuplicates: true,
  });
  await setStatus(scope, current.id, {
    rowsRead,
    rowsFailed: current.rowsFailed + failed,
    rowsKnown: current.rowsKnown + notes.length,
    rowsStored: current.rowsStored + batch.length - failed - notes.length,
  });
}

async function finish(scope: ShopScope, id: bigint): Promise<void> {
  await setStatus(scope, id, { status: "done", finishedAt: new Date() });
  // The file held personal data; what it said is stored.
  await removePieces(scope, ownerOfImport(id));
}
