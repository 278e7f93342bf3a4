/** What webhooks missed is found by asking Shopify, and repaired as if nothing had been missed. */
import { control, simulator, takeSent } from "./simulated-shopify.ts";
import {
  bringUpToDate,
  commands,
  compareAll,
  complete,
  inTheNameOfTheShop,
  lastRuns,
  resources,
  shop,
  tell,
  tick,
} from "./two-shops.ts";
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Comparator, compareNow, reconcile } from "#app/features/events/index.server.ts";
import { RESOURCES } from "#app/features/events/domain/comparison.ts";
import { sendChanges } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminApiUnavailable } from "#app/platform/shopify-admin/admin-client.server.ts";
import { changeSenders, comparators } from "#app/worker/registry.server.ts";
import { asOwner, type TestShop } from "#tests/factories/shop.ts";

/** Every record, as far as webhooks and the Admin API tell the same of it. */
function readRecords(of: TestShop): Promise<Record<string, unknown[]>> {
  return withShop(of.shopId, async ({ db }) => ({
    products: await db.$queryRaw`
      SELECT product_id, title, handle, vendor, product_type, status, tags, image_url, variant_ids, created_at, published_at,
        deleted_at IS NULL AS alive FROM product ORDER BY 1`,
    variants: await db.$queryRaw`
      SELECT variant_id, product_id, title, sku, barcode, price_minor, compare_at_minor, inventory_item_id, position,
        deleted_at IS NULL AS alive FROM variant ORDER BY 1`,
    items: await db.$queryRaw`
      SELECT inventory_item_id, sku, cost_minor, tracked, deleted_at IS NULL AS alive FROM inventory_item ORDER BY 1`,
    levels: await db.$queryRaw`
      SELECT inventory_item_id, location_id, available FROM inventory_level l JOIN inventory_item i USING (shop_id, inventory_item_id)
      WHERE l.deleted_at IS NULL AND i.deleted_at IS NULL ORDER BY 1, 2`,
    collections: await db.$queryRaw`
      SELECT collection_id, title, handle, deleted_at IS NULL AS alive FROM collection ORDER BY 1`,
    members: await db.$queryRaw`
      SELECT collection_id, product_id FROM collection_product JOIN product USING (shop_id, product_id)
      WHERE product.deleted_at IS NULL ORDER BY 1, 2`,
    customers: await db.$queryRaw`
      SELECT customer_id, account_state, country_code, tags, deleted_at IS NULL AS alive FROM customer
      WHERE customer_id > 0 ORDER BY 1`,
    orders: await db.$queryRaw`
      SELECT order_id, name, customer_id, currency, subtotal_minor, total_minor, tax_minor, taxes_included, financial_status,
        cancelled_at, processed_at, deleted_at IS NULL AS alive FROM orders ORDER BY 1`,
    lines: await db.$queryRaw`
      SELECT order_id, line_id, product_id, variant_id, title, quantity, current_quantity, unit_price_minor, tax_minor
      FROM order_line ORDER BY 1, 2`,
    facts: await db.$queryRaw`
      SELECT kind, key, happened_at, customer_id, order_id, data FROM fact
      WHERE kind IN ('customer.created', 'order.placed', 'order.refunded', 'order.cancelled') ORDER BY 1, 2`,
  }));
}

/** What happens to the catalogue: something new, changed, emptied and deleted of everything. */
async function changeCatalogue(): Promise<void> {
  const [first, second, third] = [...simulator.shop.products.values()];
  const locationId = [...simulator.shop.locations.keys()][0]!;
  const item = first!.variants[0]!.inventoryItemId;
  commands.createProduct({ title: "Storm Lamp", vendor: "Northern", tags: ["b", "a"] });
  const collection = commands.createCollection({ title: "Lamps", productIds: [first!.id, second!.id] });
  await tick();
  commands.updateProduct(first!.id, { title: `Lantern ${randomUUID()}`, status: "ARCHIVED" });
  commands.updateVariants(first!.id, [{ id: first!.variants[0]!.id, price: 4321n }]);
  commands.updateInventoryItem(item, { unitCost: 1234n });
  commands.changeQuantities([{ inventoryItemId: item, locationId, changeFrom: null, change: { by: 7 } }]);
  commands.setProduct(second!.id, {
    title: second!.title,
    options: [{ name: "Number", values: Array.from({ length: 120 }, (_, n) => `${n}`) }],
    variants: Array.from({ length: 120 }, (_, n) => ({
      optionValues: [{ optionName: "Number", name: `${n}` }],
      price: BigInt(100 + n),
    })),
  });
  await tick();
  commands.deleteProduct(third!.id);
  if (collection.ok) commands.removeFromCollection(collection.collection.id, [first!.id]);
}

