import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import {
  adjustPoints,
  readStatement,
  redeemPoints,
  redemptionsOf,
  saveProgramme,
  settleRedemption,
} from "#app/features/loyalty/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { bigId, makeOrder, makeRefund } from "#tests/factories/payloads.ts";
import {
  asOwner,
  balanceOfCustomer,
  deliver,
  makeShop,
  readState,
  startProgramme,
  type TestShop,
  workOff,
} from "#tests/factories/shop.ts";

const CUSTOMER = bigId(7);
const NOW = new Date("2026-04-01T00:00:00Z");
let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
  await startProgramme(shop);
  await deliver(shop, { topic: "orders/create", payload: makeOrder({ subtotal_price: "120.00" }) });
  await workOff(shop);
  expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(120n);
});

const redeem = (redemptionId: string = randomUUID(), customerId = CUSTOMER, rewardId = 1) =>
  withShop(shop.shopId, (scope) => redeemPoints(scope, { customerId, rewardId, redemptionId, now: NOW }));
const adjust = (points: number, adjustmentId: string = randomUUID()) =>
  withShop(shop.shopId, (scope) =>
    adjustPoints(scope, {
      adjustmentId,
      customerId: CUSTOMER,
      points,
      reason: "a good reason",
      staff: "1",
      now: NOW,
    }),
  );
const balances = async () => (await readState(shop))["balances"];

/** The ledger's invariants, read from the database as its owner. */
async function expectBalanced(): Promise<void> {
  await asOwner(async (query) => {
    expect(
      await query(
        "SELECT transfer_id FROM points_entry GROUP BY shop_id, transfer_id HAVING sum(points) <> 0",
      ),
    ).toEqual([]);
    expect(
      await query(`SELECT a.account_id FROM points_account a LEFT JOIN points_entry e USING (shop_id, account_id)
                   GROUP BY a.shop_id, a.account_id, a.balance HAVING a.balance <> coalesce(sum(e.points), 0)`),
    ).toEqual([]);
  });
}

describe("a redemption", () => {
  it("holds the points until the code exists, then spends them", async () => {
    const { id, status, code } = await redeem();
    expect(status).toBe("pending");
    expect(code).toMatch(/^[A-Z2-9]{10}$/);
    expect(await balances()).toMatchObject([
      { kind: "issued", balance: "-120" },
      { kind: "member", balance: "70" },
      { kind: "pending", balance: "50" },
    ]);
    await withShop(shop.shopId, (scope) =>
      settleRedemption(scope, id, { status: "posted", discountGid: "gid://shopify/DiscountCodeNode/1" }),
    );
    expect(await balances()).toMatchObject([
      { kind: "issued" },
      { kind: "member", balance: "70" },
      { kind: "redeemed", balance: "50" },
    ]);
    await expectBalanced();
  });

  it("gives the points back to their lot when the code cannot be made", async () => {
    const { id } = await redeem();
    await withShop(shop.shopId, (scope) =>
      settleRedemption(scope, id, { status: "voided", failure: "refused" }),
    );
    expect(await balances()).toMatchObject([{ kind: "issued" }, { kind: "member", balance: "120" }]);
    await withShop(shop.shopId, (scope) =>
      settleRedemption(scope, id, { status: "posted", discountGid: "x" }),
    );
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(120n);
    await expectBalanced();
  });

  it("asked for again with the same id redeems once, also at the same time", async () => {
    const id = randomUUID();
    const results = await Promise.all([redeem(id), redeem(id), redeem(id)]);
    expect(new Set(results.map((result) => result.code)).size).toBe(1);
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(70n);
  });

  it("never takes the balance below zero, with fifty at once", async () => {
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => redeem()));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(2);
    const refused = results.filter((result) => result.status === "rejected").map((result) => result.reason);
    expect(refused.every((reason) => reason instanceof Refusal && reason.code === "not_enough_points")).toBe(
      true,
    );
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(20n);
    await expectBalanced();
  });

  it.each([
    ["an unknown reward", () => redeem(undefined, CUSTOMER, 99), "reward_unknown"],
    ["a customer without points", () => redeem(undefined, bigId(1234)), "not_enough_points"],
  ])("refuses %s", async (_label, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
  });

  it("refuses another customer's redemption id", async () => {
    const { id } = await redeem();
    await expect(redeem(id, bigId(8))).rejects.toMatchObject({ code: "redemption_of_another" });
  });

  it("counts a refund that came in a moment ago, before the worker looked at it", async () => {
    await deliver(shop, { topic: "refunds/create", payload: makeRefund({ goods: "100.00" }) });
    const { processDeliveries } = await import("#app/features/events/index.server.ts");
    const { deliveryHandlers } = await import("#app/worker/registry.server.ts");
    await processDeliveries(shop.shopId, deliveryHandlers);
    await expect(redeem()).rejects.toMatchObject({
      code: "not_enough_points",
      details: { missing: 30, balance: 20 },
    });
  });

  it("stays granted when a late refund takes its points away", async () => {
    await redeem();
    await deliver(shop, { topic: "refunds/create", payload: makeRefund({ goods: "120.00" }) });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(-50n);
    expect(await withShop(shop.shopId, (scope) => redemptionsOf(scope, CUSTOMER, 10))).toMatchObject([
      { status: "pending" },
    ]);
    await expectBalanced();
  });

  it("is refused while the programme is paused", async () => {
    const paused = {
      earnPoints: 1,
      earnPerMinor: 100,
      rewardCostPoints: 50,
      rewardValueMinor: 500,
      rewardActive: true,
      active: false,
      includePastYear: false,
    };
    await withShop(shop.shopId, (scope) =>
      saveProgramme(scope, paused, { staff: null, now: new Date("2026-03-20T00:00:00Z") }),
    );
    await expect(redeem()).rejects.toMatchObject({ code: "programme_paused" });
  });
});

