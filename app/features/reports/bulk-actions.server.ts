import { findCustomers } from "#app/features/customers/index.server.ts";
import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { PLAN_STAGES } from "./settings/plan-stages.server.ts";
import { LIST_JOINS, MAX_CANDIDATES, type Selection, selectCustomers } from "./customers-filter.server.ts";
import { roundEstimate } from "./domain/list-place.ts";
import { type ListTotal, readMatchingIds } from "./list-customers.server.ts";
import type { BulkChange, BulkKind, BulkSelection } from "./schema.ts";
import { type FileOwner, readFile, removePieces, storePiece } from "./transfer/file-pieces.server.ts";
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
const UNDOABLE = ["add_tags", "remove_tags", "adjust_points"];
/** One customer's derived tables, made anew from the facts. */
export const REPLAY = "replay";

/** The file of an export. */
export const fileOf = (id: bigint): FileOwner => `bulk:${id}`;
/** What staff wrote, which may name somebody: sealed, and kept as long as a file is. */
const wordsOf = (id: bigint): FileOwner => `bulk-words:${id}`;

interface BulkWords {
  /** Text that was searched for. */
  q: string;
  reason: string;
}

/** The words of an action; empty where there are none, or not any more. */
export async function readWords(scope: ShopScope, id: bigint): Promise<BulkWords> {
  const file = await readFile(scope, wordsOf(id));
  return file ? (JSON.parse(file.toString("utf8")) as BulkWords) : { q: "", reason: "" };
}

/** The found are written down: what was searched for is not needed any more. */
export async function forgetSearch(scope: ShopScope, id: bigint): Promise<void> {
  const { reason } = await readWords(scope, id);
  await removePieces(scope, wordsOf(id));
  await keepWords(scope, id, { q: "", reason });
}

async function keepWords(scope: ShopScope, id: bigint, words: BulkWords): Promise<void> {
  if (words.q || words.reason) await storePiece(scope, wordsOf(id), 0, Buffer.from(JSON.stringify(words)));
}

/** Kinds that the list of what was done to many does not show: the settings and a customer's page do. */
const SHOWN_ELSEWHERE = [PLAN_STAGES, REPLAY];

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
 * Starts a bulk action. Those chosen one by one are written down now; all whom a search or a filter means are gathered by
 * the job.
 *
 * @throws Refusal nobody_chosen
 */
export async function startBulkAction(
  scope: ShopScope,
  request: { change: BulkChange; selection: BulkSelection; staff: string; now: Date },
): Promise<bigint> {
  const { change, selection, staff, now } = request;
  const { db, shopId } = scope;
  const isNamed = selection.ids !== null;
  const { q, ...filter } = selection.query;
  const found = isNamed || q !== "" ? await firstOf(scope, selection, now) : null;
  if (found?.length === 0) throw new Refusal("nobody_chosen", "the selection is empty");
  const named = isNamed ? (found ?? []) : [];
  const { reason, ...plain } = change.kind === "adjust_points" ? change : { reason: "", ...change };
  const { id } = await db.bulkAction.create({
    data: {
      shopId,
      kind: change.kind,
      parameters: {
        change: plain,
        filter: isNamed ? null : { ...filter, q: "" },
        isSearch: !isNamed && q !== "",
        at: now.toISOString(),
      },
      status: isNamed ? "running" : "preparing",
      total: named.length,
      staff,
      createdAt: now,
    },
    select: { id: true },
  });
  await keepWords(scope, id, { q: isNamed ? "" : q, reason });
  await addItems(scope, id, named);
  await enqueue(scope, "run-bulk-actions");
  return id;
}

/** As many as can be chosen one by one; of a search enough to know that there are any. */
async function firstOf(scope: ShopScope, selection: BulkSelection, now: Date): Promise<bigint[]> {
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

/** Has everything that is derived from one customer's facts made anew by the worker. */
export async function startReplay(
  scope: ShopScope,
  { customerId, staff, now }: { customerId: bigint; staff: string; now: Date },
): Promise<void> {
  const { db, shopId } = scope;
  const { id } = await db.bulkAction.create({
    data: { shopId, kind: REPLAY, parameters: {}, status: "running", total: 1, staff, createdAt: now },
    select: { id: true },
  });
  await addItems(scope, id, [customerId]);
  await enqueue(scope, "run-bulk-actions");
}

/**
 * Takes back what an action changed, and nothing else.
 *
 * @throws Refusal not_undoable: it is not done, was undone, or is an export
 */
export async function undoBulkAction(scope: ShopScope, id: bigint): Promise<void> {
  const { count } = await scope.db.bulkAction.updateMany({
    where: { shopId: scope.shopId, id, status: { in: ["done", "failed"] }, kind: { in: [...UNDOABLE] } },
    data: { status: "undoing" },
  });
  if (count === 0) throw new Refusal("not_undoable", "this cannot be undone now");
  await enqueue(scope, "run-bulk-actions");
}

/** The latest bulk actions, newest first. */
export async function listBulkActions(scope: ShopScope, limit: number): Promise<BulkActionRow[]> {
  const { db } = scope;
  const rows = await db.$queryRaw<
    (Omit<BulkActionRow, "change"> & { parameters: { change?: BulkChange } })[]
  >`
    SELECT b.action_id AS id, b.kind, b.parameters, b.status, b.total, coalesce(i.done, 0) AS done, coalesce(i.failed, 0) AS failed,
      coalesce(i.skipped, 0) AS skipped, b.error, b.staff, b.created_at AS "createdAt", b.finished_at AS "finishedAt",
      b.undone_at AS "undoneAt", EXISTS (SELECT FROM file_piece p WHERE p.shop_id = b.shop_id AND p.owner = 'bulk:' || b.action_id) AS "hasFile"
    FROM (SELECT * FROM bulk_action WHERE shop_id = current_shop_id() AND kind <> ALL(${SHOWN_ELSEWHERE}::text[]) ORDER BY action_id DESC LIMIT ${limit}) b
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE status <> 'waiting')::int AS done, count(*) FILTER (WHERE status = 'failed')::int AS failed,
        count(*) FILTER (WHERE status = 'skipped')::int AS skipped
      FROM bulk_action_item i WHERE i.shop_id = b.shop_id AND i.action_id = b.action_id) i ON TRUE
    ORDER BY b.action_id DESC`;
  const listed: BulkActionRow[] = [];
  for (const { parameters, ...row } of rows) {
    const change = parameters.change ?? emptied(row.kind);
    const { reason } = change.kind === "adjust_points" ? await readWords(scope, row.id) : { reason: "" };
    listed.push({
      ...row,
      change: reason && change.kind === "adjust_points" ? { ...change, reason } : change,
    });
  }
  return listed;
}

/** What is left of a change whose words named somebody who was erased since. */
function emptied(kind: BulkKind): BulkChange {
  if (kind === "export") return { kind };
  return kind === "adjust_points" ? { kind, points: 0, reason: "" } : { kind, tags: [] };
}

/** The file of a finished export, opened; null = there is none any more. */
export async function readExportFile(scope: ShopScope, id: bigint): Promise<string | null> {
  const { db, shopId } = scope;
  const action = await db.bulkAction.findUnique({
    where: { shopId_id: { shopId, id } },
    select: { status: true },
  });
  if (action?.status !== "done") return null;
  return (await readFile(scope, fileOf(id)))?.toString("utf8") ?? null;
}
