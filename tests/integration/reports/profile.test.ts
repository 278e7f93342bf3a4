import { describe, expect, it } from "vitest";
import {
  deleteView,
  listViews,
  type Profile,
  readPart,
  readProfile,
  readTimeline,
  saveNote,
  saveView,
  setNoteDeleted,
} from "#app/features/reports/index.server.ts";
import { TimelineFilter } from "#app/features/reports/schema.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { textOfJson } from "#app/shared/json.ts";
import { bigId, makeCustomer, makeOrder, makeRefund } from "#tests/factories/payloads.ts";
import { deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";

const NOW = new Date("2026-03-15T12:00:00Z");
const ID = bigId(7);

/** One customer with two orders; £20 of the second went back. */
async function makeStore(): Promise<TestShop> {
  const shop = await makeShop();
  await startProgramme(shop);
  const customer = makeCustomer({ id: ID });
  for (const [n, at] of ["2026-02-01T10:00:00+00:00", "2026-03-01T10:00:00+00:00"].entries())
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({
        id: bigId(10 + n),
        name: `#200${n}`,
        customer,
        subtotal_price: "80.00",
        created_at: at,
        processed_at: at,
        updated_at: at,
      }),
    });
  const refund = makeRefund({ order_id: bigId(11), goods: "20.00", created_at: "2026-03-09T10:00:00+00:00" });
  await deliver(shop, { topic: "refunds/create", payload: refund });
  await workOff(shop);
  return shop;
}

async function profileOf(shop: TestShop, id = ID): Promise<Profile> {
  const profile = await readProfile(shop.shopId, id, NOW);
  if (!profile || "mergedInto" in profile) throw new Error("nobody has this number");
  return profile;
}

