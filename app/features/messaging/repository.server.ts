/** The table message. */
import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { resolveMerges } from "#app/features/customers/index.server.ts";
import type { Decision } from "./domain/decide.ts";
import type {
  MessageChannel,
  MessageStatus,
  MessageTopic,
  Purpose,
  WantedMessage,
} from "./domain/message.ts";

/** A claim that is older than this belongs to a worker that died. `list_due_messages` in SQL knows it, too. */
export const CLAIM_LEASE_MS = 180_000;

/** A message as it stands. */
export interface MessageRow {
  id: bigint;
  subjectId: bigint | null;
  customerId: bigint | null;
  channel: MessageChannel;
  purpose: Purpose;
  topic: MessageTopic;
  templateKey: string;
  templateVersion: number | null;
  dedupeKey: string | null;
  sourceKind: string;
  sourceId: string | null;
  status: MessageStatus;
  dueAt: Date;
  createdAt: Date;
  attempts: number;
  claimedAt: Date | null;
  mayRepeat: boolean;
  decision: Decision | null;
  failure: string | null;
  sentAt: Date | null;
  clickedAt: Date | null;
  unsubscribedAt: Date | null;
}

/** What is personal about a message. */
export interface SealedMessage {
  to: string;
  subject: string;
  /** What the mail server said last. */
  response: string | null;
}

export function sealMessage(shopId: bigint, id: bigint, value: SealedMessage): Uint8Array {
  return sealJson(value, `message:${shopId}:${id}`);
}

export function openMessage(shopId: bigint, id: bigint, sealed: Uint8Array | null): SealedMessage | null {
  return openJson<SealedMessage>(sealed, `message:${shopId}:${id}`);
}

/**
 * Notes messages that are wanted, each once: a dedupe key that is known already changes nothing.
 *
 * @returns how many are new
 */
export async function queueMessages(
  scope: ShopScope,
  wanted: readonly WantedMessage[],
  now = new Date(),
): Promise<number> {
  if (wanted.length === 0) return 0;
  const merged = await resolveMerges(scope, [...new Set(wanted.map(({ customerId }) => customerId))]);
  const rows = wanted.map(({ customerId, source, dueAt, ...rest }) => ({
    ...rest,
    subject: customerId.toString(),
    owner: (merged.get(customerId) ?? customerId).toString(),
    sourceKind: source.kind,
    sourceId: source.id,
    dueAt: dueAt ?? now,
  }));
  const stored = await scope.db.$executeRaw`
    INSERT INTO message (shop_id, subject_id, customer_id, channel, purpose, topic, template_key, dedupe_key, source_kind,
      source_id, due_at, created_at)
    SELECT current_shop_id(), subject, owner, channel, purpose, topic, "templateKey", "dedupeKey", "sourceKind", "sourceId",
      "dueAt", ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (subject bigint, owner bigint, channel text, purpose text,
      topic text, "templateKey" text, "dedupeKey" text, "sourceKind" text, "sourceId" text, "dueAt" timestamptz)
    ORDER BY "dedupeKey"
    ON CONFLICT (shop_id, dedupe_key) DO NOTHING`;
  if (stored > 0) await queueSending(scope, now);
  return stored;
}

/** Queues the job for the message that is due next. */
export async function queueSending(scope: ShopScope, now: Date): Promise<void> {
  const rows = await scope.db.$queryRaw<{ at: Date | null }[]>`
    SELECT min(due_at) AS at FROM message WHERE shop_id = current_shop_id() AND status = 'waiting'`;
  const next = rows[0]?.at;
  if (!next) return;
  await enqueue(scope, "send-messages", next > now ? { runAt: next } : {});
}

/** Lets what waits for the merchant's settings be decided anew at once. */
export async function retryAfterSettings(scope: ShopScope, now: Date): Promise<void> {
  await scope.db.$executeRaw`
    UPDATE message SET due_at = ${now}
    WHERE shop_id = current_shop_id() AND status = 'waiting' AND due_at > ${now}
      AND (decision->'reasons' @> '[{"code":"no_sender"}]' OR decision->'reasons' @> '[{"code":"no_postal_address"}]')`;
  await queueSending(scope, now);
}

