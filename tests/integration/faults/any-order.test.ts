/**
 * The same end state for any order, repetition and delay of random histories. In CI 1,000 short histories, dealt out over
 * shared shops, and a few of full size (200 deliveries over 20 customers); by hand as many of full size as wanted:
 *
 *   HISTORIES=10000 SEED=42 npm test -- integration tests/integration/faults/any-order.test.ts -t full
 *
 * A failure prints its seed and what differs; with SHRINK=1 it goes on to the shortest history that still fails.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { processDeliveries, react } from "#app/features/events/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { deliveryHandlers, reactions } from "#app/worker/registry.server.ts";
import { deliver, type TestShop } from "#tests/factories/shop.ts";
import { anyHistory, type Delivery, interleave, tellHistory } from "#tests/integration/faults/histories.ts";
import {
  differences,
  hashOf,
  makeComparableShop,
  wholeState,
} from "#tests/integration/faults/whole-state.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_122);
const FULL_SIZE_HISTORIES = Number(process.env["HISTORIES"] ?? 3);
const FULL_SIZE = { deliveries: 200, customers: 20 };
const SHORT = { deliveries: 16, customers: 3 };
const SHORT_HISTORIES = Number(process.env["SHORT_HISTORIES"] ?? 1000);
/** Looking for the shortest history that still fails takes minutes: only when asked for. */
const endOnFailure = process.env["SHRINK"] !== "1";
const HISTORIES_PER_SHOP = 100;

/** Delivers in portions, and works each off before the next comes; the reactions run after every second. */
async function tell(
  shop: TestShop,
  deliveries: readonly Delivery[],
  portions: readonly number[],
): Promise<void> {
  let position = 0;
  for (let turn = 0; position < deliveries.length; turn += 1) {
    const portion = deliveries.slice(position, position + portions[turn % portions.length]!);
    position += portion.length;
    await Promise.all(portion.map((delivery) => send(shop, delivery)));
    await processDeliveries(shop.shopId, deliveryHandlers);
    if (turn % 2 === 1) await react(shop.shopId, reactions);
  }
  await react(shop.shopId, reactions);
  const left = await withShop(shop.shopId, async ({ db }) => ({
    unfinished: await db.webhookDelivery.findMany({
      where: { status: { in: ["received", "failed"] } },
      select: { topic: true, status: true, error: true },
      take: 3,
    }),
    due: await db.reactionDue.findMany({ select: { lastError: true }, take: 3 }),
  }));
  expect(left).toEqual({ unfinished: [], due: [] });
}

function send(shop: TestShop, { topic, payload, triggeredAt, webhookId }: Delivery) {
  return deliver(shop, {
    topic,
    payload,
    eventId: webhookId,
    headers: { "X-Shopify-Triggered-At": triggeredAt, "X-Shopify-Webhook-Id": webhookId },
  });
}

/** Tells histories once in order and once as they arrive. @throws with what differs in the end */
async function compareTellings(
  histories: readonly { inOrder: Delivery[]; asTold: Delivery[] }[],
  portions: readonly number[],
) {
  const [straight, crooked] = [await makeComparableShop(), await makeComparableShop()];
  await tell(straight, interleave(histories.map(({ inOrder }) => inOrder)), [1000]);
  await tell(crooked, interleave(histories.map(({ asTold }) => asTold)), portions);
  const [expected, found] = [await wholeState(straight), await wholeState(crooked)];
  if (hashOf(expected) !== hashOf(found)) expect(differences(found, expected)).toEqual({});
}

it("1,000 short histories end alike, however they are told", { timeout: 900_000 }, async () => {
  let told = 0;
  const many = fc.array(anyHistory(SHORT), { minLength: 1, maxLength: HISTORIES_PER_SHOP, size: "max" });
  const portions = fc.array(fc.integer({ min: 20, max: 400 }), { minLength: 1, maxLength: 4 });
  let seed = SEED;
  while (told < SHORT_HISTORIES) {
    await fc.assert(
      fc.asyncProperty(many, portions, async (histories, chosen) => {
        told += histories.length;
        await compareTellings(
          histories.map((history, n) => tellHistory(history, n)),
          chosen,
        );
      }),
      { numRuns: 1, seed, endOnFailure },
    );
    seed += 1;
  }
});

it("histories of full size end alike, however they are told", { timeout: 86_400_000 }, async () => {
  const portions = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(anyHistory(FULL_SIZE), portions, (history, chosen) =>
      compareTellings([tellHistory(history, 0)], chosen),
    ),
    { numRuns: FULL_SIZE_HISTORIES, seed: SEED, endOnFailure },
  );
});