const readWhatWebhooksCannotTell = (of: TestShop) =>
  inTheNameOfTheShop(of, () => sendChanges(of.shopId, changeSenders));

describe("a catalogue whose webhooks were lost", () => {
  it("is, after one comparison, as if none had been; a second finds nothing", async () => {
    await bringUpToDate();
    await changeCatalogue();
    await tell(complete, await takeSent());
    await readWhatWebhooksCannotTell(complete);
    expect(await readRecords(shop)).not.toEqual(await readRecords(complete));

    await compareAll(shop);
    expect(await readRecords(shop)).toEqual(await readRecords(complete));
    const found = await lastRuns(shop);
    expect(found["products"]).toMatchObject({ missing: 1, stale: 2, surplus: 1, repaired: 4, error: null });
    expect(found["collections"]).toMatchObject({ missing: 1, repaired: 1 });

    await compareAll(shop);
    for (const run of Object.values(await lastRuns(shop))) {
      expect(run).toMatchObject({ missing: 0, stale: 0, surplus: 0, repaired: 0 });
      // Nobody bought, left a checkout or subscribed yet.
      if (!["orders", "checkouts", "subscriptions"].includes(run.resource))
        expect(run.compared, run.resource).toBeGreaterThan(0);
    }
  });
});

/** Orders and customers, new, refunded, cancelled, changed and deleted. */
async function sellThings(): Promise<void> {
  const variants = [...simulator.shop.products.values()].flatMap((product) => product.variants);
  const variantId = variants.findLast(({ price }) => price > 100n)!.id;
  const made = commands.createCustomer({
    firstName: "Sam",
    email: `sam-${randomUUID()}@example.com`,
    tags: ["vip"],
  });
  const leaving = commands.createCustomer({ firstName: "Kim", email: `kim-${randomUUID()}@example.com` });
  if (!made.ok || !leaving.ok) throw new Error("the simulator refused a customer");
  const place = (quantity: number, rest = {}) =>
    control("orders", {
      customerId: made.customer.id.toString(),
      lines: [{ variantId: variantId.toString(), quantity }],
      ...rest,
    });
  await place(1);
  await place(2, { taxRate: 20 });
  await place(2, { test: true });
  await place(2, { taxRate: 20 });
  await place(3);
  await tick();
  const [test, refunded, cancelled] = [...simulator.shop.orders.values()].slice(-3);
  const placated = [...simulator.shop.orders.values()].at(-4)!;
  const parentId = placated.transactions[0]!.id;
  const goodwill = commands.refundOrder({
    orderId: placated.id,
    lines: [],
    shipping: 0n,
    transactions: [{ amount: 100n, parentId }],
  });
  if (!goodwill.ok) throw new Error("the simulator refused a refund");
  for (const order of [test, refunded])
    await control(`orders/${order!.id}/refund`, {
      lines: [{ lineId: order!.lines[0]!.id.toString(), quantity: 1 }],
    });
  await control(`orders/${cancelled!.id}/cancel`, { reason: "customer", refund: true });
  await tick();
  commands.addCustomerTags(made.customer.id, ["regular"]);
  commands.deleteCustomer(leaving.customer.id);
}

const isAboveZero = (minor: bigint) => minor > 0n;

