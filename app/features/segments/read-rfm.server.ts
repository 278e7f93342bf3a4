/** The RFM page: the grid and the groups. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { RFM_GROUPS } from "./domain/attributes.ts";
import { groupOfCell, type RfmGroup, valueScore } from "./domain/rfm.ts";
import { countCells, readLimits, requestScores } from "./score-customers.server.ts";

export interface RfmFigures {
  /** Null = nothing asked for scores yet. */
  limits: { customers: number; computedAt: Date | null; isDue: boolean } | null;
  cells: { recency: number; value: number; customers: number }[];
  /** Those that hold anybody, best first. */
  groups: { group: RfmGroup; customers: number; netMinor: bigint }[];
}

/** How the shop's buyers are spread over the grid. */
export async function readRfm(scope: ShopScope, now = new Date()): Promise<RfmFigures> {
  const limits = await readLimits(scope);
  const cells = new Map<string, RfmFigures["cells"][number]>();
  const groups = new Map<RfmGroup, RfmFigures["groups"][number]>();
  for (const { recency, frequency, monetary, customers, netMinor } of await countCells(scope)) {
    const value = valueScore(frequency, monetary);
    const cell = cells.get(`${recency}:${value}`);
    cells.set(`${recency}:${value}`, { recency, value, customers: (cell?.customers ?? 0) + customers });
    const group = groupOfCell(recency, value);
    const known = groups.get(group);
    groups.set(group, {
      group,
      customers: (known?.customers ?? 0) + customers,
      netMinor: (known?.netMinor ?? 0n) + netMinor,
    });
  }
  return {
    limits: limits && {
      customers: limits.customers,
      computedAt: limits.computedAt,
      isDue: limits.dueAt <= now,
    },
    cells: [...cells.values()],
    groups: RFM_GROUPS.flatMap((group) => groups.get(group) ?? []),
  };
}

/** Has the scores worked out right away. */
export async function requestRfm(scope: ShopScope, now: Date): Promise<void> {
  await requestScores(scope, now, { isUrgent: true });
  await enqueue(scope, "build-segments");
}
