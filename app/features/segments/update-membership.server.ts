/** Membership follows each customer's own facts and the clock. */
import {
  derivedTable,
  markDue,
  queueReactions,
  recordFacts,
  type Fact,
  type Reaction,
} from "#app/features/events/index.server.ts";
import { noteChanges } from "#app/features/shops/index.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import type { CustomerAttributes } from "./domain/attributes.ts";
import { asksForOrders } from "./domain/condition-tree.ts";
import { compileCondition } from "./domain/evaluate.ts";
import { storeClock } from "./domain/store-clock.ts";
import { readAttributes } from "./read-attributes.server.ts";
import {
  appNow,
  type Language,
  languageOf,
  type LiveSegment,
  type MembershipChange,
  readMemberships,
  readSegments,
  shareMembership,
  storeFlips,
  storeMemberships,
} from "./repository.server.ts";
import { refreshScores } from "./score-customers.server.ts";

/** The outbox's word for a customer whose tag must follow a membership. Key: customer:segment. */
export const TAG_CHANGE = "segment.tag";

/** When customers are looked at again can be worked out anew; who is a member is not emptied, so that nobody joins twice. */
export const segmentDerived = [derivedTable("segment_due")];

/** Looks again at customers whose facts changed. */
export const reactToMembership: Reaction = async (scope, customers) => {
  await updateMembership(
    scope,
    customers.map(({ customerId }) => customerId),
    await appNow(),
  );
};

/**
 * Brings scores, memberships and next looks of some customers up to date. Writes differences only, and a fact for each.
 * The caller holds the customers' locks (their rows in reaction_due).
 *
 * @returns whose membership changed
 */