describe("orders and customers whose webhooks were lost", () => {
  it("are, after one comparison, as if none had been: new, refunded, cancelled and deleted ones", async () => {
    await bringUpToDate();
    await sellThings();
    await tell(complete, await takeSent());
    await compareAll(shop);
    const [ours, theirs] = [await readRecords(shop), await readRecords(complete)];
    // A customer that came and went unseen is none of our records.
    const seen = (records: typeof ours) =>
      records["customers"]!.filter((row) => (row as { alive: boolean }).alive);
    expect(seen(ours)).toEqual(seen(theirs));
    for (const table of ["orders", "lines"]) expect(ours[table], table).toEqual(theirs[table]);
    expect(ours["lines"]).toContainEqual(
      expect.objectContaining({ tax_minor: expect.toSatisfy(isAboveZero) }),
    );
    expect(ours["facts"]).toContainEqual(
      expect.objectContaining({ data: { goodsMinor: "100", goodwillMinor: "100" } }),
    );
    const known = new Set(seen(ours).map((row) => (row as { customer_id: bigint }).customer_id));
    const factsOf = (records: typeof ours) =>
      records["facts"]!.filter((row) => known.has((row as { customer_id: bigint }).customer_id));
    expect(factsOf(ours)).toEqual(factsOf(theirs));

    await compareAll(shop);
    for (const run of Object.values(await lastRuns(shop)))
      expect(run, run.resource).toMatchObject({ missing: 0, stale: 0, surplus: 0 });
  });

  it("are found by a nightly run, which compares what changed, and sweeps for what was deleted", async () => {
    await bringUpToDate();
    const [customer] = [...simulator.shop.customers.values()];
    const gone = commands.createCustomer({ firstName: "Lee", email: `lee-${randomUUID()}@example.com` });
    await compareAll(shop);
    commands.addCustomerTags(customer!.id, [`tag-${randomUUID()}`]);
    if (gone.ok) commands.deleteCustomer(gone.customer.id);
    await takeSent();
    await withShop(shop.shopId, async ({ db, shopId }) => {
      const planned = await db.reconciliation.findMany({ where: { shopId, finishedAt: null } });
      expect(planned.map((run) => run.resource).toSorted()).toEqual(resources.toSorted());
      expect(planned.every((run) => run.since !== null && run.dueAt > new Date())).toBe(true);
      await db.reconciliation.updateMany({
        where: { shopId, finishedAt: null },
        data: { dueAt: new Date(0) },
      });
    });
    await reconcile(shop.shopId, comparators);
    expect((await lastRuns(shop))["customers"]).toMatchObject({
      missing: 0,
      stale: 1,
      surplus: 1,
      repaired: 2,
    });
  });
});

describe("a run that is cut off", () => {
  /** Shows two records a page, and fails from a page on, as an outage does. */
  const narrow = (failsAtPage: number): Comparator[] => {
    const original = comparators.find((comparator) => comparator.resource === "products")!;
    let pages = 0;
    return [
      {
        ...original,
        readPage: async (api, search) => {
          pages += 1;
          if (pages === failsAtPage) throw new AdminApiUnavailable("Shopify answered 503");
          const page = await original.readPage(api, search);
          return { records: page.records.slice(0, 2), hasMore: page.hasMore || page.records.length > 2 };
        },
      },
    ];
  };
  const openRun = () =>
    withShop(shop.shopId, ({ db, shopId }) =>
      db.reconciliation.findFirstOrThrow({ where: { shopId, resource: "products" }, orderBy: { id: "asc" } }),
    );

  it("goes on where it was, counting nothing twice", async () => {
    const total = simulator.shop.products.size;
    expect(total).toBeGreaterThan(4);
    await compareAll(shop, narrow(3));
    const stopped = await openRun();
    expect(stopped).toMatchObject({ compared: 4, finishedAt: null, error: "Shopify answered 503" });
    expect(stopped.dueAt.getTime()).toBeGreaterThan(Date.now());

    await withShop(shop.shopId, ({ db, shopId }) =>
      db.reconciliation.updateMany({ where: { shopId, id: stopped.id }, data: { dueAt: new Date(0) } }),
    );
    await reconcile(shop.shopId, narrow(-1), { maxPages: 1 });
    expect((await openRun()).compared).toBe(6);
    await reconcile(shop.shopId, narrow(-1));
    expect(await openRun()).toMatchObject({ compared: total, missing: total, repaired: total, error: null });
    expect((await openRun()).finishedAt).not.toBeNull();
  });
});

it("is due work: where nothing is planned, and when the planned hour has come", async () => {
  const tasks = async () => {
    let found: { task: string }[] = [];
    await asOwner<{ task: string }>(async (query) => {
      found = await query("SELECT task FROM list_due_work('0 s') WHERE shop_id = $1 AND task = 'reconcile'", [
        shop.shopId.toString(),
      ]);
    });
    return found.length;
  };
  expect(await tasks()).toBe(1);
  await reconcile(shop.shopId, comparators);
  expect(await tasks()).toBe(0);
  await withShop(shop.shopId, compareNow);
  expect(await tasks()).toBe(1);
});

it("every kind of record that the page shows has its comparator", () => {
  expect(resources.toSorted()).toEqual([...RESOURCES].toSorted());
});
