/** A dry run: who would get what and when, and why not. Reads only; nothing is enrolled and nothing is queued. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { findCustomers } from "#app/features/customers/index.server.ts";
import { firstOrdersSince } from "#app/features/orders/index.server.ts";
import { foreseeDecisions } from "#app/features/messaging/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { judgeCart } from "./domain/abandonment.ts";
import type { AbandonmentTrigger, JourneyDefinition, Trigger } from "./domain/definition.ts";
import { isTooSoon } from "./domain/reentry.ts";
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

/** Somebody for whom there was a reason to enter. */
export interface PlannedPerson {
  customerId: bigint;
  name: string;
  key: string;
  /** When the cart was left, or what else lets people in happened. */
  anchorAt: Date;
  /** Null where the journey is not about carts. */
  cart: { totalMinor: bigint; currency: string | null } | null;
  isHoldout: boolean;
  /** Why they would not enter, or would be out again; null = they would be in it. */
  reason: string | null;
  messages: PlannedMessage[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How far back is looked, and how many are shown. */
const PREVIEW_DAYS = 30;

interface Preview {
  journeyId: number;
  definition: JourneyDefinition;
  now: Date;
  limit: number;
}

/** A reason to enter, and whether it counts. */
type Occasion = Pick<PlannedPerson, "customerId" | "key" | "anchorAt" | "cart" | "reason">;

/** What a definition would do with what happened lately, as if it had been on. The newest comes first. */
export async function previewJourney(scope: ShopScope, preview: Preview): Promise<PlannedPerson[]> {
  const { journeyId, definition } = preview;
  const { trigger } = definition;
  const occasions =
    trigger.kind === "abandonment"
      ? await leftCarts(scope, trigger, preview)
      : await whatHappened(scope, trigger, preview);
  const people = await findCustomers(scope, [...new Set(occasions.map(({ customerId }) => customerId))]);
  const index = await blindIndexOf(scope);
  const planned = occasions.map((occasion): PlannedPerson => {
    const { customerId } = occasion;
    const person = people.get(customerId);
    return {
      ...occasion,
      name: [person?.firstName, person?.lastName].filter(Boolean).join(" "),
      isHoldout: shareOf(index, `holdout:${journeyId}:${customerId}`) * 100 < definition.holdoutPercent,
      messages: [],
    };
  });
  await planMessages(scope, preview, planned);
  return planned;
}

/** Carts that were left, judged as they stand. */
async function leftCarts(
  scope: ShopScope,
  trigger: AbandonmentTrigger,
  { definition, now, limit }: Preview,
): Promise<Occasion[]> {
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
  const carts = keyed.map(({ id, ...row }): Occasion => {
    const shown = cases.get(id)!;
    // As it stood when it had been quiet for long enough.
    const quietAt = new Date(row.anchorAt.getTime() + trigger.quietMinutes * MINUTE_MS);
    const verdict = judgeCart(trigger, shown, quietAt > now ? quietAt : now);
    return {
      ...row,
      cart: { totalMinor: shown.record?.totalMinor ?? 0n, currency: shown.record?.currency ?? null },
      reason: verdict.kind === "drop" ? verdict.reason : null,
    };
  });
  return withReentry(definition, carts);
}

/** Facts of the kind that lets people in. */
async function whatHappened(
  scope: ShopScope,
  trigger: Exclude<Trigger, { kind: "abandonment" }>,
  { definition, now, limit }: Preview,
): Promise<Occasion[]> {
  const since = new Date(now.getTime() - PREVIEW_DAYS * DAY_MS);
  const kind = trigger.kind === "fact" ? trigger.fact : "segment.joined";
  const segmentId = trigger.kind === "fact" ? null : trigger.segmentId;
  const rows = await scope.db.$queryRaw<{ key: string; customerId: bigint; anchorAt: Date }[]>`
    SELECT 'fact:' || kind || ':' || key AS key, customer_id AS "customerId", happened_at AS "anchorAt" FROM fact
    WHERE shop_id = current_shop_id() AND kind = ${kind} AND customer_id IS NOT NULL
      AND happened_at >= ${since} AND happened_at <= ${now}
      AND (data->'undone') IS DISTINCT FROM 'true'::jsonb AND (${segmentId}::text IS NULL OR data->>'segmentId' = ${segmentId})
    ORDER BY happened_at DESC, key DESC LIMIT ${limit}`;
  const entering = withReentry(
    definition,
    rows.map((row) => ({ ...row, cart: null, reason: null })),
  );
  if (!definition.endsOnPurchase) return entering;
  const orders = await firstOrdersSince(
    scope,
    rows.map(({ key, customerId, anchorAt }) => ({ ref: key, customerId, since: anchorAt, isAfter: true })),
  );
  return entering.map((one) => ({ ...one, reason: one.reason ?? (orders.has(one.key) ? "bought" : null) }));
}

/** Who enters again too soon does not: looked at from the first occasion on. */
function withReentry({ reentry }: JourneyDefinition, newestFirst: readonly Occasion[]): Occasion[] {
  const entered = new Map<bigint, Date>();
  const judged = newestFirst.toReversed().map((occasion) => {
    const { customerId, anchorAt, reason } = occasion;
    if (reason !== null) return occasion;
    if (isTooSoon(reentry, entered.get(customerId), anchorAt)) return { ...occasion, reason: "reentry" };
    entered.set(customerId, anchorAt);
    return occasion;
  });
  return judged.toReversed();
}

/** Walks each person to the end, as if nothing happened on the way. */
async function planMessages(
  scope: ShopScope,
  { journeyId, definition, now }: Preview,
  planned: readonly PlannedPerson[],
): Promise<void> {
  const { trigger } = definition;
  const quietMs = trigger.kind === "abandonment" ? trigger.quietMinutes * MINUTE_MS : 0;
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
    let at = new Date(Math.max(person.anchorAt.getTime() + quietMs, now.getTime()));
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
