/** Faults on command: what happens to webhooks between the store and the app. */
import { randomUUID } from "node:crypto";
import type { SimulatorClock } from "#simulator/clock.ts";
import { type OutgoingWebhook, signWebhook } from "./delivery-record.ts";
import type { TransportFault } from "./delivery-transport.ts";
import { type Fault, type FaultInput, readFault, topicMatches } from "./fault-kinds.ts";
import { createRandom } from "./random.ts";

export type { Fault, FaultInput } from "./fault-kinds.ts";

/** One request to be made for a webhook, and what keeps it back. */
export interface PlannedDelivery {
  webhook: OutgoingWebhook;
  delayMs: number;
  /** Waits with others until this fault lets them go. */
  keptBy: Fault | null;
  isLost: boolean;
}

export interface FaultsState {
  seed: number;
  faults: (Fault & { kept: number })[];
}

export interface Faults {
  /** From the JSON of a request; throws a TypeError with the reason. */
  add(body: Record<string, unknown>): Fault;
  state(): FaultsState;
  /** Ends one fault, or all; what it kept back goes out in the order in which it was sent. */
  clear(id?: number): number;
  /** Begins the chance anew. */
  seed(value: number): void;
  /** Sends what holds and reorderings keep back, and ends the holds. Returns how many. */
  release(order: "sent" | "shuffled" | null, id?: number): number;
  /** What becomes of a webhook that is to be sent now. */
  plan(webhook: OutgoingWebhook): PlannedDelivery[];
  /** What holds a retry that is due now: a silence is one for retries as well. */
  holderOf(webhook: OutgoingWebhook): Fault | null;
  /** Keeps a planned delivery back until the fault lets it go. */
  keep(fault: Fault, start: () => void): void;
  /** What goes wrong with the request; `attempt` counts from 1. */
  onTheWay(webhook: OutgoingWebhook, attempt: number): TransportFault | null;
}

const DEFAULT_SEED = 1;

function forged(webhook: OutgoingWebhook, fault: Extract<FaultInput, { kind: "forge" }>): OutgoingWebhook {
  const other = { ...webhook, webhookId: randomUUID(), retries: false, watch: undefined };
  switch (fault.how) {
    case "bad-hmac":
      return { ...other, secret: `${webhook.secret} forged` };
    case "no-hmac":
      return { ...other, headers: { ...webhook.headers, "X-Shopify-Hmac-Sha256": null } };
    case "other-shop":
      return { ...other, shopDomain: fault.shopDomain };
    case "tampered-body":
      return {
        ...other,
        body: webhook.body.replace("{", '{"tampered":true,'),
        headers: { ...webhook.headers, "X-Shopify-Hmac-Sha256": signWebhook(webhook.body, webhook.secret) },
      };
  }
}

interface Kept {
  starts: (() => void)[];
  /** The window of a reordering has been opened. */
  isTimed: boolean;
}

