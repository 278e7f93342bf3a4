/** Every contact with a person, on whichever channel, and what came of it. */
import { openedMessages, type MessageRow } from "#app/features/messaging/index.server.ts";
import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import type { FactData } from "#app/shared/fact.ts";
import { type Page, pageOf, parsePlace } from "./domain/page-place.ts";

/** For so many days after a message an order is what followed it. */
const FOLLOWS_DAYS = 7;

/** Who asked for a message: a journey by its name, or something of the app's own by its kind. */
export interface ContactSource {
  kind: string;
  journeyId: number | null;
  journeyName: string | null;
}

/** A message, whether it went or not. */
export interface MessageContact extends Pick<
  MessageRow,
  | "channel"
  | "purpose"
  | "topic"
  | "templateKey"
  | "status"
  | "decision"
  | "failure"
  | "mayRepeat"
  | "sentAt"
  | "clickedAt"
  | "unsubscribedAt"
> {
  kind: "message";
  key: string;
  at: Date;
  /** As it was sent; null = it was not written yet. */
  subject: string | null;
  source: ContactSource;
  /** When the mail server said that nobody is at the address. */
  bouncedAt: Date | null;
  /** Names of the orders that followed it. */
  orders: string[];
}

/** What the person told us: a consent, or choices in the preference centre. */
export interface ToldContact {
  kind: "consent.changed" | "preferences.changed" | "preferences.stated";
  key: string;
  at: Date;
  data: FactData;
}

export type Contact = MessageContact | ToldContact;

/** What one person got of a campaign, and did about it. */
export interface CampaignSummary {
  source: ContactSource;
  /** Messages that the mail server took. */
  received: number;
  clicked: number;
  /** Orders that followed a message of it. */
  bought: number;
  unsubscribed: number;
  /** Messages that did not go, and do not wait any more. */
  notSent: number;
  lastAt: Date;
}

interface ContactRow {
  kind: string;
  key: string;
  at: Date;
  data: FactData | null;
}

interface FollowedRow extends ContactSource {
  id: bigint;
  bouncedAt: Date | null;
  orders: string[];
}

/**
 * A page of a person's contacts, newest first. A message stands at the time when it went, or else when it was asked for.
 *
 * @param asked.cursor text that is no cursor means the first page
 */
export async function readContacts(
  scope: ShopScope,
  customerId: bigint,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<Page<Contact>> {
  const place = parsePlace(cursor);
  const isOlder = place
    ? Sql.sql`(at, kind, key) < (${place.at}, ${kindOf(place.key)}::text, ${place.key.slice(kindOf(place.key).length + 1)}::text)`
    : Sql.sql`true`;
  const rows = await scope.db.$queryRaw<ContactRow[]>`
    SELECT * FROM (
      SELECT 'message' AS kind, message_id::text AS key, coalesce(sent_at, created_at) AS at, NULL::jsonb AS data
      FROM message WHERE shop_id = current_shop_id() AND customer_id = ${customerId}
      UNION ALL
      SELECT kind, key, happened_at, data FROM fact
      WHERE shop_id = current_shop_id() AND customer_id = ${customerId} AND kind IN ('consent.changed', 'preferences.changed', 'preferences.stated')
    ) c WHERE ${isOlder} ORDER BY at DESC, kind DESC, key DESC LIMIT ${limit + 1}`;
  const page = pageOf(rows, limit, ({ at, kind, key }) => ({ at, key: `${kind} ${key}` }));
  const ids = page.items.flatMap(({ kind, key }) => (kind === "message" ? [BigInt(key)] : []));
  const messages = await openedMessages(scope, ids);
  const followed = new Map(
    (await readFollowed(scope, customerId, ids)).map((row): [bigint, FollowedRow] => [row.id, row]),
  );
  const items = page.items.flatMap(({ kind, key, at, data }): Contact[] => {
    if (kind !== "message") return [{ kind: kind as ToldContact["kind"], key, at, data: data ?? {} }];
    const message = messages.get(BigInt(key));
    const row = followed.get(BigInt(key));
    return message && row ? [contactOf(message, row, at)] : [];
  });
  return { items, nextCursor: page.nextCursor };
}

function kindOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf(" ")));
}

