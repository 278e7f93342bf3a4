import { findCustomers } from "#app/features/customers/index.server.ts";
import {
  type Derived,
  describeFailure,
  lockCustomer,
  replayCustomer,
} from "#app/features/events/index.server.ts";
import { adjustPoints } from "#app/features/loyalty/index.server.ts";
import {
  adminClientOf,
  type ChangeResult,
  type ChangeSender,
  noteChanges,
} from "#app/features/shops/index.server.ts";
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { AddTagsDocument, RemoveTagsDocument } from "#app/platform/shopify-admin/operations.generated.ts";
import { messageOf, Refusal } from "#app/shared/errors.ts";
import { gidOf } from "#app/shared/ids.ts";
import { addItems, fileOf, forgetSearch, readWords, REPLAY } from "./bulk-actions.server.ts";
import { selectCustomers } from "./customers-filter.server.ts";
import { csvLine } from "./domain/csv.ts";
import { readMatchingIds, readRows } from "./list-customers.server.ts";
import { EVERY_FIND } from "./find-people.server.ts";
import type { BulkChange, CustomersFilter } from "./schema.ts";
import { PLAN_STAGES, planStagesOn } from "./settings/plan-stages.server.ts";
import { countPieces, storePiece } from "./transfer/file-pieces.server.ts";

const MAX_MS_PER_JOB = 20_000;
const ITEMS_PER_BATCH = 100;
const GATHERED_PER_BATCH = 2_000;
const BUSY_RETRY_MS = 1_000;
/** A search may find very many, who are written down at once. */
const TRANSACTION_TIMEOUT_MS = 120_000;
const ITEMS_PER_STATEMENT = 10_000;

/** The outbox's word for tags that a bulk action adds or removes. Key: action:customer. */
const TAGS_CHANGE = "customer.tags";

interface Action {
  id: bigint;
  kind: string;
  status: "preparing" | "running" | "undoing";
  parameters: {
    change: BulkChange;
    filter: CustomersFilter | null;
    /** Its text stands apart, sealed. */
    isSearch?: boolean;
    at: string;
    /** Of a plan of stages: how far it is. */
    afterId?: string;
  };
  staff: string;
}

interface Item {
  customerId: bigint;
  before: { tags?: string[]; points?: number } | null;
}

/** What became of an item. */
interface Outcome {
  customerId: bigint;
  status: "done" | "failed" | "skipped" | "undone";
  before?: Item["before"];
  error?: string;
}

/**
 * Works off a shop's bulk actions, oldest first, a batch in a transaction: a job that is cut off goes on where it was.
 *
 * @param derived what a replay of a customer makes anew
 */
export async function runBulkActions(shopId: ShopId, derived: readonly Derived[] = []): Promise<void> {
  const hadTurn = await withAdvisoryLock(`bulk-actions:${shopId}`, async () => {
    const endsAtMs = performance.now() + MAX_MS_PER_JOB;
    await withShop(shopId, forgetOldFiles);
    while (performance.now() < endsAtMs) if (!(await runBatch(shopId, derived))) return;
    await withShop(shopId, (scope) => enqueue(scope, "run-bulk-actions"));
  });
  if (hadTurn) return;
  const runAt = new Date(Date.now() + BUSY_RETRY_MS);
  await withShop(shopId, (scope) => enqueue(scope, "run-bulk-actions", { runAt }));
}

/** The file of an export holds personal data and is kept for a week, as are the words that staff gave an action. */
async function forgetOldFiles({ db }: ShopScope): Promise<void> {
  await db.$executeRaw`
    DELETE FROM file_piece p USING bulk_action b
    WHERE p.shop_id = current_shop_id() AND b.shop_id = p.shop_id AND p.owner IN ('bulk:' || b.action_id, 'bulk-words:' || b.action_id)
      AND b.finished_at < now() - interval '7 days'`;
}

