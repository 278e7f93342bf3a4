import type { ShopScope } from "#app/platform/db/scope.server.ts";

/**
 * Gives the facts of subjects below zero (guests, visitors) to whom they count as now; null = to nobody. Both sides are
 * marked as due by the trigger.
 */
export async function assignSubjectFacts(
  { db }: ShopScope,
  owners: readonly { subjectId: bigint; customerId: bigint | null }[],
): Promise<void> {
  if (owners.length === 0) return;
  const rows = owners.map(({ subjectId, customerId }) => ({
    s: subjectId.toString(),
    c: customerId?.toString() ?? null,
  }));
  // "< 0" lets the planner use the index that holds guests and visitors only.
  await db.$executeRaw`
    UPDATE fact f SET customer_id = owner.c
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS owner (s bigint, c bigint)
    WHERE f.shop_id = current_shop_id() AND f.subject_id = owner.s AND f.subject_id < 0
      AND f.customer_id IS DISTINCT FROM owner.c`;
}

/** How many facts name a subject below zero, whomever they count for. */
export async function countSubjectFacts({ db }: ShopScope, subjectId: bigint): Promise<number> {
  const [row] = await db.$queryRaw<{ facts: number }[]>`
    SELECT count(*)::int AS facts FROM fact f
    WHERE f.shop_id = current_shop_id() AND f.subject_id < 0 AND f.subject_id = ${subjectId}`;
  return row?.facts ?? 0;
}

/** Takes the facts of subjects below zero (guests, visitors) out of the log. */
export async function eraseSubjectFacts({ db }: ShopScope, subjectIds: readonly bigint[]): Promise<void> {
  await db.$executeRaw`
    DELETE FROM fact f WHERE f.shop_id = current_shop_id() AND f.subject_id < 0
      AND f.subject_id = ANY(${[...subjectIds]}::bigint[])`;
}
