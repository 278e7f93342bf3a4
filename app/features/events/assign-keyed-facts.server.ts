import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { FactKind } from "#app/shared/fact.ts";

/** Whom a fact belongs to, or the facts whose keys begin with `key` and a colon. */
export interface KeyedOwner {
  kind: FactKind;
  key: string;
  subjectId: bigint | null;
  customerId: bigint | null;
}

/**
 * Gives facts of no order (carts, checkouts, subscriptions) to whom they belong to now, whether they were told before
 * that was known or will be told of again. Both sides are marked as due by the trigger.
 */
export async function assignKeyedFacts(
  { db }: ShopScope,
  owners: readonly KeyedOwner[],
  { byPrefix = false } = {},
): Promise<void> {
  if (owners.length === 0) return;
  const rows = JSON.stringify(
    owners.map(({ kind, key, subjectId, customerId }) => ({
      kind,
      key,
      s: subjectId?.toString() ?? null,
      c: customerId?.toString() ?? null,
    })),
  );
  if (byPrefix) {
    await db.$executeRaw`
      UPDATE fact f SET subject_id = g.s, customer_id = g.c
      FROM jsonb_to_recordset(${rows}::jsonb) AS g (kind text, key text, s bigint, c bigint)
      WHERE f.shop_id = current_shop_id() AND f.kind = g.kind AND split_part(f.key, ':', 1) = g.key
        AND (f.subject_id, f.customer_id) IS DISTINCT FROM (g.s, g.c)`;
    return;
  }
  await db.$executeRaw`
    UPDATE fact f SET subject_id = g.s, customer_id = g.c
    FROM jsonb_to_recordset(${rows}::jsonb) AS g (kind text, key text, s bigint, c bigint)
    WHERE f.shop_id = current_shop_id() AND f.kind = g.kind AND f.key = g.key
      AND (f.subject_id, f.customer_id) IS DISTINCT FROM (g.s, g.c)`;
}