/** One batch of the oldest action that waits; false = nothing waits. */
async function runBatch(shopId: ShopId, derived: readonly Derived[]): Promise<boolean> {
  let action: Action | undefined;
  const run = async (scope: ShopScope) => {
    const rows = await scope.db.$queryRaw<Action[]>`
        SELECT action_id AS id, kind, status, parameters, staff FROM bulk_action
        WHERE shop_id = current_shop_id() AND status IN ('preparing', 'running', 'undoing') ORDER BY action_id LIMIT 1`;
    action = rows[0];
    if (!action) return false;
    if (action.kind === PLAN_STAGES)
      await planStagesOn(scope, { id: action.id, afterId: BigInt(action.parameters.afterId ?? 0) });
    else if (action.status === "preparing") await gather(scope, action);
    else await workOn(scope, action, derived);
    return true;
  };
  try {
    return await withShop(shopId, run, { timeoutMs: TRANSACTION_TIMEOUT_MS });
  } catch (error) {
    // Two that waited for each other, a connection that was lost: the job comes again.
    if (!action || isPassing(error)) throw error;
    const { id } = action;
    log.error({ shopId: shopId.toString(), actionId: id.toString(), err: error }, "a bulk action stopped");
    await withShop(shopId, ({ db }) =>
      db.bulkAction.update({
        where: { shopId_id: { shopId, id } },
        data: { status: "failed", error: describeFailure(error).slice(0, 300), finishedAt: new Date() },
      }),
    );
    return true;
  }
}

/** Deadlock, conflict, server going down (PostgreSQL); not reachable, too slow (Prisma). */
function isPassing(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  return /^P(1\d{3}|2024|2028|2034)$/.test(code) || /\b(40P01|40001|57P0[123])\b/.test(messageOf(error));
}

/** Writes down the next customers whom the action is about, as the filter meant them when it was confirmed. */
async function gather(scope: ShopScope, { id, parameters }: Action): Promise<void> {
  const { db, shopId } = scope;
  if (parameters.isSearch) return gatherFound(scope, id, parameters);
  const selection = await selectCustomers(scope, parameters.filter!, new Date(parameters.at));
  const [last] = await db.$queryRaw<{ id: bigint | null }[]>`
    SELECT max(customer_id) AS id FROM bulk_action_item WHERE shop_id = current_shop_id() AND action_id = ${id}`;
  const ids = await readMatchingIds(scope, selection, last?.id ?? null, GATHERED_PER_BATCH);
  await addItems(scope, id, ids);
  await db.bulkAction.update({
    where: { shopId_id: { shopId, id } },
    data: {
      total: { increment: ids.length },
      ...(ids.length < GATHERED_PER_BATCH ? { status: "running" } : {}),
    },
  });
}

/** The same for all whom a search finds. */
async function gatherFound(
  scope: ShopScope,
  id: bigint,
  { filter, at }: Action["parameters"],
): Promise<void> {
  const { db, shopId } = scope;
  const { q } = await readWords(scope, id);
  // An erasure took the words away: they might have named who was erased.
  if (q === "") throw new Refusal("search_forgotten", "the searched text is not kept any more");
  const selection = await selectCustomers(scope, { ...filter!, q }, new Date(at), EVERY_FIND);
  const ids = await readMatchingIds(scope, selection, null, EVERY_FIND);
  for (let from = 0; from < ids.length; from += ITEMS_PER_STATEMENT)
    await addItems(scope, id, ids.slice(from, from + ITEMS_PER_STATEMENT));
  await forgetSearch(scope, id);
  await db.bulkAction.update({
    where: { shopId_id: { shopId, id } },
    data: { total: ids.length, status: "running" },
  });
}

