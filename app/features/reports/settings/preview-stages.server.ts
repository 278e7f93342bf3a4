import type { LifecycleRules } from "#app/features/orders/index.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { type SuggestedThresholds, suggestThresholds } from "./suggested-thresholds.ts";

/** The stages that thresholds decide about; visitors and leads have no order yet. */
export const BUYING_STAGES = ["first_time", "repeat", "loyal", "at_risk", "lapsed"] as const;
export type BuyingStage = (typeof BUYING_STAGES)[number];

/** Customers of a stage, as it is and as other thresholds would have it. */
export interface StagePreview {
  stage: BuyingStage;
  today: number;
  planned: number;
}

/**
 * How many customers each stage would hold under other thresholds. Says in SQL what `lifecycleOf` says of one customer (a
 * test compares them): a million rows are counted where they are.
 */
export async function previewStages(
  { db }: ShopScope,
  rules: LifecycleRules,
  now: Date,
): Promise<StagePreview[]> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const rows = await db.$queryRaw<{ today: string; planned: string; customers: bigint }[]>`
    SELECT stage AS today, CASE
        WHEN last_order_at <= ${daysAgo(rules.lapsedAfterDays)} THEN 'lapsed'
        WHEN last_order_at <= ${daysAgo(rules.atRiskAfterDays)} THEN 'at_risk'
        WHEN orders_count >= ${rules.loyalFromOrders} THEN 'loyal'
        WHEN orders_count > 1 THEN 'repeat'
        ELSE 'first_time' END AS planned, count(*) AS customers
    FROM customer_summary
    WHERE shop_id = current_shop_id() AND last_order_at IS NOT NULL AND orders_count > 0 GROUP BY 1, 2`;
  const count = (column: "today" | "planned", stage: BuyingStage) =>
    rows.reduce((sum, row) => (row[column] === stage ? sum + Number(row.customers) : sum), 0);
  return BUYING_STAGES.map((stage) => ({
    stage,
    today: count("today", stage),
    planned: count("planned", stage),
  }));
}

/** Thresholds that fit how the shop's customers come back; null = too few did so far. */
export async function readSuggestion({ db }: ShopScope): Promise<SuggestedThresholds | null> {
  const rows = await db.$queryRaw<{ customers: bigint; gaps: number[] | null; orders: number | null }[]>`
    SELECT count(*) AS customers, percentile_disc(0.75) WITHIN GROUP (ORDER BY orders_count) AS orders,
      percentile_cont(ARRAY[0.5, 0.8, 0.95]) WITHIN GROUP (
        ORDER BY extract(epoch FROM last_order_at - first_order_at)::float8 / 86400 / (orders_count - 1)) AS gaps
    FROM customer_summary WHERE shop_id = current_shop_id() AND orders_count > 1`;
  const { customers = 0n, gaps = null, orders = null } = rows[0] ?? {};
  const [half, most, nearlyAll] = gaps ?? [];
  if (half === undefined || most === undefined || nearlyAll === undefined || orders === null) return null;
  return suggestThresholds({
    repeatCustomers: Number(customers),
    gapDays: [half, most, nearlyAll],
    ordersOfTopQuarter: orders,
  });
}
