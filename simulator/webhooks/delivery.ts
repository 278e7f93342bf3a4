/** Sends webhooks to the app, retries them as Shopify does on the simulator's clock, and keeps a log. */
import type { SimulatorClock } from "#simulator/clock.ts";
import {
  type Delivery,
  type DeliveryAttempt,
  type OutgoingWebhook,
  webhookHeaders,
} from "./delivery-record.ts";
import { destinationOf, envelope } from "./delivery-envelope.ts";
import { createLanes, type LaneCounts } from "./delivery-lanes.ts";
import { createDeliveryLog, type DeliveryCounts } from "./delivery-log.ts";
import { createTransport, type TransportLimits } from "./delivery-transport.ts";
import { createFaults, type Faults, type PlannedDelivery } from "./faults.ts";

export type { Delivery, DeliveryAttempt, Outcome, OutgoingWebhook } from "./delivery-record.ts";
export { newWebhookId, SHOPIFY_RETRY_DELAYS_MS, signWebhook } from "./delivery-record.ts";
export { subscriptionUrl } from "./delivery-envelope.ts";

export interface SenderStats extends DeliveryCounts {
  /** Wait for a connection to their address: more than a few mean that the app does not keep up. */
  queued: number;
  active: number;
  lanes: LaneCounts[];
}

export interface Sender {
  /** Puts a webhook on its way and returns at once. */
  send(webhook: OutgoingWebhook): Delivery;
  /** The newest ones, newest last. */
  deliveries: Delivery[];
  stats(): SenderStats;
  faults: Faults;
  /** Where messages to a Pub/Sub topic (`pubsub://project:topic`) or an event source (its ARN) are posted. */
  forwards: Map<string, string>;
  /** Resolves when nothing is being sent; what waits for a retry or is held does not count. */
  settled(): Promise<void>;
  /** Gives up what waits for a retry or is held, of all shops: their state is being replaced. */
  abandonWaiting(): void;
  close(): void;
}

export interface SenderOptions {
  clock: SimulatorClock;
  /** Of simulated time. */
  retryDelaysMs: readonly number[];
  log: (line: Record<string, unknown>) => void;
  limits?: TransportLimits;
}

const succeeded = ({ status }: DeliveryAttempt): boolean => status !== null && status >= 200 && status < 300;

/** One lane for each address, whatever its query. */
const laneOf = (url: string): string => url.split("?", 1)[0]!;

/** Makes a sender; everything it sends is logged in `deliveries`, newest last. */
export function createSender(options: SenderOptions): Sender {
  const { clock, retryDelaysMs } = options;
  const log = createDeliveryLog();
  const lanes = createLanes();
  const transport = createTransport(options.limits);
  const faults = createFaults(clock);
  const forwards = new Map<string, string>();
  let isClosed = false;
  /** Deliveries up to this number are no longer tried. */
  let abandoned = 0;

  async function attempt(
    webhook: OutgoingWebhook,
    delivery: Delivery,
    url: string,
  ): Promise<DeliveryAttempt> {
    const at = clock.now();
    const started = performance.now();
    const fault = faults.onTheWay(webhook, delivery.attempts.length + 1);
    delivery.headers = webhookHeaders(webhook);
    const result = await transport.post(envelope(webhook, delivery.headers, url), fault);
    const made = { at, durationMs: Math.round(performance.now() - started), ...result };
    delivery.attempts.push(made);
    log.counts.attempts += 1;
    log.counts.bytes += delivery.bytes;
    return made;
  }

  /** `plannedMs`: when this attempt was due; the next one counts from there. */
  function start(webhook: OutgoingWebhook, delivery: Delivery, plannedMs: number): void {
    if (isClosed || delivery.id <= abandoned) return;
    const { topic } = webhook;
    const url = destinationOf(webhook.url) === "http" ? webhook.url : forwards.get(webhook.url);
    if (url === undefined) {
      log.move(delivery, "undeliverable");
      options.log({ event: "webhook", topic, status: null, error: `${webhook.url} is forwarded nowhere.` });
      return;
    }
    log.move(delivery, "sending");
    lanes.add(laneOf(url), async () => {
      if (isClosed) return;
      const made = await attempt(webhook, delivery, url);
      options.log({ event: "webhook", topic, status: made.status, error: made.error });
      if (isClosed) return;
      finish(webhook, delivery, plannedMs, made);
    });
  }

  function finish(
    webhook: OutgoingWebhook,
    delivery: Delivery,
    plannedMs: number,
    made: DeliveryAttempt,
  ): void {
    const isDelivered = succeeded(made);
    const delayMs = webhook.retries === false ? undefined : retryDelaysMs[delivery.attempts.length - 1];
    const isGivenUp = !isDelivered && delayMs === undefined;
    if (isDelivered) log.move(delivery, "delivered");
    else log.counts.failedAttempts += 1;
    if (isGivenUp) log.move(delivery, "failed");
    if (!isDelivered && delayMs !== undefined && delivery.id > abandoned) {
      log.move(delivery, "waiting");
      const dueMs = plannedMs + delayMs;
      clock.at(new Date(dueMs), () => retry(webhook, delivery, dueMs));
    }
    webhook.watch?.({ isDelivered, isGivenUp });
  }

  function retry(webhook: OutgoingWebhook, delivery: Delivery, dueMs: number): void {
    if (delivery.id <= abandoned) return;
    const holder = faults.holderOf(webhook);
    if (!holder) return start(webhook, delivery, dueMs);
    log.move(delivery, "held");
    faults.keep(holder, () => start(webhook, delivery, clock.now().getTime()));
  }

  /** Sends, or keeps back, or loses. */
  function launch({ webhook, delayMs, keptBy, isLost }: PlannedDelivery): Delivery {
    const delivery = log.add(webhook);
    const go = (): void => start(webhook, delivery, clock.now().getTime());
    const pass = (): void => (keptBy ? faults.keep(keptBy, go) : go());
    if (isLost) {
      log.move(delivery, "lost");
    } else if (delayMs > 0) {
      log.move(delivery, "held");
      clock.at(new Date(clock.now().getTime() + delayMs), pass);
    } else {
      if (keptBy) log.move(delivery, "held");
      pass();
    }
    return delivery;
  }

  return {
    deliveries: log.deliveries,
    faults,
    forwards,
    send: (webhook) => {
      const [first] = faults.plan(webhook).map(launch);
      if (!first) throw new Error("A fault left nothing of a webhook.");
      return first;
    },
    stats: () => {
      const all = lanes.counts();
      const sum = (value: (lane: LaneCounts) => number): number =>
        all.reduce((total, lane) => total + value(lane), 0);
      return {
        ...log.counts,
        queued: sum(({ queued }) => queued),
        active: sum(({ active }) => active),
        lanes: all,
      };
    },
    settled: () => lanes.settled(),
    abandonWaiting: () => {
      abandoned = log.counts.webhooks;
      for (const delivery of log.deliveries) {
        if (delivery.state === "waiting" || delivery.state === "held") log.move(delivery, "lost");
      }
    },
    close: () => {
      isClosed = true;
      lanes.close();
      transport.close();
    },
  };
}