export async function updateMembership(
  scope: ShopScope,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Set<bigint>> {
  if (customerIds.length === 0) return new Set();
  await shareMembership(scope);
  await refreshScores(scope, customerIds);
  return evaluateAll(scope, customerIds, { now, flipsAt: new Map() });
}

interface Moment {
  now: Date;
  /** Since when a look has been due, of those whom only the clock concerns: each change gets the instant that it is of. */
  flipsAt: ReadonlyMap<bigint, Date>;
}

async function evaluateAll(
  scope: ShopScope,
  customerIds: readonly bigint[],
  { now, flipsAt }: Moment,
): Promise<Set<bigint>> {
  const language = await languageOf(scope);
  const segments = await readSegments(scope, language);
  const before = await readMemberships(scope, customerIds);
  if (segments.length === 0 && before.size === 0) {
    await storeFlips(
      scope,
      [...flipsAt.keys()].map((customerId) => ({ customerId, at: null })),
    );
    return new Set();
  }
  const attributes = await readAttributes(scope, customerIds, {
    orders: segments.some(({ tree }) => asksForOrders(tree)),
  });
  const changes: MembershipChange[] = [];
  const vanished: MembershipChange[] = [];
  const flips: { customerId: bigint; at: Date | null }[] = [];
  for (const customerId of customerIds) {
    const known = attributes.get(customerId);
    const memberOf = before.get(customerId) ?? new Set<bigint>();
    if (!known) {
      // Deleted, erased, or somebody else by now: nothing happened to them, they are just nobody any more.
      for (const segmentId of memberOf) vanished.push({ segmentId, customerId, isMember: false, at: now });
      flips.push({ customerId, at: null });
      continue;
    }
    const walked = walkThrough(
      { customerId, attributes: known, memberOf },
      { segments, language, from: flipsAt.get(customerId) ?? now, now },
    );
    changes.push(...walked.changes);
    flips.push({ customerId, at: walked.nextAt });
  }
  await storeMemberships(scope, [...changes, ...vanished]);
  await storeFlips(scope, flips);
  await noteTags(scope, segments, [...changes, ...vanished]);
  const names = new Map(segments.map(({ id, name }) => [id, name]));
  await recordFacts(
    scope,
    changes.map((change) => factOf(change, names.get(change.segmentId) ?? "")),
  );
  return new Set([...changes, ...vanished].map(({ customerId }) => customerId));
}

/** Where a worker was down for long, a customer may have come and gone several times. */
const MAX_STEPS = 100;

/**
 * Evaluates one customer at the instant from which on a look is due, and at each following instant at which a clause
 * flips, up to now.
 */
export function walkThrough(
  customer: { customerId: bigint; attributes: CustomerAttributes; memberOf: ReadonlySet<bigint> },
  world: { segments: readonly LiveSegment[]; language: Language; from: Date; now: Date },
): { changes: MembershipChange[]; nextAt: Date | null } {
  const { segments, language, now } = world;
  const { customerId } = customer;
  const memberOf = new Set(customer.memberOf);
  const attributesNow = () => ({ ...customer.attributes, segment_id: [...memberOf].map(String) });
  let attributes: CustomerAttributes = attributesNow();
  const changes: MembershipChange[] = [];
  let at = world.from > now ? now : world.from;
  for (let step = 1; ; step += 1) {
    const clock = storeClock(at, language.timeZone);
    let nextMs = Infinity;
    for (const segment of segments) {
      const condition = compileCondition(segment.tree, language.currency);
      if (isSortedIn(segment, customerId)) {
        const isMember = condition.outcome(attributes, clock) === true;
        if (isMember !== memberOf.has(segment.id)) {
          if (isMember) memberOf.add(segment.id);
          else memberOf.delete(segment.id);
          attributes = attributesNow();
          changes.push({ segmentId: segment.id, customerId, isMember, at });
        }
      }
      nextMs = Math.min(nextMs, condition.nextFlip(attributes, clock));
    }
    const nextAt = nextMs === Infinity ? null : new Date(nextMs);
    if (!nextAt || nextAt > now) return { changes, nextAt };
    at = step >= MAX_STEPS ? now : nextAt;
    if (step > MAX_STEPS) return { changes, nextAt };
  }
}

/** While a segment is built, the build speaks of everybody whom it has not come to yet. */
function isSortedIn({ state, builtTo }: LiveSegment, customerId: bigint): boolean {
  return state === "live" || (state === "building" && builtTo !== null && customerId <= builtTo);
}

function factOf({ segmentId, customerId, isMember, at }: MembershipChange, name: string): Fact {
  return {
    kind: isMember ? "segment.joined" : "segment.left",
    key: `${segmentId}:${customerId}:${at.toISOString()}`,
    happenedAt: at,
    customerId,
    orderId: null,
    data: { segmentId: segmentId.toString(), name },
    sourceUpdatedAt: at,
  };
}

/** Has the outbox bring the tags of these customers up to date, where a segment is told as a tag. */
export async function noteTags(
  scope: ShopScope,
  segments: readonly Pick<LiveSegment, "id" | "sync">[],
  changes: readonly { segmentId: bigint; customerId: bigint }[],
): Promise<void> {
  const tagged = new Set(segments.filter(({ sync }) => sync === "tag").map(({ id }) => id));
  if (tagged.size === 0) return;
  const keys = changes.flatMap(({ segmentId, customerId }) =>
    // Guests do not exist at Shopify.
    tagged.has(segmentId) && customerId > 0n ? [`${customerId}:${segmentId}`] : [],
  );
  await noteChanges(scope, TAG_CHANGE, keys, { isUrgent: false });
}

const CUSTOMERS_AT_ONCE = 500;
const MAX_MS_PER_JOB = 20_000;
/** How long until it is looked again at customers who are busy otherwise. */
const BUSY_RETRY_MS = 500;

/**
 * Looks again at the customers for whom a clause flips now, and plans the next time. Nothing hangs on this job: what is
 * due stands in segment_due.
 *
 * @param clock tells what now is; left out: the app's clock
 */
export async function advanceSegments(
  shopId: ShopId,
  clock: (scope: ShopScope) => Promise<Date> = appNow,
): Promise<void> {
  const endsAtMs = performance.now() + MAX_MS_PER_JOB;
  let hasMore = true;
  while (hasMore && performance.now() < endsAtMs) {
    hasMore = await withShop(shopId, async (scope) => advanceBatch(scope, await clock(scope)));
  }
  await withShop(shopId, async (scope) => planNextFlip(scope, await clock(scope)));
}

/** One batch; false = nobody is left whom nobody else is at. */
async function advanceBatch(scope: ShopScope, now: Date): Promise<boolean> {
  const { db } = scope;
  // Whoever is due for a reaction is looked at by that, with what is known by then.
  const locked = await db.$queryRaw<{ id: bigint }[]>`
    INSERT INTO reaction_due (shop_id, customer_id)
    SELECT current_shop_id(), customer_id FROM (
      SELECT customer_id FROM segment_due s WHERE shop_id = current_shop_id() AND flips_at <= ${now}
        AND NOT EXISTS (SELECT FROM reaction_due r WHERE r.shop_id = s.shop_id AND r.customer_id = s.customer_id)
      ORDER BY flips_at LIMIT ${CUSTOMERS_AT_ONCE}) AS due
    ORDER BY customer_id
    ON CONFLICT (shop_id, customer_id) DO NOTHING RETURNING customer_id AS id`;
  if (locked.length === 0) return false;
  const ids = locked.map(({ id }) => id);
  await shareMembership(scope);
  // Another worker may have been here since.
  const rows = await db.$queryRaw<{ id: bigint; at: Date }[]>`
    SELECT customer_id AS id, flips_at AS at FROM segment_due
    WHERE shop_id = current_shop_id() AND customer_id = ANY(${ids}::bigint[]) AND flips_at <= ${now}`;
  const flipsAt = new Map(rows.map(({ id, at }) => [id, at]));
  const changed = await evaluateAll(scope, [...flipsAt.keys()], { now, flipsAt });
  // The lock was a mark as well: it stays for those whom the later features must hear of.
  await db.$executeRaw`
    DELETE FROM reaction_due WHERE shop_id = current_shop_id()
      AND customer_id = ANY(${ids.filter((id) => !changed.has(id))}::bigint[])`;
  await queueReactions(scope);
  return true;
}

async function planNextFlip(scope: ShopScope, now: Date): Promise<void> {
  const rows = await scope.db.$queryRaw<{ at: Date | null }[]>`
    SELECT min(flips_at) AS at FROM segment_due WHERE shop_id = current_shop_id()`;
  const at = rows[0]?.at;
  if (!at) return;
  const runAt = at > now ? at : new Date(now.getTime() + BUSY_RETRY_MS);
  await enqueue(scope, "advance-segments", { runAt });
}

/** Queues {@link advanceSegments} for the next instant at which a clause flips for somebody. */
export async function planSegments(shopId: ShopId): Promise<void> {
  await withShop(shopId, async (scope) => planNextFlip(scope, await appNow()));
}

/** Has these customers looked at again by the reactions. */
export async function lookAgainAt(scope: ShopScope, customerIds: readonly bigint[]): Promise<void> {
  await markDue(scope, customerIds);
  await queueReactions(scope);
}
