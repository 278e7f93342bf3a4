/** The tables segment, segment_member, segment_due and segment_change. */
import { readShop } from "#app/features/shops/index.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { nameSegments, segmentsNamedIn, type ConditionTree } from "./domain/condition-tree.ts";
import { formatCondition } from "./domain/format-condition.ts";
import { parseCondition } from "./domain/parse-condition.ts";
import { innerFirst } from "./domain/segment-order.ts";

export type SegmentState = "waiting" | "building" | "live" | "failed";
export type SegmentSync = "none" | "native" | "tag";

/** A segment with its condition read. */
export interface LiveSegment {
  id: bigint;
  name: string;
  condition: string;
  version: number;
  tree: ConditionTree;
  /** The segments that its condition names. */
  inner: bigint[];
  state: SegmentState;
  /** While building: everybody up to this id is sorted in or out. */
  builtTo: bigint | null;
  sync: SegmentSync;
  tag: string | null;
}

/** What a condition is written in: the shop's currency and calendar. */
export interface Language {
  currency: string;
  timeZone: string;
}

interface SegmentRow extends Omit<LiveSegment, "tree" | "inner"> {}

/** Parsed conditions by their text: a shop's are the same from one batch of customers to the next. */
const parsed = new Map<string, ConditionTree | null>();
const MAX_PARSED = 2_000;

/** What conditions of this shop are written in. */
export async function languageOf(scope: ShopScope): Promise<Language> {
  const shop = await readShop(scope);
  return { currency: shop.currency ?? "USD", timeZone: shop.ianaTimezone ?? "UTC" };
}

/** Reads a stored condition; null = this version of the language does not know it. */
export function readStored(condition: string, currency: string): ConditionTree | null {
  const key = `${currency} ${condition}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const result = parseCondition(condition, { currency });
  const tree = result.ok ? result.tree : null;
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(key, tree);
  return tree;
}

/** A stored condition as people read it, segments by their names. */
export function conditionText(tree: ConditionTree, names: ReadonlyMap<string, string>): string {
  return formatCondition(nameSegments(tree, (id) => names.get(id) ?? null));
}

/** Ids of the segments that a stored condition names. */
export function innerOf(tree: ConditionTree): bigint[] {
  return segmentsNamedIn(tree).ids.map(BigInt);
}

/** The shop's segments whose condition can be evaluated, inner ones before those that name them. */
export async function readSegments({ db }: ShopScope, { currency }: Language): Promise<LiveSegment[]> {
  const rows = await db.$queryRaw<SegmentRow[]>`
    SELECT segment_id AS id, name, condition, version, state, built_to AS "builtTo", sync, tag FROM segment
    WHERE shop_id = current_shop_id() AND state <> 'failed' ORDER BY segment_id`;
  return innerFirst(
    rows.flatMap((row) => {
      const tree = readStored(row.condition, currency);
      return tree ? [{ ...row, tree, inner: innerOf(tree) }] : [];
    }),
  );
}

/**
 * Keeps builds away until the transaction ends. A build reads many customers at once: whoever evaluates single ones
 * shares this lock, a build holds it alone.
 */
export async function shareMembership({ db, shopId }: ShopScope): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${`segments:${shopId}`}, 0))`;
}

/** Keeps everybody away who evaluates single customers, until the transaction ends. */
export async function ownMembership({ db, shopId }: ShopScope): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`segments:${shopId}`}, 0))`;
}

/** The segments that each of these customers is a member of. */
export async function readMemberships(
  { db }: ShopScope,
  customerIds: readonly bigint[],
): Promise<Map<bigint, Set<bigint>>> {
  const rows = await db.$queryRaw<{ customerId: bigint; segmentIds: bigint[] }[]>`
    SELECT customer_id AS "customerId", array_agg(segment_id) AS "segmentIds" FROM segment_member
    WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[]) GROUP BY customer_id`;
  return new Map(rows.map(({ customerId, segmentIds }) => [customerId, new Set(segmentIds)]));
}

/** A customer who joined or left a segment. */
export interface MembershipChange {
  segmentId: bigint;
  customerId: bigint;
  isMember: boolean;
  at: Date;
}

/** Writes who joined and who left; the last word on a customer and a segment counts. */
export async function storeMemberships(
  { db }: ShopScope,
  changes: readonly MembershipChange[],
): Promise<void> {
  const last = new Map(changes.map((change) => [`${change.segmentId}:${change.customerId}`, change]));
  if (last.size === 0) return;
  const rows = [...last.values()].map(({ segmentId, customerId, isMember, at }) => ({
    s: segmentId.toString(),
    c: customerId.toString(),
    joins: isMember,
    at,
  }));
  const given = JSON.stringify(rows);
  await db.$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${given}::jsonb) AS g (s bigint, c bigint, joins boolean, at timestamptz)
    ), gone AS (
      DELETE FROM segment_member m USING given g
      WHERE m.shop_id = current_shop_id() AND m.segment_id = g.s AND m.customer_id = g.c AND NOT g.joins
      RETURNING m.segment_id, g.at
    ), come AS (
      INSERT INTO segment_member (shop_id, segment_id, customer_id, joined_at)
      SELECT current_shop_id(), s, c, at FROM given WHERE joins ON CONFLICT DO NOTHING RETURNING segment_id, joined_at
    )
    INSERT INTO segment_change (shop_id, segment_id, delta, at)
    SELECT current_shop_id(), segment_id, sum(delta), max(at)
    FROM (SELECT segment_id, -1 AS delta, at FROM gone UNION ALL SELECT segment_id, 1, joined_at FROM come) AS d
    GROUP BY segment_id HAVING sum(delta) <> 0`;
}

/** When these customers must be looked at again; null = never by time alone. */
export async function storeFlips(
  { db }: ShopScope,
  flips: readonly { customerId: bigint; at: Date | null }[],
): Promise<void> {
  if (flips.length === 0) return;
  const never = flips.flatMap(({ customerId, at }) => (at ? [] : [customerId]));
  const some = flips.flatMap(({ customerId, at }) => (at ? [{ c: customerId.toString(), at }] : []));
  if (never.length > 0)
    await db.$executeRaw`
      DELETE FROM segment_due WHERE shop_id = current_shop_id() AND customer_id = ANY(${never}::bigint[])`;
  if (some.length > 0)
    await db.$executeRaw`
      INSERT INTO segment_due AS d (shop_id, customer_id, flips_at)
      SELECT current_shop_id(), c, at FROM jsonb_to_recordset(${JSON.stringify(some)}::jsonb) AS g (c bigint, at timestamptz)
      ON CONFLICT (shop_id, customer_id) DO UPDATE SET flips_at = excluded.flips_at
      WHERE d.flips_at IS DISTINCT FROM excluded.flips_at`;
}

/** Those of these customers who are members of a segment. */
export async function membersAmong(
  { db }: ShopScope,
  segmentId: bigint,
  customerIds: readonly bigint[],
): Promise<Set<bigint>> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT customer_id AS id FROM segment_member
    WHERE shop_id = current_shop_id() AND segment_id = ${segmentId} AND customer_id = ANY(${[...customerIds]}::bigint[])`;
  return new Set(rows.map(({ id }) => id));
}

/** The clock that all of this goes by: the app's, as in every other feature. The database's may say something else. */
export async function appNow(): Promise<Date> {
  return new Date();
}
