/** What shoppers may say about themselves in the preference centre: their birthday and what they like. */
import { namesOfInterests } from "#app/features/catalogue/index.server.ts";
import {
  isBirthday,
  noteAccess,
  recordStated,
  type Stated,
  statedOf,
} from "#app/features/customers/index.server.ts";
import { lockCustomer, queueReactions } from "#app/features/events/index.server.ts";
import { readSettings } from "#app/features/shops/index.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { AboutInput } from "./schema.ts";
import type { AboutView } from "./ui/preference-view.ts";

/** What of it is asked, and what was said. What was said can be taken back when it is not asked any more. */
async function readAsked(scope: ShopScope, customerId: bigint) {
  const { asksBirthday, interests } = await readSettings(scope);
  const stated = await statedOf(scope, customerId);
  return {
    stated,
    asksBirthday: asksBirthday || stated.birthday !== null,
    offered: [...new Set([...interests, ...stated.interests])],
  };
}

/** What the form about oneself holds; null = nothing is asked. */
export async function readAbout(scope: ShopScope, customerId: bigint): Promise<AboutView | null> {
  const { stated, asksBirthday, offered } = await readAsked(scope, customerId);
  const names = await namesOfInterests(scope, offered);
  if (!asksBirthday && names.size === 0) return null;
  const { day, month, year } = stated.birthday ?? {};
  const text = (part: number | null | undefined) => (part ? String(part) : "");
  return {
    birthday: asksBirthday ? { day: text(day), month: text(month), year: text(year) } : null,
    interests: [...names].map(([value, name]) => ({ value, name, isOn: stated.interests.includes(value) })),
    hasWrongBirthday: false,
  };
}

/**
 * Saves what a shopper said about themselves. What was not asked stays as it is.
 *
 * @returns null when it is saved; else the form as it was sent, with what is wrong
 */
export async function saveAbout(
  scope: ShopScope,
  customerId: bigint,
  input: AboutInput,
  now: Date,
): Promise<AboutView | null> {
  await lockCustomer(scope, customerId);
  const { stated, asksBirthday, offered } = await readAsked(scope, customerId);
  const named = await namesOfInterests(scope, offered);
  const interests = offered.filter((value) =>
    named.has(value) ? input.interests.includes(value) : stated.interests.includes(value),
  );
  const birthday = asksBirthday ? readBirthday(input, now) : stated.birthday;
  if (birthday === "wrong") {
    const view = await readAbout(scope, customerId);
    const { birth_day: day, birth_month: month, birth_year: year } = input;
    return (
      view && {
        birthday: { day, month, year },
        interests: view.interests.map((one) => ({ ...one, isOn: interests.includes(one.value) })),
        hasWrongBirthday: true,
      }
    );
  }
  await recordStated(scope, customerId, { birthday, interests }, now);
  await noteAccess(scope, { customerId, actor: "shopper", action: "edited" });
  await queueReactions(scope);
  return null;
}

function readBirthday(
  { birth_day: day, birth_month: month, birth_year: year }: AboutInput,
  now: Date,
): Stated["birthday"] | "wrong" {
  if ([day, month, year].every((part) => part === "")) return null;
  const whole = (text: string) => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN);
  const birthday = { day: whole(day), month: whole(month), year: year === "" ? null : whole(year) };
  return isBirthday(birthday, now) ? birthday : "wrong";
}
