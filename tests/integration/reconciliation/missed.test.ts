/** People, orders and checkouts that changed while webhooks were lost in a way that no list of Shopify's shows. */
import { simulator, takeSent } from "./simulated-shopify.ts";
import { bringUpToDate, commands, compareAll, complete, lastRuns, shop, tell, tick } from "./two-shops.ts";
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openCheckout } from "#app/features/orders/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { newAddress } from "#simulator/state/model/customers.ts";
import { asOwner, type TestShop } from "#tests/factories/shop.ts";

it("orders whose parcels and returns differ at the same age are repaired", async () => {
  const variantId = [...simulator.shop.products.values()].at(-1)!.variants[0]!.id;
  const [customer] = simulator.shop.customers.values();
  const placed = commands.placeOrder({
    customerId: customer!.id,
    lines: [{ variantId, quantity: 1 }],
    paid: true,
  });
  if (!placed.ok) throw new Error("the simulator refused an order");
  const { order } = placed;
  const parcel = commands.fulfillOrder({ orderId: order.id });
  if (!parcel.ok) throw new Error(JSON.stringify(parcel.errors));
  const asked = commands.createReturn({
    orderId: order.id,
    lines: [{ fulfillmentLineId: parcel.fulfillment.lines[0]!.id, quantity: 1, reason: "UNWANTED" }],
    isRequest: true,
  });
  if (!asked.ok) throw new Error(JSON.stringify(asked.errors));
  await bringUpToDate();
  const readOurs = () =>
    withShop(shop.shopId, async ({ db, shopId }) => ({
      ...(await db.order.findUniqueOrThrow({
        where: { shopId_id: { shopId, id: order.id } },
        select: { fulfillmentStatus: true },
      })),
      returns: await db.fact.count({ where: { kind: "order.returned", orderId: order.id } }),
    }));
  const expected = { fulfillmentStatus: "fulfilled", returns: 1 };
  expect(await readOurs()).toEqual(expected);
  const compareAfter = async (sql: string) => {
    await asOwner(async (query) => {
      await query(sql, [order.id.toString()]);
    });
    await compareAll(shop);
    expect(await readOurs()).toEqual(expected);
    return (await lastRuns(shop))["orders"]!.samples;
  };
  const id = order.id.toString();
  // As when webhooks of the same second were lost.
  const unsent =
    "UPDATE orders SET fulfillment_status = NULL, updated_at = date_trunc('second', updated_at) WHERE order_id = $1";
  expect(await compareAfter(unsent)).toEqual([{ id, difference: "fulfilment" }]);
  expect(await compareAfter("DELETE FROM fact WHERE kind = 'order.returned' AND order_id = $1")).toEqual([
    { id, difference: "returns" },
  ]);
});

/** Who means whom, and whose what is. */
const readOwners = (of: TestShop) =>
  withShop(of.shopId, async ({ db }) => ({
    merges: await db.$queryRaw`SELECT from_id, into_id, source FROM customer_merge ORDER BY 1`,
    orders: await db.$queryRaw`SELECT order_id, customer_id FROM orders ORDER BY 1`,
    facts: await db.$queryRaw`
      SELECT kind, key, customer_id FROM fact WHERE kind = 'order.placed' ORDER BY 1, 2`,
  }));

describe("customers whom Shopify merged while webhooks were lost", () => {
  const variantId = [...simulator.shop.products.values()].at(-1)!.variants[0]!.id;
  const makeBuyer = (firstName: string, orders: number): bigint => {
    const made = commands.createCustomer({ firstName, email: `${firstName}-${randomUUID()}@example.com` });
    if (!made.ok) throw new Error("the simulator refused a customer");
    const { id } = made.customer;
    for (let n = 0; n < orders; n += 1)
      commands.placeOrder({ customerId: id, lines: [{ variantId, quantity: 1 }] });
    return id;
  };

  it("are one person afterwards, with the orders of both; who never ordered counts as deleted", async () => {
    const [ann, anna, nan] = [makeBuyer("ann", 2), makeBuyer("anna", 1), makeBuyer("nan", 0)];
    await bringUpToDate();
    const merged = commands.mergeCustomers(ann, anna);
    if (!merged.ok) throw new Error(JSON.stringify(merged.errors));
    const goneId = merged.customer.id === ann ? anna : ann;
    commands.deleteCustomer(nan);
    await tell(complete, await takeSent());
    expect(await readOwners(shop)).not.toEqual(await readOwners(complete));
    await compareAll(shop);
    expect(await readOwners(shop)).toEqual(await readOwners(complete));
    const { customers } = await lastRuns(shop);
    expect(customers).toMatchObject({ missing: 0, surplus: 2 });
    expect(customers!.samples).toEqual(
      expect.arrayContaining([
        { id: goneId.toString(), difference: "merged" },
        { id: nan.toString(), difference: "surplus" },
      ]),
    );
    await compareAll(shop);
    expect((await lastRuns(shop))["customers"]).toMatchObject({ missing: 0, stale: 0, surplus: 0 });
  });
});

