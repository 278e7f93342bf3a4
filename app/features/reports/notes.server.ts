import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";

/** What staff wrote about a customer. */
export interface CustomerNote {
  id: bigint;
  text: string;
  staff: string;
  createdAt: Date;
  editedAt: Date | null;
}

function placeOf(shopId: bigint, id: bigint): string {
  return `note:${shopId}:${id}`;
}

/** Notes about a customer and about who became one with them, newest first. */
export async function notesOf({ db, shopId }: ShopScope, customerId: bigint): Promise<CustomerNote[]> {
  const rows = await db.$queryRaw<(Omit<CustomerNote, "text"> & { sealed: Uint8Array })[]>`
    WITH RECURSIVE same AS (
      SELECT ${customerId}::bigint AS id, 1 AS depth
      UNION
      SELECT m.from_id, depth + 1 FROM same JOIN customer_merge m ON m.shop_id = current_shop_id() AND m.into_id = same.id
      WHERE m.undone_at IS NULL AND depth < 50
    )
    SELECT note_id AS id, sealed, staff, created_at AS "createdAt", edited_at AS "editedAt" FROM customer_note
    WHERE shop_id = current_shop_id() AND customer_id IN (SELECT id FROM same) AND deleted_at IS NULL ORDER BY note_id DESC`;
  return rows.map(({ sealed, ...row }) => ({
    ...row,
    text: openJson<string>(sealed, placeOf(shopId, row.id))!,
  }));
}

/**
 * Writes a note, or another text for one that exists.
 *
 * @throws Refusal customer_unknown, note_gone
 */
export async function saveNote(
  scope: ShopScope,
  note: { id: bigint | null; customerId: bigint; text: string; staff: string; now: Date },
): Promise<bigint> {
  const { db, shopId } = scope;
  const { customerId, text, staff, now } = note;
  if (note.id !== null) {
    const { count } = await db.customerNote.updateMany({
      where: { shopId, id: note.id, customerId, deletedAt: null },
      data: { sealed: sealJson(text, placeOf(shopId, note.id)), editedAt: now },
    });
    if (count === 0) throw new Refusal("note_gone", "the note was deleted");
    return note.id;
  }
  // Locked, so that nothing is written about a person who is being erased.
  const known = await db.$queryRaw<unknown[]>`
    SELECT FROM customer WHERE shop_id = current_shop_id() AND customer_id = ${customerId} AND redacted_at IS NULL FOR SHARE`;
  if (known.length === 0) throw new Refusal("customer_unknown", "there is no such customer");
  await forgetDeletedNotes(scope);
  const rows = await db.$queryRaw<
    { id: bigint }[]
  >`SELECT nextval(pg_get_serial_sequence('customer_note', 'note_id')) AS id`;
  const { id } = rows[0]!;
  const sealed = sealJson(text, placeOf(shopId, id));
  await db.customerNote.create({ data: { shopId, id, customerId, sealed, staff, createdAt: now } });
  return id;
}

/** Deletes a note, or brings it back. After a day it is gone for good. */
export async function setNoteDeleted(
  scope: ShopScope,
  note: { id: bigint; customerId: bigint; isDeleted: boolean; now: Date },
): Promise<void> {
  const { db, shopId } = scope;
  await forgetDeletedNotes(scope);
  await db.customerNote.updateMany({
    where: { shopId, id: note.id, customerId: note.customerId },
    data: { deletedAt: note.isDeleted ? note.now : null },
  });
}

async function forgetDeletedNotes({ db }: ShopScope): Promise<void> {
  await db.$executeRaw`
    DELETE FROM customer_note WHERE shop_id = current_shop_id() AND deleted_at < now() - interval '1 day'`;
}
