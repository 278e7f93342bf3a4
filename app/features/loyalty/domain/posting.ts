/** From what the facts imply and what the ledger holds to the transfers that are still to be posted. */
import type { AccountKind, Posting, PostingEntry, TransferKind } from "./fold.ts";

/** What the ledger holds for one source: the sum of its entries by account and lot, corrections included. */
export interface PostedSum {
  sourceKey: string;
  kind: TransferKind;
  account: AccountKind;
  lot: string;
  points: bigint;
}

/** A transfer to be posted now. */
export interface NewTransfer extends Posting {
  /** Whether the source was posted before, and this makes up the difference. */
  correction: boolean;
}

/**
 * The transfers that make the ledger equal to what the facts imply: one for each source that differs. What was posted is
 * never changed; a difference is a correcting transfer, and a source that the facts no longer imply is taken back.
 * Posting the result and asking again gives nothing.
 */
export function transfersToPost(
  wanted: readonly Posting[],
  posted: readonly PostedSum[],
  now: Date,
): NewTransfer[] {
  const postedBySource = groupBySource(posted);
  const transfers: NewTransfer[] = [];
  for (const posting of wanted) {
    const held = postedBySource.get(posting.sourceKey) ?? [];
    postedBySource.delete(posting.sourceKey);
    const entries = difference(posting.entries, held);
    if (entries.length > 0) transfers.push({ ...posting, entries, correction: held.length > 0 });
  }
  for (const [sourceKey, held] of postedBySource) {
    const entries = difference([], held);
    if (entries.length > 0) {
      transfers.push({ sourceKey, kind: held[0]!.kind, happenedAt: now, entries, correction: true });
    }
  }
  return transfers;
}

function groupBySource(posted: readonly PostedSum[]): Map<string, PostedSum[]> {
  const groups = new Map<string, PostedSum[]>();
  for (const sum of posted) {
    const group = groups.get(sum.sourceKey);
    if (group) group.push(sum);
    else groups.set(sum.sourceKey, [sum]);
  }
  return groups;
}

function difference(wanted: readonly PostingEntry[], held: readonly PostingEntry[]): PostingEntry[] {
  const sums = new Map<string, PostingEntry>();
  const add = (entry: PostingEntry, points: bigint) => {
    const key = `${entry.account} ${entry.lot}`;
    sums.set(key, { account: entry.account, lot: entry.lot, points: (sums.get(key)?.points ?? 0n) + points });
  };
  for (const entry of wanted) add(entry, entry.points);
  for (const entry of held) add(entry, -entry.points);
  return [...sums.values()].filter((entry) => entry.points !== 0n);
}