async function workOn(scope: ShopScope, action: Action, derived: readonly Derived[]): Promise<void> {
  const isUndo = action.status === "undoing";
  const items = await scope.db.$queryRaw<Item[]>`
    SELECT customer_id AS "customerId", before FROM bulk_action_item
    WHERE shop_id = current_shop_id() AND action_id = ${action.id} AND status = ${isUndo ? "done" : "waiting"}
    ORDER BY customer_id LIMIT ${ITEMS_PER_BATCH}`;
  if (items.length > 0)
    return storeOutcomes(scope, action.id, await outcomesOf(scope, action, items, derived));
  await scope.db.$executeRaw`
    UPDATE bulk_action SET status = ${isUndo ? "undone" : "done"}, finished_at = coalesce(finished_at, now()),
      undone_at = CASE WHEN ${isUndo} THEN now() END,
      done = (SELECT count(*) FROM bulk_action_item i WHERE i.shop_id = current_shop_id() AND i.action_id = ${action.id} AND i.status = 'done')
    WHERE shop_id = current_shop_id() AND action_id = ${action.id}`;
}

function outcomesOf(
  scope: ShopScope,
  action: Action,
  items: readonly Item[],
  derived: readonly Derived[],
): Promise<Outcome[]> {
  const isUndo = action.status === "undoing";
  if (action.kind === REPLAY) return replayEach(scope, items, derived);
  const { change } = action.parameters;
  if (change.kind === "adjust_points") return adjustEach(scope, action, items, change.points, isUndo);
  if (change.kind === "export") return exportEach(scope, action, items);
  return isUndo ? untagEach(scope, action, items) : tagEach(scope, action, items, change);
}

async function storeOutcomes(
  { db }: ShopScope,
  actionId: bigint,
  outcomes: readonly Outcome[],
): Promise<void> {
  const rows = outcomes.map(({ customerId, ...rest }) => ({ ...rest, id: customerId.toString() }));
  await db.$executeRaw`
    UPDATE bulk_action_item i SET status = g.status, before = coalesce(g.before, i.before), error = g.error
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, status text, before jsonb, error text)
    WHERE i.shop_id = current_shop_id() AND i.action_id = ${actionId} AND i.customer_id = g.id`;
}

async function replayEach(
  scope: ShopScope,
  items: readonly Item[],
  derived: readonly Derived[],
): Promise<Outcome[]> {
  for (const { customerId } of items) await replayCustomer(scope, customerId, derived);
  return items.map(({ customerId }) => ({ customerId, status: "done" }));
}

async function adjustEach(
  scope: ShopScope,
  { id, staff }: Action,
  items: readonly Item[],
  points: number,
  isUndo: boolean,
): Promise<Outcome[]> {
  const { reason } = await readWords(scope, id);
  const outcomes: Outcome[] = [];
  // All of them first, lowest first: once points are told to Shopify's outbox, waiting for somebody could be in a circle.
  for (const { customerId } of items) await lockCustomer(scope, customerId);
  for (const { customerId } of items) {
    try {
      await adjustPoints(scope, {
        adjustmentId: `bulk:${id}:${customerId}${isUndo ? ":undo" : ""}`,
        customerId,
        points: isUndo ? -points : points,
        reason,
        staff,
        now: new Date(),
      });
      outcomes.push({ customerId, status: isUndo ? "undone" : "done" });
    } catch (error) {
      // Refused before anything was written: the others go on.
      if (!(error instanceof Refusal)) throw error;
      outcomes.push({ customerId, status: "failed", error: error.code });
    }
  }
  return outcomes;
}

async function tagEach(
  scope: ShopScope,
  action: Action,
  items: readonly Item[],
  { kind, tags }: { kind: "add_tags" | "remove_tags"; tags: readonly string[] },
): Promise<Outcome[]> {
  const people = await findCustomers(
    scope,
    items.map(({ customerId }) => customerId),
  );
  const outcomes = items.map(({ customerId }): Outcome => {
    const person = people.get(customerId);
    // Shopify knows no guests and visitors.
    if (!person || customerId < 0n || person.deletedAt || person.redactedAt)
      return { customerId, status: "skipped", error: "not_at_shopify" };
    const has = new Set(person.tags.map((tag) => tag.toLowerCase()));
    const changed = tags.filter((tag) => has.has(tag.toLowerCase()) === (kind === "remove_tags"));
    return changed.length === 0
      ? { customerId, status: "skipped", error: "nothing_to_change" }
      : { customerId, status: "done", before: { tags: changed } };
  });
  await noteTags(scope, action.id, outcomes);
  return outcomes;
}

