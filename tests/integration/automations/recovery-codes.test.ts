/** Codes and tags of journeys, as Shopify gets them. */
import { openApp, simulator } from "../reconciliation/simulated-shopify.ts";
import { beforeAll, expect, it } from "vitest";
import { advanceJourneys, automationChangeSenders } from "#app/features/automations/index.server.ts";
import { sendChanges } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { makeShop, asOwner } from "#tests/factories/shop.ts";
import {
  after,
  BEGINNING,
  customer,
  HOUR_MS,
  leaveCart,
  makeWorld,
  messagesIn,
  tellCustomer,
  type World,
} from "./recovery-world.ts";

let world: World;
beforeAll(async () => {
  await openApp();
  const { domain, currency } = simulator.shop;
  await asOwner(async (query) => {
    await query("DELETE FROM shop WHERE domain = $1", [domain]);
  });
  const shop = await makeShop(domain.replace(".myshopify.com", ""), currency);
  world = await makeWorld(
    (definition) => ({
      ...definition,
      steps: [
        {
          id: "offer",
          kind: "message",
          templateKey: "cart-recovery-72h",
          discount: { kind: "percentage", value: 15, validHours: 48, segmentId: null },
          next: null,
        },
      ],
    }),
    shop,
  );
});

it("the message waits until Shopify has made its code, which is for one use and expires", async () => {
  await tellCustomer(world, customer(1));
  // A guest at the store: whoever has the code may use it.
  await leaveCart(world, { token: "cart1", of: 1, at: BEGINNING });
  await withShop(
    world.shop.shopId,
    ({ db }) => db.$executeRaw`UPDATE enrolment SET customer_id = -7, subject_id = -7`,
  );
  await withShop(
    world.shop.shopId,
    ({ db }) => db.$executeRaw`UPDATE checkout SET customer_id = -7, subject_id = -7`,
  );
  await withShop(
    world.shop.shopId,
    ({ db }) => db.$executeRaw`
    INSERT INTO customer_consent (shop_id, customer_id, channel, state, source, changed_at)
    VALUES (current_shop_id(), -7, 'email', 'subscribed', 'test', ${BEGINNING})`,
  );
  const now = after(HOUR_MS);
  await advanceJourneys(world.shop.shopId, () => now);
  expect(await messagesIn(world)).toEqual([]);
  await sendChanges(world.shop.shopId, automationChangeSenders);
  const [code] = await withShop(world.shop.shopId, ({ db }) => db.recoveryCode.findMany());
  expect(code).toMatchObject({ status: "made", failure: null });
  const made = [...simulator.runtime.shop.discounts.values()].find((one) =>
    JSON.stringify(one, (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value,
    ).includes(code!.code),
  );
  expect(made).toBeDefined();
  await advanceJourneys(world.shop.shopId, () => now);
  expect(await messagesIn(world)).toMatchObject([{ templateKey: "cart-recovery-72h" }]);
  // Asking again makes no second one, and the message stays one.
  await sendChanges(world.shop.shopId, automationChangeSenders);
  await advanceJourneys(world.shop.shopId, () => after(2 * HOUR_MS));
  expect(await messagesIn(world)).toHaveLength(1);
});
