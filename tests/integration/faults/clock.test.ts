/** Clocks that differ by ten minutes between Shopify, web, worker and database, and deliveries that come a day late. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { oneByOne, processDeliveries, react } from "#app/features/events/index.server.ts";
import { saveProgramme } from "#app/features/loyalty/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { deliveryHandlers, reactions } from "#app/worker/registry.server.ts";
import { bigId, makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import { balanceOfCustomer, deliver, type TestShop } from "#tests/factories/shop.ts";
import { makeComparableShop, wholeState } from "#tests/integration/faults/whole-state.ts";

let shop: TestShop;

beforeEach(async () => {
  shop = await makeComparableShop();
});
afterEach(() => {
  vi.useRealTimers();
});

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** This process's clock, off by so much. Timers run as ever. */
function setClockOff(byMs: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + byMs });
}

async function workAll(where = shop): Promise<void> {
  await processDeliveries(where.shopId, deliveryHandlers);
  await react(where.shopId, reactions);
}

const at = (ms: number) => new Date(ms).toISOString();

/** An order that is placed and then paid, at Shopify's times. */
function storyAt(ms: number): { topic: string; payload: Payload; triggeredAt: string }[] {
  const order = (status: string, secondsLater: number) =>
    makeOrder({
      financial_status: status,
      created_at: at(ms),
      processed_at: at(ms),
      updated_at: at(ms + secondsLater * 1000),
      customer: makeCustomer({ updated_at: at(ms) }),
    });
  return [
    { topic: "orders/create", payload: order("pending", 0), triggeredAt: at(ms) },
    { topic: "orders/paid", payload: order("paid", 5), triggeredAt: at(ms + 5000) },
  ];
}

async function tell(where: TestShop, story: ReturnType<typeof storyAt>): Promise<void> {
  for (const { triggeredAt, ...told } of story)
    await deliver(where, { ...told, headers: { "X-Shopify-Triggered-At": triggeredAt } });
}

describe("clocks ten minutes off", () => {
  it.each([
    ["web and worker behind Shopify", -10],
    ["web and worker ahead of Shopify", 10],
  ])("%s: the end is the same", async (_label, minutes) => {
    const story = storyAt(Date.now());
    const straight = await makeComparableShop();
    await tell(straight, story);
    await workAll(straight);
    setClockOff(minutes * MINUTE_MS);
    await tell(shop, story);
    await workAll();
    expect(await wholeState(shop)).toEqual(await wholeState(straight));
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(20n);
  });

  it.each([-10, 10])(
    "a failed delivery is tried again in seconds by a worker %i minutes off",
    async (minutes) => {
      await deliver(shop, { topic: "orders/create", payload: makeOrder() });
      setClockOff(minutes * MINUTE_MS);
      await processDeliveries(shop.shopId, {
        "orders/create": oneByOne(() => Promise.reject(new Error("a hiccup"))),
      });
      const [waiting] = await withShop(
        shop.shopId,
        ({ db }) => db.$queryRaw<{ seconds: number }[]>`
        SELECT extract(epoch FROM not_before - now())::float8 AS seconds FROM webhook_delivery`,
      );
      expect(waiting!.seconds).toBeGreaterThan(0);
      expect(waiting!.seconds).toBeLessThan(3);
    },
  );
});

describe("a delivery a day late", () => {
  it("counts by when it happened: the rules of that day hold", async () => {
    const yesterday = Date.now() - DAY_MS;
    await withShop(shop.shopId, (scope) =>
      saveProgramme(
        scope,
        {
          earnPoints: 3,
          earnPerMinor: 100,
          rewardCostPoints: 50,
          rewardValueMinor: 500,
          rewardActive: true,
          active: true,
          includePastYear: false,
        },
        { staff: null, now: new Date(yesterday + DAY_MS / 2) },
      ),
    );
    await tell(shop, storyAt(yesterday));
    await workAll();
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(20n);
  });

  it("changes nothing that a newer one has said", async () => {
    const story = storyAt(Date.now() - DAY_MS);
    await tell(shop, story.slice(1));
    await workAll();
    const before = await wholeState(shop);
    await tell(shop, story.slice(0, 1));
    await workAll();
    const after = await wholeState(shop);
    expect(after["orders"]).toEqual(before["orders"]);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(20n);
  });
});

it("two workers on one customer end as one worker would", async () => {
  const single = await makeComparableShop();
  const orders = Array.from({ length: 24 }, (_, n) => makeOrder({ id: bigId(n), name: `#${n}` }));
  for (const payload of orders) await deliver(single, { topic: "orders/create", payload });
  await workAll(single);
  await Promise.all([
    (async () => {
      for (const payload of orders) await deliver(shop, { topic: "orders/create", payload });
    })(),
    ...Array.from({ length: 2 }, async () => {
      for (let turn = 0; turn < 6; turn += 1) await workAll();
    }),
  ]);
  await workAll();
  expect(await wholeState(shop)).toEqual(await wholeState(single));
  expect(await balanceOfCustomer(shop, bigId(7))).toBe(480n);
});