function contactOf(
  message: MessageRow & { subject: string | null },
  { kind, journeyId, journeyName, bouncedAt, orders }: FollowedRow,
  at: Date,
): MessageContact {
  const { id, channel, purpose, topic, templateKey, status, decision, failure, mayRepeat } = message;
  const { subject, sentAt, clickedAt, unsubscribedAt } = message;
  return {
    kind: "message",
    key: id.toString(),
    at,
    channel,
    purpose,
    topic,
    templateKey,
    subject,
    source: { kind, journeyId, journeyName },
    status,
    decision,
    failure,
    mayRepeat,
    sentAt,
    clickedAt,
    unsubscribedAt,
    bouncedAt,
    orders,
  };
}

/**
 * A person's messages with whose campaign they are of, and the orders that followed. An order follows the last marketing
 * message that went out in the days before it, and no other. Shopify writes the times of orders in whole seconds.
 */
function messagesWithOrders(customerId: bigint): Sql.Sql {
  return Sql.sql`mine AS (
      SELECT m.*, e.journey_id, j.name AS journey_name FROM message m
      LEFT JOIN enrolment e ON e.shop_id = m.shop_id AND e.enrolment_id = CASE
        WHEN m.source_kind = 'journey' AND m.source_id ~ '^[0-9]{1,18}:' THEN split_part(m.source_id, ':', 1)::bigint END
      LEFT JOIN journey j ON j.shop_id = e.shop_id AND j.journey_id = e.journey_id
      WHERE m.shop_id = current_shop_id() AND m.customer_id = ${customerId}
    ), followed AS (
      SELECT message_id, array_agg(name ORDER BY processed_at, order_id) AS names FROM (
        SELECT DISTINCT ON (o.order_id) o.order_id, o.name, o.processed_at, m.message_id FROM orders o
        JOIN mine m ON m.status = 'sent' AND m.purpose = 'marketing' AND m.sent_at < o.processed_at + interval '1 second'
          AND m.sent_at > o.processed_at - make_interval(days => ${FOLLOWS_DAYS}::int)
        WHERE o.shop_id = current_shop_id() AND o.customer_id = ${customerId} AND o.cancelled_at IS NULL
          AND o.deleted_at IS NULL AND NOT o.is_test
        ORDER BY o.order_id, m.sent_at DESC, m.message_id DESC
      ) f GROUP BY message_id
    )`;
}

async function readFollowed(
  { db }: ShopScope,
  customerId: bigint,
  ids: readonly bigint[],
): Promise<FollowedRow[]> {
  if (ids.length === 0) return [];
  return db.$queryRaw<FollowedRow[]>`
    WITH ${messagesWithOrders(customerId)}
    SELECT m.message_id AS id, m.source_kind AS kind, m.journey_id AS "journeyId", m.journey_name AS "journeyName",
      b.at AS "bouncedAt", coalesce(f.names, '{}') AS orders
    FROM mine m LEFT JOIN followed f USING (message_id)
    LEFT JOIN (
      SELECT key, min(happened_at) AS at FROM fact
      WHERE shop_id = current_shop_id() AND customer_id = ${customerId} AND kind = 'message.bounced' GROUP BY key
    ) b ON b.key = m.message_id::text
    WHERE m.message_id = ANY(${[...ids]}::bigint[])`;
}

/** What a person got of each campaign and did about it, the latest first. */
export async function readCampaigns({ db }: ShopScope, customerId: bigint): Promise<CampaignSummary[]> {
  const rows = await db.$queryRaw<(Omit<CampaignSummary, "source"> & ContactSource)[]>`
    WITH ${messagesWithOrders(customerId)}
    SELECT m.source_kind AS kind, m.journey_id AS "journeyId", m.journey_name AS "journeyName",
      count(*) FILTER (WHERE m.status = 'sent')::int AS received, count(m.clicked_at)::int AS clicked,
      coalesce(sum(cardinality(f.names)), 0)::int AS bought, count(m.unsubscribed_at)::int AS unsubscribed,
      count(*) FILTER (WHERE m.status NOT IN ('sent', 'sending', 'waiting'))::int AS "notSent",
      max(coalesce(m.sent_at, m.created_at)) AS "lastAt"
    FROM mine m LEFT JOIN followed f USING (message_id)
    GROUP BY 1, 2, 3 ORDER BY "lastAt" DESC, 1, 2`;
  return rows.map(({ kind, journeyId, journeyName, ...counts }) => ({
    source: { kind, journeyId, journeyName },
    ...counts,
  }));
}