describe("readProfile", () => {
  it("tells what a customer bought, when, and what it came to", async () => {
    const profile = await profileOf(await makeStore());
    expect(profile.orders.items.map(({ name }) => name)).toEqual(["#2001", "#2000"]);
    expect(profile.spend.slice(-2)).toEqual([
      { month: "2026-02", amountMinor: 8000n },
      { month: "2026-03", amountMinor: 6000n },
    ]);
    expect(profile.gaps.medianDays).toBe(28);
    expect(profile.balance).toBe(140n);
    // 50 points are worth £5.
    expect(profile.profitability.liabilityMinor).toBe(1400n);
    expect(profile.timeline.facts.map(({ kind }) => kind)).toContain("order.refunded");
  });

  it("tells what was sent, arrived and came back of each order", async () => {
    const shop = await makeStore();
    const parcel = {
      id: bigId(80),
      order_id: bigId(11),
      status: "success",
      created_at: "2026-03-02T10:00:00Z",
    };
    await deliver(shop, {
      topic: "fulfillments/create",
      payload: { ...parcel, shipment_status: "delivered", updated_at: "2026-03-04T10:00:00Z" },
    });
    await deliver(shop, {
      topic: "returns/request",
      payload: { id: bigId(86), status: "requested", order: { id: bigId(11) } },
      headers: { "X-Shopify-Triggered-At": "2026-03-05T10:00:00Z" },
    });
    await workOff(shop);
    const [order] = (await profileOf(shop)).orders.items;
    expect(order).toMatchObject({
      refunds: [{ id: bigId(90).toString(), goodsMinor: 2000n, at: new Date("2026-03-09T10:00:00Z") }],
      parcels: [
        {
          id: bigId(80).toString(),
          sentAt: new Date("2026-03-02T10:00:00Z"),
          deliveredAt: new Date("2026-03-04T10:00:00Z"),
          isCancelled: false,
        },
      ],
      returns: [{ id: bigId(86).toString(), status: "requested", at: new Date("2026-03-05T10:00:00Z") }],
    });
  });

  it("tells all addresses with company and region, the tax exemption and whether the e-mail is verified", async () => {
    const shop = await makeShop();
    const office = {
      id: 1,
      company: "Tea & Co",
      address1: "1 High Street",
      city: "Leeds",
      zip: "LS1",
      province: "West Yorkshire",
      province_code: "WYK",
      country_code: "GB",
      default: true,
    };
    const home = { ...office, id: 2, company: null, address1: "2 Low Road", default: false };
    const customer = makeCustomer({
      id: ID,
      verified_email: true,
      tax_exempt: true,
      default_address: office,
      addresses: [office, home],
    });
    await deliver(shop, { topic: "customers/create", payload: customer });
    await workOff(shop);
    const profile = await profileOf(shop);
    expect(profile.customer).toMatchObject({ verifiedEmail: true, taxExempt: true, regionCode: "WYK" });
    expect(profile.customer.addresses).toMatchObject([
      { company: "Tea & Co", province: "West Yorkshire", isDefault: true },
      { address1: "2 Low Road", company: null, isDefault: false },
    ]);
  });

  it("knows the margin of what was kept as far as costs are known", async () => {
    const shop = await makeStore();
    const before = (await profileOf(shop)).profitability;
    expect(before).toMatchObject({ paidWithCostMinor: 0n, costMinor: 0n });
    await withShop(shop.shopId, async ({ db }) => {
      await db.$executeRaw`UPDATE order_line SET variant_id = 1, quantity = 2, current_quantity = 1, unit_price_minor = 1000, discount_minor = 200`;
      await db.$executeRaw`INSERT INTO variant (shop_id, variant_id, product_id, title, price_minor, inventory_item_id, updated_at) VALUES (${shop.shopId}, 1, 1, 'One', 1000, 1, now())`;
      await db.$executeRaw`INSERT INTO inventory_item (shop_id, inventory_item_id, cost_minor, updated_at) VALUES (${shop.shopId}, 1, 300, now())`;
    });
    const { profitability, products } = await profileOf(shop);
    expect(profitability.goodwillMinor).toBe(0n);
    const pieces = products.items.reduce((sum, { quantity }) => sum + quantity, 0);
    // Half of each line came back, with half of its discount.
    expect(profitability.paidWithCostMinor).toBe(BigInt(pieces) * 900n);
    expect(profitability.costMinor).toBe(BigInt(pieces) * 300n);
  });

  it("counts no tax as profit, nor what was given back without a return", async () => {
    const shop = await makeShop();
    const line = {
      id: bigId(50),
      product_id: bigId(60),
      variant_id: bigId(70),
      title: "Lantern",
      quantity: 2,
      price: "12.00",
      tax_lines: [{ price: "4.00" }],
    };
    const order = (n: number, rest: object) =>
      makeOrder({
        id: bigId(n),
        subtotal_price: "24.00",
        total_price: "24.00",
        total_tax: "4.00",
        line_items: [{ ...line, id: bigId(50 + n) }],
        ...rest,
      });
    // Prices with tax; prices without; and an app's order, whose tax is told as a whole.
    await deliver(shop, { topic: "orders/create", payload: order(1, { taxes_included: true }) });
    await deliver(shop, { topic: "orders/create", payload: order(2, { total_price: "28.00" }) });
    const asAWhole = [{ ...line, id: bigId(53), tax_lines: [] }];
    await deliver(shop, {
      topic: "orders/create",
      payload: order(3, { taxes_included: true, line_items: asAWhole }),
    });
    const goodwill = { goods: "0.00", refund_line_items: [], order_id: bigId(1) };
    const paidBack = { id: bigId(92), kind: "refund", status: "success", amount: "6.00", currency: "GBP" };
    await deliver(shop, {
      topic: "refunds/create",
      payload: makeRefund({ ...goodwill, transactions: [paidBack] }),
    });
    await workOff(shop);
    await withShop(shop.shopId, async ({ db }) => {
      await db.$executeRaw`INSERT INTO variant (shop_id, variant_id, product_id, title, price_minor, inventory_item_id, updated_at) VALUES (${shop.shopId}, ${bigId(70)}, ${bigId(60)}, 'One', 1200, 1, now())`;
      await db.$executeRaw`INSERT INTO inventory_item (shop_id, inventory_item_id, cost_minor, updated_at) VALUES (${shop.shopId}, 1, 300, now())`;
    });
    const { profitability, products } = await profileOf(shop);
    expect(products.items).toMatchObject([{ paidMinor: 7200n, keptMinor: 6400n }]);
    // Six pieces cost £18, and £5 of the £6 that went back were the shop's.
    expect(profitability).toMatchObject({
      paidWithCostMinor: 6400n,
      keptMinor: 6400n,
      goodwillMinor: 500n,
      costMinor: 2300n,
    });
  });

  it("leads from a merged customer to who they are today, and from nobody to nothing", async () => {
    const shop = await makeStore();
    await withShop(
      shop.shopId,
      ({ db }) =>
        db.$executeRaw`INSERT INTO customer_merge (shop_id, from_id, into_id) VALUES (${shop.shopId}, 99, ${ID})`,
    );
    const read = (id: bigint) => readProfile(shop.shopId, id, NOW);
    expect(await read(99n)).toEqual({ mergedInto: ID });
    expect(await read(98n)).toBeNull();
    expect(await readProfile((await makeShop()).shopId, ID, NOW)).toBeNull();
  });
});

