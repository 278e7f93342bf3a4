/** One batch of people who are due in a journey: each goes on as far as there is something to do now. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { queueMessages, type WantedMessage } from "#app/features/messaging/index.server.ts";
import { firstOrdersSince } from "#app/features/orders/index.server.ts";
import { blindIndexOf, type BlindIndex, readShop } from "#app/features/shops/index.server.ts";
import { judgeCart } from "./domain/abandonment.ts";
import type { JourneyDefinition, Step } from "./domain/definition.ts";
import { isTooSoon } from "./domain/reentry.ts";
import { arrive, type Move, stepOf, whenDue } from "./domain/walk.ts";
import {
  type DueEnrolment,
  type EnrolmentChange,
  lastEntries,
  storeMoves,
  type TakenStep,
} from "./enrolments-repository.server.ts";
import { type JourneyRecord, readVersions } from "./journeys-repository.server.ts";
import { holdsAmong, membersOf } from "./ask-segments.server.ts";
import { readCases, type ReadCase } from "./read-cases.server.ts";
import { askForCodes, askForTags, codesOf } from "./recovery-codes.server.ts";
import { zonesOf } from "./zones-of.server.ts";

/** What was due longer ago says nothing to anybody any more. */
const TOO_LATE_MS = 3 * 86_400_000;
/** Whoever waits for a code is looked at again so often, in case nobody wakes them, and goes without it after so long. */
const CODE_POLL_MS = 60_000;
const CODE_PATIENCE_MS = 6 * 3_600_000;

/** Where messages of journeys come from: `<enrolment>:<step>`. */
export const JOURNEY_SOURCE = "journey";

interface Walker {
  due: DueEnrolment;
  definition: JourneyDefinition;
  version: number;
  /** Null = at the end. */
  at: Step | null;
  /** Stood there before, until now. */
  isDue: boolean;
  dueAt: Date;
  isHoldout: boolean;
  enteredAt: Date | null;
  result: EnrolmentChange | null;
}

/**
 * Takes the steps of people who are due. Everything that follows from it (messages, codes, tags) is stored in the same
 * transaction, so that a step has its effect once or not at all.
 */
export async function takeSteps(
  scope: ShopScope,
  journey: JourneyRecord,
  due: readonly DueEnrolment[],
  now: Date,
): Promise<void> {
  const index = await blindIndexOf(scope);
  const walkers = await begin(scope, journey, due, now, index);
  const taken: TakenStep[] = [];
  const wanted: WantedMessage[] = [];
  const tags: TakenStep[] = [];
  let open = walkers.filter(({ result }) => !result);
  while (open.length > 0) {
    const moves = await decideMoves(scope, journey, open, now, index);
    for (const walker of open) {
      const move = moves.get(walker)!;
      if (move.kind === "stay") {
        walker.result = changeOf(walker, "active", { step: walker.at!.id, dueAt: move.until });
        continue;
      }
      const step = walker.at!;
      const record = { enrolmentId: walker.due.id, step: step.id, outcome: move.outcome };
      taken.push(record);
      if (step.kind === "message") wanted.push(messageOf(walker, step, now));
      // Who gets no messages gets no tags either: they are compared with the others.
      if (step.kind === "tag" && !walker.isHoldout) tags.push(record);
      walker.at = move.to === null ? null : (stepOf(walker.definition, move.to) ?? null);
      walker.isDue = false;
      if (!walker.at) walker.result = changeOf(walker, "done", { step: step.id, endedAt: now });
    }
    open = open.filter(({ result }) => !result);
  }
  await storeMoves(
    scope,
    walkers.map(({ result }) => result!),
    taken,
    now,
  );
  await askForTags(scope, tags);
  await queueMessages(scope, wanted, now);
}

