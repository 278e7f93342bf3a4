import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  deliveryHandler,
  type DeliveryEffect,
  type DeliveryHandler,
} from "#app/features/events/index.server.ts";
import { noteChanges } from "#app/features/shops/index.server.ts";
import { deletedIdOf } from "./domain/collection-state.ts";
import { type ProductState, productFromWebhook } from "./domain/product-state.ts";
import { amountReader } from "./read-amounts.server.ts";
import {
  markProductsDeleted,
  productsNotFullyKnown,
  settleVariants,
  upsertProducts,
  upsertVariants,
} from "./repository.server.ts";

/** The outbox's kind for products that have to be read from Shopify: their webhooks did not show everything. */
export const PRODUCT_TO_READ = "catalogue.product";

/**
 * Stores products and their variants as Shopify showed them.
 *
 * @throws Error when the shop's currency is not known yet: to be tried again
 */
export async function recordProducts(scope: ShopScope, states: readonly ProductState[]): Promise<void> {
  const variants = states.flatMap((state) => state.variants);
  const amounts = variants.length > 0 ? await amountReader(scope) : null;
  await upsertProducts(scope, states);
  await upsertVariants(
    scope,
    variants.map((variant) => ({
      ...variant,
      priceMinor: amounts!(variant.price, "price"),
      compareAtMinor:
        variant.compareAtPrice === null ? null : amounts!(variant.compareAtPrice, "compare_at_price"),
    })),
  );
  await settleVariants(
    scope,
    states.map((state) => state.id),
  );
  const named = states.flatMap((state) => state.unseen.map((each) => ({ ...each, productId: state.id })));
  const toRead = await productsNotFullyKnown(scope, named);
  // Not queued at once: whoever waits at that job's row here holds rows that others need.
  await noteChanges(scope, PRODUCT_TO_READ, toRead.map(String), { isUrgent: false });
}

/** Notes that products were deleted at Shopify, and with them their variants. */
export async function recordProductDeletions(
  scope: ShopScope,
  deletions: readonly { id: bigint; at: Date }[],
): Promise<void> {
  await markProductsDeleted(scope, deletions);
  await settleVariants(
    scope,
    deletions.map((deletion) => deletion.id),
  );
}

type Shown = { state: ProductState } | { deleted: { id: bigint; at: Date } };

const recordShown: DeliveryHandler = deliveryHandler(
  ({ topic, payload, triggeredAt }): Shown =>
    topic === "products/delete"
      ? { deleted: { id: deletedIdOf(payload, "The product"), at: triggeredAt } }
      : { state: productFromWebhook(payload) },
  async (scope, shown): Promise<DeliveryEffect[]> => {
    await recordProducts(
      scope,
      shown.flatMap((each) => ("state" in each ? [each.state] : [])),
    );
    await recordProductDeletions(
      scope,
      shown.flatMap((each) => ("deleted" in each ? [each.deleted] : [])),
    );
    return shown.map(() => ({ customerId: null }));
  },
);

/** One handler for all: what comes together is stored in one order of rows. */
export const productDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "products/create": recordShown,
  "products/update": recordShown,
  "products/delete": recordShown,
};
