import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { type Resource, RESOURCES } from "./domain/comparison.ts";

/** How a resource stands beside Shopify's. */
export interface ResourceComparison {
  resource: Resource;
  /** The newest run that came to its end. */
  last: ComparisonCounts | null;
  /** The run that is under way or put off; null = none has begun. */
  current: { compared: number; problem: "unavailable" | "unexpected" | null; dueAt: Date } | null;
  /** When the next one is planned for. */
  plannedAt: Date | null;
}

export interface ComparisonCounts {
  finishedAt: Date;
  compared: number;
  missing: number;
  stale: number;
  surplus: number;
  repaired: number;
  /** Shopify's ids of a few records that differed, and how. */
  samples: { id: string; difference: string }[];
}

/** What differed in the runs that ended on one day (UTC). */
export interface DayOfDifferences {
  /** 2026-03-01 */
  day: string;
  missing: number;
  stale: number;
  surplus: number;
}

const SHOWN_DAYS = 30;

/** Everything that the page about the reconciliation shows. */
export async function readReconciliation(
  scope: ShopScope,
): Promise<{ resources: ResourceComparison[]; days: DayOfDifferences[] }> {
  const { db, shopId } = scope;
  const resources: ResourceComparison[] = [];
  for (const resource of RESOURCES) {
    const [last, open] = [
      await db.reconciliation.findFirst({
        where: { shopId, resource, finishedAt: { not: null } },
        orderBy: { id: "desc" },
      }),
      await db.reconciliation.findFirst({
        where: { shopId, resource, finishedAt: null },
        orderBy: { id: "desc" },
      }),
    ];
    const isBegun =
      open !== null && (open.startedAt !== null || open.error !== null || open.dueAt <= new Date());
    resources.push({
      resource,
      last: last && {
        finishedAt: last.finishedAt!,
        compared: last.compared,
        missing: last.missing,
        stale: last.stale,
        surplus: last.surplus,
        repaired: last.repaired,
        samples: last.samples as unknown as ComparisonCounts["samples"],
      },
      current: isBegun
        ? { compared: open.compared, problem: problemOf(open.error), dueAt: open.dueAt }
        : null,
      plannedAt: open && !isBegun ? open.dueAt : null,
    });
  }
  return { resources, days: await readDays(scope) };
}

function problemOf(error: string | null): "unavailable" | "unexpected" | null {
  if (error === null) return null;
  return error === "unexpected" ? "unexpected" : "unavailable";
}

async function readDays({ db }: ShopScope): Promise<DayOfDifferences[]> {
  return db.$queryRaw<DayOfDifferences[]>`
    SELECT to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
      sum(missing)::int AS missing, sum(stale)::int AS stale, sum(surplus)::int AS surplus
    FROM reconciliation
    WHERE shop_id = current_shop_id() AND finished_at > now() - ${SHOWN_DAYS}::int * interval '1 day'
    GROUP BY 1 ORDER BY 1`;
}
