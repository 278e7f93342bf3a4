/** Before a condition is saved: how many it holds for, a few of them, and why somebody is in or out. */
import { findCustomers } from "#app/features/customers/index.server.ts";
import { type ShopId, type ShopScope, Sql, withShop } from "#app/platform/db/scope.server.ts";
import { messageOf } from "#app/shared/errors.ts";
import { asksForOrders, type ConditionTree } from "./domain/condition-tree.ts";
import { type Explanation, explain } from "./domain/explain.ts";
import { membersByCondition, readAttributes } from "./read-attributes.server.ts";
import { conditionText, appNow, type Language, languageOf, readStored } from "./repository.server.ts";
import { readCondition } from "./save-segment.server.ts";

/** A preview that takes longer is estimated from a sample of the customers. */
const MAX_PREVIEW_MS = 2_000;
const MAX_ESTIMATE_MS = 1_000;
/** Share of the table's pages that an estimate reads. */
const SAMPLE_PERCENT = 2;
const SAMPLE_SIZE = 5;

export interface SampledPerson {
  id: bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
}

export interface SegmentPreview {
  /** Null = not even an estimate came in time. */
  count: number | null;
  isEstimate: boolean;
  /** Of everybody who can be a member. */
  total: number;
  sample: SampledPerson[];
}

/**
 * Counts those whom a condition holds for, without holding up anybody: what takes too long is estimated.
 *
 * @throws ConditionRefusal; Refusal segment_unknown
 */
export async function previewSegment(shopId: ShopId, text: string, now?: Date): Promise<SegmentPreview> {
  const { condition, context } = await withShop(shopId, async (scope) => {
    const language = await languageOf(scope);
    return {
      condition: await readCondition(scope, text, language),
      context: { ...language, now: now ?? (await appNow()) },
    };
  });
  const [total] = (await inTime(shopId, MAX_ESTIMATE_MS, countEverybody)) ?? [0];
  const exact = await inTime(shopId, MAX_PREVIEW_MS, (scope) => countHolding(scope, condition, context));
  const sample =
    (await inTime(shopId, MAX_ESTIMATE_MS, (scope) => sampleHolding(scope, condition, context))) ?? [];
  if (exact !== null) return { count: exact, isEstimate: false, total, sample };
  const estimate = await inTime(shopId, MAX_ESTIMATE_MS, (scope) =>
    estimateHolding(scope, condition, context),
  );
  return { count: estimate, isEstimate: true, total, sample };
}

type Context = Language & { now: Date };

/** Runs a query under a time limit of its own; null = it took longer. */
async function inTime<T>(
  shopId: ShopId,
  limitMs: number,
  query: (scope: ShopScope) => Promise<T>,
): Promise<T | null> {
  try {
    return await withShop(shopId, async (scope) => {
      await scope.db.$executeRaw`SELECT set_config('statement_timeout', ${limitMs.toString()}, true)`;
      return query(scope);
    });
  } catch (error) {
    if (/57014|statement timeout/.test(messageOf(error))) return null;
    throw error;
  }
}

/** Everybody who exists, by the planner's statistics where there are many. */
async function countEverybody({ db }: ShopScope): Promise<[number]> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM customer WHERE shop_id = current_shop_id() AND kind <> 'visitor'
      AND deleted_at IS NULL AND redacted_at IS NULL`;
  return [rows[0]!.count];
}

async function countHolding({ db }: ShopScope, condition: ConditionTree, context: Context): Promise<number> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count ${membersByCondition(condition, context)}`;
  return rows[0]!.count;
}

