/** Orders of another platform, from a file. */
import { describe, expect, it } from "vitest";
import { listRowErrors, startImport } from "#app/features/reports/transfer/import-runs.server.ts";
import { workOffImports } from "#app/features/reports/transfer/store-import.server.ts";
import { bigId } from "#tests/factories/payloads.ts";
import { balanceOfCustomer } from "#tests/factories/shop.ts";
import { shop, run, bring, statusOf, check, bringAll, countRows, workOffCutOffAfter } from "./bringing.ts";

describe("orders of another platform", () => {
  const ORDERS =
    "Order Number,Email,Date,Total,Refunded,Product\nW1,ann@example.com,2024-05-01,20.00,,Lantern\nW1,ann@example.com,2024-05-01,20.00,,Candle\nW2,ann@example.com,2025-05-01,1.234,\nW3,ann@example.com,2025-06-01,30.00,10.00,Lamp\n";

  it("become history, with points only when the merchant says so", async () => {
    const id = await bringAll("orders", ORDERS);
    expect(await run((scope) => listRowErrors(scope, id, 10))).toMatchObject([{ line: 4, field: "total" }]);
    const orders = await run(({ db }) => db.order.findMany({ orderBy: { name: "asc" } }));
    expect(orders.map(({ name, customerId, channel }) => [name, customerId, channel])).toEqual([
      ["W1", bigId(7), "other"],
      ["W3", bigId(7), "other"],
    ]);
    expect(await run(({ db }) => db.orderLine.count())).toBe(3);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(0n);
    const before = await countRows();
    await bringAll("orders", ORDERS);
    expect(await countRows()).toEqual(before);
  });

  it("keep all their lines wherever these stand in the file, also when the worker is killed", async () => {
    const lines = Array.from({ length: 1_000 }, (_, n) =>
      Array.from(
        { length: 1 + (n % 3) },
        (_, line) => `S${n},ann@example.com,2024-05-01,20.00,Item ${n}-${line}`,
      ),
    ).flat();
    // Shuffled the same way each time.
    const shuffled = lines
      .map((line, at) => ({ line, at: (at * 7_919) % 10_007 }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ line }) => line);
    const id = await bring("orders", `number,email,date,total,product\n${shuffled.join("\n")}\n`, 50_000);
    await check(id);
    expect(await statusOf(id)).toMatchObject({ status: "checked", stored: lines.length, failed: 0 });
    await run((scope) => startImport(scope, id));
    await workOffCutOffAfter(1_000);
    await workOffImports(shop.shopId);
    expect(await statusOf(id)).toMatchObject({ status: "done", stored: lines.length, failed: 0 });
    const stored = await run(({ db }) => db.orderLine.findMany({ select: { title: true, orderId: true } }));
    expect(stored.map(({ title }) => title).toSorted()).toEqual(
      lines.map((line) => line.split(",").at(-1)!).toSorted(),
    );
    expect(new Set(stored.map(({ orderId }) => orderId)).size).toBe(1_000);
  });

  it("bring prices, discounts, tax, shipping, status and address; SKUs are the shop's products; points go by the goods", async () => {
    await run(async ({ db, shopId }) => {
      const known = { shopId, title: "Lantern", updatedAt: new Date("2026-01-01T00:00:00Z") };
      await db.product.create({
        data: { ...known, id: bigId(50), handle: "lantern", status: "active", tags: [] },
      });
      const variant = { ...known, productId: bigId(50), priceMinor: 900n };
      await db.variant.createMany({
        data: [
          { ...variant, id: bigId(51), sku: "LAN-1" },
          { ...variant, id: bigId(52), sku: "OLD-7", deletedAt: known.updatedAt },
        ],
      });
    });
    const id = await bringAll(
      "orders",
      "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Shipping,Taxes,Total,Discount Amount,Lineitem name,Lineitem sku,Lineitem quantity,Lineitem price,Shipping City,Shipping Country\n" +
        "#1,ann@example.com,paid,2026-02-01,fulfilled,GBP,3.90,2.00,27.90,5.00,,LAN-1,2,10.00,Leeds,GB\n" +
        "#2,ann@example.com,Cancelled,2026-02-02,unfulfilled,GBP,,,9.00,,Lamp,,1,9.00,,\n" +
        "#1,,,,,,,,,,Candle,OLD-7,1,9.00,,\n" +
        "#3,ann@example.com,paid,2026-02-03,,EUR,,,9.00,,Lamp,,1,9.00,,\n" +
        "#3,,,,,,,,,,Candle,,1,9.00,,\n",
      { ordersEarnPoints: true },
    );
    expect(await run((scope) => listRowErrors(scope, id, 10))).toMatchObject([
      { line: 5, field: "currency" },
      { line: 6, field: "number", message: expect.stringContaining("line 5") as string },
    ]);
    expect(await statusOf(id)).toMatchObject({ stored: 3, failed: 2 });
    const orders = await run(({ db }) => db.order.findMany({ orderBy: { name: "asc" } }));
    expect(orders).toMatchObject([
      {
        name: "#1",
        subtotalMinor: 2_400n,
        discountsMinor: 500n,
        shippingMinor: 390n,
        taxMinor: 200n,
        totalMinor: 2_790n,
        financialStatus: "paid",
        fulfillmentStatus: "fulfilled",
        countryCode: "GB",
      },
      { name: "#2", financialStatus: "voided", cancelledAt: new Date("2026-02-02T00:00:00Z") },
    ]);
    const lines = await run(({ db, shopId }) =>
      db.orderLine.findMany({
        where: { shopId, orderId: orders[0]!.id },
        orderBy: { unitPriceMinor: "desc" },
      }),
    );
    expect(lines).toMatchObject([
      { productId: bigId(50), variantId: bigId(51), sku: "LAN-1", quantity: 2, unitPriceMinor: 1_000n },
      { productId: null, title: "Candle", sku: "OLD-7", unitPriceMinor: 900n },
    ]);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(24n);
    expect(
      await run(({ db }) => db.customerSummary.findFirst({ where: { customerId: bigId(7) } })),
    ).toMatchObject({
      ordersCount: 1,
    });
  });

  it("that earn points earn them by the programme of their day", async () => {
    await bringAll("orders", "number,email,date,total\nW9,ann@example.com,2026-02-01,30.00\n", {
      ordersEarnPoints: true,
    });
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(30n);
  });
});
