/** Two deliveries about one customer at the same time: neither waits for the other in a circle. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { parseJson } from "#app/shared/json.ts";
import { deliveryHandlers } from "#app/worker/registry.server.ts";
import { bigId, bytesOf, makeOrder, makeRefund, type Payload } from "#tests/factories/payloads.ts";
import { balanceOfCustomer, deliver, makeShop, startProgramme, workOff } from "#tests/factories/shop.ts";

const LONG_ENOUGH_MS = 500;

/** A scope that waits before it sends the first statement that contains `text`. */
function pausing(scope: ShopScope, text: string, resume: Promise<void>, onPause: () => void): ShopScope {
  const pause = async (strings: TemplateStringsArray, values: unknown[]) => {
    if (strings.join("").includes(text)) {
      onPause();
      await resume;
    }
    return scope.db.$executeRaw(strings, ...values);
  };
  const db = new Proxy(scope.db, {
    get: (target, name) =>
      name === "$executeRaw"
        ? (strings: TemplateStringsArray, ...values: unknown[]) => pause(strings, values)
        : (Reflect.get(target, name) as unknown),
  });
  return { ...scope, db };
}

const handle = (scope: ShopScope, topic: string, payload: Payload) => {
  const handler = deliveryHandlers[topic]!;
  const delivery = {
    topic,
    payload: parseJson(Buffer.from(bytesOf(payload)).toString()),
    triggeredAt: new Date("2026-03-02T10:00:00Z"),
    deliveryId: 0n,
  };
  return handler.record(scope, [handler.read(delivery)]);
};

it("an order and its refund, told at the same time, do not lock each other out", async () => {
  const shop = await makeShop();
  await startProgramme(shop);
  await deliver(shop, { topic: "orders/create", payload: makeOrder({ financial_status: "pending" }) });
  await workOff(shop);

  const paused = Promise.withResolvers<void>();
  const resume = Promise.withResolvers<void>();
  const order = withShop(shop.shopId, (scope) =>
    handle(pausing(scope, "INSERT INTO orders", resume.promise, paused.resolve), "orders/updated", {
      ...makeOrder({ updated_at: "2026-03-02T10:00:00Z" }),
    }),
  );
  await paused.promise;
  const refund = withShop(shop.shopId, (scope) => handle(scope, "refunds/create", makeRefund()));
  await Promise.race([refund, sleep(LONG_ENOUGH_MS)]);
  resume.resolve();
  expect(await Promise.allSettled([order, refund])).toMatchObject([
    { status: "fulfilled" },
    { status: "fulfilled" },
  ]);
  await workOff(shop);
  expect(await balanceOfCustomer(shop, bigId(7))).toBe(15n);
});