/** Ends what is over, leaves alone what is not ready, and lets in whoever may begin. */
async function begin(
  scope: ShopScope,
  journey: JourneyRecord,
  due: readonly DueEnrolment[],
  now: Date,
  index: BlindIndex,
): Promise<Walker[]> {
  const versions = await readVersions(scope, journey.id, [...new Set(due.map(({ version }) => version))]);
  const walkers = due.map((one): Walker => {
    // Whoever has not begun begins with the steps of today.
    const isNew = one.state === "pending";
    const definition = isNew ? journey.definition : (versions.get(one.version) ?? journey.definition);
    return {
      due: one,
      definition,
      version: isNew ? journey.version : one.version,
      at: isNew ? definition.steps[0]! : (stepOf(definition, one.step ?? "") ?? null),
      isDue: !isNew,
      dueAt: one.dueAt,
      isHoldout: one.isHoldout,
      enteredAt: one.enteredAt,
      result: null,
    };
  });
  const cases = await readCases(
    scope,
    walkers.flatMap((one) => (one.definition.trigger.kind === "abandonment" ? [one.due] : [])),
  );
  const orders = await firstOrdersSince(
    scope,
    walkers.flatMap(({ due: { id, customerId, anchorAt }, definition }) =>
      definition.trigger.kind !== "abandonment" && definition.endsOnPurchase
        ? [{ ref: id.toString(), customerId, since: anchorAt, isAfter: true }]
        : [],
    ),
  );
  for (const walker of walkers)
    walker.result = resultBefore(walker, cases.get(walker.due.id), orders.has(walker.due.id.toString()), now);
  await enter(scope, journey, walkers, now, index);
  return walkers;
}

/** What happens to somebody before any step: they are done with it, or the cart is not quiet yet. */
function resultBefore(
  walker: Walker,
  shown: ReadCase | undefined,
  hasBought: boolean,
  now: Date,
): EnrolmentChange | null {
  const { definition, due } = walker;
  const exit = (reason: string) => changeOf(walker, "exited", { step: due.step, endedAt: now, reason });
  if (definition.trigger.kind === "abandonment" && shown) {
    // Who has begun is asked for consent by the gate, message by message.
    const rule =
      due.state === "pending" ? definition.trigger : { ...definition.trigger, needsConsent: false };
    const verdict = judgeCart(
      rule,
      { ...shown, hasBought: shown.hasBought && definition.endsOnPurchase },
      now,
    );
    if (verdict.kind === "drop") return exit(verdict.reason);
    if (verdict.kind === "quiet_until")
      return changeOf(walker, due.state, { step: due.step, dueAt: verdict.at });
  }
  if (hasBought) return exit("bought");
  if (now.getTime() - due.dueAt.getTime() > TOO_LATE_MS) return exit("too_late");
  if (!walker.at) return changeOf(walker, "done", { step: due.step, endedAt: now });
  return null;
}

async function enter(
  scope: ShopScope,
  journey: JourneyRecord,
  walkers: readonly Walker[],
  now: Date,
  index: BlindIndex,
): Promise<void> {
  const entering = walkers.filter(({ due, result }) => due.state === "pending" && !result);
  const { reentry, holdoutPercent } = journey.definition;
  const last =
    reentry.kind === "always" || entering.length === 0
      ? new Map<bigint, Date>()
      : await lastEntries(
          scope,
          journey.id,
          entering.map(({ due }) => due.customerId),
        );
  for (const walker of entering) {
    const { customerId } = walker.due;
    if (isTooSoon(reentry, last.get(customerId), now)) {
      walker.result = changeOf(walker, "exited", { step: null, endedAt: now, reason: "reentry" });
      continue;
    }
    if (reentry.kind !== "always") last.set(customerId, now);
    walker.enteredAt = now;
    walker.isHoldout = shareOf(index, `holdout:${journey.id}:${customerId}`) * 100 < holdoutPercent;
  }
}

/** A number from 0 up to 1 that belongs to a text for good, and that nobody outside can foretell. */
export function shareOf(index: BlindIndex, text: string): number {
  return index.token("share", text).readUInt32BE(0) / 2 ** 32;
}

