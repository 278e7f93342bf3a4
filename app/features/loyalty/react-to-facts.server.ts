import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { factsOf, type Reaction } from "#app/features/events/index.server.ts";
import { noteChanges } from "#app/features/shops/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import { foldFacts, type Posting } from "./domain/fold.ts";
import { transfersToPost } from "./domain/posting.ts";
import {
  createMemberAccounts,
  ensureSystemAccounts,
  insertTransfers,
  readMemberAccounts,
  readPostedSums,
  readProgramme,
} from "./repository.server.ts";

/** The outbox's word for a balance that Shopify must know. */
export const POINTS_CHANGE = "customer.points";

/**
 * Loyalty's reaction: folds each customer's facts and posts the difference to the ledger. Whoever calls it holds the
 * customers (see lockCustomer), so that facts and ledger are read at one state.
 */
export const reactToFacts: Reaction = async (scope, customers) => {
  const versions = await readProgramme(scope);
  const wanted = new Map<bigint, Posting[]>();
  for (const { customerId, facts } of customers) wanted.set(customerId, foldFacts(facts, versions));
  const earners = [...wanted].filter(([, postings]) => postings.length > 0).map(([customerId]) => customerId);
  const known = await readMemberAccounts(scope, [...wanted.keys()]);
  const missing = earners.filter((customerId) => !known.some((account) => account.customerId === customerId));
  if (missing.length > 0) await createMemberAccounts(scope, missing);
  const accounts = missing.length > 0 ? await readMemberAccounts(scope, [...wanted.keys()]) : known;
  if (accounts.length === 0) return;

  const posted = await readPostedSums(
    scope,
    accounts.map((account) => account.id),
  );
  const postedByAccount = Map.groupBy(posted, (sum) => sum.memberAccountId);
  const now = new Date();
  const changes = accounts.flatMap((account) => {
    const transfers = transfersToPost(
      wanted.get(account.customerId) ?? [],
      postedByAccount.get(account.id) ?? [],
      now,
    );
    return transfers.map((transfer) => ({
      memberAccountId: account.id,
      transfer,
      customerId: account.customerId,
    }));
  });
  if (changes.length === 0) return;

  const systemAccounts = await ensureSystemAccounts(scope);
  await insertTransfers(scope, changes, (kind, memberAccountId) =>
    kind === "member" ? memberAccountId : systemAccounts.get(kind)!,
  );
  await noteChanges(
    scope,
    POINTS_CHANGE,
    // Shopify knows no guests: their points are told once they are somebody's.
    changes.filter(({ customerId }) => customerId > 0n).map(({ customerId }) => customerId.toString()),
  );
};

/** Brings one customer's points up to date in this transaction. The customer must be locked by it. */
export async function reactNow(scope: ShopScope, customerId: bigint): Promise<void> {
  const facts: Fact[] = await factsOf(scope, [customerId]);
  await reactToFacts(scope, [{ customerId, facts }]);
}

/** A customer's points now; 0 for who has none yet. */
export async function balanceOf(scope: ShopScope, customerId: bigint): Promise<bigint> {
  const [account] = await readMemberAccounts(scope, [customerId]);
  return account?.balance ?? 0n;
}
