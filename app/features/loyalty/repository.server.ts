import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { ProgrammeVersion } from "./domain/earning.ts";
import type { AccountKind, TransferKind } from "./domain/fold.ts";
import type { NewTransfer, PostedSum } from "./domain/posting.ts";

/** All versions of the programme, oldest first. Empty = not started yet. */
export async function readProgramme({ db, shopId }: ShopScope): Promise<ProgrammeVersion[]> {
  return db.programme.findMany({
    where: { shopId },
    orderBy: { version: "asc" },
    select: { version: true, effectiveFrom: true, earnPoints: true, earnPerMinor: true, active: true },
  });
}

export async function addProgrammeVersion(
  { db, shopId }: ShopScope,
  version: ProgrammeVersion & { createdBy: string | null },
): Promise<void> {
  await db.programme.create({ data: { shopId, ...version } });
}

/** Points for a discount code of a fixed amount. */
export interface RewardRecord {
  id: number;
  costPoints: number;
  valueMinor: number;
  active: boolean;
}

export async function readRewards({ db, shopId }: ShopScope): Promise<RewardRecord[]> {
  return db.reward.findMany({
    where: { shopId },
    orderBy: { id: "asc" },
    select: { id: true, costPoints: true, valueMinor: true, active: true },
  });
}

export async function saveReward({ db, shopId }: ShopScope, reward: RewardRecord): Promise<void> {
  const { id, ...fields } = reward;
  const data = { ...fields, updatedAt: new Date() };
  await db.reward.upsert({
    where: { shopId_id: { shopId, id } },
    create: { shopId, id, ...data },
    update: data,
  });
}

const SYSTEM_ACCOUNTS: readonly AccountKind[] = ["issued", "redeemed", "pending", "adjusted"];

/** The accounts of the shop itself, made when missing. */
export async function ensureSystemAccounts({ db }: ShopScope): Promise<Map<AccountKind, bigint>> {
  const read = () => db.$queryRaw<{ kind: AccountKind; id: bigint }[]>`
    SELECT kind, account_id AS id FROM points_account WHERE shop_id = current_shop_id() AND kind <> 'member'`;
  let rows = await read();
  if (rows.length < SYSTEM_ACCOUNTS.length) {
    await db.$executeRaw`
      INSERT INTO points_account (shop_id, kind)
      SELECT current_shop_id(), kind FROM unnest(${[...SYSTEM_ACCOUNTS]}::text[]) AS kind
      ON CONFLICT (shop_id, kind) WHERE kind <> 'member' DO NOTHING`;
    rows = await read();
  }
  return new Map(rows.map((row) => [row.kind, row.id]));
}

/** A customer's account. */
export interface MemberAccount {
  id: bigint;
  customerId: bigint;
  balance: bigint;
}

export async function readMemberAccounts(
  { db }: ShopScope,
  customerIds: readonly bigint[],
): Promise<MemberAccount[]> {
  return db.$queryRaw<MemberAccount[]>`
    SELECT account_id AS id, customer_id AS "customerId", balance FROM points_account
    WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[])`;
}

