/** Random histories of a store, and ways of telling them: late, repeated, chopped. */
import fc from "fast-check";
import type { Happenings } from "./happenings.ts";
import { tellHappening } from "./later-happenings.ts";
import { type Told, World } from "./world.ts";

/** One thing that happens, and how what is told of it travels. Shrinks towards: at once, once, in order. */
interface Step {
  name: string;
  who: number;
  which: number;
  amount: number;
  /** Since the step before; 0 = in the same second. */
  seconds: number;
  /** How many later deliveries overtake each of its deliveries. */
  delays: number[];
  repeats: boolean;
}

/** A history of about `deliveries` deliveries over up to `customers` customers. */
export function anyHistory(
  happenings: Happenings,
  size: { deliveries: number; customers: number },
): fc.Arbitrary<Step[]> {
  const names = Object.entries(happenings).map(([name, { weight }]) => ({
    weight,
    arbitrary: fc.constant(name),
  }));
  const step = fc.record({
    name: fc.oneof(...names),
    who: fc.nat(size.customers * 2),
    which: fc.nat(1000),
    amount: fc.nat(1000),
    seconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 80_000 })),
    delays: fc.array(fc.nat(size.deliveries), { maxLength: 3 }),
    repeats: fc.boolean(),
  });
  // A step tells of itself between zero and three times, one and a half on average.
  const steps = Math.ceil(size.deliveries / 1.5);
  return fc.array(step, { minLength: Math.min(steps, 1), maxLength: steps, size: "max" });
}

/** A delivery with a name of its own, so that a repetition is known as one. */
export interface Delivery extends Told {
  webhookId: string;
}

/** The deliveries of a history as they happened, and as they arrive. */
export interface ToldHistory {
  world: World;
  inOrder: Delivery[];
  asTold: Delivery[];
}

/** Lets a history happen in a world of its own. */
export function tellHistory(
  happenings: Happenings,
  history: readonly Step[],
  worldNumber: number,
): ToldHistory {
  const world = new World(worldNumber);
  const inOrder: Delivery[] = [];
  const arrivals: { delivery: Delivery; at: number }[] = [];
  for (const step of history) {
    world.pass(step.seconds);
    for (const [position, told] of tellHappening(happenings, world, step).entries()) {
      const delivery = { ...told, webhookId: `${world.name}-${inOrder.length}` };
      const sentAt = inOrder.length;
      inOrder.push(delivery);
      arrivals.push({ delivery, at: sentAt + (step.delays[position] ?? 0) });
      // Once more under its own name, which the intake drops, and once as another webhook about the same state.
      if (step.repeats) {
        arrivals.push({ delivery, at: sentAt + (step.delays.at(-1) ?? 0) });
        const again = { ...delivery, webhookId: `${delivery.webhookId}-again` };
        arrivals.push({ delivery: again, at: sentAt + (step.delays[0] ?? 0) * 2 });
      }
    }
  }
  const asTold = arrivals.toSorted((a, b) => a.at - b.at).map(({ delivery }) => delivery);
  return { world, inOrder, asTold };
}

/** Deals the deliveries of many histories into one stream, each history's in its own order. */
export function interleave(histories: readonly (readonly Delivery[])[]): Delivery[] {
  const longest = Math.max(0, ...histories.map((history) => history.length));
  return Array.from({ length: longest }, (_, n) => histories.flatMap((history) => history[n] ?? [])).flat();
}
