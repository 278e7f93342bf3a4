import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { describeFailure } from "#app/features/events/index.server.ts";
import { nextDue, postpone, takeDue } from "./enrolments-repository.server.ts";
import { type JourneyRecord, listJourneys } from "./journeys-repository.server.ts";
import { takeSteps } from "./take-steps.server.ts";

const PEOPLE_AT_ONCE = 500;
const MAX_MS_PER_JOB = 20_000;
const MAX_ATTEMPTS = 8;

/**
 * Takes the steps that are due in a shop's journeys, and plans the next time. Any number of workers may do so at once;
 * nothing hangs on the job: who is due stands in the table.
 *
 * @param clock what time it is; steps are due by it and by nothing else
 */
export async function advanceJourneys(shopId: ShopId, clock: () => Date = () => new Date()): Promise<void> {
  const endsAtMs = performance.now() + MAX_MS_PER_JOB;
  const journeys = await withShop(shopId, (scope) => listJourneys(scope, "active"));
  for (const journey of journeys) {
    let atOnce = PEOPLE_AT_ONCE;
    while (performance.now() < endsAtMs) {
      const { taken, hasFailed } = await takeBatch(shopId, journey, atOnce, clock());
      if (hasFailed) atOnce = 1;
      if (taken === 0) break;
    }
  }
  await planJourneys(shopId, clock);
}

/** A batch that fails is taken one by one: whoever is at fault is put off and holds up nobody else. */
async function takeBatch(
  shopId: ShopId,
  journey: JourneyRecord,
  limit: number,
  now: Date,
): Promise<{ taken: number; hasFailed: boolean }> {
  let first: { id: bigint; attempts: number } | undefined;
  let taken = 0;
  try {
    await withShop(shopId, async (scope) => {
      const due = await takeDue(scope, journey.id, now, limit);
      [first] = due;
      taken = due.length;
      if (taken > 0) await takeSteps(scope, journey, due, now);
    });
    return { taken, hasFailed: false };
  } catch (error) {
    if (!first) throw error;
    if (taken > 1) return { taken, hasFailed: true };
    const { id, attempts } = first;
    log.error({ shopId: shopId.toString(), journeyId: journey.id, err: error }, "a step of a journey failed");
    const until = attempts + 1 >= MAX_ATTEMPTS ? null : new Date(now.getTime() + 60_000 * 2 ** attempts);
    await withShop(shopId, (scope) => postpone(scope, id, describeFailure(error).slice(0, 500), until, now));
    return { taken, hasFailed: true };
  }
}

/**
 * Queues the job for whoever is due next, and the sending of what was noted for Shopify. In a transaction of its own:
 * others wait for the jobs' rows while they hold people.
 */
export async function planJourneys(shopId: ShopId, clock: () => Date = () => new Date()): Promise<void> {
  await withShop(shopId, async (scope) => {
    const at = await nextDue(scope);
    if (at) await enqueue(scope, "advance-journeys", at > clock() ? { runAt: at } : {});
    if (await hasChanges(scope)) await enqueue(scope, "send-changes");
  });
}

async function hasChanges({ db, shopId }: ShopScope): Promise<boolean> {
  const change = await db.outboxChange.findFirst({
    where: { shopId, kind: { in: ["recovery.code", "journey.tag"] }, attempts: 0 },
    select: { key: true },
  });
  return change !== null;
}