async function untagEach(scope: ShopScope, action: Action, items: readonly Item[]): Promise<Outcome[]> {
  const outcomes = items.map(({ customerId }): Outcome => ({ customerId, status: "undone" }));
  await noteTags(scope, action.id, outcomes);
  return outcomes;
}

async function noteTags(scope: ShopScope, actionId: bigint, outcomes: readonly Outcome[]): Promise<void> {
  const changed = outcomes.filter(({ status }) => status === "done" || status === "undone");
  await noteChanges(
    scope,
    TAGS_CHANGE,
    changed.map(({ customerId }) => `${actionId}:${customerId}`),
  );
}

const CSV_HEAD = [
  "customer_id",
  "kind",
  "first_name",
  "last_name",
  "email",
  "country",
  "tags",
  "stage",
  "orders",
  "net_minor_units",
  "points",
  "last_order_at",
  "created_at",
  "subscribed_to",
];

async function exportEach(scope: ShopScope, { id }: Action, items: readonly Item[]): Promise<Outcome[]> {
  const piece = await countPieces(scope, fileOf(id));
  const rows = await readRows(
    scope,
    items.map(({ customerId }) => customerId),
  );
  const lines = rows.map((row) =>
    csvLine([
      row.id.toString(),
      row.kind,
      row.firstName,
      row.lastName,
      row.email,
      row.countryCode,
      row.tags.join(", "),
      row.stage,
      row.ordersCount,
      row.spentMinor,
      row.points,
      row.lastOrderAt?.toISOString() ?? null,
      row.createdAt?.toISOString() ?? null,
      row.subscribedTo.join(", "),
    ]),
  );
  const text = [...(piece === 0 ? [csvLine(CSV_HEAD)] : []), ...lines].join("");
  await storePiece(scope, fileOf(id), piece, Buffer.from(text));
  const written = new Set(rows.map((row) => row.id));
  return items.map(({ customerId }) => ({
    customerId,
    status: written.has(customerId) ? "done" : "skipped",
  }));
}

/** Adds and removes tags at Shopify as the items say now: an undone one takes back what it did. */
async function sendTags(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const client = await adminClientOf(shopId);
  const results: ChangeResult[] = [];
  for (const key of keys) {
    const [actionId = "0", customerId = "0"] = key.split(":");
    const item = await withShop(
      shopId,
      ({ db }) =>
        db.$queryRaw<{ kind: string; status: string; before: { tags: string[] } | null }[]>`
        SELECT b.kind, i.status, i.before FROM bulk_action_item i JOIN bulk_action b USING (shop_id, action_id)
        WHERE i.shop_id = current_shop_id() AND i.action_id = ${BigInt(actionId)} AND i.customer_id = ${BigInt(customerId)}`,
    ).then(([row]) => row);
    if (!item?.before) {
      results.push({ key, ok: true });
      continue;
    }
    const input = { id: gidOf("Customer", BigInt(customerId)), tags: item.before.tags };
    const isAdding = (item.kind === "add_tags") === (item.status === "done");
    const answer = isAdding
      ? (await client.request(AddTagsDocument, input)).tagsAdd
      : (await client.request(RemoveTagsDocument, input)).tagsRemove;
    const error = answer?.userErrors.map(({ message }) => message).join("; ");
    results.push(error ? { key, ok: false, error, retry: false } : { key, ok: true });
    if (error)
      await withShop(shopId, (scope) =>
        storeOutcomes(scope, BigInt(actionId), [
          { customerId: BigInt(customerId), status: "failed", error: error.slice(0, 200) },
        ]),
      );
  }
  return results;
}

/** What Shopify must know of the customers list. */
export const reportChangeSenders: readonly ChangeSender[] = [
  { kind: TAGS_CHANGE, batchSize: 10, send: sendTags },
];
