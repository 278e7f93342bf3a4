/** Which model serves which placement: compared on the shop's own past. */
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { markAllDue } from "./baskets.server.ts";
import type { PlacementEvaluation } from "./domain/evaluation.ts";
import type { Task } from "./domain/models/catalogue.ts";
import type { ModelName } from "./domain/models/recommender.ts";
import type { Placement } from "./domain/placements.ts";
import { MAX_ORDERS } from "./domain/resident-shop.ts";
import type { ResidentModels } from "./resident-models.server.ts";
import { COUNTED, readChosen, readContent, updateModels } from "./shop-models.server.ts";

/** What each placement has to foretell. The cart's list is made of those of "bought together". */
const TASKS: Readonly<Partial<Record<Placement, Task>>> = {
  similar: "person",
  bought_together: "basket",
  for_you: "person",
  buy_again: "again",
};
/** Models are compared again when the orders have grown or shrunk by so much, and once a day when they changed at all. */
const GROWTH = 0.25;
const DAY_MS = 86_400_000;

/**
 * Compares the models on the shop's own past when that has changed enough, and has lists made anew where another wins.
 *
 * @returns whether another won
 */
export async function chooseModels(shopId: ShopId, resident: ResidentModels, now: Date): Promise<boolean> {
  const known = await withShop(shopId, (scope) => readEvaluated(scope));
  if (!isOutdated(known, now) || !(await updateModels(shopId, resident))) return false;
  const productIds = await resident.ask({ kind: "productIds" });
  const about = await withShop(shopId, (scope) => readContent(scope, productIds));
  const byTask = new Map<Task, PlacementEvaluation>();
  let orders = 0;
  for (const task of new Set(Object.values(TASKS))) {
    const compared = await resident.ask({ kind: "evaluate", task, about });
    byTask.set(task, compared.evaluation);
    orders = compared.orders;
  }
  const chosen = (Object.entries(TASKS) as [Placement, Task][]).map(([placement, task]) => {
    const evaluation = byTask.get(task)!;
    return { placement, evaluation, model: modelFor(placement, evaluation) };
  });
  return withShop(shopId, (scope) => storeChosen(scope, chosen, { orders, at: now }));
}

interface Evaluated {
  /** Orders that are counted now. */
  orders: number;
  /** At the last evaluation; null = there was none. */
  ordersThen: number | null;
  evaluatedAt: Date | null;
}

async function readEvaluated({ db }: ShopScope): Promise<Evaluated> {
  const rows = await db.$queryRaw<Evaluated[]>`
    SELECT (SELECT count(*)::integer FROM recommendation_basket WHERE shop_id = current_shop_id()) AS orders,
      (SELECT min(orders) FROM placement_model WHERE shop_id = current_shop_id()) AS "ordersThen",
      (SELECT min(evaluated_at) FROM placement_model WHERE shop_id = current_shop_id()) AS "evaluatedAt"`;
  return rows[0]!;
}

function isOutdated({ orders, ordersThen, evaluatedAt }: Evaluated, now: Date): boolean {
  if (ordersThen === null || evaluatedAt === null) return orders > 0;
  const change = Math.abs(Math.min(orders, MAX_ORDERS) - ordersThen);
  if (change === 0) return false;
  return change > GROWTH * ordersThen || now.getTime() - evaluatedAt.getTime() > DAY_MS;
}

/**
 * The model that serves a placement. Beside a product popular things would claim to be what they are not: there the best
 * of the others serves, and popularity stands behind it in any case.
 */
export function modelFor(placement: Placement, { verdict, chosen, models }: PlacementEvaluation): ModelName {
  if (placement === "buy_again") return "BuyAgain";
  if (verdict === "not_enough_data") return COUNTED;
  if (chosen !== "Popularity" || placement === "for_you") return chosen;
  return models.find(({ name }) => name !== "Popularity")?.name ?? COUNTED;
}

async function storeChosen(
  scope: ShopScope,
  chosen: readonly { placement: Placement; model: ModelName; evaluation: PlacementEvaluation }[],
  { orders, at }: { orders: number; at: Date },
): Promise<boolean> {
  const before = await readChosen(scope);
  const rows = JSON.stringify(chosen);
  await scope.db.$executeRaw`
    INSERT INTO placement_model AS m (shop_id, placement, model, evaluation, orders, evaluated_at)
    SELECT current_shop_id(), placement, model, evaluation, ${orders}, ${at}
    FROM jsonb_to_recordset(${rows}::jsonb) AS g (placement text, model text, evaluation jsonb)
    ON CONFLICT (shop_id, placement) DO UPDATE SET model = excluded.model, evaluation = excluded.evaluation,
      orders = excluded.orders, evaluated_at = excluded.evaluated_at`;
  // What is bought again has its own way, from the first day.
  const isOther = chosen.some(
    ({ placement, model }) => placement !== "buy_again" && model !== (before.get(placement) ?? COUNTED),
  );
  if (isOther) await markAllDue(scope);
  return isOther;
}
