import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { factsOf } from "#app/features/events/index.server.ts";
import { reactToPreferences } from "../preferences/record-preferences.server.ts";
import { reactToConsents } from "./record-consents.server.ts";

/** Makes one customer's consents and preferences from the facts at once, for a page that shows them next. */
export async function bringConsentsUpToDate(scope: ShopScope, customerId: bigint): Promise<void> {
  const customers = [{ customerId, facts: await factsOf(scope, [customerId]) }];
  await reactToConsents(scope, customers);
  await reactToPreferences(scope, customers);
}
