import { findCustomers } from "#app/features/customers/index.server.ts";
import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { openBytes } from "#app/platform/crypto/keyring.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { LIST_JOINS, MAX_CANDIDATES, type Selection, selectCustomers } from "./customers-filter.server.ts";
import { roundEstimate } from "./domain/list-place.ts";
import { type ListTotal, readMatchingIds } from "./list-customers.server.ts";
import type { BulkChange, BulkKind, BulkSelection } from "./schema.ts";
import { estimateCount } from "./walk-customers.server.ts";

export type BulkStatus = "preparing" | "running" | "done" | "failed" | "undoing" | "undone";

/** Something done to many customers, as the pages show it. */
export interface BulkActionRow {
  id: bigint;
  kind: BulkKind;
  change: BulkChange;
  status: BulkStatus;
  total: number;
  done: number;
  failed: number;
  skipped: number;
  error: string | null;
  staff: string;
  createdAt: Date;
  finishedAt: Date | null;
  undoneAt: Date | null;
  /** An export whose file is still kept. */
  hasFile: boolean;
}

/** What a bulk action would do. */
export interface BulkPreview {
  total: ListTotal;
  /** Of those, whom it would change; null = too many to look at each. */
  changes: number | null;
  sample: { id: bigint; email: string | null; firstName: string | null; lastName: string | null }[];
}

const SAMPLE_SIZE = 5;

/** Where the pieces of an export's file stand, and what they are sealed for. */
export const fileOf = (id: bigint) => `bulk:${id}`;
export const placeOfPiece = (shopId: bigint, id: bigint, piece: number) => `bulk:${shopId}:${id}:${piece}`;

/** Whom a selection means: those chosen one by one, or all whom a filter means. */
export async function selectionOf(
  scope: ShopScope,
  { ids, query }: BulkSelection,
  now: Date,
): Promise<Selection> {
  const selection = await selectCustomers(scope, ids ? { ...query, q: "" } : query, now);
  return ids ? { ...selection, candidates: ids, isCut: false } : selection;
}

/** Says what a bulk action would do, without doing it. */
export async function previewBulkAction(
  scope: ShopScope,
  request: { change: BulkChange; selection: BulkSelection; now: Date },
): Promise<BulkPreview> {
  const selection = await selectionOf(scope, request.selection, request.now);
  const matching =
    selection.candidates && (await readMatchingIds(scope, selection, null, MAX_CANDIDATES + 1));
  const shown =
    matching?.slice(0, SAMPLE_SIZE) ?? (await readMatchingIds(scope, selection, null, SAMPLE_SIZE));
  const people = await findCustomers(scope, shown);
  const total: ListTotal = matching
    ? { count: matching.length, exactness: selection.isCut ? "at_least" : "exact" }
    : { count: roundEstimate(await estimateCount(scope, selection)), exactness: "about" };
  return {
    total,
    changes: matching && (await countChanges(scope, matching, request.change)),
    sample: [...people.values()].map(({ id, email, firstName, lastName }) => ({
      id,
      email,
      firstName,
      lastName,
    })),
  };
}

