import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { countConcerned } from "./erase-person.server.ts";
import { findPerson, type Named } from "./find-person.server.ts";
import { askByHand } from "./note-requests.server.ts";
import type { StartAnswer } from "./ui/start-request.tsx";

/** What the privacy page's forms ask for. */
export async function answerPrivacyForm(shopId: ShopId, form: FormData): Promise<StartAnswer> {
  const intent = form.get("intent");
  const who = String(form.get("who") ?? "")
    .trim()
    .slice(0, 200);
  const named = namedBy(who);
  if (!named) return { step: "none" };
  return withShop(shopId, async (scope) => {
    const person = await findPerson(scope, named);
    if (person.records.filter(({ redactedAt }) => redactedAt === null).length === 0) return { step: "none" };
    if (intent === "data_request" || intent === "redact") {
      await askByHand(scope, { kind: intent, named, source: "staff", now: new Date() });
      return { step: "started", kind: intent };
    }
    const main = person.records.find(({ id }) => id > 0n) ?? person.records[0]!;
    const counts: Record<string, number> = { person: person.records.length };
    for (const { group, rows } of await countConcerned(scope, person))
      counts[group] = (counts[group] ?? 0) + rows;
    const name = [main.firstName, main.lastName].filter(Boolean).join(" ") || main.email;
    return { step: "preview", who, name, people: person.records.length, counts };
  });
}

/** A customer's number, an e-mail or a phone; null = none of them. */
function namedBy(who: string): Named | null {
  const nobody: Named = { customerId: null, email: null, phone: null, orderIds: [] };
  if (who.includes("@")) return { ...nobody, email: who };
  if (/^\+|\s/.test(who)) return { ...nobody, phone: who };
  const customerId = parseId(who);
  return customerId === null ? null : { ...nobody, customerId };
}
