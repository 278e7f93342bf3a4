/** The simulator's time: it can be set, moved, stopped and made to run fast; what waits for a time comes with it. */
import { AlarmQueue, type WaitingAlarm } from "./alarm-queue.ts";

export interface ClockSettings {
  now: Date;
  /** Simulated milliseconds for each real one: 1 = real time, 0 = stands still, 3600 = an hour a second. */
  speed: number;
}

export interface Alarm {
  cancel(): void;
}

export interface SimulatorClock {
  now(): Date;
  settings(): ClockSettings;
  /** Goes to a time. Alarms that this passes ring at once, in their order, each at its own time. */
  set(time: Date): void;
  /** Forwards (or, with a negative number, backwards) by so many milliseconds. */
  move(milliseconds: number): void;
  /** From now on runs at `speed`; throws a RangeError below 0 or above 1,000,000. */
  run(speed: number): void;
  /** Calls back as soon as the clock is at or past the time, never before this returns. */
  at(time: Date, ring: () => void): Alarm;
  /** Takes the real-time timer down; alarms do not ring any more. */
  close(): void;
}

const MAX_SPEED = 1_000_000;
/** Longer waits of a timer are cut: Node's timers end at 2^31 ms. */
const MAX_WAIT_MS = 3_600_000;

/** `realNow` is the source of real time, in milliseconds. */
export function createClock(
  start: Partial<ClockSettings> = {},
  realNow: () => number = () => Date.now(),
): SimulatorClock {
  let speed = start.speed ?? 1;
  let baseReal = realNow();
  let baseSimulated = start.now?.getTime() ?? baseReal;
  const waiting = new AlarmQueue();
  let order = 0;
  let timer: NodeJS.Timeout | null = null;
  /** While alarms ring, the time of the one that rings. */
  let ringing: number | null = null;
  let closed = false;

  const current = (): number => ringing ?? baseSimulated + (realNow() - baseReal) * speed;

  const rebase = (simulatedMs: number): void => {
    baseReal = realNow();
    baseSimulated = simulatedMs;
  };

  const ringUntil = (untilMs: number): void => {
    for (;;) {
      const next = waiting.first();
      if (!next || next.atMs > untilMs) break;
      waiting.take();
      ringing = Math.max(next.atMs, ringing ?? next.atMs);
      next.ring();
    }
    ringing = null;
  };

  const schedule = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    const first = waiting.first();
    if (!first || closed) return;
    const waitMs = first.atMs - current();
    if (waitMs > 0 && speed === 0) return;
    timer = setTimeout(tick, Math.min(MAX_WAIT_MS, Math.max(0, waitMs) / Math.max(speed, 1e-9)));
    timer.unref();
  };

  const tick = (): void => {
    if (closed) return;
    if (ringing === null) ringUntil(current());
    schedule();
  };

  const jump = (toMs: number): void => {
    if (ringing === null) ringUntil(toMs);
    rebase(toMs);
    schedule();
  };

  return {
    now: () => new Date(Math.floor(current())),
    settings: () => ({ now: new Date(Math.floor(current())), speed }),
    set: (time) => jump(time.getTime()),
    move: (milliseconds) => jump(current() + milliseconds),
    run: (wanted) => {
      if (!(wanted >= 0 && wanted <= MAX_SPEED)) {
        throw new RangeError(`speed must be a number from 0 to ${MAX_SPEED}, not ${wanted}.`);
      }
      rebase(current());
      speed = wanted;
      schedule();
    },
    at: (time, ring) => {
      const alarm: WaitingAlarm = { atMs: time.getTime(), order: order++, ring, isCancelled: false };
      waiting.add(alarm);
      if (waiting.first() === alarm) schedule();
      return {
        cancel: () => {
          alarm.isCancelled = true;
        },
      };
    },
    close: () => {
      closed = true;
      if (timer) clearTimeout(timer);
    },
  };
}
