import { describe, expect, it } from "vitest";
import { adjustPoints, redeemPoints, settleRedemption } from "#app/features/loyalty/index.server.ts";
import { readOverview, readPointsByWeek, readRecentActivity } from "#app/features/reports/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, makeOrder, makeRefund } from "#tests/factories/payloads.ts";
import { deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";

const REDEMPTION = "11111111-1111-4111-8111-111111111111";
const ADJUSTMENT = "22222222-2222-4222-8222-222222222222";
const LONDON = "Europe/London";

/** A shop with a programme and one paid order over £80, of which £20 were refunded a week later. */
async function makeStore(): Promise<TestShop> {
  const shop = await makeShop();
  await startProgramme(shop);
  const order = makeOrder({
    id: bigId(1),
    subtotal_price: "80.00",
    customer: makeCustomer({ id: bigId(7) }),
  });
  await deliver(shop, { topic: "orders/create", payload: order });
  const refund = makeRefund({ order_id: bigId(1), goods: "20.00", created_at: "2026-03-09T10:00:00+00:00" });
  await deliver(shop, { topic: "refunds/create", payload: refund });
  await workOff(shop);
  return shop;
}

const redeem = (shop: TestShop) =>
  withShop(shop.shopId, (scope) =>
    redeemPoints(scope, {
      customerId: bigId(7),
      rewardId: 1,
      redemptionId: REDEMPTION,
      now: new Date("2026-03-10T10:00:00Z"),
    }),
  );

describe("readOverview", () => {
  it("is all zero before anything happened", async () => {
    const shop = await makeShop();
    expect(await withShop(shop.shopId, readOverview)).toEqual({
      members: 0,
      issued: 0n,
      redeemed: 0n,
      outstanding: 0n,
      hasRedemption: false,
    });
  });

  it("counts a redemption once its code exists", async () => {
    const shop = await makeStore();
    expect(await withShop(shop.shopId, readOverview)).toMatchObject({
      members: 1,
      issued: 60n,
      outstanding: 60n,
    });
    await redeem(shop);
    expect(await withShop(shop.shopId, readOverview)).toMatchObject({
      redeemed: 0n,
      outstanding: 10n,
      hasRedemption: false,
    });
    await withShop(shop.shopId, (scope) =>
      settleRedemption(scope, REDEMPTION, {
        status: "posted",
        discountGid: "gid://shopify/DiscountCodeNode/1",
      }),
    );
    expect(await withShop(shop.shopId, readOverview)).toEqual({
      members: 1,
      issued: 60n,
      redeemed: 50n,
      outstanding: 10n,
      hasRedemption: true,
    });
  });

  it("leaves adjustments out of what was issued", async () => {
    const shop = await makeStore();
    await withShop(shop.shopId, (scope) =>
      adjustPoints(scope, {
        adjustmentId: ADJUSTMENT,
        customerId: bigId(7),
        points: 5,
        reason: "Goodwill",
        staff: "1",
        now: new Date(),
      }),
    );
    expect(await withShop(shop.shopId, readOverview)).toMatchObject({ issued: 60n, outstanding: 65n });
  });
});

describe("readPointsByWeek", () => {
  const weeks = (shop: TestShop, now: string, timeZone = LONDON) =>
    withShop(shop.shopId, (scope) => readPointsByWeek(scope, { now: new Date(now), timeZone }));

  it("has 52 weeks without gaps, each beginning on a Monday, also across the change of clocks", async () => {
    const shop = await makeShop();
    const read = await weeks(shop, "2026-04-02T12:00:00Z");
    expect(read).toHaveLength(52);
    expect(read.at(-1)!.week).toBe("2026-03-30");
    for (const [index, { week }] of read.entries()) {
      const day = new Date(`${week}T00:00:00Z`);
      expect(day.getUTCDay()).toBe(1);
      const next = read[index + 1];
      if (next) expect(new Date(`${next.week}T00:00:00Z`).getTime() - day.getTime()).toBe(7 * 86_400_000);
    }
  });

  it("puts points and what was taken back into the weeks in which they happened", async () => {
    const shop = await makeStore();
    const read = await weeks(shop, "2026-03-20T12:00:00Z");
    const issued = Object.fromEntries(
      read.filter((week) => week.issued !== 0n).map((week) => [week.week, week.issued]),
    );
    expect(issued).toEqual({ "2026-02-23": 80n, "2026-03-09": -20n });
  });

  it("cuts weeks at midnight of the shop, not of the server", async () => {
    const shop = await makeShop();
    await startProgramme(shop);
    // Sunday 23:30 in London, Monday 08:30 in Tokyo.
    const at = "2026-03-01T23:30:00+00:00";
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ created_at: at, processed_at: at, updated_at: at }),
    });
    await workOff(shop);
    const weekOf = async (timeZone: string) =>
      (await weeks(shop, "2026-03-20T12:00:00Z", timeZone)).find((week) => week.issued > 0n)?.week;
    expect(await weekOf(LONDON)).toBe("2026-02-23");
    expect(await weekOf("Asia/Tokyo")).toBe("2026-03-02");
  });
});

describe("readRecentActivity", () => {
  it("names the customer and the order, newest first", async () => {
    const shop = await makeStore();
    await redeem(shop);
    const read = await withShop(shop.shopId, (scope) => readRecentActivity(scope, 10));
    expect(read.map(({ kind, points, orderName }) => [kind, points, orderName])).toEqual([
      ["redeem", -50n, null],
      ["refund", -20n, "#1001"],
      ["earn", 80n, "#1001"],
    ]);
    expect(read[0]).toMatchObject({ customerId: bigId(7), firstName: "Alex" });
  });
});
