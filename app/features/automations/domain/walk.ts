/** One person's next move through a journey. Pure: what a step needs from outside comes as an argument. */
import type { JourneyDefinition, Step } from "./definition.ts";
import { nextTimeOfDay } from "./next-time-of-day.ts";

/** Above this a due step is late: what follows is counted from now, so that two messages do not come at once. */
const LATE_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What a step does to whoever stands at it. */
export type Move =
  /** The step is taken; on to `to` (null = the end) at once. */
  | { kind: "go"; to: string | null; outcome: string }
  /** Waits at this step until then. */
  | { kind: "stay"; until: Date };

export interface Walker {
  /** When this step was due. */
  dueAt: Date;
  now: Date;
  /** A number from 0 up to 1 that belongs to this person and step for good: picks the branch. */
  share: number;
  /** The time zone that the step asks for. */
  timeZone: string;
  /** Whether the step's condition holds; asked for at condition steps only. */
  holds?: boolean;
}

/** Whoever comes to a step: waits begin, everything else is done with at once. */
export function arrive(step: Step, walker: Walker): Move {
  switch (step.kind) {
    case "wait":
      return { kind: "stay", until: new Date(startOf(walker).getTime() + step.minutes * MINUTE_MS) };
    case "wait_until":
      return { kind: "stay", until: nextTimeOfDay(startOf(walker), step.time, walker.timeZone) };
    case "condition":
      return walker.holds
        ? { kind: "go", to: step.next, outcome: "yes" }
        : { kind: "go", to: step.otherwise, outcome: "no" };
    case "split": {
      const chosen = branchOf(step.branches, walker.share);
      return { kind: "go", to: step.branches[chosen]!.next, outcome: `branch:${chosen + 1}` };
    }
    case "message":
      return { kind: "go", to: step.next, outcome: "queued" };
    case "tag":
      return { kind: "go", to: step.next, outcome: "tagged" };
    case "goal":
      return { kind: "go", to: step.next, outcome: "reached" };
    case "exit":
      return { kind: "go", to: null, outcome: "ended" };
  }
}

/** Whoever is due: a wait is over; at any other step it is done now. */
export function whenDue(step: Step, walker: Walker): Move {
  if (step.kind === "wait" || step.kind === "wait_until")
    return { kind: "go", to: step.next, outcome: "waited" };
  return arrive(step, walker);
}

/** Waits count from when the step was due, so that a busy worker shifts nothing; when very late, from now. */
function startOf({ dueAt, now }: Walker): Date {
  return now.getTime() - dueAt.getTime() > LATE_MS ? now : dueAt;
}

/** The branch whose part of 0..1, by weight, the share falls into. */
export function branchOf(branches: readonly { weight: number }[], share: number): number {
  const total = branches.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  const found = branches.findIndex(({ weight }) => {
    passed += weight;
    return share * total < passed;
  });
  return found === -1 ? branches.length - 1 : found;
}

export function stepOf(definition: JourneyDefinition, id: string): Step | undefined {
  return definition.steps.find((step) => step.id === id);
}
