/** A recommendation that is followed, what is bought after it, and what comes back: from the pixel to the report. */
import { expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { readBrought } from "#app/features/recommendations/report.server.ts";
import { bigId, makeOrder, makeRefund } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";
import { visit } from "../behaviour/pixel-story.ts";

const WEEK_MS = 7 * 86_400_000;
const [PRODUCT, BESIDE] = [bigId(60), bigId(61)];

const brought = (shop: TestShop) =>
  withShop(shop.shopId, (scope) => readBrought(scope, new Date(Date.now() + 60_000), WEEK_MS));

async function order(shop: TestShop, rest: Record<string, unknown> = {}): Promise<void> {
  const at = new Date(Date.now() + 1_000).toISOString();
  await deliver(shop, {
    topic: "orders/updated",
    payload: makeOrder({
      processed_at: at,
      created_at: at,
      updated_at: at,
      checkout_token: "checkout-of-ann",
      ...rest,
    }),
  });
  await workOff(shop);
}

it("counts clicks and orders of whoever turns out to have clicked, net of refunds", async () => {
  const shop = await makeShop();
  const followed = {
    name: "product_viewed",
    path: "/products/lantern",
    product: PRODUCT.toString(),
    pr: `similar.${BESIDE}`,
  };
  await visit(shop, { events: [followed] });
  await visit(shop, {
    events: [{ name: "checkout_completed", path: "/checkouts", checkout: "checkout-of-ann" }],
  });
  await workOff(shop);
  // Nobody is known yet: the click counts, nothing is bought by it.
  expect((await brought(shop)).similar).toEqual({ clicks: 1, orders: 0, revenueMinor: 0n });

  await order(shop);
  expect((await brought(shop)).similar).toEqual({ clicks: 1, orders: 1, revenueMinor: 2000n });

  const later = new Date(Date.now() + 5_000).toISOString();
  await order(shop, { updated_at: later, refunds: [makeRefund({ created_at: later })] });
  expect((await brought(shop)).similar).toEqual({ clicks: 1, orders: 1, revenueMinor: 1500n });
});
