import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { paidOrdersSince } from "#app/features/orders/index.server.ts";
import { previewCost, type ProgrammePreview } from "./domain/preview.ts";

const YEAR_MS = 365 * 86_400_000;

/** What a rule and a reward would have cost on the real orders of the last year. */
export async function previewProgramme(
  scope: ShopScope,
  rule: { earnPoints: number; earnPerMinor: number; rewardCostPoints: number; rewardValueMinor: number },
  now: Date,
): Promise<ProgrammePreview> {
  const orders = await paidOrdersSince(scope, new Date(now.getTime() - YEAR_MS));
  return previewCost(orders, rule);
}
