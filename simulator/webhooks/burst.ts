/** Many webhooks a second on command: of one topic, with a payload of the caller's or of the shop's newest orders. */
import type { SimulatorClock } from "#simulator/clock.ts";
import type { Change } from "#simulator/state/environment.ts";
import type { ShopState } from "#simulator/state/model.ts";
import { orderPayload } from "./order-payloads.ts";
import { timeOf } from "./payload-parts.ts";
import { isTopic } from "./topics.ts";

export interface Burst {
  id: number;
  shop: string;
  topic: string;
  /** Of real time; null: as many as go out. */
  perSecond: number | null;
  wanted: number;
  sent: number;
  isRunning: boolean;
}

export interface BurstInput {
  topic: string;
  perSecond: number | null;
  count: number;
  /** Sent each time with a new `updated_at`; without it the shop's newest orders in turn. */
  payload?: Record<string, unknown>;
}

/** What a burst works on. */
export interface BurstShop {
  shop: ShopState;
  time: Pick<SimulatorClock, "now">;
  emit(changes: Change[]): void;
  sender: { stats(): { queued: number } };
}

const TICK_MS = 10;
const ORDERS = 100;
/** A burst without a rate keeps so many waiting for the receiver. */
const QUEUED = 2_000;
const MAX_PER_SECOND = 20_000;

export interface Bursts {
  start(shop: BurstShop, input: BurstInput): Burst;
  /** Running and past ones, newest last. */
  list(): Burst[];
  /** Ends one, or all. */
  stop(id?: number): void;
}

function payloadsOf({ shop }: BurstShop, { topic, payload }: BurstInput): Record<string, unknown>[] {
  if (payload) return [payload];
  if (!topic.startsWith("orders/")) throw new TypeError(`Give a payload: ${topic} cannot be made up.`);
  // Orders are kept in the order in which they came.
  const first = Math.max(0, shop.orders.size - ORDERS);
  const newest = [...shop.orders.keys()].slice(first).map((id) => orderPayload(shop, shop.orders.get(id)!));
  if (newest.length === 0) throw new TypeError("The shop has no orders that could change.");
  return newest;
}

function check({ topic, perSecond, count }: BurstInput): void {
  if (!isTopic(topic)) throw new TypeError(`Shopify has no webhook topic ${JSON.stringify(topic)}.`);
  if (perSecond !== null && !(perSecond > 0 && perSecond <= MAX_PER_SECOND))
    throw new TypeError(`perSecond must be a number up to ${MAX_PER_SECOND}.`);
  if (!(Number.isInteger(count) && count > 0)) throw new TypeError("count must be a whole number above 0.");
}

export function createBursts(): Bursts {
  const bursts: Burst[] = [];
  const timers = new Map<number, NodeJS.Timeout>();

  const end = (burst: Burst): void => {
    burst.isRunning = false;
    clearInterval(timers.get(burst.id));
    timers.delete(burst.id);
  };

  return {
    list: () => bursts,
    stop: (id) => {
      for (const burst of bursts) if (burst.isRunning && (id === undefined || id === burst.id)) end(burst);
    },
    start: (target, input) => {
      check(input);
      const { topic, perSecond, count } = input;
      const payloads = payloadsOf(target, input);
      const burst: Burst = {
        id: bursts.length + 1,
        shop: target.shop.domain,
        topic,
        perSecond,
        wanted: count,
        sent: 0,
        isRunning: true,
      };
      bursts.push(burst);
      const startedMs = performance.now();
      let changed: Record<string, unknown>[] = [];
      let writtenAt = "";
      const due = (): number => Math.ceil(((performance.now() - startedMs) / 1000) * (perSecond ?? 0));
      const tick = (): void => {
        const dueBy = perSecond === null ? burst.sent + QUEUED - target.sender.stats().queued : due();
        const updatedAt = timeOf(target.shop, target.time.now());
        // Times are whole seconds: within one a record stays the same.
        if (updatedAt !== writtenAt)
          changed = payloads.map((payload) => ({ ...payload, updated_at: updatedAt }));
        writtenAt = updatedAt;
        for (; burst.sent < Math.min(count, dueBy); burst.sent += 1) {
          target.emit([{ topic, payload: changed[burst.sent % changed.length] }]);
        }
        if (burst.sent >= count) end(burst);
      };
      timers.set(burst.id, setInterval(tick, TICK_MS).unref());
      return burst;
    },
  };
}
