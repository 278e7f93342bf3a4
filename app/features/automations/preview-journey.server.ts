/** A dry run: who would get what and when, and why not. Reads only; nothing is enrolled and nothing is queued. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { findCustomers } from "#app/features/customers/index.server.ts";
import { foreseeDecisions } from "#app/features/messaging/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { judgeCart } from "./domain/abandonment.ts";
import type { JourneyDefinition } from "./domain/definition.ts";
import { arrive, stepOf, whenDue } from "./domain/walk.ts";
import { holdsAmong, membersOf } from "./ask-segments.server.ts";
import { readCases } from "./read-cases.server.ts";
import { shareOf } from "./take-steps.server.ts";
import { zonesOf } from "./zones-of.server.ts";

/** A message that would be sent, were nothing to happen meanwhile. */
export interface PlannedMessage {
  step: string;
  templateKey: string;
  /** When the journey asks for it. */
  at: Date;
  /** Carries a discount for this person. */
  hasDiscount: boolean;
  verdict: "send" | "defer" | "block" | "holdout";
  /** When it would go out, if it is put off. */
  until: Date | null;
  /** Codes of the gate. */
  reasons: string[];
}

export interface PlannedPerson {
  customerId: bigint;
  name: string;
  key: string;
  abandonedAt: Date;
  totalMinor: bigint;
  currency: string | null;
  isHoldout: boolean;
  /** Why this cart would not enter; null = it would. */
  reason: string | null;
  messages: PlannedMessage[];
}

const DAY_MS = 86_400_000;
/** How far back carts are looked at, and how many. */
const PREVIEW_DAYS = 30;

/** What a definition would do with the carts that were left lately, as if it had been on. The newest carts come first. */
export async function previewJourney(
  scope: ShopScope,
  {
    journeyId,
    definition,
    now,
    limit,
  }: { journeyId: number; definition: JourneyDefinition; now: Date; limit: number },
): Promise<PlannedPerson[]> {
  const { trigger } = definition;
  if (trigger.kind !== "abandonment") return [];
  const since = new Date(now.getTime() - PREVIEW_DAYS * DAY_MS);
  const rows = await scope.db.$queryRaw<{ key: string; customerId: bigint; anchorAt: Date }[]>`
    SELECT key, customer_id AS "customerId", max(updated_at) AS "anchorAt" FROM (
      SELECT 'cart:' || cart_token AS key, customer_id, updated_at FROM cart
      WHERE shop_id = current_shop_id() AND customer_id IS NOT NULL AND updated_at >= ${since}
      UNION ALL
      SELECT coalesce('cart:' || cart_token, 'checkout:' || checkout_token), customer_id, updated_at FROM checkout
      WHERE shop_id = current_shop_id() AND customer_id IS NOT NULL AND updated_at >= ${since} AND deleted_at IS NULL
    ) carts GROUP BY 1, 2 ORDER BY 3 DESC LIMIT ${limit}`;
  const keyed = rows.map((row, position) => ({ ...row, id: BigInt(position) }));
  const cases = await readCases(scope, keyed);
  const people = await findCustomers(scope, [...new Set(keyed.map(({ customerId }) => customerId))]);
  const index = await blindIndexOf(scope);
  const planned = keyed.map((row): PlannedPerson => {
    const shown = cases.get(row.id)!;
    // As it stood when it had been quiet for long enough.
    const quietAt = new Date(row.anchorAt.getTime() + trigger.quietMinutes * 60_000);
    const verdict = judgeCart(trigger, shown, quietAt > now ? quietAt : now);
    const person = people.get(row.customerId);
    return {
      customerId: row.customerId,
      name: [person?.firstName, person?.lastName].filter(Boolean).join(" "),
      key: row.key,
      abandonedAt: row.anchorAt,
      totalMinor: shown.record?.totalMinor ?? 0n,
      currency: shown.record?.currency ?? null,
      isHoldout: shareOf(index, `holdout:${journeyId}:${row.customerId}`) * 100 < definition.holdoutPercent,
      reason: verdict.kind === "drop" ? verdict.reason : null,
      messages: [],
    };
  });
  await planMessages(scope, { journeyId, definition, quietMinutes: trigger.quietMinutes, now }, planned);
  return planned;
}

/** Walks each person to the end, as if nothing happened on the way. */
async function planMessages(
  scope: ShopScope,
  {
    journeyId,
    definition,
    quietMinutes,
    now,
  }: { journeyId: number; definition: JourneyDefinition; quietMinutes: number; now: Date },
  planned: readonly PlannedPerson[],
): Promise<void> {
  const entering = planned.filter(({ reason }) => reason === null);
  const ids = entering.map(({ customerId }) => customerId);
  const zones = await zonesOf(scope, ids);
  const conditions = new Map<string, Map<bigint, boolean>>();
  const segments: { customerId: bigint; segmentId: string | null }[] = [];
  for (const step of definition.steps) {
    if (step.kind === "condition") {
      const asked = ids.map((id) => ({ ref: id, customerId: id, condition: step.condition }));
      conditions.set(step.id, await holdsAmong(scope, asked, now));
    }
    if (step.kind === "message" && step.discount) {
      const { segmentId } = step.discount;
      segments.push(...ids.map((customerId) => ({ customerId, segmentId })));
    }
  }
  const isMember = await membersOf(scope, segments);
  const index = await blindIndexOf(scope);
  for (const person of entering) {
    let at = new Date(Math.max(person.abandonedAt.getTime() + quietMinutes * 60_000, now.getTime()));
    let step = definition.steps[0] ?? null;
    while (step) {
      const facts = {
        dueAt: at,
        now: at,
        share: shareOf(index, `split:${journeyId}:${step.id}:${person.customerId}`),
        timeZone:
          step.kind === "wait_until" && step.zone === "shop" ? zones.shop : zones.of(person.customerId),
        holds: conditions.get(step.id)?.get(person.customerId) ?? false,
      };
      const arrived = arrive(step, facts);
      if (arrived.kind === "stay") at = arrived.until;
      const left = arrived.kind === "stay" ? whenDue(step, facts) : arrived;
      if (step.kind === "message") {
        person.messages.push({
          step: step.id,
          templateKey: step.templateKey,
          at,
          hasDiscount: step.discount !== null && isMember(person.customerId, step.discount.segmentId),
          verdict: "send",
          until: null,
          reasons: [],
        });
      }
      const next = left.kind === "go" ? left.to : null;
      step = next === null ? null : (stepOf(definition, next) ?? null);
    }
  }
  await askGate(scope, entering, now);
}

/** What the gate would say to each message. */
async function askGate(scope: ShopScope, entering: readonly PlannedPerson[], now: Date): Promise<void> {
  const all = entering.flatMap((person) => person.messages.map((message) => ({ person, message })));
  const decisions = await foreseeDecisions(
    scope,
    all.map(({ person: { customerId, isHoldout }, message: { at } }) => ({
      customerId,
      purpose: "marketing",
      topic: "reminders",
      at,
      holdout: isHoldout,
    })),
    now,
  );
  for (const [position, { message }] of all.entries()) {
    const { verdict, until, reasons } = decisions[position]!;
    message.verdict = verdict;
    message.until = until === undefined ? null : new Date(until);
    message.reasons = reasons.map(({ code }) => code);
  }
}