async function decideMoves(
  scope: ShopScope,
  journey: JourneyRecord,
  open: readonly Walker[],
  now: Date,
  index: BlindIndex,
): Promise<Map<Walker, Move>> {
  const holds = await holdsAmong(
    scope,
    open.flatMap((walker) =>
      walker.at?.kind === "condition"
        ? [{ ref: walker.due.id, customerId: walker.due.customerId, condition: walker.at.condition }]
        : [],
    ),
    now,
  );
  const zones = await zonesOf(
    scope,
    open.flatMap(({ at, due }) =>
      at?.kind === "wait_until" && at.zone === "person" ? [due.customerId] : [],
    ),
  );
  const waiting = await waitsForCodes(scope, open, now);
  return new Map(
    open.map((walker): [Walker, Move] => {
      const step = walker.at!;
      const until = waiting.get(walker.due.id);
      if (until) return [walker, { kind: "stay", until }];
      const { customerId } = walker.due;
      const facts = {
        dueAt: walker.dueAt,
        now,
        share: step.kind === "split" ? shareOf(index, `split:${journey.id}:${step.id}:${customerId}`) : 0,
        timeZone: step.kind === "wait_until" && step.zone === "person" ? zones.of(customerId) : zones.shop,
        holds: holds.get(walker.due.id) ?? false,
      };
      return [walker, walker.isDue ? whenDue(step, facts) : arrive(step, facts)];
    }),
  );
}

/** Asks for the codes of messages that carry one, and says until when their people wait. */
async function waitsForCodes(
  scope: ShopScope,
  open: readonly Walker[],
  now: Date,
): Promise<Map<bigint, Date>> {
  const carrying = open.flatMap((walker) => {
    const { at, due, isHoldout } = walker;
    return at?.kind === "message" && at.discount && !isHoldout
      ? [{ due, step: at.id, discount: at.discount }]
      : [];
  });
  if (carrying.length === 0) return new Map();
  const members = await membersOf(
    scope,
    carrying.map(({ due, discount }) => ({ customerId: due.customerId, segmentId: discount.segmentId })),
  );
  const known = new Map(
    (
      await codesOf(
        scope,
        carrying.map(({ due }) => due.id),
      )
    ).map((code) => [`${code.enrolmentId}:${code.step}`, code]),
  );
  const waiting = new Map<bigint, Date>();
  const missing: { enrolmentId: bigint; step: string; discount: (typeof carrying)[number]["discount"] }[] =
    [];
  for (const { due, step, discount } of carrying) {
    const code = known.get(`${due.id}:${step}`);
    if (!code && !members(due.customerId, discount.segmentId)) continue;
    if (!code) missing.push({ enrolmentId: due.id, step, discount });
    const isPatient = !code || now.getTime() - code.startsAt.getTime() < CODE_PATIENCE_MS;
    if ((!code || code.status === "pending") && isPatient)
      waiting.set(due.id, new Date(now.getTime() + CODE_POLL_MS));
  }
  if (missing.length > 0) await askForCodes(scope, missing, (await readShop(scope)).currency ?? "USD", now);
  return waiting;
}

function messageOf(walker: Walker, step: Step & { kind: "message" }, now: Date): WantedMessage {
  const id = `${walker.due.id}:${step.id}`;
  return {
    customerId: walker.due.customerId,
    channel: "email",
    purpose: "marketing",
    topic: walker.definition.trigger.kind === "abandonment" ? "reminders" : "offers",
    templateKey: step.templateKey,
    dedupeKey: `${JOURNEY_SOURCE}:${id}`,
    source: { kind: JOURNEY_SOURCE, id },
    dueAt: now,
  };
}

function changeOf(
  walker: Walker,
  state: EnrolmentChange["state"],
  rest: { step: string | null; dueAt?: Date; endedAt?: Date; reason?: string },
): EnrolmentChange {
  const { due, version, isHoldout, enteredAt } = walker;
  const { step, dueAt = null, endedAt = null, reason = null } = rest;
  return { id: due.id, version, state, step, dueAt, isHoldout, enteredAt, endedAt, reason };
}
