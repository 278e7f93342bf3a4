import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { Reaction } from "#app/features/events/index.server.ts";
import { cancelMessages } from "#app/features/messaging/index.server.ts";
import { cartsOf, firstOrdersSince } from "#app/features/orders/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import type { Trigger } from "./domain/definition.ts";
import { type Outcome, outcomeOf, touchesOf } from "./domain/outcome.ts";
import { type Candidate, noteCandidates } from "./enrolments-repository.server.ts";
import { type JourneyRecord, listJourneys } from "./journeys-repository.server.ts";
import { JOURNEY_SOURCE } from "./take-steps.server.ts";

type Customers = Parameters<Reaction>[1];

/**
 * What journeys do about new facts: whoever bought is out at once and gets no more messages; whoever has a reason to
 * enter is noted, and looked at when the reason has been quiet for long enough.
 */
export const enrolAndExit: Reaction = async (scope, customers) => {
  const journeys = await listJourneys(scope);
  if (journeys.length === 0) return;
  await noteOutcomes(scope, journeys, customers);
  const candidates: Candidate[] = [];
  for (const journey of journeys) {
    if (journey.state !== "active" || !journey.activatedAt) continue;
    candidates.push(...(await candidatesFor(scope, journey, journey.activatedAt, customers)));
  }
  await noteCandidates(scope, candidates);
};

async function candidatesFor(
  scope: ShopScope,
  journey: JourneyRecord,
  since: Date,
  customers: Customers,
): Promise<Candidate[]> {
  const { trigger } = journey.definition;
  const basis = { journeyId: journey.id, version: journey.version };
  if (trigger.kind !== "abandonment") {
    return customers.flatMap(({ customerId, facts }) =>
      facts
        .filter((fact) => fact.happenedAt >= since && isAbout(trigger, fact))
        .map(({ kind, key, happenedAt }) => ({
          ...basis,
          customerId,
          key: `fact:${kind}:${key}`,
          anchorAt: happenedAt,
          dueAt: happenedAt,
        })),
    );
  }
  const concerned = customers.filter(({ facts }) =>
    facts.some(({ kind }) => kind === "cart.changed" || kind === "checkout.started"),
  );
  const carts = await cartsOf(
    scope,
    concerned.map(({ customerId }) => customerId),
    since,
  );
  return [...carts].flatMap(([customerId, records]) =>
    records
      .filter(({ itemCount, isCompleted }) => itemCount > 0 && !isCompleted)
      .map(({ key, updatedAt }) => ({
        ...basis,
        customerId,
        key,
        anchorAt: updatedAt,
        dueAt: new Date(updatedAt.getTime() + trigger.quietMinutes * 60_000),
      })),
  );
}

function isAbout(trigger: Exclude<Trigger, { kind: "abandonment" }>, { kind, data }: Fact): boolean {
  // An import that was taken back: it never happened.
  if (data["undone"] === true) return false;
  return trigger.kind === "fact"
    ? kind === trigger.fact
    : kind === "segment.joined" && String(data["segmentId"]) === trigger.segmentId;
}

interface OpenRow {
  id: bigint;
  journeyId: number;
  customerId: bigint;
  anchorAt: Date;
  isOpen: boolean;
  /** No purchase was known so far. */
  isUnbought: boolean;
  isCart: boolean;
  endsOnPurchase: boolean;
  attributionDays: number;
}