/** Checkouts as far as webhooks and the Admin API tell the same of them. */
const readCheckouts = (of: TestShop) =>
  withShop(of.shopId, async (scope) => {
    const rows = await scope.db.checkout.findMany({ orderBy: { number: "asc" } });
    return rows.map(({ token, number, cartToken, customerId, currency, totalMinor, lines, ...row }) => {
      const contact = openCheckout(scope, token, row.sealed);
      const isCompleted = row.completedAt !== null;
      return { token, number, cartToken, customerId, currency, totalMinor, lines, isCompleted, contact };
    });
  });

describe("abandoned checkouts whose webhooks were lost", () => {
  it("are found, new ones and changed ones, and keep what only webhooks tell", async () => {
    const variants = [...simulator.shop.products.values()].map((product) => product.variants[0]!.id);
    const [customer] = [...simulator.shop.customers.values()].filter(({ email }) => email !== null);
    const begin = (quantity: number) => {
      const cart = commands.saveCart({ lines: [{ variantId: variants[0]!, quantity }] });
      const begun = commands.startCheckout({
        cartToken: cart.ok ? cart.cart.token : null,
        lines: [{ variantId: variants[0]!, quantity }],
        email: customer!.email,
        customerId: customer!.id,
      });
      if (!begun.ok) throw new Error("the simulator refused a checkout");
      return begun.checkout;
    };
    const known = begin(1);
    await bringUpToDate();
    await tick();
    // As it was told before anything was lost.
    commands.updateCheckout(known.id, { note: "as told" });
    const told = await takeSent();
    for (const each of [shop, complete]) await tell(each, told);
    await tick();
    commands.updateCheckout(known.id, { lines: [{ variantId: variants[1]!, quantity: 3 }] });
    const missed = begin(2);
    await tell(complete, await takeSent());
    expect(await readCheckouts(shop)).not.toEqual(await readCheckouts(complete));
    await compareAll(shop);
    const [found, expected] = [await readCheckouts(shop), await readCheckouts(complete)];
    // Which cart a checkout that was never told began with, the Admin API does not say.
    expect(found).toEqual(
      expected.map((row) => (row.token === missed.token ? { ...row, cartToken: null } : row)),
    );
    expect((await lastRuns(shop))["checkouts"]).toMatchObject({
      missing: 1,
      stale: 1,
      surplus: 0,
      repaired: 2,
    });
    await compareAll(shop);
    expect((await lastRuns(shop))["checkouts"]).toMatchObject({ missing: 0, stale: 0, surplus: 0 });
  });

  it("of nobody known come without what is personal: they may be of somebody who was erased", async () => {
    const [product] = simulator.shop.products.values();
    const begun = commands.startCheckout({
      lines: [{ variantId: product!.variants[0]!.id, quantity: 1 }],
      email: `guest-${randomUUID()}@example.com`,
      shippingAddress: newAddress({ firstName: "Gus", address1: "1 Guest Lane", countryCode: "GB" }),
    });
    if (!begun.ok) throw new Error("the simulator refused a checkout");
    await takeSent();
    await compareAll(shop);
    const found = (await readCheckouts(shop)).find(({ token }) => token === begun.checkout.token);
    expect(found).toMatchObject({
      customerId: null,
      contact: { email: null, phone: null, recoveryUrl: null, shippingAddress: null },
    });
  });
});
