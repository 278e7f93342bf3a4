import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { eraseSubjectFacts } from "#app/features/events/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { browserToken } from "./record-visits.server.ts";
import { browsersOf, deleteVisitors, visitorIdsOf, visitorsIn } from "./repository.server.ts";

/**
 * Forgets the visits of nobody in the browsers that some people were seen in. Where several used one browser nobody can say
 * whose they were: they may be theirs, and with their traces gone they would count as the others'. Part of every erasure,
 * before those traces go; the visits that count as them go with all else that is theirs.
 */
export async function forgetUnclearVisits(scope: ShopScope, personIds: readonly bigint[]): Promise<void> {
  const browsers = await browsersOf(scope, personIds);
  if (browsers.length === 0) return;
  const visitors = await visitorsIn(scope, browsers);
  const unclear = visitors.filter((row) => row.claim === null && (row.mergedInto === null || row.isUndone));
  await forget(
    scope,
    unclear.map(({ id }) => id),
  );
}

/** Forgets a browser, whoever used it. */
export async function forgetBrowser(scope: ShopScope, clientId: string): Promise<void> {
  const browser = browserToken(await blindIndexOf(scope), clientId);
  await forget(scope, await visitorIdsOf(scope, browser));
}

async function forget(scope: ShopScope, visitorIds: readonly bigint[]): Promise<void> {
  if (visitorIds.length === 0) return;
  await eraseSubjectFacts(scope, visitorIds);
  await deleteVisitors(scope, visitorIds);
}
