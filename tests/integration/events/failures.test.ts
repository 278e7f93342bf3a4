/** Deliveries that fail: set aside, tried again by hand or by rule; batches that take too long. */
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import {
  addRule,
  countFitting,
  deliveryHandler,
  type DeliveryHandler,
  listDeliveries,
  processDeliveries,
  retryDeliveries,
} from "#app/features/events/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { InvalidInput } from "#app/shared/errors.ts";
import { deliver, makeShop, type TestShop } from "#tests/factories/shop.ts";

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
});

/** Reads bodies such as {"fault": "…"}; `record` stores nothing. */
function handlerOf(record: (faults: string[]) => Promise<void> = async () => {}): DeliveryHandler {
  return deliveryHandler(
    ({ payload }) => {
      const { fault = "" } = payload as { fault?: string };
      if (fault.startsWith("unreadable")) throw new InvalidInput(`The order cannot be read: ${fault}`);
      return fault;
    },
    async (_scope, faults) => {
      await record([...faults]);
      return faults.map(() => ({ customerId: null }));
    },
  );
}

const process = (handler = handlerOf(), limits = {}) =>
  processDeliveries(shop.shopId, { "orders/create": handler, "carts/update": handler }, limits);

const listed = async () =>
  (
    await withShop(shop.shopId, (scope) =>
      listDeliveries(scope, { status: null, topic: null, beforeId: null, limit: 500 }),
    )
  ).toReversed();
const statuses = async () => (await listed()).map(({ status }) => status);
const send = (fault: string, topic = "orders/create") => deliver(shop, { topic, payload: { fault } });
const letTimePass = () =>
  withShop(shop.shopId, ({ db }) => db.webhookDelivery.updateMany({ data: { notBefore: null } }));

const rule = {
  topic: "orders/*",
  errorContains: "CURRENCY",
  retryAfterMinutes: null,
  maxRetries: null,
} as const;
const add = (given: Parameters<typeof addRule>[1]) =>
  withShop(shop.shopId, (scope) => addRule(scope, given, null));

describe("a rule", () => {
  it("lets deliveries be ignored: those set aside already, as its preview said, and those that fail later", async () => {
    await send("unreadable currency");
    await send("unreadable amount");
    await send("unreadable currency", "carts/update");
    await process();
    expect(await statuses()).toEqual(["failed", "failed", "failed"]);
    expect(await withShop(shop.shopId, (scope) => countFitting(scope, rule))).toBe(1);
    expect(await add({ ...rule, action: "ignore" })).toBe(1);
    await send("unreadable Currency code");
    await process();
    expect(await statuses()).toEqual(["ignored", "failed", "failed", "ignored"]);
  });

  it("has them tried again after a while, so many times and no more", async () => {
    await add({ ...rule, action: "retry", retryAfterMinutes: 10, maxRetries: 2 });
    await send("unreadable currency");
    for (const expected of ["received", "received", "failed"]) {
      await process();
      await process();
      expect(await statuses()).toEqual([expected]);
      await letTimePass();
    }
    const [row] = await listed();
    expect(row).toMatchObject({ attempts: 3 });
  });

  it("has those set aside already tried again after its while", async () => {
    await send("unreadable currency");
    await process();
    await add({ ...rule, action: "retry", retryAfterMinutes: 10, maxRetries: 2 });
    await process();
    expect(await statuses()).toEqual(["received"]);
    await letTimePass();
    await process({ ...handlerOf(), read: () => "" });
    expect(await statuses()).toEqual(["processed"]);
  });

  it("takes signs in a topic as they are", async () => {
    await send("unreadable currency");
    await process();
    for (const topic of ["orders%", "orders_create", "order\\*"])
      expect(await withShop(shop.shopId, (scope) => countFitting(scope, { topic, errorContains: "" }))).toBe(
        0,
      );
  });
});

describe("by hand", () => {
  it("one, some or all are tried again, with all their attempts before them", async () => {
    for (let n = 0; n < 4; n += 1) await send("unreadable");
    await process();
    const ids = (await listed()).map(({ id }) => id);
    const retry = (chosen: bigint[] | null) =>
      withShop(shop.shopId, (scope) => retryDeliveries(scope, chosen));
    expect(await retry(ids.slice(0, 2))).toBe(2);
    expect(await statuses()).toEqual(["received", "received", "failed", "failed"]);
    expect(await retry(null)).toBe(2);
    expect((await listed()).map(({ attempts }) => attempts)).toEqual([0, 0, 0, 0]);
  });
});

describe("a batch", () => {
  it("that takes too long is halved until the one at fault stands alone, and all others are stored", async () => {
    const sizes: number[] = [];
    const slow = handlerOf(async (faults) => {
      sizes.push(faults.length);
      if (faults.includes("slow")) await sleep(400);
    });
    for (let n = 0; n < 16; n += 1) await send(n === 5 ? "slow" : "");
    await process(slow, { deliveriesPerTransaction: 16, transactionMs: 200 });
    const rows = await listed();
    expect(rows.filter(({ status }) => status === "processed")).toHaveLength(15);
    expect(rows[5]).toMatchObject({ status: "received" });
    expect(Math.max(...sizes.slice(1))).toBeLessThan(16);
    for (let attempt = rows[5]!.attempts; attempt < 8; attempt += 1) {
      await letTimePass();
      await process(slow, { transactionMs: 200 });
    }
    expect(await statuses()).toContain("failed");
  });

  it("in which some cannot be stored stores the others", async () => {
    const picky = handlerOf(async (faults) => {
      if (faults.includes("broken")) throw new Error("this one cannot be stored");
    });
    for (let n = 0; n < 20; n += 1) await send(n % 7 === 0 ? "broken" : "");
    await process(picky);
    const rows = await listed();
    expect(rows.filter(({ status }) => status === "processed")).toHaveLength(17);
    expect(rows.filter(({ error }) => error === "this one cannot be stored")).toHaveLength(3);
  });
});
