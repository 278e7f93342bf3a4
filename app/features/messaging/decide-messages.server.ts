/** Takes messages that are due, asks their sources and the gate, and stores what was decided. */
import { withShop, type ShopId, type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { bringConsentsUpToDate } from "#app/features/customers/index.server.ts";
import {
  readSettings,
  readShop,
  type ShopRecord,
  type ShopSettings,
} from "#app/features/shops/index.server.ts";
import { type Decision, decide } from "./domain/decide.ts";
import type { MessageContext, PendingMessage, Prepared } from "./domain/message.ts";
import { recipientZone } from "./domain/recipient-zone.ts";
import { messageLanguage } from "./domain/shop-texts.ts";
import type { MessageSource } from "./message-source.server.ts";
import { readRecipients, type Recipient } from "./read-recipients.server.ts";
import { CLAIM_LEASE_MS, type MessageRow } from "./repository.server.ts";
import { hasPostalAddress, readSender, type Sender } from "./sender.server.ts";
import { findTemplates, type TemplateRecord } from "./templates.server.ts";

/** A message that the gate let out, with all it takes to write it. */
export interface Admitted {
  message: PendingMessage & {
    sourceKind: string;
    attempts: number;
    mayRepeat: boolean;
    subjectId: bigint | null;
  };
  address: string;
  firstName: string | null;
  lastName: string | null;
  context: MessageContext;
  template: TemplateRecord;
}

/** What all messages of one claim have in common. */
export interface Claim {
  admitted: Admitted[];
  /** How many were looked at; 0 = nothing is due. */
  looked: number;
  shop: ShopRecord;
  settings: ShopSettings["messaging"];
  sender: Sender | null;
}

/**
 * Claims due messages and decides about each. One transaction at a time decides for a shop, so that two of them cannot
 * both find room under a cap; sending goes on beside it.
 */
export function claimMessages(
  shopId: ShopId,
  sources: readonly MessageSource[],
  { now, limit }: { now: Date; limit: number },
): Promise<Claim> {
  return withShop(shopId, async (scope) => {
    await scope.db
      .$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`decide-messages:${shopId}`}, 0))::text`;
    const shop = await readShop(scope);
    const { messaging: settings } = await readSettings(scope);
    const sender = await readSender(scope, settings);
    // Who uninstalled the app sends no mails by it. They wait: the shop may come back.
    const due = shop.uninstalledAt ? [] : await takeDue(scope, now, limit);
    const given = await giveUp(scope, due, now);
    const admitted = await decideAll(scope, given, sources, {
      now,
      shop,
      settings,
      hasSender: sender !== null,
    });
    return { admitted, looked: due.length, shop, settings, sender };
  });
}

/** What a dead worker left behind, then what waits. Each straight from the index, however many are due. */
async function takeDue({ db }: ShopScope, now: Date, limit: number): Promise<MessageRow[]> {
  const staleSince = new Date(now.getTime() - CLAIM_LEASE_MS);
  const left = await db.$queryRaw<MessageRow[]>`${ROWS}
    AND status = 'sending' AND claimed_at < ${staleSince} ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  if (left.length >= limit) return left;
  const waiting = await db.$queryRaw<MessageRow[]>`${ROWS}
    AND status = 'waiting' AND due_at <= ${now} ORDER BY due_at LIMIT ${limit - left.length} FOR UPDATE SKIP LOCKED`;
  return [...left, ...waiting];
}

const ROWS = Sql.sql`
  SELECT message_id AS id, subject_id AS "subjectId", customer_id AS "customerId", channel, purpose, topic,
    template_key AS "templateKey", dedupe_key AS "dedupeKey", source_kind AS "sourceKind", source_id AS "sourceId", status,
    due_at AS "dueAt", created_at AS "createdAt", attempts, may_repeat AS "mayRepeat"
  FROM message WHERE shop_id = current_shop_id()`;

/** A worker died over these once before: whether they were accepted is not known, and a third copy is never made. */
async function giveUp({ db }: ShopScope, due: readonly MessageRow[], now: Date): Promise<MessageRow[]> {
  const lost = due.filter(({ status, mayRepeat }) => status === "sending" && mayRepeat).map(({ id }) => id);
  if (lost.length > 0)
    await db.$executeRaw`
      UPDATE message SET status = 'failed', failure = 'unknown_outcome', sent_at = coalesce(sent_at, ${now})
      WHERE shop_id = current_shop_id() AND message_id = ANY(${lost}::bigint[])`;
  return due
    .filter(({ id }) => !lost.includes(id))
    .map((row) => ({ ...row, mayRepeat: row.mayRepeat || row.status === "sending" }));
}

interface Deciding {
  now: Date;
  shop: ShopRecord;
  settings: ShopSettings["messaging"];
  hasSender: boolean;
}