async function estimateHolding(
  { db }: ShopScope,
  condition: ConditionTree,
  context: Context,
): Promise<number> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count ${membersByCondition(condition, context)}
      AND c.customer_id IN (SELECT p.customer_id FROM customer p TABLESAMPLE SYSTEM (${SAMPLE_PERCENT}::real) REPEATABLE (1)
        WHERE p.shop_id = current_shop_id())`;
  const [first = 0, ...digits] = String(Math.round((rows[0]!.count * 100) / SAMPLE_PERCENT));
  // Two digits: a sample knows no more.
  return Number(`${first}${digits.map((digit, place) => (place === 0 ? digit : "0")).join("")}`);
}

async function sampleHolding(
  scope: ShopScope,
  condition: ConditionTree,
  context: Context,
): Promise<SampledPerson[]> {
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT c.customer_id AS id ${membersByCondition(condition, context)} LIMIT ${SAMPLE_SIZE}`;
  const ids = rows.map(({ id }) => id);
  const people = await findCustomers(scope, ids);
  return ids.flatMap((id) => {
    const person = people.get(id);
    return person
      ? [{ id, firstName: person.firstName, lastName: person.lastName, email: person.email }]
      : [];
  });
}

/** One part of a condition, as one customer fares with it. */
export interface PartReason {
  /** How deep it stands in the condition; 0 = the whole. */
  depth: number;
  kind: ConditionTree["kind"];
  /** As people write it. */
  text: string;
  /** Null = unknown, because a value is missing. */
  outcome: boolean | null;
  /** Of a comparison: what the customer has. */
  attribute: string | null;
  actual: Explanation["actual"] | null;
  /** When time alone can change it; null = never. */
  changesAt: Date | null;
}

/** Why a customer is in a segment or not: the parts from the outside in. */
export interface MembershipReasons {
  holds: boolean;
  parts: PartReason[];
}

function partsOf(explanation: Explanation, names: ReadonlyMap<string, string>, depth = 0): PartReason[] {
  const { node, outcome, changesAt, children } = explanation;
  const part: PartReason = {
    depth,
    kind: node.kind,
    text: conditionText(node, names),
    outcome,
    attribute: node.kind === "clause" ? node.attribute : null,
    actual: explanation.actual ?? null,
    changesAt,
  };
  return [part, ...children.flatMap((child) => partsOf(child, names, depth + 1))];
}

/** Why a condition holds for a customer or not, clause by clause; null = the customer can be no member of anything. */
export async function explainCondition(
  scope: ShopScope,
  condition: ConditionTree,
  customerId: bigint,
  now?: Date,
): Promise<MembershipReasons | null> {
  const language = await languageOf(scope);
  const attributes = await readAttributes(scope, [customerId], { orders: asksForOrders(condition) });
  const known = attributes.get(customerId);
  if (!known) return null;
  const explanation = explain(condition, known, { ...language, now: now ?? (await appNow()) });
  const rows = await scope.db.$queryRaw<{ id: bigint; name: string }[]>`
    SELECT segment_id AS id, name FROM segment WHERE shop_id = current_shop_id()`;
  const names = new Map(rows.map(({ id, name }) => [id.toString(), name]));
  return { holds: explanation.outcome === true, parts: partsOf(explanation, names) };
}

/** The same for a stored segment. */
export async function explainMembership(
  scope: ShopScope,
  segmentId: bigint,
  customerId: bigint,
): Promise<MembershipReasons | null> {
  const { db, shopId } = scope;
  const segment = await db.segment.findUnique({
    where: { shopId_id: { shopId, id: segmentId } },
    select: { condition: true },
  });
  const tree = segment && readStored(segment.condition, (await languageOf(scope)).currency);
  return tree ? explainCondition(scope, tree, customerId) : null;
}

/** The segments of a customer, for the profile. */
export async function segmentsOf(
  { db }: ShopScope,
  customerId: bigint,
): Promise<{ id: bigint; name: string; joinedAt: Date }[]> {
  return db.$queryRaw(Sql.sql`
    SELECT s.segment_id AS id, s.name, m.joined_at AS "joinedAt" FROM segment_member m JOIN segment s USING (shop_id, segment_id)
    WHERE m.shop_id = current_shop_id() AND m.customer_id = ${customerId} ORDER BY lower(s.name)`);
}