export function createFaults(clock: SimulatorClock): Faults {
  const faults = new Map<number, Fault>();
  const kept = new Map<number, Kept>();
  let seed = DEFAULT_SEED;
  const random = createRandom(seed);
  let next = 1;

  const after = (delayMs: number, ring: () => void) =>
    clock.at(new Date(clock.now().getTime() + delayMs), ring);

  /** The faults of these kinds that hit this webhook; each hit is counted. */
  const hits = <K extends Fault["kind"]>(
    webhook: OutgoingWebhook,
    kinds: readonly K[],
    isMeant: (fault: Fault) => boolean = () => true,
  ): Extract<Fault, { kind: K }>[] => {
    const found: Extract<Fault, { kind: K }>[] = [];
    for (const fault of faults.values()) {
      if (!(kinds as readonly string[]).includes(fault.kind)) continue;
      if (fault.shop !== null && fault.shop !== webhook.shopDomain) continue;
      if (fault.times !== null && fault.applied >= fault.times) continue;
      if (!topicMatches(fault.topic, webhook.topic) || !isMeant(fault)) continue;
      if (fault.share < 1 && random.next() >= fault.share) continue;
      fault.applied += 1;
      found.push(fault as Extract<Fault, { kind: K }>);
    }
    return found;
  };

  const letGo = (id: number, order: "sent" | "shuffled"): number => {
    const starts = kept.get(id)?.starts ?? [];
    kept.delete(id);
    for (const start of order === "shuffled" ? random.shuffle(starts) : starts) start();
    return starts.length;
  };

  const delayOf = (webhook: OutgoingWebhook): number => {
    let delayMs = 0;
    for (const { minMs, maxMs, distribution } of hits(webhook, ["delay"])) {
      const chance = random.next();
      // Exponential: most wait little, few long; nineteen of twenty lie below `maxMs`.
      const spread = distribution === "uniform" ? chance : Math.min(1, -Math.log(1 - chance) / 3);
      delayMs += minMs + spread * (maxMs - minMs);
    }
    return delayMs;
  };

  return {
    add: (body) => {
      const fault: Fault = { id: next, applied: 0, ...readFault(body) };
      next += 1;
      faults.set(fault.id, fault);
      if (fault.kind === "hold" && fault.forMs !== null) {
        const { id, order } = fault;
        after(fault.forMs, () => {
          faults.delete(id);
          letGo(id, order);
        });
      }
      return fault;
    },
    state: () => ({
      seed,
      faults: [...faults.values()].map((fault) => ({
        ...fault,
        kept: kept.get(fault.id)?.starts.length ?? 0,
      })),
    }),
    clear: (id) => {
      const ended = [...faults.keys()].filter((each) => id === undefined || each === id);
      for (const each of ended) {
        faults.delete(each);
        letGo(each, "sent");
      }
      return ended.length;
    },
    seed: (value) => {
      seed = value;
      random.seed(value);
    },
    release: (order, id) => {
      let count = 0;
      for (const fault of faults.values()) {
        if (id !== undefined && fault.id !== id) continue;
        if (fault.kind !== "hold" && fault.kind !== "reorder") continue;
        if (fault.kind === "hold") faults.delete(fault.id);
        count += letGo(fault.id, order ?? (fault.kind === "hold" ? fault.order : "shuffled"));
      }
      return count;
    },
    plan: (given) => {
      if (faults.size === 0) return [{ webhook: given, delayMs: 0, keptBy: null, isLost: false }];
      const planned = (webhook: OutgoingWebhook, delayMs: number): PlannedDelivery => ({
        webhook,
        delayMs,
        keptBy: null,
        isLost: false,
      });
      if (hits(given, ["lose"]).length > 0) return [{ ...planned(given, 0), isLost: true }];
      let webhook = given;
      for (const { apiVersion } of hits(given, ["version"])) webhook = { ...webhook, apiVersion };
      const forgeries = hits(webhook, ["forge"]);
      const delayMs = delayOf(webhook);
      const deliveries = forgeries.some((fault) => fault.isInstead) ? [] : [planned(webhook, delayMs)];
      for (const fault of forgeries) deliveries.push(planned(forged(webhook, fault), delayMs));
      for (const { copies, withinMs } of hits(webhook, ["duplicate"])) {
        for (let copy = 0; copy < copies; copy += 1)
          deliveries.push(planned(webhook, delayMs + random.next() * withinMs));
      }
      const [keeper] = hits(webhook, ["hold", "reorder"]);
      return keeper ? deliveries.map((delivery) => ({ ...delivery, keptBy: keeper })) : deliveries;
    },
    holderOf: (webhook) => hits(webhook, ["hold"])[0] ?? null,
    keep: (fault, start) => {
      if (!faults.has(fault.id)) return start();
      const waiting = kept.get(fault.id) ?? { starts: [], isTimed: false };
      kept.set(fault.id, waiting);
      waiting.starts.push(start);
      if (fault.kind !== "reorder") return;
      if (waiting.starts.length >= fault.size) {
        letGo(fault.id, "shuffled");
      } else if (!waiting.isTimed && fault.windowMs > 0) {
        waiting.isTimed = true;
        after(fault.windowMs, () => {
          if (kept.get(fault.id) === waiting) letGo(fault.id, "shuffled");
        });
      }
    },
    onTheWay: (webhook, attempt) => {
      if (faults.size === 0) return null;
      const kinds = ["drop-before", "drop-after", "slow"] as const;
      const [fault] = hits(webhook, kinds, (each) => "attempts" in each && attempt <= each.attempts);
      if (!fault) return null;
      return fault.kind === "slow"
        ? { kind: "slow", durationMs: fault.durationRealMs }
        : { kind: fault.kind };
    },
  };
}