/** Brings what the facts say of each enrolment up to date, and ends those whose people bought. */
async function noteOutcomes(
  scope: ShopScope,
  journeys: readonly JourneyRecord[],
  customers: Customers,
): Promise<void> {
  if (journeys.length === 0) return;
  const ids = customers.map(({ customerId }) => customerId);
  const enrolled = await scope.db.$queryRaw<OpenRow[]>`
    SELECT e.enrolment_id AS id, e.journey_id AS "journeyId", e.customer_id AS "customerId", e.anchor_at AS "anchorAt",
      e.due_at IS NOT NULL AS "isOpen", e.bought_at IS NULL AS "isUnbought", v.definition->'trigger'->>'kind' = 'abandonment' AS "isCart",
      (v.definition->>'endsOnPurchase')::boolean AS "endsOnPurchase", (v.definition->>'attributionDays')::integer AS "attributionDays"
    FROM enrolment e JOIN journey_version v ON v.shop_id = e.shop_id AND v.journey_id = e.journey_id AND v.version = e.version
    WHERE e.shop_id = current_shop_id() AND e.customer_id = ANY(${ids}::bigint[])`;
  if (enrolled.length === 0) return;
  const orders = await firstOrdersSince(
    scope,
    enrolled.map(({ id, customerId, anchorAt, isCart }) => ({
      ref: id.toString(),
      customerId,
      since: anchorAt,
      isAfter: !isCart,
    })),
  );
  const touches = new Map(customers.map(({ customerId, facts }) => [customerId, touchesOf(facts)]));
  const outcomes = enrolled.map((row) => {
    const order = orders.get(row.id.toString());
    return {
      row,
      outcome: outcomeOf(row.id, touches.get(row.customerId)!, order, row.attributionDays),
      // Also whose last step is taken: its message may still wait for the morning.
      isOut: (row.isOpen || row.isUnbought) && row.endsOnPurchase && order !== undefined,
    };
  });
  await storeOutcomes(scope, outcomes);
  const out = outcomes.filter(({ isOut }) => isOut).map(({ row }) => row.id);
  if (out.length > 0) await cancelWhatWaits(scope, out);
}

async function storeOutcomes(
  { db }: ShopScope,
  outcomes: readonly { row: OpenRow; outcome: Outcome; isOut: boolean }[],
): Promise<void> {
  const rows = outcomes.map(({ row, outcome: { orderId, recoveredOrderId, ...times }, isOut }) => ({
    ...times,
    id: row.id.toString(),
    orderId: orderId?.toString() ?? null,
    recovered: recoveredOrderId?.toString() ?? null,
    isOut,
  }));
  await db.$executeRaw`
    UPDATE enrolment e SET reached_at = g."reachedAt", clicked_at = g."clickedAt", bought_at = g."boughtAt", order_id = g."orderId",
      recovered_order_id = g.recovered,
      state = CASE WHEN g."isOut" AND e.due_at IS NOT NULL THEN 'exited' ELSE e.state END,
      reason = CASE WHEN g."isOut" AND e.due_at IS NOT NULL THEN 'bought' ELSE e.reason END,
      ended_at = CASE WHEN g."isOut" AND e.due_at IS NOT NULL THEN g."boughtAt" ELSE e.ended_at END,
      due_at = CASE WHEN g."isOut" THEN NULL ELSE e.due_at END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, "reachedAt" timestamptz, "clickedAt" timestamptz,
      "boughtAt" timestamptz, "orderId" bigint, recovered bigint, "isOut" boolean)
    WHERE e.shop_id = current_shop_id() AND e.enrolment_id = g.id
      AND (g."isOut" AND e.due_at IS NOT NULL
        OR (e.reached_at, e.clicked_at, e.bought_at, e.order_id, e.recovered_order_id)
          IS DISTINCT FROM (g."reachedAt", g."clickedAt", g."boughtAt", g."orderId", g.recovered))`;
}

/** Messages of the last steps that are not on their way yet. */
async function cancelWhatWaits(scope: ShopScope, enrolmentIds: readonly bigint[]): Promise<void> {
  const steps = await scope.db.$queryRaw<{ id: string }[]>`
    SELECT enrolment_id || ':' || step AS id FROM enrolment_step
    WHERE shop_id = current_shop_id() AND enrolment_id = ANY(${[...enrolmentIds]}::bigint[]) AND outcome = 'queued'`;
  await cancelMessages(scope, {
    sourceKind: JOURNEY_SOURCE,
    sourceIds: steps.map(({ id }) => id),
    reason: "bought",
  });
}
