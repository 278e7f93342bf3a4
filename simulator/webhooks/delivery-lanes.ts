/**
 * Queues of deliveries, one lane for each address: a slow receiver holds up what goes to it and nothing else. Each lane
 * makes a bounded number of requests at once; what waits can be counted.
 */

/** Requests under way to one address at a time. */
export const LANE_CONCURRENCY = 32;

type Task = () => Promise<void>;

interface Lane {
  waiting: Task[];
  /** First of `waiting` that was not started: shifting a long array would take its time. */
  head: number;
  active: number;
}

export interface LaneCounts {
  address: string;
  queued: number;
  active: number;
}

export interface Lanes {
  /** Runs the task as soon as its lane has room. The task must not reject. */
  add(address: string, task: Task): void;
  counts(): LaneCounts[];
  /** Resolves when nothing is queued or under way. */
  settled(): Promise<void>;
  /** Forgets what has not begun. */
  close(): void;
}

export function createLanes(concurrency: number = LANE_CONCURRENCY): Lanes {
  const lanes = new Map<string, Lane>();
  let idle: (() => void)[] = [];

  const wakeIfIdle = (): void => {
    if (lanes.size > 0) return;
    for (const resolve of idle) resolve();
    idle = [];
  };

  const next = (address: string, lane: Lane): void => {
    while (lane.active < concurrency && lane.head < lane.waiting.length) {
      const task = lane.waiting[lane.head]!;
      lane.head += 1;
      if (lane.head > 1000 && lane.head * 2 > lane.waiting.length) {
        lane.waiting = lane.waiting.slice(lane.head);
        lane.head = 0;
      }
      lane.active += 1;
      void task().finally(() => {
        lane.active -= 1;
        next(address, lane);
      });
    }
    if (lane.active === 0 && lane.head === lane.waiting.length) {
      lanes.delete(address);
      wakeIfIdle();
    }
  };

  return {
    add: (address, task) => {
      let lane = lanes.get(address);
      if (!lane) {
        lane = { waiting: [], head: 0, active: 0 };
        lanes.set(address, lane);
      }
      lane.waiting.push(task);
      next(address, lane);
    },
    counts: () =>
      [...lanes].map(([address, lane]) => ({
        address,
        queued: lane.waiting.length - lane.head,
        active: lane.active,
      })),
    settled: () => (lanes.size === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    close: () => {
      for (const lane of lanes.values()) {
        lane.waiting = [];
        lane.head = 0;
      }
    },
  };
}
