import fc from "fast-check";
import { expect, it } from "vitest";
import { createAdmissions } from "./intake-admission.ts";
import { createBreaker } from "./intake-breaker.ts";
import { IntakeBusy } from "./intake-queue.ts";

it("never holds more than its limits, whatever comes and goes, and ends empty", () => {
  const step = fc.record({ bytes: fc.nat(60), grow: fc.nat(60), leaves: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const admissions = createAdmissions({ maxDeliveries: 5, maxBytes: 100 });
      const inside: { release: () => void }[] = [];
      for (const { bytes, grow, leaves } of steps) {
        try {
          const admission = admissions.admit(bytes);
          inside.push(admission);
          admission.grow(grow);
        } catch (error) {
          if (!(error instanceof IntakeBusy)) throw error;
        }
        expect(admissions.load().deliveries).toBe(inside.length);
        inside.splice(leaves, 1).forEach((admission) => admission.release());
      }
      // One alone may be larger than all.
      expect(admissions.load().mostBytes).toBeLessThanOrEqual(120);
      expect(admissions.load().mostDeliveries).toBeLessThanOrEqual(5);
      for (const admission of inside) {
        admission.release();
        admission.release();
      }
      expect(admissions.load()).toMatchObject({ deliveries: 0, bytes: 0 });
    }),
  );
});

it("pauses for longer after each failure, and not at all after a success", () => {
  const breaker = createBreaker();
  expect(breaker.remainingMs(0)).toBe(0);
  const pauses = [];
  let now = 0;
  for (let failure = 0; failure < 6; failure += 1) {
    pauses.push(breaker.noteFailure(now));
    // Failures of calls that began before count once.
    expect(breaker.noteFailure(now)).toBe(pauses.at(-1));
    expect(breaker.remainingMs(now)).toBe(pauses.at(-1));
    now += pauses.at(-1)!;
    expect(breaker.remainingMs(now)).toBe(0);
  }
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  expect([breaker.noteSuccess(), breaker.noteSuccess()]).toEqual([true, false]);
  expect(breaker.noteFailure(now)).toBe(1_000);
});
