import { byteaText } from "#app/platform/db/bytea-text.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** A visitor as one batch of the pixel shows it. */
export interface SeenVisitor {
  id: bigint;
  seenAt: Date;
  /** Purpose → allowed. */
  consent: Readonly<Record<"analytics" | "marketing" | "preferences" | "sale_of_data", boolean>>;
}

/**
 * Notes visitors. Their rows are then locked until the transaction ends, in the order of their ids: whoever decides whom
 * a visitor counts as takes the same lock ({@link lockVisitors}), so that no fact slips between.
 *
 * @returns when those were first seen, as far as was known, who were known
 */
export async function upsertVisitors(
  { db }: ShopScope,
  visitors: readonly SeenVisitor[],
): Promise<Map<bigint, Date>> {
  const rows = visitors.map(({ id, seenAt }) => ({ id: id.toString(), at: seenAt }));
  const known = await db.$queryRaw<{ id: bigint; at: Date | null }[]>`
    WITH known AS (
      SELECT customer_id AS id, created_at AS at FROM customer
      WHERE shop_id = current_shop_id() AND customer_id = ANY(${visitors.map(({ id }) => id)}::bigint[])
    ), upserted AS (
      INSERT INTO customer AS c (shop_id, customer_id, kind, created_at, updated_at, search_tokens, tags)
      SELECT current_shop_id(), id, 'visitor', min(at), max(at), '{}', '{}'
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, at timestamptz) GROUP BY id ORDER BY id
      ON CONFLICT (shop_id, customer_id) DO UPDATE SET
        created_at = least(c.created_at, excluded.created_at), updated_at = greatest(c.updated_at, excluded.updated_at)
        WHERE c.redacted_at IS NULL
    )
    SELECT id, at FROM known`;
  return new Map(known.flatMap(({ id, at }) => (at ? [[id, at] as const] : [])));
}

const consentRows = (visitors: readonly SeenVisitor[]) =>
  visitors.flatMap(({ id, seenAt, consent }) =>
    Object.entries(consent).map(([channel, isAllowed]) => ({
      id: id.toString(),
      channel,
      state: isAllowed ? "subscribed" : "unsubscribed",
      at: seenAt,
    })),
  );

/**
 * Moves back since when visitors allow what they allow, for batches of before they were first seen as far as was known: what
 * held since that first time had never changed.
 *
 * @param firstSeen as {@link upsertVisitors} found it
 */
export async function noteEarlierConsents(
  { db }: ShopScope,
  visitors: readonly SeenVisitor[],
  firstSeen: ReadonlyMap<bigint, Date>,
): Promise<void> {
  const rows = visitors.flatMap((visitor) => {
    const first = firstSeen.get(visitor.id);
    return first && visitor.seenAt < first ? consentRows([visitor]).map((row) => ({ ...row, first })) : [];
  });
  if (rows.length === 0) return;
  await db.$executeRaw`
    UPDATE customer_consent c SET changed_at = g.at
    FROM (
      SELECT DISTINCT ON (id, channel) * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r (id bigint, channel text, state text, at timestamptz, first timestamptz) ORDER BY id, channel, at, state DESC
    ) g
    WHERE c.shop_id = current_shop_id() AND c.customer_id = g.id AND c.channel = g.channel AND c.state = g.state
      AND c.source = 'web_pixel' AND c.changed_at = g.first`;
}

/**
 * Notes what visitors allow, and since when: only a change moves the time. Batches may be stored in another order than they
 * came: one that is older than the newest of the visitor ({@link upsertVisitors} noted when that was) says nothing any more.
 */
export async function noteConsents(scope: ShopScope, visitors: readonly SeenVisitor[]): Promise<void> {
  // Several of one visitor as if they had come one after the other.
  const sorted = visitors.toSorted((a, b) => a.seenAt.getTime() - b.seenAt.getTime());
  const ofEach = [...Map.groupBy(sorted, ({ id }) => id).values()];
  const rounds = Math.max(0, ...ofEach.map(({ length }) => length));
  for (let round = 0; round < rounds; round += 1)
    await noteConsentsOnce(
      scope,
      ofEach.flatMap((its) => its[round] ?? []),
    );
}

/** @param visitors each once */
async function noteConsentsOnce({ db }: ShopScope, visitors: readonly SeenVisitor[]): Promise<void> {
  const rows = consentRows(visitors);
  await db.$executeRaw`
    INSERT INTO customer_consent AS c (shop_id, customer_id, channel, state, source, changed_at)
    SELECT current_shop_id(), id, channel, state, 'web_pixel', at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, channel text, state text, at timestamptz)
    ORDER BY id, channel
    ON CONFLICT (shop_id, customer_id, channel) DO UPDATE SET
      state = excluded.state, changed_at = excluded.changed_at, source = excluded.source
    WHERE c.state <> excluded.state AND c.changed_at < excluded.changed_at AND NOT EXISTS (
      SELECT FROM customer v WHERE v.shop_id = c.shop_id AND v.customer_id = c.customer_id AND v.updated_at > excluded.changed_at)`;
}

