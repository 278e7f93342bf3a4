/** Whom an id means today: the table customer_merge, and what moves when its answer changes. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { lockCustomer } from "#app/features/events/index.server.ts";

/** Why one id means another. */
export type MergeSource = "shopify" | "email" | "phone" | "visitor" | "merchant";

/** An id, whom it means and why. Undone = recognised wrongly. */
export interface Merge {
  fromId: bigint;
  intoId: bigint;
  source: MergeSource;
  mergedAt: Date;
  undoneAt: Date | null;
  staff: string | null;
}

export const lowestFirst = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Whom these ids mean today, merges followed to their end. Ids that mean themselves are left out. Where merges run in a
 * circle, which Shopify never does, everybody in it is the one with the lowest id.
 */
export async function resolveMerges({ db }: ShopScope, ids: readonly bigint[]): Promise<Map<bigint, bigint>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<{ startId: bigint; endId: bigint; circle: bigint[] | null }[]>`
    WITH RECURSIVE chain AS (
      SELECT from_id AS start_id, into_id AS id, ARRAY[from_id] AS seen FROM customer_merge
      WHERE shop_id = current_shop_id() AND from_id = ANY(${[...ids]}::bigint[]) AND undone_at IS NULL
      UNION ALL
      SELECT chain.start_id, m.into_id, chain.seen || m.from_id FROM chain
      JOIN customer_merge m ON m.shop_id = current_shop_id() AND m.from_id = chain.id AND m.undone_at IS NULL
      WHERE chain.id <> ALL (chain.seen)
    )
    SELECT DISTINCT ON (start_id) start_id AS "startId", id AS "endId",
      CASE WHEN id = ANY (seen) THEN seen[array_position(seen, id):] END AS circle
    FROM chain ORDER BY start_id, cardinality(seen) DESC`;
  return new Map(
    rows.flatMap(({ startId, endId, circle }) => {
      const meant = circle?.toSorted(lowestFirst)[0] ?? endId;
      return meant === startId ? [] : [[startId, meant] as const];
    }),
  );
}

/** These ids and all that mean them, through chains. Visitors of the storefront are left out: see visits. */
export async function withThoseWhoMean({ db }: ShopScope, ids: readonly bigint[]): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    WITH RECURSIVE meant AS (
      SELECT id FROM unnest(${[...ids]}::bigint[]) AS id
      UNION
      SELECT m.from_id FROM meant
      JOIN customer_merge m ON m.shop_id = current_shop_id() AND m.into_id = meant.id AND m.undone_at IS NULL AND m.source <> 'visitor'
    )
    SELECT id FROM meant ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** Everybody who is this person today: whom the id means, and all that mean the same. The person's own id comes first. */
export async function idsOfPerson(scope: ShopScope, id: bigint): Promise<bigint[]> {
  const rootId = (await resolveMerges(scope, [id])).get(id) ?? id;
  const ids = await withThoseWhoMean(scope, [rootId]);
  return [rootId, ...ids.filter((each) => each !== rootId)];
}

/** The merges of these ids, undone ones too. */
export async function mergesOf({ db, shopId }: ShopScope, fromIds: readonly bigint[]): Promise<Merge[]> {
  const rows = await db.customerMerge.findMany({
    where: { shopId, fromId: { in: [...fromIds] } },
    omit: { shopId: true },
  });
  return rows as Merge[];
}

/**
 * Stores merges. Of two that speak of one id Shopify's wins, then staff's; of two of Shopify's the first, then the lower id.
 */
export async function storeMerges(
  { db }: ShopScope,
  merges: readonly Omit<Merge, "undoneAt">[],
): Promise<void> {
  const rows = merges.map(({ fromId, intoId, ...rest }) => ({
    ...rest,
    from: fromId.toString(),
    into: intoId.toString(),
  }));
  await db.$executeRaw`
    INSERT INTO customer_merge AS c (shop_id, from_id, into_id, source, merged_at, staff)
    SELECT DISTINCT ON ("from") current_shop_id(), "from", "into", source, "mergedAt", staff
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS g ("from" bigint, "into" bigint, source text, "mergedAt" timestamptz, staff text)
    ORDER BY "from", "mergedAt", "into"
    ON CONFLICT (shop_id, from_id) DO UPDATE SET into_id = excluded.into_id, source = excluded.source,
      merged_at = excluded.merged_at, staff = excluded.staff, undone_at = NULL
    WHERE CASE
      WHEN c.source = 'shopify' THEN excluded.source = 'shopify' AND (excluded.merged_at, excluded.into_id) < (c.merged_at, c.into_id)
      WHEN excluded.source IN ('shopify', 'merchant') THEN true
      ELSE c.undone_at IS NULL AND c.source <> 'merchant' END`;
}

/** Takes away merges that no longer follow from anything. */
export async function deleteMerges({ db, shopId }: ShopScope, fromIds: readonly bigint[]): Promise<void> {
  await db.customerMerge.deleteMany({ where: { shopId, fromId: { in: [...fromIds] } } });
}

/** Notes that staff say that two are not one. The merge stays as undone, so that it is not made again. */
export async function markUndone(
  { db, shopId }: ShopScope,
  fromId: bigint,
  staff: string,
  at: Date,
): Promise<void> {
  await db.customerMerge.update({
    where: { shopId_fromId: { shopId, fromId } },
    data: { undoneAt: at, staff },
  });
}

/**
 * Changes merges of these ids, and moves what belongs to whoever means somebody else after it. Whoever loses or gains is
 * locked, lowest id first, and due for a reaction.
 */
export async function changeMerges(
  scope: ShopScope,
  fromIds: readonly bigint[],
  change: () => Promise<void>,
): Promise<void> {
  const before = await ownersWithin(scope, fromIds);
  await change();
  const after = await ownersWithin(scope, fromIds);
  const subjects = [...new Set([...before.keys(), ...after.keys()])];
  const now = await resolveMerges(scope, subjects);
  const moves = subjects.flatMap((subjectId) => {
    const [fromId, intoId] = [before.get(subjectId) ?? subjectId, now.get(subjectId) ?? subjectId];
    return fromId === intoId ? [] : [{ subjectId, fromId, intoId }];
  });
  await movePeople(scope, moves);
}

async function ownersWithin(scope: ShopScope, fromIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const subjects = await withThoseWhoMean(scope, fromIds);
  const merged = await resolveMerges(scope, subjects);
  return new Map(subjects.map((id) => [id, merged.get(id) ?? id]));
}

/** Moves facts, orders and whatever else names a subject, from the one to the other. */
export async function movePeople(
  scope: ShopScope,
  moves: readonly { subjectId: bigint; fromId: bigint; intoId: bigint }[],
): Promise<void> {
  if (moves.length === 0) return;
  const concerned = new Set(moves.flatMap(({ fromId, intoId }) => [fromId, intoId]));
  for (const id of [...concerned].toSorted(lowestFirst)) await lockCustomer(scope, id);
  await scope.db.$executeRaw`
    SELECT move_people(${moves.map((m) => m.subjectId)}::bigint[], ${moves.map((m) => m.fromId)}::bigint[],
      ${moves.map((m) => m.intoId)}::bigint[])`;
}
