/** Shopify fails while we ask it: refusals, throttling, silence, broken answers. The end is as if it never had. */
import { control, openApp, simulator } from "./simulated-shopify.ts";
import { type Fault, leftOver, plan } from "./faulty-shopify.ts";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { compareNow, react, reconcile } from "#app/features/events/index.server.ts";
import { continueBackfill, readBackfill, startBackfill } from "#app/features/orders/index.server.ts";
import { noteChanges, sendChanges } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { createAdminClient } from "#app/platform/shopify-admin/admin-client.server.ts";
import { StoreSizeDocument } from "#app/platform/shopify-admin/operations.generated.ts";
import { changeSenders, comparators, reactions } from "#app/worker/registry.server.ts";
import { asOwner, type TestShop } from "#tests/factories/shop.ts";
import {
  differences,
  makeComparableShop,
  type WholeState,
  wholeState,
} from "#tests/integration/faults/whole-state.ts";

const REFUSED: Fault = { kind: "refused", status: 429, retryAfterMs: 900 };
/** Another process renewed the access token meanwhile. */
const RENEWED: Fault = { kind: "refused", status: 401 };
const OVERLOADED: Fault = { kind: "refused", status: 500 };
const UNAVAILABLE: Fault = { kind: "refused", status: 503, retryAfterMs: 700 };
const [THROTTLED, SILENT, BROKEN, TRUNCATED, STALLED] = (
  ["throttled", "silent", "broken", "truncated", "stalled"] as const
).map((kind): Fault => ({ kind })) as [Fault, Fault, Fault, Fault, Fault];

/** A thirtieth of the app's patience with a server that says nothing. */
beforeAll(async () => {
  const original = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => original(ms / 30));
  await openApp();
  await sellThings();
});

/** Customers with orders, two of them refunded. */
async function sellThings(): Promise<void> {
  const { commands } = simulator.runtime;
  const variants = [...simulator.shop.products.values()].flatMap((product) => product.variants);
  for (let n = 0; n < 3; n += 1) {
    const made = commands.createCustomer({ firstName: "Sam", email: `sam-${randomUUID()}@example.com` });
    if (!made.ok) throw new Error("the simulator refused a customer");
    const variantId = variants[n % variants.length]!.id.toString();
    const customerId = made.customer.id.toString();
    await control("orders", { customerId, lines: [{ variantId, quantity: n + 1 }], paid: true });
  }
  for (const order of [...simulator.shop.orders.values()].slice(-2))
    await control(`orders/${order.id}/refund`, {
      lines: [{ lineId: order.lines[0]!.id.toString(), quantity: 1 }],
    });
}

let shop: TestShop;

/** The shop that Shopify knows, without any past here. */
async function startAnew(): Promise<void> {
  await asOwner(async (query) => {
    await query("DELETE FROM shop WHERE domain = $1", [simulator.shop.domain]);
  });
  const name = simulator.shop.domain.replace(".myshopify.com", "");
  shop = await makeComparableShop(name, simulator.shop.currency);
}

beforeEach(startAnew);

/** What the shop stores in the end, but how and when it came about. */
async function endState(): Promise<WholeState> {
  await react(shop.shopId, reactions);
  const { backfill: _how, ...state } = await wholeState(shop);
  return state;
}

async function importPast(): Promise<void> {
  await withShop(shop.shopId, startBackfill);
  for (;;) {
    await continueBackfill(shop.shopId);
    const { stage, error } = (await withShop(shop.shopId, readBackfill))!;
    if (stage === "failed") throw new Error(error ?? "the import failed");
    if (stage === "done") return;
    await sleep(10);
  }
}

async function compareEverything(): Promise<void> {
  await withShop(shop.shopId, compareNow);
  await reconcile(shop.shopId, comparators);
}

it.each([
  ["the import", importPast, [REFUSED, RENEWED, BROKEN, THROTTLED, OVERLOADED, SILENT, TRUNCATED]],
  ["a comparison", compareEverything, [THROTTLED, UNAVAILABLE, TRUNCATED]],
] as const)(
  "%s ends as if Shopify had never failed, and waits as long as it is told",
  async (_what, run, faults) => {
    await run();
    const expected = await endState();
    expect(expected["orders"]).toHaveLength(simulator.shop.orders.size);

    await startAnew();
    plan("api", 2, faults);
    plan("file", 1, run === importPast ? [TRUNCATED, BROKEN, OVERLOADED, STALLED] : []);
    await run();
    expect(leftOver()).toEqual({ faults: [], early: 0 });
    expect(differences(await endState(), expected)).toEqual({});
  },
);

it("a token that stays refused is not tried for long", async () => {
  plan("api", 1, [RENEWED, RENEWED, RENEWED, RENEWED]);
  const asked = createAdminClient(simulator.shop.domain).request(StoreSizeDocument, {});
  await expect(asked).rejects.toThrow("Shopify answered 401");
  expect(leftOver().faults).toEqual([]);
});

it("a server that says nothing is given up though memory is collected meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const collecting = setInterval(collect, 50);
  try {
    plan("api", 1, [SILENT]);
    const found = await createAdminClient(simulator.shop.domain).request(StoreSizeDocument, {});
    expect(found.ordersCount?.count).toBe(simulator.shop.orders.size);
  } finally {
    clearInterval(collecting);
  }
});

it("the outbox sends everything once Shopify takes it, and waits as long as it is told", async () => {
  const ids = [...simulator.shop.customers.keys()].map(String);
  await withShop(shop.shopId, (scope) => noteChanges(scope, "customer.points", ids));
  plan("api", 1, [THROTTLED, REFUSED, OVERLOADED, BROKEN]);
  await sendChanges(shop.shopId, changeSenders);
  const waiting = await withShop(shop.shopId, ({ db }) => db.outboxChange.count());
  expect({ ...leftOver(), waiting }).toEqual({ faults: [], early: 0, waiting: 0 });
  const told = [...simulator.shop.metafields.values()].filter(({ key }) => key === "points");
  expect(told.map(({ ownerGid }) => ownerGid).toSorted()).toEqual(
    ids.map((id) => `gid://shopify/Customer/${id}`).toSorted(),
  );
});