export async function createMemberAccounts({ db }: ShopScope, customerIds: readonly bigint[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO points_account (shop_id, kind, customer_id)
    SELECT current_shop_id(), 'member', customer_id FROM unnest(${[...customerIds]}::bigint[]) AS customer_id
    ON CONFLICT (shop_id, customer_id) DO NOTHING`;
}

/**
 * What the ledger holds about some members, summed by source, account and lot. Member by member, whatever the planner
 * believes: after a crash of the database it knows nothing of how the tables have grown, and read all of them for each.
 */
export async function readPostedSums(
  { db }: ShopScope,
  memberAccountIds: readonly bigint[],
): Promise<(PostedSum & { memberAccountId: bigint })[]> {
  return db.$queryRaw<(PostedSum & { memberAccountId: bigint })[]>`
    SELECT t.account_id AS "memberAccountId", t.source_key AS "sourceKey", min(t.kind) AS kind, a.kind AS account,
      e.lot, sum(e.points)::bigint AS points
    FROM unnest(${[...memberAccountIds]}::bigint[]) AS member (account_id)
    CROSS JOIN LATERAL (
      SELECT * FROM points_transfer WHERE shop_id = current_shop_id() AND account_id = member.account_id OFFSET 0
    ) t
    CROSS JOIN LATERAL (
      SELECT * FROM points_entry WHERE shop_id = current_shop_id() AND transfer_id = t.transfer_id OFFSET 0
    ) e
    CROSS JOIN LATERAL (
      SELECT kind FROM points_account WHERE shop_id = current_shop_id() AND account_id = e.account_id OFFSET 0
    ) a
    GROUP BY 1, 2, 4, 5 HAVING sum(e.points) <> 0`;
}

/** Writes transfers with their entries and moves the balances by them. The one place that writes to the ledger. */
export async function insertTransfers(
  { db }: ShopScope,
  transfers: readonly { memberAccountId: bigint; transfer: NewTransfer }[],
  accountIdOf: (account: AccountKind, memberAccountId: bigint) => bigint,
): Promise<void> {
  if (transfers.length === 0) return;
  const ids = await db.$queryRaw<{ id: bigint }[]>`
    SELECT nextval(pg_get_serial_sequence('points_transfer', 'transfer_id')) AS id FROM generate_series(1, ${transfers.length}::int)`;
  const transferRows = transfers.map(({ memberAccountId, transfer }, index) => ({
    id: ids[index]!.id.toString(),
    account: memberAccountId.toString(),
    source: transfer.sourceKey,
    kind: transfer.kind,
    correction: transfer.correction,
    happened: transfer.happenedAt,
  }));
  const entryRows = transfers.flatMap(({ memberAccountId, transfer }, index) =>
    transfer.entries.map((entry, line) => ({
      transfer: ids[index]!.id.toString(),
      line,
      account: accountIdOf(entry.account, memberAccountId).toString(),
      lot: entry.lot,
      points: entry.points.toString(),
    })),
  );
  await db.$executeRaw`
    INSERT INTO points_transfer (shop_id, transfer_id, account_id, source_key, kind, correction, happened_at)
    SELECT current_shop_id(), id, account, source, kind, correction, happened
    FROM jsonb_to_recordset(${JSON.stringify(transferRows)}::jsonb)
      AS g (id bigint, account bigint, source text, kind text, correction boolean, happened timestamptz)`;
  await db.$executeRaw`
    INSERT INTO points_entry (shop_id, transfer_id, line, account_id, lot, points)
    SELECT current_shop_id(), transfer, line, account, lot, points
    FROM jsonb_to_recordset(${JSON.stringify(entryRows)}::jsonb)
      AS g (transfer bigint, line smallint, account bigint, lot text, points bigint)`;
  await db.$executeRaw`
    WITH moved AS (
      SELECT account, sum(points) AS points FROM jsonb_to_recordset(${JSON.stringify(entryRows)}::jsonb) AS g (account bigint, points bigint)
      GROUP BY account ORDER BY account
    )
    UPDATE points_account a SET balance = a.balance + moved.points
    FROM moved WHERE a.shop_id = current_shop_id() AND a.account_id = moved.account`;
}

/** One line of a customer's statement. */
export interface StatementLine {
  transferId: bigint;
  kind: TransferKind;
  correction: boolean;
  sourceKey: string;
  points: bigint;
  /** Balance after this line, in the order of posting. */
  balanceAfter: bigint;
  happenedAt: Date;
  postedAt: Date;
}

/** What moved a customer's points, newest first. Moves between lots that leave the balance are left out. */
export async function readStatement(
  { db }: ShopScope,
  customerId: bigint,
  limit: number,
): Promise<StatementLine[]> {
  return db.$queryRaw<StatementLine[]>`
    WITH moves AS (
      SELECT t.transfer_id, t.kind, t.correction, t.source_key, t.happened_at, t.posted_at, sum(e.points) AS points
      FROM points_account a
      JOIN points_transfer t ON t.shop_id = a.shop_id AND t.account_id = a.account_id
      JOIN points_entry e ON e.shop_id = t.shop_id AND e.transfer_id = t.transfer_id AND e.account_id = a.account_id
      WHERE a.shop_id = current_shop_id() AND a.customer_id = ${customerId}
      GROUP BY t.shop_id, t.transfer_id
    )
    SELECT transfer_id AS "transferId", kind, correction, source_key AS "sourceKey", points::bigint AS points,
      (sum(points) OVER (ORDER BY transfer_id))::bigint AS "balanceAfter", happened_at AS "happenedAt", posted_at AS "postedAt"
    FROM moves WHERE points <> 0 ORDER BY transfer_id DESC LIMIT ${limit}`;
}

export type RedemptionStatus = "pending" | "posted" | "voided";

/** A customer's exchange of points for a discount code. */
export interface RedemptionRecord {
  id: string;
  customerId: bigint | null;
  rewardId: number;
  costPoints: number;
  valueMinor: number;
  currency: string;
  status: RedemptionStatus;
  code: string;
  requestedAt: Date;
  failure: string | null;
}

const REDEMPTION = {
  id: true,
  customerId: true,
  rewardId: true,
  costPoints: true,
  valueMinor: true,
  currency: true,
  status: true,
  code: true,
  requestedAt: true,
  failure: true,
} as const;

export async function findRedemption(
  { db, shopId }: ShopScope,
  id: string,
): Promise<RedemptionRecord | null> {
  const row = await db.redemption.findUnique({ where: { shopId_id: { shopId, id } }, select: REDEMPTION });
  return row && { ...row, status: row.status as RedemptionStatus };
}

export async function createRedemption(
  { db, shopId }: ShopScope,
  redemption: Omit<RedemptionRecord, "status" | "failure">,
): Promise<void> {
  await db.redemption.create({ data: { shopId, ...redemption } });
}

/** Settles a redemption that is pending; false when it was settled before. */
export async function decideRedemption(
  { db, shopId }: ShopScope,
  id: string,
  decision: { status: "posted" | "voided"; at: Date; discountGid?: string; failure?: string },
): Promise<boolean> {
  const { count } = await db.redemption.updateMany({
    where: { shopId, id, status: "pending" },
    data: {
      status: decision.status,
      decidedAt: decision.at,
      discountGid: decision.discountGid ?? null,
      failure: decision.failure ?? null,
    },
  });
  return count > 0;
}

/** A customer's redemptions, newest first. */
export async function redemptionsOf(
  { db, shopId }: ShopScope,
  customerId: bigint,
  limit: number,
): Promise<RedemptionRecord[]> {
  const rows = await db.redemption.findMany({
    where: { shopId, customerId },
    orderBy: { requestedAt: "desc" },
    take: limit,
    select: REDEMPTION,
  });
  return rows.map((row) => ({ ...row, status: row.status as RedemptionStatus }));
}

/** Takes a customer's name off the account and the redemptions. The entries stay: the shop's books still add up. */
export async function anonymiseAccount({ db }: ShopScope, customerId: bigint): Promise<void> {
  await db.$executeRaw`UPDATE points_account SET customer_id = NULL WHERE shop_id = current_shop_id() AND customer_id = ${customerId}`;
  await db.$executeRaw`UPDATE redemption SET customer_id = NULL WHERE shop_id = current_shop_id() AND customer_id = ${customerId}`;
}
