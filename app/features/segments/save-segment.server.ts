/** A segment is made, changed and deleted. */
import { noteChanges } from "#app/features/shops/index.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import type { ConditionError } from "./domain/condition-errors.ts";
import {
  asksForScores,
  type ConditionTree,
  resolveSegments,
  segmentsNamedIn,
} from "./domain/condition-tree.ts";
import { formatCondition } from "./domain/format-condition.ts";
import { parseCondition } from "./domain/parse-condition.ts";
import { cycleThrough, withOuter } from "./domain/segment-order.ts";
import { innerOf, type Language, languageOf, readSegments, type SegmentSync } from "./repository.server.ts";
import { requestScores } from "./score-customers.server.ts";
import { NATIVE_CHANGE, untagMembers } from "./tell-shopify.server.ts";

const MAX_SEGMENTS = 500;

export interface SegmentDraft {
  /** Null = a new one. */
  id: bigint | null;
  name: string;
  description: string;
  /** As people write it: segments by name. */
  condition: string;
  /** Which ready-made segment it is; null = the merchant's own. */
  readyMade?: string | null;
}

/** A condition whose text cannot be read: where, and what was expected. */
export class ConditionRefusal extends Refusal {
  readonly error: ConditionError;

  constructor(error: ConditionError) {
    super("condition_unreadable", "the condition cannot be read", { field: "condition" });
    this.error = error;
  }
}

/**
 * Reads what people write, with segments by their names, into what is stored, with their ids.
 *
 * @throws ConditionRefusal, or Refusal segment_unknown
 */
export async function readCondition(
  scope: ShopScope,
  text: string,
  language: Language,
): Promise<ConditionTree> {
  const result = parseCondition(text, { currency: language.currency });
  if (!result.ok) throw new ConditionRefusal(result.error);
  const rows = await scope.db.$queryRaw<{ id: bigint; name: string }[]>`
    SELECT segment_id AS id, name FROM segment WHERE shop_id = current_shop_id()`;
  const ids = new Map(rows.map(({ id, name }) => [name.toLowerCase(), id.toString()]));
  const tree = resolveSegments(result.tree, (name) => ids.get(name.trim().toLowerCase()) ?? null);
  const known = new Set(ids.values());
  const named = segmentsNamedIn(tree);
  const unknown =
    named.names.find((name) => !ids.has(name.trim().toLowerCase())) ?? named.ids.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new Refusal("segment_unknown", "there is no segment of that name", {
      field: "condition",
      details: { name: unknown },
    });
  return tree;
}

/**
 * Makes or changes a segment, and has it built when its condition is new.
 *
 * @returns its id
 * @throws ConditionRefusal; Refusal segment_unknown, segment_name_taken, segment_cycle, too_many_segments, segment_gone
 */
export async function saveSegment(
  scope: ShopScope,
  draft: SegmentDraft,
  by: { staff: string | null; now: Date },
): Promise<bigint> {
  const { db, shopId } = scope;
  // One at a time: two that name each other must see each other.
  await db.$queryRaw`SELECT shop_id FROM shop WHERE shop_id = current_shop_id() FOR NO KEY UPDATE`;
  const language = await languageOf(scope);
  const tree = await readCondition(scope, draft.condition, language);
  const condition = formatCondition(tree);
  const others = await db.segment.findMany({
    where: { shopId },
    select: { id: true, name: true, condition: true },
  });
  const before = draft.id === null ? null : others.find(({ id }) => id === draft.id);
  if (before === undefined) throw new Refusal("segment_gone", "the segment was deleted");
  if (others.some(({ id, name }) => id !== draft.id && name.toLowerCase() === draft.name.toLowerCase()))
    throw new Refusal("segment_name_taken", "there is a segment of that name", { field: "name" });
  if (before === null && others.length >= MAX_SEGMENTS)
    throw new Refusal("too_many_segments", "there are too many segments", {
      details: { most: MAX_SEGMENTS },
    });
  const known = await readSegments(scope, language);
  const inner = innerOf(tree);
  if (draft.id !== null) {
    const asSaved = known.map((segment) =>
      segment.id === draft.id ? { ...segment, name: draft.name, inner } : segment,
    );
    const cycle = cycleThrough(asSaved, draft.id);
    if (cycle)
      throw new Refusal("segment_cycle", "the segment comes to name itself", {
        field: "condition",
        details: { path: cycle.join(" → ") },
      });
  }
  const fields = {
    name: draft.name,
    description: draft.description,
    condition,
    updatedAt: by.now,
    updatedBy: by.staff,
  };
  const isNewMeaning = before?.condition !== condition;
  const { id } = before
    ? await db.segment.update({
        where: { shopId_id: { shopId, id: before.id } },
        data: fields,
        select: { id: true },
      })
    : await db.segment.create({
        data: { shopId, ...fields, readyMade: draft.readyMade ?? null, createdAt: by.now },
        select: { id: true },
      });
  if (isNewMeaning) {
    if (asksForScores(tree)) await requestScores(scope, by.now);
    const outer = before ? withOuter(known, id).map((segment) => segment.id) : [];
    await buildAgain(scope, [...new Set([id, ...outer])], by.now);
  }
  if (isNewMeaning || before?.name !== draft.name) await tellNative(scope, id);
  if (isNewMeaning) await enqueue(scope, "build-segments");
  return id;
}

async function buildAgain({ db }: ShopScope, ids: readonly bigint[], now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE segment SET state = 'waiting', built_to = NULL, error = NULL, version = version + 1, updated_at = ${now}
    WHERE shop_id = current_shop_id() AND segment_id = ANY(${[...ids]}::bigint[])`;
}

async function tellNative(scope: ShopScope, id: bigint): Promise<void> {
  const { db, shopId } = scope;
  const row = await db.segment.findUnique({ where: { shopId_id: { shopId, id } }, select: { sync: true } });
  if ((row?.sync as SegmentSync | undefined) === "native")
    await noteChanges(scope, NATIVE_CHANGE, [id.toString()]);
}

/**
 * Deletes a segment, at Shopify as well.
 *
 * @param usedBy names of whatever else names the segment, such as journeys
 * @throws Refusal segment_in_use with their names
 */
export async function deleteSegment(
  scope: ShopScope,
  id: bigint,
  usedBy: readonly string[] = [],
): Promise<void> {
  const { db, shopId } = scope;
  await db.$queryRaw`SELECT shop_id FROM shop WHERE shop_id = current_shop_id() FOR NO KEY UPDATE`;
  const segments = await readSegments(scope, await languageOf(scope));
  const users = [...segments.filter(({ inner }) => inner.includes(id)).map(({ name }) => name), ...usedBy];
  if (users.length > 0)
    throw new Refusal("segment_in_use", "others name this segment", { details: { names: users.join(", ") } });
  const gone = await db.segment.findUnique({ where: { shopId_id: { shopId, id } } });
  if (!gone) return;
  if (gone.sync === "tag" && gone.tag !== null) await untagMembers(scope, id, gone.tag);
  if (gone.shopifyGid !== null) await noteChanges(scope, NATIVE_CHANGE, [gone.shopifyGid]);
  await db.segment.delete({ where: { shopId_id: { shopId, id } } });
  await db.segmentMember.deleteMany({ where: { shopId, segmentId: id } });
  await db.segmentChange.deleteMany({ where: { shopId, segmentId: id } });
  await db.segmentSize.deleteMany({ where: { shopId, segmentId: id } });
}