describe("an adjustment", () => {
  it("gives and takes, with its reason, once for each id", async () => {
    const id = randomUUID();
    await adjust(30, id);
    await adjust(30, id);
    expect(await adjust(-100)).toEqual({ balance: 50n });
    const statement = await withShop(shop.shopId, (scope) => readStatement(scope, CUSTOMER, 10));
    expect(statement.map((line) => [line.kind, line.points, line.balanceAfter])).toEqual([
      ["adjust", -100n, 50n],
      ["adjust", 30n, 150n],
      ["earn", 120n, 120n],
    ]);
    await expectBalanced();
  });

  it("takes no more than there is", async () => {
    await expect(adjust(-121)).rejects.toMatchObject({ code: "not_enough_points", field: "points" });
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(120n);
  });
});

describe("the programme", () => {
  it("changed from now on leaves what was given, and a refund takes back what was given", async () => {
    const richer = {
      earnPoints: 10,
      earnPerMinor: 100,
      rewardCostPoints: 50,
      rewardValueMinor: 500,
      rewardActive: true,
      active: true,
      includePastYear: false,
    };
    await withShop(shop.shopId, (scope) =>
      saveProgramme(scope, richer, { staff: null, now: new Date("2026-03-10T00:00:00Z") }),
    );
    await workOff(shop);
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(120n);
    await deliver(shop, { topic: "refunds/create", payload: makeRefund({ goods: "120.00" }) });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(0n);
  });
});

describe("the database itself", () => {
  it.each([
    ["updating an entry", "UPDATE points_entry SET points = points + 1"],
    ["deleting an entry", "DELETE FROM points_entry"],
    ["updating a transfer", "UPDATE points_transfer SET kind = 'adjust'"],
    ["deleting a transfer", "DELETE FROM points_transfer"],
  ])("refuses %s, to the app and to the owner", async (_label, sql) => {
    await expect(withShop(shop.shopId, ({ db }) => db.$executeRawUnsafe(sql))).rejects.toThrow(
      /permission denied/,
    );
    await asOwner(async (query) => {
      await expect(query(sql)).rejects.toThrow(/never updated or deleted/);
    });
  });

  it("refuses a transfer that does not sum to zero", async () => {
    const writing = withShop(
      shop.shopId,
      ({ db }) =>
        db.$executeRaw`INSERT INTO points_entry (shop_id, transfer_id, line, account_id, lot, points)
        SELECT shop_id, transfer_id, 9, account_id, 'x', 5 FROM points_transfer LIMIT 1`,
    );
    await expect(writing).rejects.toThrow(/do not sum to zero/);
  });
});
