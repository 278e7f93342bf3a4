import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { lockShop } from "#app/features/shops/index.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { treeOf, withSegmentIds } from "./ask-segments.server.ts";
import { faultsOfDefinition } from "./domain/check-definition.ts";
import { CART_RECOVERY, type JourneyDefinition } from "./domain/definition.ts";
import { findJourney, setJourneyState, storeJourney } from "./journeys-repository.server.ts";
import type { JourneyForm } from "./schema.ts";

/** What is wrong with a step, as the editor shows it. */
export interface StepFault {
  step: string;
  /** Key of the locale file. */
  error: string;
}

/** Everything that is wrong with a journey, step by step. */
export async function faultsOfJourney(scope: ShopScope, definition: JourneyDefinition): Promise<StepFault[]> {
  const faults: StepFault[] = faultsOfDefinition(definition);
  for (const step of definition.steps) {
    if (step.kind !== "condition") continue;
    if (!(await treeOf(scope, step.condition)))
      faults.push({ step: step.id, error: "errors.journey_condition" });
  }
  return faults;
}

/**
 * Stores a journey, or a new version of one. People who are under way finish the version that they entered.
 *
 * @throws Refusal journey_faults
 */
export async function saveJourney(
  scope: ShopScope,
  id: number | null,
  { name, definition }: JourneyForm,
  { staff, now }: { staff: string | null; now: Date },
): Promise<number> {
  await lockShop(scope);
  const faults = await faultsOfJourney(scope, definition);
  if (faults.length > 0) {
    throw new Refusal("journey_faults", `the journey has faults: ${JSON.stringify(faults)}`, {
      field: "form",
      details: { count: faults.length },
    });
  }
  const current = id === null ? null : await findJourney(scope, id);
  if (id !== null && !current)
    throw new Refusal("journey_unknown", "there is no such journey", { field: "form" });
  const stored = await withSegmentIds(scope, definition);
  return (await storeJourney(scope, { id, name, definition: stored, staff, now })).id;
}

/** Makes the ready-made cart recovery, switched off. */
export async function createCartRecovery(
  scope: ShopScope,
  { name, staff, now }: { name: string; staff: string | null; now: Date },
): Promise<number> {
  return saveJourney(scope, null, { name, definition: CART_RECOVERY }, { staff, now });
}

/**
 * Switches a journey on or off. From when it is on, new reasons enrol people; what happened before enrols nobody.
 *
 * @throws Refusal journey_unknown
 */
export async function switchJourney(scope: ShopScope, id: number, isOn: boolean, now: Date): Promise<void> {
  const journey = await findJourney(scope, id);
  if (!journey) throw new Refusal("journey_unknown", "there is no such journey", { field: "form" });
  await setJourneyState(scope, id, isOn ? "active" : "paused", now);
  if (isOn) await enqueue(scope, "advance-journeys");
}
