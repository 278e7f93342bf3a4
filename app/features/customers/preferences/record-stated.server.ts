import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { recordFacts } from "#app/features/events/index.server.ts";
import type { FactData } from "#app/shared/fact.ts";
import { factTextsOf, keepFactTexts } from "../fact-texts.server.ts";
import {
  birthdayOfText,
  interestsOf,
  isSameStatement,
  NOTHING_STATED,
  type Stated,
  statedFact,
  textOfBirthday,
} from "./domain/stated.ts";

/** What somebody last said about themselves, and when; nothing said = empty, at no time. */
export async function statedOf(
  scope: ShopScope,
  customerId: bigint,
): Promise<Stated & { statedAt: Date | null }> {
  const fact = await scope.db.fact.findFirst({
    where: { shopId: scope.shopId, customerId, kind: "preferences.stated" },
    orderBy: [{ happenedAt: "desc" }, { key: "desc" }],
    select: { kind: true, key: true, data: true, happenedAt: true },
  });
  if (!fact) return { ...NOTHING_STATED, statedAt: null };
  const texts = await factTextsOf(scope, [fact]);
  return {
    birthday: birthdayOfText(texts.get(fact.key)),
    interests: interestsOf(fact.data as FactData),
    statedAt: fact.happenedAt,
  };
}

/** Notes what somebody said as a fact, the birthday sealed. Saying the same again adds nothing. Returns whether it was new. */
export async function recordStated(
  scope: ShopScope,
  customerId: bigint,
  stated: Stated,
  now: Date,
): Promise<boolean> {
  const { statedAt, ...before } = await statedOf(scope, customerId);
  if (isSameStatement(before, stated)) return false;
  // Of two within a millisecond the later one counts.
  const at = new Date(Math.max(now.getTime(), (statedAt?.getTime() ?? 0) + 1));
  const fact = statedFact(customerId, stated, at);
  await recordFacts(scope, [fact]);
  if (stated.birthday)
    await keepFactTexts(scope, [{ fact, customerId, text: textOfBirthday(stated.birthday) }]);
  return true;
}