async function decideAll(
  scope: ShopScope,
  due: readonly MessageRow[],
  sources: readonly MessageSource[],
  deciding: Deciding,
): Promise<Admitted[]> {
  if (due.length === 0) return [];
  const ids = due.flatMap(({ customerId }) => customerId ?? []);
  await catchUpWithConsents(scope, ids);
  const recipients = await readRecipients(scope, ids, {
    now: deciding.now,
    except: due.map(({ id }) => id),
  });
  const templates = await findTemplates(
    scope,
    due.map(({ templateKey }) => templateKey),
  );
  const pending = due.flatMap((row) => {
    const locale = messageLanguage([recipients.get(row.customerId ?? 0n)?.record?.locale ?? null]);
    return row.customerId === null
      ? []
      : [{ ...row, customerId: row.customerId, sourceId: row.sourceId ?? "", locale }];
  });
  const prepared = await askSources(scope, pending, sources);
  const admitted: Admitted[] = [];
  const outcomes: Outcome[] = due
    .filter(({ customerId }) => customerId === null)
    .map(({ id }) => dropped(id, "erased"));
  for (const message of pending) {
    const answer = prepared.get(message.id) ?? { verdict: "drop", reason: "unknown_source" };
    const template = templates.get(message.templateKey);
    if (answer.verdict === "drop" || !template) {
      outcomes.push(dropped(message.id, answer.verdict === "drop" ? answer.reason : "no_template"));
      continue;
    }
    const recipient = recipients.get(message.customerId)!;
    const decision = decideOne(message, recipient, answer, deciding);
    outcomes.push(outcomeOf(message, decision, template.version));
    if (decision.verdict !== "send") continue;
    // Two messages to one person in one batch: the second finds the first.
    if (message.purpose === "marketing") recipient.recentSends.push(deciding.now);
    const { firstName = null, lastName = null } = recipient.record ?? {};
    admitted.push({
      message: { ...message, attempts: message.attempts + 1 },
      address: recipient.address!,
      firstName,
      lastName,
      context: answer.context,
      template,
    });
  }
  await storeOutcomes(scope, outcomes, deciding.now);
  return admitted;
}

/** Facts that came in but were not reacted to yet may take a consent back. */
async function catchUpWithConsents(scope: ShopScope, ids: readonly bigint[]): Promise<void> {
  const due = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT customer_id AS id FROM reaction_due WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...ids]}::bigint[])`;
  for (const { id } of due) await bringConsentsUpToDate(scope, id);
}

async function askSources(
  scope: ShopScope,
  pending: readonly (PendingMessage & { sourceKind: string })[],
  sources: readonly MessageSource[],
): Promise<Map<bigint, Prepared>> {
  const answers = new Map<bigint, Prepared>();
  for (const [kind, messages] of Map.groupBy(pending, ({ sourceKind }) => sourceKind)) {
    const source = sources.find((candidate) => candidate.kind === kind);
    for (const [id, answer] of (await source?.prepare(scope, messages)) ?? []) answers.set(id, answer);
  }
  return answers;
}

function decideOne(
  { channel, purpose, topic }: PendingMessage,
  { record, address, consent, preferences, suppression, recentSends }: Recipient,
  answer: Extract<Prepared, { verdict: "send" }>,
  { now, shop, settings, hasSender }: Deciding,
): Decision {
  const person = {
    countryCode: record?.countryCode ?? null,
    regionCode: record?.regionCode ?? null,
    phone: record?.phone ?? null,
  };
  const { quietFromMinute, quietUntilMinute, capPerDay, capPerWeek } = settings;
  return decide({
    message: { channel, purpose, topic },
    isReachable: address !== null,
    hasSender,
    consent,
    preferences,
    suppression,
    recentSends,
    zone: recipientZone(person, shop.ianaTimezone),
    holdout: answer.holdout,
    now,
    settings: {
      quiet: { fromMinute: quietFromMinute, untilMinute: quietUntilMinute },
      capPerDay,
      capPerWeek,
      hasPostalAddress: hasPostalAddress(settings),
    },
  });
}

interface Outcome {
  id: bigint;
  status: string;
  decision: Decision | null;
  failure: string | null;
  dueAt: string | null;
  version: number | null;
  mayRepeat: boolean;
}

function dropped(id: bigint, reason: string): Outcome {
  return {
    id,
    status: "dropped",
    decision: null,
    failure: reason,
    dueAt: null,
    version: null,
    mayRepeat: false,
  };
}

const STATUS_OF = { send: "sending", defer: "waiting", block: "blocked", holdout: "held_out" } as const;

function outcomeOf(
  { id, mayRepeat }: { id: bigint; mayRepeat?: boolean },
  decision: Decision,
  version: number,
): Outcome {
  return {
    id,
    status: STATUS_OF[decision.verdict],
    decision,
    failure: null,
    dueAt: decision.until ?? null,
    version,
    mayRepeat: mayRepeat ?? false,
  };
}

async function storeOutcomes({ db }: ShopScope, outcomes: readonly Outcome[], now: Date): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map((outcome) => ({ ...outcome, id: outcome.id.toString() }));
  await db.$executeRaw`
    UPDATE message m SET status = g.status, decision = coalesce(g.decision, m.decision), failure = g.failure,
      due_at = coalesce(g."dueAt", m.due_at), template_version = coalesce(g.version, m.template_version),
      may_repeat = m.may_repeat OR g."mayRepeat",
      claimed_at = CASE WHEN g.status = 'sending' THEN ${now} ELSE m.claimed_at END,
      attempts = m.attempts + CASE WHEN g.status = 'sending' THEN 1 ELSE 0 END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, status text, decision jsonb, failure text,
      "dueAt" timestamptz, version integer, "mayRepeat" boolean)
    WHERE m.shop_id = current_shop_id() AND m.message_id = g.id`;
}
