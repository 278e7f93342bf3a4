import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { markAllDueSince } from "#app/features/events/index.server.ts";
import { lockShop, noteChanges } from "#app/features/shops/index.server.ts";
import {
  addProgrammeVersion,
  readProgramme,
  type RewardRecord,
  readRewards,
  saveReward,
} from "./repository.server.ts";
import type { ProgrammeVersion } from "./domain/earning.ts";
import type { ProgrammeInput } from "./schema.ts";

/** The outbox's word for the programme that the storefront shows. */
export const PROGRAMME_CHANGE = "shop.programme";

/** Until rewards can be many: the one that the Loyalty page edits. */
export const FIRST_REWARD_ID = 1;

const YEAR_MS = 365 * 86_400_000;

/** The programme as it stands: its versions, the one in force, and its reward. */
export interface ProgrammeState {
  versions: ProgrammeVersion[];
  /** null = not started. */
  current: ProgrammeVersion | null;
  reward: RewardRecord | null;
}

export async function readProgrammeState(scope: ShopScope): Promise<ProgrammeState> {
  const versions = await readProgramme(scope);
  const rewards = await readRewards(scope);
  return {
    versions,
    current: versions.at(-1) ?? null,
    reward: rewards.find((r) => r.id === FIRST_REWARD_ID) ?? null,
  };
}

/**
 * Starts the programme, or changes it from now on. Orders before keep the version that was in force when they were paid;
 * a changed rule never touches points that were given.
 */
export async function saveProgramme(
  scope: ShopScope,
  input: ProgrammeInput,
  context: { staff: string | null; now: Date },
): Promise<void> {
  await lockShop(scope);
  const { current } = await readProgrammeState(scope);
  const rule = { earnPoints: input.earnPoints, earnPerMinor: input.earnPerMinor, active: input.active };
  const isChanged =
    !current ||
    current.earnPoints !== rule.earnPoints ||
    current.earnPerMinor !== rule.earnPerMinor ||
    current.active !== rule.active;
  if (isChanged) {
    const isStart = current === null;
    const effectiveFrom =
      isStart && input.includePastYear ? new Date(context.now.getTime() - YEAR_MS) : context.now;
    const version = (current?.version ?? 0) + 1;
    await addProgrammeVersion(scope, { ...rule, version, effectiveFrom, createdBy: context.staff });
    await markAllDueSince(scope, effectiveFrom);
    await enqueue(scope, "react");
  }
  await saveReward(scope, {
    id: FIRST_REWARD_ID,
    costPoints: input.rewardCostPoints,
    valueMinor: input.rewardValueMinor,
    active: input.rewardActive,
  });
  await noteChanges(scope, PROGRAMME_CHANGE, ["programme"]);
}
