/** The tables enrolment and enrolment_step. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** Somebody under way, as the engine takes one. */
export interface DueEnrolment {
  id: bigint;
  version: number;
  key: string;
  customerId: bigint;
  state: "pending" | "active";
  step: string | null;
  dueAt: Date;
  isHoldout: boolean;
  anchorAt: Date;
  enteredAt: Date | null;
  attempts: number;
}

/** What became of one. */
export interface EnrolmentChange {
  id: bigint;
  version: number;
  state: "pending" | "active" | "done" | "exited" | "failed";
  step: string | null;
  /** Null = never again. */
  dueAt: Date | null;
  isHoldout: boolean;
  enteredAt: Date | null;
  endedAt: Date | null;
  reason: string | null;
}

export interface TakenStep {
  enrolmentId: bigint;
  step: string;
  outcome: string;
}

/**
 * Takes those who are due in a journey, the longest due first. They are locked until the transaction ends; whom another
 * worker has is passed over.
 */
export async function takeDue(
  { db }: ShopScope,
  journeyId: number,
  now: Date,
  limit: number,
): Promise<DueEnrolment[]> {
  return db.$queryRaw<DueEnrolment[]>`
    SELECT enrolment_id AS id, version, key, customer_id AS "customerId", state, step, due_at AS "dueAt",
      is_holdout AS "isHoldout", anchor_at AS "anchorAt", entered_at AS "enteredAt", attempts
    FROM enrolment WHERE shop_id = current_shop_id() AND journey_id = ${journeyId} AND due_at <= ${now}
    ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** When the next person of an active journey is due; null = nobody waits. */
export async function nextDue({ db }: ShopScope): Promise<Date | null> {
  const rows = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT min(waiting.due_at) AS at FROM journey j CROSS JOIN LATERAL (
      SELECT e.due_at FROM enrolment e WHERE e.shop_id = j.shop_id AND e.journey_id = j.journey_id AND e.due_at IS NOT NULL
      ORDER BY e.due_at LIMIT 1) waiting
    WHERE j.shop_id = current_shop_id() AND j.state = 'active'`;
  return rows[0]?.at ?? null;
}

/** Writes what became of people who were taken, and the steps that they took. */
export async function storeMoves(
  { db }: ShopScope,
  changes: readonly EnrolmentChange[],
  steps: readonly TakenStep[],
  now: Date,
): Promise<void> {
  const rows = changes.map(({ id, ...change }) => ({ ...change, id: id.toString() }));
  await db.$executeRaw`
    UPDATE enrolment e SET version = g.version, state = g.state, step = g.step, due_at = g."dueAt", is_holdout = g."isHoldout",
      entered_at = g."enteredAt", ended_at = g."endedAt", reason = g.reason, attempts = 0, last_error = NULL
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, version integer, state text, step text, "dueAt" timestamptz,
      "isHoldout" boolean, "enteredAt" timestamptz, "endedAt" timestamptz, reason text)
    WHERE e.shop_id = current_shop_id() AND e.enrolment_id = g.id`;
  if (steps.length === 0) return;
  const taken = steps.map(({ enrolmentId, ...step }) => ({ ...step, id: enrolmentId.toString() }));
  await db.$executeRaw`
    INSERT INTO enrolment_step (shop_id, enrolment_id, step, taken_at, outcome)
    SELECT current_shop_id(), id, step, ${now}, outcome
    FROM jsonb_to_recordset(${JSON.stringify(taken)}::jsonb) AS g (id bigint, step text, outcome text)
    ON CONFLICT (shop_id, enrolment_id, step) DO NOTHING`;
}

/** Puts somebody off whose step failed, or gives up on them where the merchant sees it. */
export async function postpone(
  { db }: ShopScope,
  id: bigint,
  error: string,
  until: Date | null,
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    UPDATE enrolment SET attempts = attempts + 1, last_error = ${error}, due_at = ${until},
      state = CASE WHEN ${until}::timestamptz IS NULL THEN 'failed' ELSE state END,
      ended_at = CASE WHEN ${until}::timestamptz IS NULL THEN ${now} ELSE ended_at END
    WHERE shop_id = current_shop_id() AND enrolment_id = ${id} AND due_at IS NOT NULL`;
}

/** A reason why somebody may enter a journey. */
export interface Candidate {
  journeyId: number;
  version: number;
  key: string;
  customerId: bigint;
  anchorAt: Date;
  dueAt: Date;
}

/**
 * Notes candidates, each reason once. A reason that changed since (a cart that was filled further) is looked at again,
 * unless it has entered already.
 */
export async function noteCandidates({ db }: ShopScope, candidates: readonly Candidate[]): Promise<number> {
  if (candidates.length === 0) return 0;
  const rows = candidates.map(({ customerId, ...rest }) => ({ ...rest, customer: customerId.toString() }));
  return db.$executeRaw`
    INSERT INTO enrolment AS e (shop_id, journey_id, version, key, subject_id, customer_id, state, due_at, anchor_at)
    SELECT current_shop_id(), "journeyId", version, key, customer, customer, 'pending', "dueAt", "anchorAt"
    FROM (SELECT DISTINCT ON ("journeyId", key) * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r ("journeyId" integer, version integer, key text, customer bigint, "anchorAt" timestamptz, "dueAt" timestamptz)
      ORDER BY "journeyId", key, "anchorAt" DESC) g
    ON CONFLICT (shop_id, journey_id, key) DO UPDATE SET state = 'pending', reason = NULL, ended_at = NULL, step = NULL,
      version = excluded.version, customer_id = excluded.customer_id, subject_id = excluded.subject_id,
      anchor_at = excluded.anchor_at, due_at = excluded.due_at
    WHERE e.entered_at IS NULL AND e.state IN ('pending', 'exited') AND excluded.anchor_at > e.anchor_at`;
}

/** An enrolment with what the facts say about it. */
export interface EnrolmentRecord {
  id: bigint;
  journeyId: number;
  version: number;
  key: string;
  customerId: bigint;
  state: DueEnrolment["state"] | "done" | "exited" | "failed";
  step: string | null;
  isHoldout: boolean;
  anchorAt: Date;
  enteredAt: Date | null;
  reason: string | null;
}

const COLUMNS = {
  id: true,
  journeyId: true,
  version: true,
  key: true,
  customerId: true,
  state: true,
  step: true,
  isHoldout: true,
  anchorAt: true,
  enteredAt: true,
  reason: true,
} as const;

export async function findEnrolments(
  { db, shopId }: ShopScope,
  ids: readonly bigint[],
): Promise<Map<bigint, EnrolmentRecord>> {
  const rows = await db.enrolment.findMany({ where: { shopId, id: { in: [...ids] } }, select: COLUMNS });
  return new Map(rows.map((row) => [row.id, row as EnrolmentRecord]));
}

/** When each of these people last entered a journey. */
export async function lastEntries(
  { db }: ShopScope,
  journeyId: number,
  customerIds: readonly bigint[],
): Promise<Map<bigint, Date>> {
  // Two workers that hold two reasons of one person must not both let them in.
  await db.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('enter:' || current_shop_id() || ':' || ${journeyId} || ':' || id, 0))
    FROM (SELECT DISTINCT id FROM unnest(${[...customerIds]}::bigint[]) AS id ORDER BY id) people`;
  const rows = await db.$queryRaw<{ id: bigint; at: Date }[]>`
    SELECT customer_id AS id, max(entered_at) AS at FROM enrolment
    WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[]) AND journey_id = ${journeyId}
      AND entered_at IS NOT NULL GROUP BY customer_id`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}