/**
 * By what a visitor or a customer was recognised.
 *
 * - visitor: a browser's token → a visitor of it
 * - claim: the token of an account that the browser said was signed in → that visitor
 * - cart, checkout: a token that Shopify gave out → whoever had it
 * - click, login: a browser's token → the customer whom a signed token named there
 */
export interface Sighting {
  kind: "visitor" | "claim" | "cart" | "checkout" | "click" | "login";
  token: Uint8Array;
  personId: bigint;
  at: Date;
}

/**
 * Stores sightings; returns the people of those that were not known. Left out is what lies more than a week before the
 * shop got the app: no browser of that time can tell of it, and an import of years would fill the table with it. That
 * compares two stored instants: a replay years later stores the same.
 */
export async function addSightings({ db }: ShopScope, sightings: readonly Sighting[]): Promise<Set<bigint>> {
  if (sightings.length === 0) return new Set();
  const rows = sightings.map(({ kind, token, personId, at }) => ({
    kind,
    token: byteaText(token),
    id: personId.toString(),
    at,
  }));
  const stored = await db.$queryRaw<{ id: bigint; isNew: boolean }[]>`
    INSERT INTO customer_identity AS i (shop_id, kind, token, customer_id, since)
    SELECT current_shop_id(), kind, token, id, min(at)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (kind text, token bytea, id bigint, at timestamptz)
    WHERE at > (SELECT installed_at FROM shop WHERE shop_id = current_shop_id()) - interval '7 days'
    GROUP BY kind, token, id ORDER BY kind, token, id
    ON CONFLICT (shop_id, kind, token, customer_id) DO UPDATE SET since = excluded.since WHERE excluded.since < i.since
    RETURNING customer_id AS id, (xmax = 0) AS "isNew"`;
  return new Set(stored.flatMap(({ id, isNew }) => (isNew ? [id] : [])));
}

/** Browsers in which any of these people was seen: as a visitor, by a token of theirs, or by a cart or a checkout. */
export async function browsersOf({ db }: ShopScope, personIds: readonly bigint[]): Promise<Buffer[]> {
  const rows = await db.$queryRaw<{ token: Uint8Array }[]>`
    WITH RECURSIVE person AS (
      SELECT id FROM unnest(${[...personIds]}::bigint[]) AS id
      UNION SELECT m.from_id FROM customer_merge m JOIN person ON m.into_id = person.id
        WHERE m.shop_id = current_shop_id() AND m.undone_at IS NULL
    ), own AS (
      SELECT i.kind, i.token FROM customer_identity i JOIN person ON i.customer_id = person.id
      WHERE i.shop_id = current_shop_id() AND i.kind IN ('visitor', 'click', 'login', 'cart', 'checkout')
    )
    SELECT token FROM own WHERE kind IN ('visitor', 'click', 'login')
    UNION
    SELECT b.token FROM own
    JOIN customer_identity v ON v.shop_id = current_shop_id() AND v.kind = own.kind AND v.token = own.token
    JOIN customer_identity b ON b.shop_id = current_shop_id() AND b.customer_id = v.customer_id AND b.kind = 'visitor'
    WHERE own.kind IN ('cart', 'checkout')`;
  return rows.map(({ token }) => Buffer.from(token));
}

export interface VisitorRow {
  browser: string;
  id: bigint;
  /** Hex of the claim's token. */
  claim: string | null;
  isAllowed: boolean;
  mergedInto: bigint | null;
  isUndone: boolean;
  isRefusedByStaff: boolean;
}

/** The visitors of some browsers. */
export async function visitorsIn({ db }: ShopScope, browsers: readonly Uint8Array[]): Promise<VisitorRow[]> {
  return db.$queryRaw<VisitorRow[]>`
    SELECT encode(b.token, 'hex') AS browser, b.customer_id AS id, encode(c.token, 'hex') AS claim,
      coalesce(a.state = 'subscribed', false) AS "isAllowed", m.into_id AS "mergedInto",
      m.undone_at IS NOT NULL AS "isUndone", m.undone_at IS NOT NULL AND m.staff IS NOT NULL AS "isRefusedByStaff"
    FROM customer_identity b
    LEFT JOIN customer_identity c ON c.shop_id = current_shop_id() AND c.customer_id = b.customer_id AND c.kind = 'claim'
    LEFT JOIN customer_consent a ON a.shop_id = current_shop_id() AND a.customer_id = b.customer_id AND a.channel = 'analytics'
    LEFT JOIN customer_merge m ON m.shop_id = current_shop_id() AND m.from_id = b.customer_id
    WHERE b.shop_id = current_shop_id() AND b.kind = 'visitor' AND b.token = ANY(${browsers.map(byteaText)}::text[]::bytea[])`;
}