describe("the whole profile", () => {
  it("is one for the page and the API: who the person is and their segments stand in it", async () => {
    const shop = await makeStore();
    await withShop(shop.shopId, async ({ db }) => {
      await db.$executeRaw`INSERT INTO segment (shop_id, segment_id, name, condition) VALUES (${shop.shopId}, 1, 'Best', 'orders_count > 1')`;
      await db.$executeRaw`INSERT INTO segment_member (shop_id, segment_id, customer_id, joined_at) VALUES (${shop.shopId}, 1, ${ID}, ${NOW})`;
    });
    const profile = await profileOf(shop);
    expect(profile.identity.contacts.map(({ kind }) => kind)).toContain("email");
    expect(profile.segments).toEqual([{ id: 1n, name: "Best", joinedAt: NOW }]);
    expect(textOfJson(profile)).toContain('"segments":[{"id":"1"');
  });

  it("goes on page by page where a list is longer, without a gap", async () => {
    const shop = await makeStore();
    await withShop(shop.shopId, async ({ db }) => {
      // 150 further orders, several in the same second, each of another product.
      await db.$executeRaw`INSERT INTO orders (shop_id, order_id, name, customer_id, currency, subtotal_minor, total_minor, processed_at, created_at, updated_at, channel)
        SELECT ${shop.shopId}, n, '#' || n, ${ID}, 'GBP', 100, 100, timestamptz '2025-01-01' + (n / 4) * interval '1 second', now(), now(), 'web' FROM generate_series(1, 150) n`;
      await db.$executeRaw`INSERT INTO order_line (shop_id, order_id, line_id, product_id, title, quantity, current_quantity, unit_price_minor, discount_minor)
        SELECT ${shop.shopId}, n, n, n, 'Product ' || n, 1, 1, 100, 0 FROM generate_series(1, 150) n`;
    });
    const walk = async (part: "orders" | "products", nameOf: (item: never) => string) => {
      const begun = (await profileOf(shop))[part];
      const seen = begun.items.map((item) => nameOf(item as never));
      let cursor = begun.nextCursor;
      expect(cursor).not.toBeNull();
      while (cursor !== null) {
        const page = await readPart(shop.shopId, ID, { part, cursor });
        seen.push(...page!.items.map((item) => nameOf(item as never)));
        cursor = page!.nextCursor;
      }
      expect(new Set(seen).size).toBe(seen.length);
      return seen;
    };
    expect(await walk("orders", ({ name }: { name: string }) => name)).toHaveLength(152);
    const products = await walk("products", ({ title }: { title: string }) => title);
    expect(products.filter((title) => /^Product \d+$/.test(title))).toHaveLength(150);
    const { timeline } = await profileOf(shop);
    const older = await readPart(shop.shopId, ID, { part: "timeline", cursor: timeline.nextCursor });
    expect(older?.items.length).toBeGreaterThan(0);
    expect(await readPart(shop.shopId, 98n, { part: "orders", cursor: null })).toBeNull();
  });
});

