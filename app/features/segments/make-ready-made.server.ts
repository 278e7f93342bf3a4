/** Segments that are made in one press. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { readyMadeOf } from "./domain/ready-made.ts";
import { saveSegment } from "./save-segment.server.ts";

/**
 * Makes a ready-made segment, or finds the one that was made from it before.
 *
 * @param words its name and description in the merchant's language
 * @throws Refusal as {@link saveSegment}
 */
export async function makeReadyMade(
  scope: ShopScope,
  key: string,
  words: { name: string; description: string },
  by: { staff: string | null; now: Date },
): Promise<bigint> {
  const ready = readyMadeOf(key);
  if (!ready) throw new Refusal("reload", "there is no such ready-made segment");
  const { db, shopId } = scope;
  const made = await db.segment.findFirst({ where: { shopId, readyMade: key }, select: { id: true } });
  if (made) return made.id;
  return saveSegment(scope, { id: null, ...words, condition: ready.condition, readyMade: key }, by);
}
