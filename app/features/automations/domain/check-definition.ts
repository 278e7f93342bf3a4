import { type JourneyDefinition, waysOut } from "./definition.ts";

/** What is wrong with the way the steps hang together, and at which step. */
export interface DefinitionFault {
  step: string;
  /** Key of the locale file. */
  error:
    | "errors.journey_same_id"
    | "errors.journey_no_such_step"
    | "errors.journey_circle"
    | "errors.journey_unreachable"
    | "errors.journey_percentage";
}

/**
 * Checks that each way through the steps ends: every step leads to one that exists, nobody walks in a circle, and every
 * step can be reached. Without faults a person takes each step at most once.
 */
export function faultsOfDefinition({ steps }: JourneyDefinition): DefinitionFault[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const faults: DefinitionFault[] = [];
  const seen = new Set<string>();
  for (const step of steps) {
    if (seen.has(step.id)) faults.push({ step: step.id, error: "errors.journey_same_id" });
    seen.add(step.id);
    if (waysOut(step).some((next) => next !== null && !byId.has(next)))
      faults.push({ step: step.id, error: "errors.journey_no_such_step" });
    if (step.kind === "message" && step.discount?.kind === "percentage" && step.discount.value > 100)
      faults.push({ step: step.id, error: "errors.journey_percentage" });
  }
  if (faults.length > 0) return faults;
  const state = new Map<string, "open" | "done">();
  const walk = (id: string): void => {
    state.set(id, "open");
    for (const next of waysOut(byId.get(id)!)) {
      if (next === null || state.get(next) === "done") continue;
      if (state.get(next) === "open") faults.push({ step: id, error: "errors.journey_circle" });
      else walk(next);
    }
    state.set(id, "done");
  };
  const [first] = steps;
  if (first) walk(first.id);
  for (const step of steps)
    if (!state.has(step.id)) faults.push({ step: step.id, error: "errors.journey_unreachable" });
  return faults;
}