async function countChanges({ db }: ShopScope, ids: readonly bigint[], change: BulkChange): Promise<number> {
  if (change.kind === "export") return ids.length;
  const lowered = change.kind === "adjust_points" ? [] : change.tags.map((tag) => tag.toLowerCase());
  const tags = Sql.sql`ARRAY(SELECT lower(tag) FROM unnest(c.tags) AS tag)`;
  const condition =
    change.kind === "add_tags"
      ? Sql.sql`c.customer_id > 0 AND NOT ${tags} @> ${lowered}::text[]`
      : change.kind === "remove_tags"
        ? Sql.sql`c.customer_id > 0 AND ${tags} && ${lowered}::text[]`
        : change.points < 0
          ? Sql.sql`coalesce(a.balance, 0) + ${change.points} >= 0`
          : Sql.sql`TRUE`;
  const rows = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM unnest(${[...ids]}::bigint[]) AS d (customer_id) ${LIST_JOINS} WHERE ${condition}`;
  return rows[0]!.count;
}

/**
 * Starts a bulk action. Those chosen one by one and those whom a search found are written down now, so that no searched
 * text is kept; the others are gathered by the job.
 *
 * @throws Refusal nobody_chosen
 */
export async function startBulkAction(
  scope: ShopScope,
  request: { change: BulkChange; selection: BulkSelection; staff: string; now: Date },
): Promise<bigint> {
  const { change, selection, staff, now } = request;
  const { db, shopId } = scope;
  const isNamed = selection.ids !== null || selection.query.q !== "";
  const named = isNamed ? await namedBy(scope, selection, now) : [];
  if (isNamed && named.length === 0) throw new Refusal("nobody_chosen", "the selection is empty");
  const { id } = await db.bulkAction.create({
    data: {
      shopId,
      kind: change.kind,
      parameters: { change, filter: isNamed ? null : selection.query, at: now.toISOString() },
      status: isNamed ? "running" : "preparing",
      total: named.length,
      staff,
      createdAt: now,
    },
    select: { id: true },
  });
  await addItems(scope, id, named);
  await enqueue(scope, "run-bulk-actions");
  return id;
}

async function namedBy(scope: ShopScope, selection: BulkSelection, now: Date): Promise<bigint[]> {
  const selected = await selectionOf(scope, selection, now);
  return readMatchingIds(scope, selected, null, MAX_CANDIDATES);
}

/** Notes customers as waiting for an action. */
export async function addItems({ db }: ShopScope, actionId: bigint, ids: readonly bigint[]): Promise<void> {
  if (ids.length === 0) return;
  await db.$executeRaw`
    INSERT INTO bulk_action_item (shop_id, action_id, customer_id)
    SELECT current_shop_id(), ${actionId}, id FROM unnest(${[...ids]}::bigint[]) AS id ON CONFLICT DO NOTHING`;
}

/**
 * Takes back what an action changed, and nothing else.
 *
 * @throws Refusal not_undoable: it is not done, was undone, or is an export
 */
export async function undoBulkAction(scope: ShopScope, id: bigint): Promise<void> {
  const { count } = await scope.db.bulkAction.updateMany({
    where: { shopId: scope.shopId, id, status: { in: ["done", "failed"] }, kind: { not: "export" } },
    data: { status: "undoing" },
  });
  if (count === 0) throw new Refusal("not_undoable", "this cannot be undone now");
  await enqueue(scope, "run-bulk-actions");
}

/** The latest bulk actions, newest first. */
export async function listBulkActions({ db }: ShopScope, limit: number): Promise<BulkActionRow[]> {
  const rows = await db.$queryRaw<
    (Omit<BulkActionRow, "change"> & { parameters: { change?: BulkChange } })[]
  >`
    SELECT b.action_id AS id, b.kind, b.parameters, b.status, b.total, coalesce(i.done, 0) AS done, coalesce(i.failed, 0) AS failed,
      coalesce(i.skipped, 0) AS skipped, b.error, b.staff, b.created_at AS "createdAt", b.finished_at AS "finishedAt",
      b.undone_at AS "undoneAt", EXISTS (SELECT FROM file_piece p WHERE p.shop_id = b.shop_id AND p.owner = 'bulk:' || b.action_id) AS "hasFile"
    FROM (SELECT * FROM bulk_action WHERE shop_id = current_shop_id() ORDER BY action_id DESC LIMIT ${limit}) b
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE status <> 'waiting')::int AS done, count(*) FILTER (WHERE status = 'failed')::int AS failed,
        count(*) FILTER (WHERE status = 'skipped')::int AS skipped
      FROM bulk_action_item i WHERE i.shop_id = b.shop_id AND i.action_id = b.action_id) i ON TRUE
    ORDER BY b.action_id DESC`;
  return rows.map(({ parameters, ...row }) => ({ ...row, change: parameters.change ?? emptied(row.kind) }));
}

/** What is left of a change whose words named somebody who was erased since. */
function emptied(kind: BulkKind): BulkChange {
  if (kind === "export") return { kind };
  return kind === "adjust_points" ? { kind, points: 0, reason: "" } : { kind, tags: [] };
}

/** The file of a finished export, opened; null = there is none any more. */
export async function readExportFile({ db, shopId }: ShopScope, id: bigint): Promise<string | null> {
  const action = await db.bulkAction.findUnique({
    where: { shopId_id: { shopId, id } },
    select: { status: true },
  });
  if (action?.status !== "done") return null;
  const pieces = await db.filePiece.findMany({
    where: { shopId, owner: fileOf(id) },
    orderBy: { piece: "asc" },
  });
  if (pieces.length === 0) return null;
  return pieces
    .map(({ piece, sealed }) => openBytes(sealed, placeOfPiece(shopId, id, piece)).toString("utf8"))
    .join("");
}
