import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { deleteClaims } from "./identities.server.ts";
import { deleteMerges } from "./merges.server.ts";

/**
 * Takes guests away of whom nothing but their record is known, as if they had never been brought. Unlike a redaction this
 * leaves no mark: whoever is seen again becomes a guest again.
 */
export async function forgetGuests(scope: ShopScope, ids: readonly bigint[]): Promise<void> {
  const { db, shopId } = scope;
  const customerId = { in: [...ids] };
  await deleteClaims(scope, ids);
  await deleteMerges(scope, ids);
  await db.customerSummary.deleteMany({ where: { shopId, customerId } });
  await db.reactionDue.deleteMany({ where: { shopId, customerId } });
  await db.customer.deleteMany({ where: { shopId, id: customerId, kind: "guest" } });
}
