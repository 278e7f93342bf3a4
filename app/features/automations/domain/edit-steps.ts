/** Changes to the list of steps that the editor makes. The list stays in the order in which people come by. */
import { type Step, type StepKind, waysOut } from "./definition.ts";

export const STEP_KINDS: readonly StepKind[] = [
  "message",
  "wait",
  "wait_until",
  "condition",
  "split",
  "tag",
  "goal",
  "exit",
];

/** An id that no step has yet. */
export function freeId(steps: readonly Step[], kind: StepKind): string {
  const taken = new Set(steps.map(({ id }) => id));
  for (let n = 1; ; n += 1) {
    const id = `${kind}_${n}`;
    if (!taken.has(id)) return id;
  }
}

export function newStep(kind: StepKind, id: string, next: string | null): Step {
  switch (kind) {
    case "wait":
      return { id, kind, minutes: 1440, next };
    case "wait_until":
      return { id, kind, time: "09:00", zone: "person", next };
    case "condition":
      return { id, kind, condition: "", next, otherwise: null };
    case "split":
      return {
        id,
        kind,
        branches: [
          { weight: 50, next },
          { weight: 50, next },
        ],
      };
    case "message":
      return { id, kind, templateKey: "", discount: null, next };
    case "tag":
      return { id, kind, tag: "", next };
    case "goal":
      return { id, kind, name: "", next };
    case "exit":
      return { id, kind };
  }
}

/** Puts a step behind the one at `position` (-1 = first): it goes on where that one did. */
export function insertAfter(steps: readonly Step[], position: number, kind: StepKind): Step[] {
  const before = steps[position];
  const next = before ? (waysOut(before)[0] ?? null) : (steps[0]?.id ?? null);
  const made = newStep(kind, freeId(steps, kind), next);
  const list = steps.toSpliced(position + 1, 0, made);
  // Of several ways out, the first leads to the new step.
  return before ? list.with(position, withWay(before, 0, made.id)) : list;
}

/** Takes a step out: who would come to it goes on where it led. */
export function removeStep(steps: readonly Step[], id: string): Step[] {
  const gone = steps.find((step) => step.id === id);
  if (!gone) return [...steps];
  const onward = waysOut(gone)[0] ?? null;
  return steps
    .filter((step) => step.id !== id)
    .map((step) =>
      waysOut(step).reduce<Step>(
        (changed, next, way) => (next === id ? withWay(changed, way, onward) : changed),
        step,
      ),
    );
}

/** The step with one of its ways out leading elsewhere. An exit has none to change. */
export function withWay(step: Step, way: number, next: string | null): Step {
  switch (step.kind) {
    case "exit":
      return step;
    case "condition":
      return way === 0 ? { ...step, next } : { ...step, otherwise: next };
    case "split":
      return {
        ...step,
        branches: step.branches.map((branch, at) => (at === way ? { ...branch, next } : branch)),
      };
    default:
      return { ...step, next };
  }
}
