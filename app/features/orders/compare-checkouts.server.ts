/**
 * How our checkouts are compared with the abandoned ones that Shopify lists (it names contact details for three months), and
 * repaired. Checkouts that became an order at once, or of nobody known, are not among them.
 */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { readByIds } from "#app/platform/shopify-admin/bulk-by-id.ts";
import { CompareCheckoutsDocument } from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf, idFromGid } from "#app/shared/ids.ts";
import { minorFromDecimal } from "#app/shared/money.ts";
import { ageOfRepair, type Comparator, type OwnRecord } from "#app/features/events/index.server.ts";
import { openCheckout } from "./carts-repository.server.ts";
import { checkoutFromNode, CHECKOUTS_QUERY } from "./domain/checkout-node.ts";
import type { CheckoutState } from "./domain/checkout-payload.ts";
import { recordCheckouts } from "./record-carts.server.ts";

/** So many that one query stays below Shopify's 1,000 points. */
const CHECKOUTS_PER_QUERY = 10;

interface OwnRow {
  id: bigint;
  updatedAt: Date;
  isGone: boolean;
  isCompleted: boolean;
  totalMinor: bigint;
}

export const compareCheckouts: Comparator = {
  resource: "checkouts",
  gidType: "AbandonedCheckout",
  readPage: async (api, search) => {
    const { abandonedCheckouts } = await api.request(CompareCheckoutsDocument, { search });
    return {
      hasMore: abandonedCheckouts.pageInfo.hasNextPage,
      records: abandonedCheckouts.nodes.map((node) => {
        const { amount, currencyCode } = node.totalPriceSet.shopMoney;
        return {
          id: idFromGid(node.id, "AbandonedCheckout"),
          updatedAt: new Date(node.updatedAt),
          fields: {
            completed: String(node.completedAt != null),
            total: minorFromDecimal(amount, currencyCode).toString(),
          },
        };
      }),
    };
  },
  readOwn: async ({ db }, ids) => {
    // A deletion that was told before anything else waits under the number.
    const rows = await db.$queryRaw<OwnRow[]>`
      SELECT coalesce(checkout_number, substr(checkout_token, 2)::bigint) AS id, updated_at AS "updatedAt",
        deleted_at IS NOT NULL AS "isGone", completed_at IS NOT NULL AS "isCompleted", total_minor AS "totalMinor"
      FROM checkout WHERE shop_id = current_shop_id() AND (checkout_number = ANY(${[...ids]}::bigint[])
        OR checkout_token = ANY(${ids.map((id) => `#${id}`)}::text[]))`;
    return new Map(
      rows.map(({ id, updatedAt, isGone, isCompleted, totalMinor }): [bigint, OwnRecord] => [
        id,
        {
          id,
          updatedAt,
          isGone,
          fields: { completed: String(isCompleted), total: totalMinor.toString() },
        },
      ]),
    );
  },
  // Shopify lists abandoned ones, and those not for ever: what it does not list may well have been a checkout.
  listOwn: () => Promise.resolve([]),
  prepareRepair: async (api, ids) => {
    const gids = ids.map((id) => gidOf("AbandonedCheckout", id));
    const found = await readByIds(api, CHECKOUTS_QUERY, gids, { objectsPerQuery: CHECKOUTS_PER_QUERY });
    const states = found.map(({ node, children }) => {
      const state = checkoutFromNode(node, children);
      return { ...state, updatedAt: ageOfRepair(state.updatedAt, new Date()) };
    });
    return async (scope) => {
      const shown = await keepingWhatIsKnown(scope, states);
      await recordCheckouts(
        scope,
        shown.map((checkout) => ({ checkout, customer: null })),
      );
    };
  },
  markGone: () => Promise.resolve(),
};

/**
 * With what the Admin API does not tell of a checkout and webhooks told before: its cart, and whom it wrote to. Of one that
 * names nobody, nothing personal is kept that was not there before: it may be somebody's who was erased.
 */
async function keepingWhatIsKnown(
  scope: ShopScope,
  states: readonly CheckoutState[],
): Promise<CheckoutState[]> {
  const { db, shopId } = scope;
  const rows = await db.checkout.findMany({
    where: { shopId, token: { in: states.map(({ token }) => token) } },
    select: { token: true, cartToken: true, sealed: true },
  });
  const known = new Map(rows.map((row) => [row.token, row]));
  return states.map((state) => {
    const row = known.get(state.token);
    const contact = row ? openCheckout(scope, state.token, row.sealed) : null;
    const cartToken = row?.cartToken ?? null;
    if (state.customerId === null && !contact)
      return { ...state, cartToken, recoveryUrl: null, shippingAddress: null };
    return {
      ...state,
      cartToken,
      email: contact?.email ?? state.email,
      phone: contact?.phone ?? state.phone,
      shippingAddress: state.shippingAddress ?? contact?.shippingAddress ?? null,
    };
  });
}
