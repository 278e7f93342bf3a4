import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultsOfDefinition } from "./check-definition.ts";
import { CART_RECOVERY, JourneyDefinition, type Step, waysOut } from "./definition.ts";
import { insertAfter, removeStep, STEP_KINDS } from "./edit-steps.ts";
import { nextTimeOfDay } from "./next-time-of-day.ts";
import { arrive, branchOf } from "./walk.ts";

const at = (text: string) => new Date(text);
const withSteps = (...steps: Step[]): JourneyDefinition => ({ ...CART_RECOVERY, steps });
const exit = (id: string): Step => ({ id, kind: "exit" });
const wait = (id: string, next: string | null): Step => ({ id, kind: "wait", minutes: 1, next });

describe("a definition", () => {
  it("that is ready-made is valid", () => {
    expect(faultsOfDefinition(JourneyDefinition.parse(CART_RECOVERY))).toEqual([]);
  });

  it.each([
    ["leads nowhere", withSteps(wait("a", "b")), "a", "errors.journey_no_such_step"],
    ["walks in a circle", withSteps(wait("a", "b"), wait("b", "a")), "b", "errors.journey_circle"],
    [
      "has a step that nobody comes to",
      withSteps(wait("a", null), exit("b")),
      "b",
      "errors.journey_unreachable",
    ],
    ["names two steps alike", withSteps(wait("a", null), exit("a")), "a", "errors.journey_same_id"],
  ])("that %s is refused at its place", (_what, definition, step, error) => {
    expect(faultsOfDefinition(definition)).toEqual([{ step, error }]);
  });

  it("stays whole whatever the editor does: every step is reached, every way ends", () => {
    const edit = fc.record({
      at: fc.nat(20),
      kind: fc.constantFrom(...STEP_KINDS.filter((kind) => kind !== "exit")),
      removes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 25 }), (edits) => {
        let { steps } = CART_RECOVERY;
        for (const { at: place, kind, removes } of edits) {
          const position = place % steps.length;
          if (!removes) steps = insertAfter(steps, position, kind);
          else if (steps.length > 1) steps = removeStep(steps, steps[position]!.id);
          const circles = faultsOfDefinition(withSteps(...steps)).filter(
            ({ error }) => error !== "errors.journey_unreachable",
          );
          expect(circles).toEqual([]);
          const order = new Map(steps.map((step, index) => [step.id, index]));
          for (const [index, step] of steps.entries())
            for (const next of waysOut(step)) expect(next === null || order.get(next)! > index).toBe(true);
        }
      }),
    );
  });
});

describe("a split", () => {
  it.each([
    [0, 0],
    [0.299, 0],
    [0.3, 1],
    [0.999_999, 1],
  ])("sends the share %d to branch %d of 30 and 70", (share, branch) => {
    expect(branchOf([{ weight: 30 }, { weight: 70 }], share)).toBe(branch);
  });
});

describe("a wait", () => {
  const walker = { share: 0, timeZone: "UTC" };
  it("counts from when it was due, however busy the worker", () => {
    const move = arrive(wait("a", null), {
      ...walker,
      dueAt: at("2026-03-01T10:00:00Z"),
      now: at("2026-03-01T10:20:00Z"),
    });
    expect(move).toEqual({ kind: "stay", until: at("2026-03-01T10:01:00Z") });
  });

  it("counts from now when it is more than an hour late", () => {
    const move = arrive(wait("a", null), {
      ...walker,
      dueAt: at("2026-03-01T10:00:00Z"),
      now: at("2026-03-02T10:00:00Z"),
    });
    expect(move).toEqual({ kind: "stay", until: at("2026-03-02T10:01:00Z") });
  });
});

describe("a time of day", () => {
  it.each([
    ["later today", "2026-03-04T07:00:00Z", "09:00", "Europe/London", "2026-03-04T09:00:00Z"],
    ["tomorrow", "2026-03-04T09:30:00Z", "09:00", "Europe/London", "2026-03-05T09:00:00Z"],
    ["this very instant", "2026-03-04T09:00:00Z", "09:00", "Europe/London", "2026-03-04T09:00:00Z"],
    ["across the date line", "2026-03-04T23:00:00Z", "09:00", "Pacific/Auckland", "2026-03-05T20:00:00Z"],
    [
      "after the clocks went forward",
      "2026-03-28T12:00:00Z",
      "09:00",
      "Europe/London",
      "2026-03-29T08:00:00Z",
    ],
    [
      "where the clocks jump over it",
      "2026-03-28T12:00:00Z",
      "01:30",
      "Europe/London",
      "2026-03-29T01:30:00Z",
    ],
    ["the first of two", "2026-10-24T12:00:00Z", "01:30", "Europe/London", "2026-10-25T00:30:00Z"],
  ])("is %s", (_what, from, time, zone, expected) => {
    expect(nextTimeOfDay(at(from), time, zone)).toEqual(at(expected));
  });
});
