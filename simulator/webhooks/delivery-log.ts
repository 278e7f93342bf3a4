/** The log of deliveries: the newest ones as they are, and counts of all there ever were. */
import type { Delivery, DeliveryState, OutgoingWebhook } from "./delivery-record.ts";

/** So many deliveries stay in the log; a few hundred more at times, since they are dropped in lots. */
export const LOG_LENGTH = 5_000;
const LOT = 500;

export interface DeliveryCounts {
  /** Webhooks that were to be sent, copies and forgeries too. */
  webhooks: number;
  /** HTTP requests made, retries too. */
  attempts: number;
  delivered: number;
  failedAttempts: number;
  /** After the last retry. */
  givenUp: number;
  lost: number;
  undeliverable: number;
  /** At present: kept back by faults, and waiting for a retry. */
  held: number;
  waiting: number;
  bytes: number;
}

export interface DeliveryLog {
  deliveries: Delivery[];
  counts: DeliveryCounts;
  add(webhook: OutgoingWebhook): Delivery;
  move(delivery: Delivery, state: DeliveryState): void;
}

export function createDeliveryLog(): DeliveryLog {
  const deliveries: Delivery[] = [];
  const counts: DeliveryCounts = {
    webhooks: 0,
    attempts: 0,
    delivered: 0,
    failedAttempts: 0,
    givenUp: 0,
    lost: 0,
    undeliverable: 0,
    held: 0,
    waiting: 0,
    bytes: 0,
  };
  return {
    deliveries,
    counts,
    add: ({ shopDomain, topic, url, eventId, webhookId, triggeredAt, body }) => {
      counts.webhooks += 1;
      const delivery: Delivery = {
        id: counts.webhooks,
        shopDomain,
        topic,
        url,
        eventId,
        webhookId,
        triggeredAt,
        bytes: Buffer.byteLength(body),
        body,
        headers: {},
        attempts: [],
        state: "sending",
      };
      deliveries.push(delivery);
      if (deliveries.length > LOG_LENGTH + LOT) deliveries.splice(0, LOT);
      return delivery;
    },
    move: (delivery, state) => {
      if (delivery.state === "held") counts.held -= 1;
      if (delivery.state === "waiting") counts.waiting -= 1;
      if (state === "held") counts.held += 1;
      if (state === "waiting") counts.waiting += 1;
      if (state === "delivered") counts.delivered += 1;
      if (state === "failed") counts.givenUp += 1;
      if (state === "lost") counts.lost += 1;
      if (state === "undeliverable") counts.undeliverable += 1;
      delivery.state = state;
    },
  };
}
