import fc from "fast-check";
import { expect, it } from "vitest";
import { AlarmQueue, type WaitingAlarm } from "./alarm-queue.ts";

const alarm = (atMs: number, order: number): WaitingAlarm => ({
  atMs,
  order,
  ring: () => {},
  isCancelled: false,
});

it("gives alarms by time, then in the order in which they were set, without the cancelled ones", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.boolean())), (given) => {
      const queue = new AlarmQueue();
      const alarms = given.map(([atMs], order) => alarm(atMs, order));
      for (const each of alarms) queue.add(each);
      for (const [index, [, isCancelled]] of given.entries()) alarms[index]!.isCancelled = isCancelled;
      const taken: WaitingAlarm[] = [];
      for (let next = queue.take(); next; next = queue.take()) taken.push(next);
      const wanted = alarms
        .filter(({ isCancelled }) => !isCancelled)
        .toSorted((a, b) => a.atMs - b.atMs || a.order - b.order);
      expect(taken).toEqual(wanted);
      expect(queue.first()).toBeUndefined();
    }),
  );
});
