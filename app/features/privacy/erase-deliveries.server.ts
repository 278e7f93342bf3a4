import { openBytes, SealBroken } from "#app/platform/crypto/keyring.server.ts";
import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { guestIdsOf } from "./contact-of.server.ts";

/** What gives a person away in a text. */
export interface PersonWords {
  ids: readonly bigint[];
  emails: readonly string[];
  phones: readonly string[];
}

const BATCH = 500;
const ABOUT_NOBODY = Sql.sql`customer_id IS NULL`;
/** Digits of a phone that are the person's own, whatever stands before them. */
const OWN_DIGITS = 9;
/** Topics whose bodies never name a shopper: not opened. */
const NOBODYS_TOPICS = ["products/%", "collections/%", "inventory_%", "bulk_operations/%", "app/%"];

/** Whether a text names a person: by a number of theirs as a whole, by their e-mail, or by their phone however written. */
export function namesPerson(text: string, { ids, emails, phones }: PersonWords): boolean {
  const lower = text.toLowerCase();
  if (emails.some((email) => lower.includes(email.toLowerCase()))) return true;
  const joined = lower.replaceAll(/[\s().\-/]/g, "");
  const digits = phones
    .map((phone) => phone.replaceAll(/\D/g, "").slice(-OWN_DIGITS))
    .filter((tail) => tail.length >= 7);
  if (digits.some((tail) => joined.includes(tail))) return true;
  return ids.some((id) => id > 0n && new RegExp(`(?<!\\d)${id}(?!\\d)`).test(lower));
}

/**
 * Empties the bodies of deliveries that name a person: those known to be about them, and, opened one by one, those that
 * nobody could read or that are about nobody. One that waits is not processed any more: nothing of it could be kept.
 * Returns how many were emptied.
 *
 * @param others customers who have orders that show the person's e-mail: what was delivered about them is opened, too
 */
export async function eraseDeliveries(
  scope: ShopScope,
  person: PersonWords,
  others: readonly bigint[] = [],
): Promise<number> {
  const known = await scope.db.$executeRaw`
    UPDATE webhook_delivery SET body = NULL, customer_id = NULL, error = NULL,
      status = CASE WHEN status = 'processed' THEN status ELSE 'ignored' END, not_before = NULL,
      processed_at = coalesce(processed_at, now())
    WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...person.ids]}::bigint[])`;
  // A phone may be another's as well.
  const own = { ...person, phones: [] };
  const ofOthers =
    others.length === 0
      ? 0
      : await emptyWhere(scope, Sql.sql`customer_id = ANY(${[...others]}::bigint[])`, (text) =>
          namesPerson(text, own),
        );
  return known + ofOthers + (await emptyWhere(scope, ABOUT_NOBODY, (text) => namesPerson(text, person)));
}

/**
 * Empties what came late, is about nobody as far as is known (it could not be read, say) and names somebody who was erased:
 * by a number in it that is marked as erased, or by an e-mail whose guest is. Looks at what failed and at the last two days.
 */
export async function emptyLateDeliveries(scope: ShopScope): Promise<number> {
  const { db, shopId } = scope;
  const rows = await db.customer.findMany({
    where: { shopId, redactedAt: { not: null } },
    select: { id: true },
  });
  if (rows.length === 0) return 0;
  const erased = new Set(rows.map(({ id }) => id));
  const late = Sql.sql`${ABOUT_NOBODY} AND (status = 'failed' OR (status IN ('processed', 'ignored') AND processed_at > now() - interval '2 days'))`;
  return emptyWhere(scope, late, async (text) => {
    const numbers = text.match(/(?<!\d)\d{1,19}(?!\d)/g) ?? [];
    if (numbers.some((number) => erased.has(BigInt(number)))) return true;
    const emails = text.match(/[^\s"'<>:,;]+@[^\s"'<>:,;]+/g) ?? [];
    const guests = await guestIdsOf(scope, { emails: [...new Set(emails)], phones: [] });
    return guests.some((id) => erased.has(id));
  });
}

async function emptyWhere(
  { db, shopId }: ShopScope,
  among: Sql.Sql,
  isNaming: (text: string) => boolean | Promise<boolean>,
): Promise<number> {
  let afterId = 0n;
  let emptied = 0;
  while (true) {
    const rows = await db.$queryRaw<{ id: bigint; body: Uint8Array; webhookId: string }[]>`
      SELECT delivery_id AS id, body, webhook_id AS "webhookId" FROM webhook_delivery
      WHERE shop_id = current_shop_id() AND delivery_id > ${afterId} AND body IS NOT NULL
        AND ${among} AND NOT topic LIKE ANY(${NOBODYS_TOPICS}::text[])
      ORDER BY delivery_id LIMIT ${BATCH}`;
    const last = rows.at(-1);
    if (!last) return emptied;
    afterId = last.id;
    const naming: bigint[] = [];
    for (const { id, body, webhookId } of rows) {
      const text = openText(body, webhookId);
      // What cannot be opened any more cannot be checked either: it helps nobody.
      if (text === null || (await isNaming(text))) naming.push(id);
    }
    if (naming.length === 0) continue;
    emptied += await db.$executeRaw`
      UPDATE webhook_delivery SET body = NULL, error = NULL, not_before = NULL, processed_at = coalesce(processed_at, now()),
        status = CASE WHEN status = 'processed' THEN status ELSE 'ignored' END
      WHERE shop_id = ${shopId} AND delivery_id = ANY(${naming}::bigint[])`;
  }
}

function openText(body: Uint8Array, webhookId: string): string | null {
  try {
    return openBytes(body, `delivery:${webhookId}`).toString("utf8");
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}