/** Takes back what is not on its way yet, and marks what is just about to go. Returns how many were taken back. */
export async function cancelMessages(
  { db }: ShopScope,
  {
    sourceKind,
    sourceIds,
    reason,
  }: {
    sourceKind: string;
    sourceIds: readonly string[];
    /** A code without anything personal, such as "purchased". */
    reason: string;
  },
): Promise<number> {
  if (sourceIds.length === 0) return 0;
  // What is being handed over or recorded right now is held by its worker, and gone.
  await db.$executeRaw`
    UPDATE message m SET failure = ${reason} FROM (
      SELECT message_id FROM message WHERE shop_id = current_shop_id() AND source_kind = ${sourceKind}
        AND source_id = ANY(${[...sourceIds]}::text[]) AND status = 'sending' FOR UPDATE SKIP LOCKED) going
    WHERE m.shop_id = current_shop_id() AND m.message_id = going.message_id`;
  return db.$executeRaw`
    UPDATE message SET status = 'cancelled', failure = ${reason}
    WHERE shop_id = current_shop_id() AND source_kind = ${sourceKind} AND source_id = ANY(${[...sourceIds]}::text[])
      AND status = 'waiting'`;
}

const COLUMNS = {
  id: true,
  subjectId: true,
  customerId: true,
  channel: true,
  purpose: true,
  topic: true,
  templateKey: true,
  templateVersion: true,
  dedupeKey: true,
  sourceKind: true,
  sourceId: true,
  status: true,
  dueAt: true,
  createdAt: true,
  attempts: true,
  claimedAt: true,
  mayRepeat: true,
  decision: true,
  failure: true,
  sentAt: true,
  clickedAt: true,
  unsubscribedAt: true,
} as const;

/** A person's messages, the newest first. */
export async function messagesOf(
  { db, shopId }: ShopScope,
  customerId: bigint,
  limit = 50,
): Promise<MessageRow[]> {
  const rows = await db.message.findMany({
    where: { shopId, customerId },
    select: COLUMNS,
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows as unknown as MessageRow[];
}

/** What sources asked for, by source id, the newest first. */
export async function messagesOfSources(
  { db, shopId }: ShopScope,
  sourceKind: string,
  sourceIds: readonly string[],
): Promise<MessageRow[]> {
  const rows = await db.message.findMany({
    where: { shopId, sourceKind, sourceId: { in: [...sourceIds] } },
    select: COLUMNS,
    orderBy: { id: "desc" },
  });
  return rows as unknown as MessageRow[];
}

/** Which messages the log shows; null = all. */
export interface LogFilter {
  status: MessageStatus | null;
  customerId: bigint | null;
}

/** A page of the log, the newest first, with what is personal opened. */
export async function listMessages(
  { db, shopId }: ShopScope,
  { status, customerId, beforeId, limit }: LogFilter & { beforeId: bigint | null; limit: number },
): Promise<(MessageRow & { personal: SealedMessage | null })[]> {
  const rows = await db.message.findMany({
    where: {
      shopId,
      ...(status ? { status } : {}),
      ...(customerId === null ? {} : { customerId }),
      ...(beforeId ? { id: { lt: beforeId } } : {}),
    },
    select: { ...COLUMNS, sealed: true },
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows.map(({ sealed, ...row }) => ({
    ...(row as unknown as MessageRow),
    personal: openMessage(shopId, row.id, sealed),
  }));
}

/** Messages by their numbers, with their subjects opened. */
export async function openedMessages(
  { db, shopId }: ShopScope,
  ids: readonly bigint[],
): Promise<Map<bigint, MessageRow & { subject: string | null }>> {
  if (ids.length === 0) return new Map();
  const rows = await db.message.findMany({
    where: { shopId, id: { in: [...ids] } },
    select: { ...COLUMNS, sealed: true },
  });
  return new Map(
    rows.map(({ sealed, ...row }) => {
      const subject = openMessage(shopId, row.id, sealed)?.subject || null;
      return [row.id, { ...(row as unknown as MessageRow), subject }];
    }),
  );
}

/** How many messages stand in each state, of everybody or of one person. */
export async function countMessages(
  { db }: ShopScope,
  { customerId }: Pick<LogFilter, "customerId">,
): Promise<Partial<Record<MessageStatus, number>>> {
  const rows = await db.$queryRaw<{ status: MessageStatus; count: bigint }[]>`
    SELECT status, count(*) AS count FROM message
    WHERE shop_id = current_shop_id() AND (${customerId}::bigint IS NULL OR customer_id = ${customerId}) GROUP BY status`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
}

/** One message; null when there is none of that number. */
export async function findMessage({ db, shopId }: ShopScope, id: bigint): Promise<MessageRow | null> {
  const row = await db.message.findUnique({ where: { shopId_id: { shopId, id } }, select: COLUMNS });
  return row as unknown as MessageRow | null;
}
