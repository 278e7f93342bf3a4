import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { eraseSubjectFacts } from "#app/features/events/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { withThoseWhoMean } from "../merges.server.ts";
import { browserToken } from "./record-visits.server.ts";
import { deleteProofsOf, deleteVisitors, visitorIdsOf } from "./repository.server.ts";

/**
 * Forgets what some people did in the storefront: the visits of all visitors that count as them, and by which browsers,
 * carts and links they were recognised. Part of every erasure, before the merges are forgotten that lead to the visitors;
 * also for a shopper who wants just that.
 */
export async function forgetVisitsOf(scope: ShopScope, personIds: readonly bigint[]): Promise<void> {
  const everybody = await withThoseWhoMean(scope, personIds);
  await forget(scope, await visitorIdsOf(scope, { personIds: everybody }));
  await deleteProofsOf(scope, everybody);
}

/** Forgets a browser, whoever used it. */
export async function forgetBrowser(scope: ShopScope, clientId: string): Promise<void> {
  const browser = browserToken(await blindIndexOf(scope), clientId);
  await forget(scope, await visitorIdsOf(scope, { browser }));
}

async function forget(scope: ShopScope, visitorIds: readonly bigint[]): Promise<void> {
  if (visitorIds.length === 0) return;
  await eraseSubjectFacts(scope, visitorIds);
  await deleteVisitors(scope, visitorIds);
}
