import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { describeFailure } from "#app/features/events/index.server.ts";
import { type FileOwner, removePieces } from "./file-pieces.server.ts";
import { writeArchive } from "./write-archive.server.ts";

/** How long an archive can be fetched: it holds everybody's data. */
const KEPT_MS = 48 * 3_600_000;
const PROGRESS_EVERY_MS = 1_000;

/** An archive of everything, as the page shows it. */
export interface ExportRun {
  id: bigint;
  /** waiting → running → done | failed | expired */
  status: string;
  bytes: bigint;
  rows: bigint;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  expiresAt: Date | null;
}

export const ownerOfExport = (id: bigint): FileOwner => `export:${id}`;

/** Asks for an archive of everything; the worker makes it. One that waits or runs already is enough. */
export async function requestExport(scope: ShopScope, staff: string): Promise<bigint> {
  const { db, shopId } = scope;
  const waiting = await db.exportRun.findFirst({ where: { shopId, status: { in: ["waiting", "running"] } } });
  const run = waiting ?? (await db.exportRun.create({ data: { shopId, kind: "everything", staff } }));
  await enqueue(scope, "run-transfers");
  return run.id;
}

/** The newest archives, newest first. */
export async function listExports({ db, shopId }: ShopScope, limit: number): Promise<ExportRun[]> {
  return db.exportRun.findMany({ where: { shopId }, orderBy: { id: "desc" }, take: limit });
}

/** Makes the archives that are asked for. One that was cut off is made from the beginning. */
export async function makeExports(shopId: ShopId): Promise<void> {
  const open = await withShop(shopId, ({ db }) =>
    db.exportRun.findMany({
      where: { shopId, status: { in: ["waiting", "running"] } },
      orderBy: { id: "asc" },
    }),
  );
  for (const { id } of open) await makeExport(shopId, id);
  await expireExports(shopId, new Date());
}

async function makeExport(shopId: ShopId, id: bigint): Promise<void> {
  type Change = Parameters<ShopScope["db"]["exportRun"]["update"]>[0]["data"];
  const update = (data: Change) =>
    withShop(shopId, ({ db }) => db.exportRun.update({ where: { shopId_id: { shopId, id } }, data }));
  const finish = (data: Change) =>
    withShop(shopId, async (scope) => {
      const { count } = await scope.db.exportRun.updateMany({
        where: { shopId, id, status: "running" },
        data,
      });
      if (count > 0) return;
      // Somebody was erased meanwhile and stands in what was written: it is made anew.
      await removePieces(scope, ownerOfExport(id));
      await enqueue(scope, "run-transfers");
    });
  await update({ status: "running", rows: 0n, bytes: 0n });
  let toldAtMs = 0;
  try {
    const { rows, bytes } = await writeArchive(shopId, ownerOfExport(id), async (rowsSoFar) => {
      if (performance.now() - toldAtMs < PROGRESS_EVERY_MS) return;
      toldAtMs = performance.now();
      await update({ rows: BigInt(rowsSoFar) });
    });
    const now = new Date();
    await finish({
      status: "done",
      rows: BigInt(rows),
      bytes: BigInt(bytes),
      finishedAt: now,
      expiresAt: new Date(now.getTime() + KEPT_MS),
    });
  } catch (error) {
    log.error({ shopId: shopId.toString(), exportId: id.toString(), err: error }, "an export failed");
    await withShop(shopId, (scope) => removePieces(scope, ownerOfExport(id)));
    await update({ status: "failed", error: describeFailure(error).slice(0, 500), finishedAt: new Date() });
  }
}

/** Forgets archives whose time is over. */
export async function expireExports(shopId: ShopId, now: Date): Promise<void> {
  await withShop(shopId, async (scope) => {
    const { db } = scope;
    const over = await db.exportRun.findMany({ where: { shopId, status: "done", expiresAt: { lte: now } } });
    for (const { id } of over) {
      await removePieces(scope, ownerOfExport(id));
      await db.exportRun.update({ where: { shopId_id: { shopId, id } }, data: { status: "expired" } });
    }
  });
}
