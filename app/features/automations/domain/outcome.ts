/** What a person's facts say about one enrolment: reached, clicked, bought, recovered. A function of the facts alone. */
import type { Fact } from "#app/shared/fact.ts";

export interface Outcome {
  reachedAt: Date | null;
  /** The last click before the order; without an order, the last one. */
  clickedAt: Date | null;
  boughtAt: Date | null;
  orderId: bigint | null;
  /** The order, when it was placed within the window after a click. */
  recoveredOrderId: bigint | null;
}

const DAY_MS = 86_400_000;
/** Shopify writes the times of orders in whole seconds. */
const ORDER_TIME_STEP_MS = 1_000;

/** Times of the facts that belong to enrolments, by kind and enrolment. */
export interface JourneyTouches {
  sent: ReadonlyMap<string, readonly Date[]>;
  clicked: ReadonlyMap<string, readonly Date[]>;
}

/** Sorts a person's facts by the enrolment that they belong to. */
export function touchesOf(facts: readonly Fact[]): JourneyTouches {
  const sent = new Map<string, Date[]>();
  const clicked = new Map<string, Date[]>();
  const add = (to: Map<string, Date[]>, id: string | undefined, at: Date) => {
    if (id) to.set(id, [...(to.get(id) ?? []), at]);
  };
  for (const { kind, key, data, happenedAt } of facts) {
    if (kind === "recovery.clicked") add(clicked, key.split(":")[0], happenedAt);
    if (data["sourceKind"] !== "journey") continue;
    const enrolment = String(data["sourceId"] ?? "").split(":")[0];
    if (kind === "message.sent") add(sent, enrolment, happenedAt);
    if (kind === "message.clicked") add(clicked, enrolment, happenedAt);
  }
  return { sent, clicked };
}

export function outcomeOf(
  enrolmentId: bigint,
  touches: JourneyTouches,
  order: { orderId: bigint; at: Date } | undefined,
  attributionDays: number,
): Outcome {
  const id = enrolmentId.toString();
  const reachedAt = earliest(touches.sent.get(id) ?? []);
  const clicks = (touches.clicked.get(id) ?? []).filter(
    (at) => !order || at.getTime() < order.at.getTime() + ORDER_TIME_STEP_MS,
  );
  const clickedAt = latest(clicks);
  const isRecovered =
    order !== undefined &&
    clickedAt !== null &&
    order.at.getTime() - clickedAt.getTime() <= attributionDays * DAY_MS;
  return {
    reachedAt,
    clickedAt,
    boughtAt: order?.at ?? null,
    orderId: order?.orderId ?? null,
    recoveredOrderId: isRecovered ? order.orderId : null,
  };
}

function earliest(times: readonly Date[]): Date | null {
  return times.reduce<Date | null>((best, at) => (best === null || at < best ? at : best), null);
}

function latest(times: readonly Date[]): Date | null {
  return times.reduce<Date | null>((best, at) => (best === null || at > best ? at : best), null);
}
