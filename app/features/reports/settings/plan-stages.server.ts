/** The shop's settings, and what changed thresholds mean for everybody's stage. */
import { lockCustomer, markDue, queueReactions } from "#app/features/events/index.server.ts";
import { lifecycleOf } from "#app/features/orders/index.server.ts";
import { lockShop, readSettings, saveSettings } from "#app/features/shops/index.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import type { SettingsForm } from "./schema.ts";

/**
 * Stands among the bulk actions: it is done to many customers, batch by batch, shows how far it is and is found again
 * when its job dies. It has no items, only the place that it has come to.
 */
export const PLAN_STAGES = "plan_stages";

const CUSTOMERS_PER_BATCH = 2_000;
/** Guests and visitors stand below zero. */
const BEFORE_ALL = -(2n ** 63n);

/** How far the stages of all customers are worked out anew; null = nothing is under way. */
export interface StagePlanProgress {
  done: number;
  total: number;
}

/** Saves the settings; with other thresholds, the worker goes through everybody's stage. */
export async function saveShopSettings(
  scope: ShopScope,
  form: SettingsForm,
  { staff, now }: { staff: string; now: Date },
): Promise<void> {
  const { loyalFromOrders, atRiskAfterDays, lapsedAfterDays, ...others } = form;
  const lifecycle = { loyalFromOrders, atRiskAfterDays, lapsedAfterDays };
  // Two at once: the second sees what the first saved.
  await lockShop(scope);
  const { lifecycle: before } = await readSettings(scope);
  await saveSettings(scope, { ...others, lifecycle });
  const isSame =
    before.loyalFromOrders === loyalFromOrders &&
    before.atRiskAfterDays === atRiskAfterDays &&
    before.lapsedAfterDays === lapsedAfterDays;
  if (!isSame) await startStagePlan(scope, staff, now);
}

async function startStagePlan(scope: ShopScope, staff: string, now: Date): Promise<void> {
  const { db, shopId } = scope;
  // One that is under way would go through the rest twice.
  await db.bulkAction.updateMany({
    where: { shopId, kind: PLAN_STAGES, status: "running" },
    data: { status: "done", finishedAt: now },
  });
  const total = await db.customerSummary.count({ where: { shopId, lastOrderAt: { not: null } } });
  await db.bulkAction.create({
    data: {
      shopId,
      kind: PLAN_STAGES,
      parameters: { afterId: BEFORE_ALL.toString() },
      status: "running",
      total,
      staff,
      createdAt: now,
    },
  });
  await enqueue(scope, "run-bulk-actions");
}

export async function readStagePlan({ db, shopId }: ShopScope): Promise<StagePlanProgress | null> {
  return db.bulkAction.findFirst({
    where: { shopId, kind: PLAN_STAGES, status: "running" },
    select: { done: true, total: true },
  });
}

interface PlannedRow {
  id: bigint;
  ordersCount: number;
  lastOrderAt: Date;
  stage: string;
  changesAt: Date | null;
  /** A reaction waits, or is under way and may still go by the old thresholds. */
  isDue: boolean;
}

/**
 * One batch: whose stage is another one now is due for a reaction, so that all that follows from a stage follows; the others
 * only change at another time.
 */
export async function planStagesOn(
  scope: ShopScope,
  { id, afterId }: { id: bigint; afterId: bigint },
): Promise<void> {
  const { db, shopId } = scope;
  const { lifecycle } = await readSettings(scope);
  const now = new Date();
  const rows = await db.$queryRaw<PlannedRow[]>`
    SELECT customer_id AS id, orders_count AS "ordersCount", last_order_at AS "lastOrderAt", stage,
      stage_changes_at AS "changesAt", EXISTS (
        SELECT FROM reaction_due r WHERE r.shop_id = current_shop_id() AND r.customer_id = s.customer_id) AS "isDue"
    FROM customer_summary s
    WHERE shop_id = current_shop_id() AND customer_id > ${afterId} AND last_order_at IS NOT NULL
    ORDER BY customer_id LIMIT ${CUSTOMERS_PER_BATCH}`;
  const due: bigint[] = [];
  const moved: { id: string; at: Date | null }[] = [];
  for (const row of rows) {
    const { stage, changesAt } = lifecycleOf({ ...row, isKnown: true }, lifecycle, now);
    if (row.isDue) await lockCustomer(scope, row.id);
    else if (stage !== row.stage) due.push(row.id);
    else if (changesAt?.getTime() !== row.changesAt?.getTime())
      moved.push({ id: row.id.toString(), at: changesAt });
  }
  await markDue(scope, due);
  await db.$executeRaw`
    UPDATE customer_summary s SET stage_changes_at = g.at
    FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) AS g (id bigint, at timestamptz)
    WHERE s.shop_id = current_shop_id() AND s.customer_id = g.id`;
  const isDone = rows.length < CUSTOMERS_PER_BATCH;
  await db.bulkAction.update({
    where: { shopId_id: { shopId, id } },
    data: {
      parameters: { afterId: (rows.at(-1)?.id ?? afterId).toString() },
      done: { increment: rows.length },
      ...(isDone ? { status: "done", finishedAt: now } : {}),
    },
  });
  // Also plans the next change of a stage.
  await queueReactions(scope);
}
