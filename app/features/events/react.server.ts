import { refreshStatistics, type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import { describeFailure } from "./domain/failure-text.ts";
import { factsOf, postponeReaction, reactionBacklog, takeDueCustomers } from "./repository.server.ts";

/** What a feature does about customers whose facts changed, given all their facts. Must be safe to repeat. */
export type Reaction = (
  scope: ShopScope,
  customers: readonly { customerId: bigint; facts: readonly Fact[] }[],
) => Promise<void>;

const CUSTOMERS_PER_TRANSACTION = 500;
const MAX_MS_PER_JOB = 20_000;
/** After so many customers it is asked whether the tables changed much. */
const WORTH_STATISTICS = 100;

/**
 * Runs the features' reactions, in their order, for every customer of a shop that is due. Customers are taken in
 * batches; when a batch fails its customers are taken one by one, so that one bad history holds up nobody else.
 */
export async function react(shopId: ShopId, reactions: readonly Reaction[]): Promise<void> {
  const endsAtMs = performance.now() + MAX_MS_PER_JOB;
  let batchSize = CUSTOMERS_PER_TRANSACTION;
  let reactedTo = 0;
  while (performance.now() < endsAtMs) {
    let taken: bigint[] = [];
    try {
      await withShop(shopId, async (scope) => {
        taken = await takeDueCustomers(scope, batchSize);
        if (taken.length > 0) await reactTo(scope, taken, reactions);
      });
      if (taken.length === 0) break;
      reactedTo += taken.length;
    } catch (error) {
      const [customerId] = taken;
      if (customerId === undefined) throw error;
      if (taken.length > 1) {
        batchSize = 1;
        continue;
      }
      log.error(
        { shopId: shopId.toString(), customerId: customerId.toString(), err: error },
        "a reaction failed",
      );
      await withShop(shopId, (scope) =>
        postponeReaction(scope, customerId, describeFailure(error).slice(0, 500)),
      );
    }
  }
  if (reactedTo >= WORTH_STATISTICS) await refreshStatistics();
  await withShop(shopId, async (scope) => {
    const { nextAt } = await reactionBacklog(scope);
    if (nextAt) await enqueue(scope, "react", { runAt: nextAt });
  });
}

async function reactTo(
  scope: ShopScope,
  customerIds: bigint[],
  reactions: readonly Reaction[],
): Promise<void> {
  const byCustomer = new Map<bigint, Fact[]>(customerIds.map((id) => [id, []]));
  for (const fact of await factsOf(scope, customerIds)) byCustomer.get(fact.customerId!)?.push(fact);
  const customers = [...byCustomer].map(([customerId, facts]) => ({ customerId, facts }));
  for (const reaction of reactions) await reaction(scope, customers);
}