describe("the timeline", () => {
  const read = (shop: TestShop, filter: object, limit = 100) =>
    withShop(shop.shopId, (scope) =>
      readTimeline(scope, ID, TimelineFilter.parse({ cursor: null, ...filter }), limit),
    );

  it("pages on without a gap and ends", async () => {
    const shop = await makeStore();
    const whole = (await read(shop, {})).facts.map(({ kind, key }) => `${kind} ${key}`);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await read(shop, { cursor }, 2);
      paged.push(...page.facts.map(({ kind, key }) => `${kind} ${key}`));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThan(4);
  });

  it("shows some kinds, and days of the shop, both ends included", async () => {
    const shop = await makeStore();
    const kinds = (await read(shop, { kinds: "customer" })).facts.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(["customer.created"]));
    const inMarch = (await read(shop, { kinds: "order", from: "2026-03-01", to: "2026-03-09" })).facts;
    expect(inMarch.map(({ kind, orderName }) => `${kind} ${orderName}`)).toEqual([
      "order.refunded #2001",
      "order.placed #2001",
      "order.paid #2001",
    ]);
  });

  it.each(["x", "1~", "~order.paid~1", "1; DROP TABLE fact"])(
    "begins at the start for %j, which is no cursor",
    async (cursor) => {
      const shop = await makeStore();
      expect(await read(shop, { cursor })).toEqual(await read(shop, {}));
    },
  );
});

describe("notes", () => {
  it("are kept sealed, edited, deleted and brought back", async () => {
    const shop = await makeStore();
    const within = <T>(work: Parameters<typeof withShop<T>>[1]) => withShop(shop.shopId, work);
    const note = { customerId: ID, staff: "1", now: NOW };
    const id = await within((scope) => saveNote(scope, { ...note, id: null, text: "Prefers tea" }));
    const stored = await within(({ db }) => db.customerNote.findFirstOrThrow({}));
    expect(Buffer.from(stored.sealed).toString("latin1")).not.toContain("tea");
    await within((scope) => saveNote(scope, { ...note, id, text: "Prefers coffee" }));
    const texts = async () => (await profileOf(shop)).notes.map(({ text }) => text);
    expect(await texts()).toEqual(["Prefers coffee"]);
    await within((scope) => setNoteDeleted(scope, { id, customerId: ID, isDeleted: true, now: new Date() }));
    expect(await texts()).toEqual([]);
    await within((scope) => setNoteDeleted(scope, { id, customerId: ID, isDeleted: false, now: NOW }));
    expect(await texts()).toEqual(["Prefers coffee"]);
    const another = within((scope) => saveNote(scope, { ...note, customerId: 5n, id: null, text: "Nobody" }));
    await expect(another).rejects.toMatchObject({ code: "customer_unknown" });
  });
});

describe("saved views", () => {
  it("keep filters and columns but not what was searched for, under names of their own", async () => {
    const shop = await makeShop();
    const save = (name: string, id: number | null = null) =>
      withShop(shop.shopId, (scope) =>
        saveView(scope, {
          id,
          name,
          address: "q=jane&stage=loyal&columns=tags,email&x=1",
          staff: "1",
          now: NOW,
        }),
      );
    const id = await save("Best");
    const views = () => withShop(shop.shopId, listViews);
    expect(await views()).toEqual([{ id, name: "Best", address: "stage=loyal&columns=email%2Ctags" }]);
    await expect(save("best")).rejects.toMatchObject({ code: "view_name_taken" });
    await save("Better", id);
    expect((await views()).map(({ name }) => name)).toEqual(["Better"]);
    const stored = await withShop(shop.shopId, ({ db }) => db.savedView.findMany());
    expect(Buffer.from(stored[0]!.sealed).toString("latin1")).not.toContain("Better");
    await withShop(shop.shopId, (scope) => deleteView(scope, id));
    expect(await views()).toEqual([]);
  });
});