/** Who was seen in some browsers beyond doubt of the browser's own word. */
export async function proofsIn(
  { db }: ShopScope,
  browsers: readonly Uint8Array[],
): Promise<{ browser: string; isStrong: boolean; personId: bigint }[]> {
  return db.$queryRaw`
    WITH wanted AS (SELECT unnest(${browsers.map(byteaText)}::text[]::bytea[]) AS token), visitor AS (
      SELECT wanted.token AS browser, v.customer_id AS id FROM wanted
      JOIN customer_identity v ON v.shop_id = current_shop_id() AND v.kind = 'visitor' AND v.token = wanted.token
    )
    SELECT encode(wanted.token, 'hex') AS browser, p.kind = 'login' AS "isStrong", p.customer_id AS "personId" FROM wanted
    JOIN customer_identity p ON p.shop_id = current_shop_id() AND p.kind IN ('click', 'login') AND p.token = wanted.token
    UNION
    SELECT encode(visitor.browser, 'hex'), true, p.customer_id FROM visitor
    JOIN customer_identity t ON t.shop_id = current_shop_id() AND t.customer_id = visitor.id AND t.kind IN ('cart', 'checkout')
    JOIN customer_identity p ON p.shop_id = current_shop_id() AND p.kind = t.kind AND p.token = t.token
    WHERE NOT EXISTS (SELECT FROM customer_identity o
      WHERE o.shop_id = current_shop_id() AND o.customer_id = p.customer_id AND o.kind = 'visitor')`;
}

/** See {@link upsertVisitors}. */
export async function lockVisitors({ db }: ShopScope, ids: readonly bigint[]): Promise<void> {
  await db.$queryRaw`
    SELECT customer_id FROM customer WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...ids]}::bigint[])
    ORDER BY customer_id FOR UPDATE`;
}

/** Notes whom visitors count as; null = nobody any more, which is kept too. */
export async function setVisitorOwners(
  { db }: ShopScope,
  owners: ReadonlyMap<bigint, bigint | null>,
  at: Date,
): Promise<void> {
  const rows = [...owners].map(([id, owner]) => ({ id: id.toString(), owner: owner?.toString() ?? null }));
  const given = JSON.stringify(rows);
  await db.$executeRaw`
    INSERT INTO customer_merge AS m (shop_id, from_id, into_id, source, merged_at)
    SELECT current_shop_id(), id, owner, 'visitor', ${at}
    FROM jsonb_to_recordset(${given}::jsonb) AS g (id bigint, owner bigint) WHERE owner IS NOT NULL
    ON CONFLICT (shop_id, from_id) DO UPDATE SET
      into_id = excluded.into_id, source = 'visitor', merged_at = excluded.merged_at, undone_at = NULL, staff = NULL`;
  await db.$executeRaw`
    UPDATE customer_merge m SET undone_at = ${at}
    FROM jsonb_to_recordset(${given}::jsonb) AS g (id bigint, owner bigint)
    WHERE m.shop_id = current_shop_id() AND m.from_id = g.id AND g.owner IS NULL AND m.undone_at IS NULL`;
}

/** Ids of the visitors of a browser. */
export async function visitorIdsOf({ db }: ShopScope, browser: Uint8Array): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT customer_id AS id FROM customer_identity
    WHERE shop_id = current_shop_id() AND kind = 'visitor' AND token = ${browser}`;
  return rows.map(({ id }) => id);
}

/** Takes everything about visitors away but their facts. */
export async function deleteVisitors({ db, shopId }: ShopScope, ids: readonly bigint[]): Promise<void> {
  const customerId = { in: [...ids] };
  await db.customerIdentity.deleteMany({ where: { shopId, customerId } });
  await db.customerConsent.deleteMany({ where: { shopId, customerId } });
  await db.consentEvidence.deleteMany({ where: { shopId, customerId } });
  await db.customerMerge.deleteMany({ where: { shopId, fromId: customerId } });
  await db.customer.deleteMany({ where: { shopId, id: customerId, kind: "visitor" } });
}

/** Whoever was seen with these carts or checkouts. */
export async function holdersOf(
  { db }: ShopScope,
  kind: "cart" | "checkout",
  tokens: readonly Uint8Array[],
): Promise<{ token: string; personId: bigint; isVisitor: boolean }[]> {
  return db.$queryRaw`
    SELECT encode(i.token, 'hex') AS token, i.customer_id AS "personId",
      EXISTS (SELECT FROM customer_identity v WHERE v.shop_id = current_shop_id() AND v.customer_id = i.customer_id AND v.kind = 'visitor') AS "isVisitor"
    FROM customer_identity i
    WHERE i.shop_id = current_shop_id() AND i.kind = ${kind} AND i.token = ANY(${tokens.map(byteaText)}::text[]::bytea[])`;
}
