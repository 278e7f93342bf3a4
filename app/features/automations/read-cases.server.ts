/** What is known, at this moment, about the carts that people are enrolled for. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { productsByIds, variantsByIds } from "#app/features/catalogue/index.server.ts";
import { consentedAmong } from "#app/features/customers/index.server.ts";
import { type CartRecord, cartsOf, firstOrdersSince } from "#app/features/orders/index.server.ts";
import type { CartCase } from "./domain/abandonment.ts";

/** A cart's line with what the catalogue says of it today. */
export interface OfferedLine {
  variantId: string | null;
  productId: string | null;
  title: string;
  quantity: number;
  unitPriceMinor: bigint;
  imageUrl: string | null;
  handle: string | null;
  /** Can be bought now. What the catalogue does not know yet counts as sold. */
  isOffered: boolean;
}

/** For whom and why somebody is enrolled. */
export interface CaseKey {
  id: bigint;
  key: string;
  customerId: bigint;
  anchorAt: Date;
}

export interface ReadCase extends CartCase {
  record: CartRecord | undefined;
  lines: OfferedLine[];
}

/** Reads the cases of enrolments for carts, all at once. */
export async function readCases(
  scope: ShopScope,
  enrolments: readonly CaseKey[],
): Promise<Map<bigint, ReadCase>> {
  if (enrolments.length === 0) return new Map();
  const ids = [...new Set(enrolments.map(({ customerId }) => customerId))];
  const since = new Date(Math.min(...enrolments.map(({ anchorAt }) => anchorAt.getTime())));
  const carts = await cartsOf(scope, ids, since);
  const records = new Map(
    enrolments.map((one) => [one.id, carts.get(one.customerId)?.find(({ key }) => key === one.key)]),
  );
  const orders = await firstOrdersSince(
    scope,
    enrolments.map(({ id, customerId, anchorAt }) => ({
      ref: id.toString(),
      customerId,
      since: anchorAt,
      isAfter: false,
    })),
  );
  const consented = await consentedAmong(scope, ids, "email");
  const offered = await offerLines(
    scope,
    [...records.values()].flatMap((record) => record?.lines ?? []),
  );
  return new Map(
    enrolments.map((one) => {
      const record = records.get(one.id);
      const lines = record?.lines.map(offered) ?? [];
      const others = carts.get(one.customerId) ?? [];
      const shown: ReadCase = {
        record,
        lines,
        cart: record && { ...record, hasCheckout: record.checkoutToken !== null },
        hasBought: orders.has(one.id.toString()),
        hasNewerCart: others.some(
          (other) =>
            other.key !== one.key && other.itemCount > 0 && record && other.updatedAt > record.updatedAt,
        ),
        hasStock: lines.some(({ isOffered }) => isOffered),
        hasConsent: consented.has(one.customerId),
      };
      return [one.id, shown];
    }),
  );
}

/** How each line stands in the catalogue today. */
export async function offerLines(
  scope: ShopScope,
  lines: readonly CartRecord["lines"][number][],
): Promise<(line: CartRecord["lines"][number]) => OfferedLine> {
  const variants = await variantsByIds(scope, idsIn(lines.map(({ variantId }) => variantId)));
  const products = await productsByIds(scope, [
    ...idsIn(lines.map(({ productId }) => productId)),
    ...[...variants.values()].map(({ productId }) => productId),
  ]);
  return (line) => {
    const variant = line.variantId === null ? undefined : variants.get(BigInt(line.variantId));
    const productId = line.productId === null ? variant?.productId : BigInt(line.productId);
    const product = productId === undefined ? undefined : products.get(productId);
    const isGone =
      Boolean(variant?.deletedAt) ||
      Boolean(product?.deletedAt) ||
      (product?.status !== undefined && product.status !== null && product.status !== "active");
    const isSoldOut =
      variant !== undefined && variant.isTracked && variant.available !== null && variant.available <= 0;
    return {
      variantId: line.variantId,
      productId: productId?.toString() ?? null,
      title: line.title,
      quantity: line.quantity,
      unitPriceMinor: BigInt(line.unitPriceMinor),
      imageUrl: product?.imageUrl ?? null,
      handle: product?.handle ?? null,
      isOffered: line.variantId !== null && line.quantity > 0 && !isGone && !isSoldOut,
    };
  };
}

function idsIn(texts: readonly (string | null)[]): bigint[] {
  return texts.flatMap((text) => (text === null ? [] : [BigInt(text)]));
}
