/** Products that a shop has, and orders of them. */
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import type { TestShop } from "#tests/factories/shop.ts";

/** Products that can be bought. */
export async function makeProductsIn(
  of: TestShop,
  ids: readonly bigint[],
  titles: ReadonlyMap<bigint, string> = new Map(),
): Promise<void> {
  await withShop(of.shopId, async ({ db, shopId }) => {
    const at = new Date("2026-01-01T00:00:00Z");
    await db.product.createMany({
      data: ids.map((id) => ({
        shopId,
        id,
        title: titles.get(id) ?? `Product ${id}`,
        handle: `product-${id}`,
        productType: "Kitchen",
        status: "active",
        tags: [],
        variantIds: [id],
        publishedAt: at,
        updatedAt: at,
      })),
    });
    await db.variant.createMany({
      data: ids.map((id) => ({
        shopId,
        id,
        productId: id,
        title: "Only",
        priceMinor: 500n,
        inventoryItemId: id,
        updatedAt: at,
      })),
    });
  });
}

export const emailOf = (customer: number) => `c${customer}@example.com`;

/** An order of a customer (by number) with products. */
export function order(
  n: number,
  customer: number | null,
  products: readonly bigint[],
  rest: Payload = {},
): Payload {
  return makeOrder({
    id: bigId(1000 + n),
    customer: customer === null ? null : makeCustomer({ id: bigId(10 + customer), email: emailOf(customer) }),
    processed_at: `2026-03-${String((n % 28) + 1).padStart(2, "0")}T10:00:00Z`,
    line_items: products.map((id, line) => ({
      id: bigId(20_000 + n * 1000 + line),
      product_id: id,
      variant_id: id,
      title: "Item",
      quantity: 1,
      price: "5.00",
    })),
    ...rest,
  });
}
