/**
 * The same end state for any order, repetition and delay of random histories. Histories are dealt out over shared shops,
 * each in a range of ids of its own. In CI 1,000 short ones and a few of full size (200 deliveries over 20 customers); by
 * hand as many of full size as wanted:
 *
 *   HISTORIES=10000 SEED=42 npm test -- integration tests/integration/faults/any-order.test.ts -t full
 *
 * A failure prints its seed and what differs; with FEWEST=1 also the fewest deliveries that end differently.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { readPixelBatch } from "#app/features/customers/visits/pixel-batch.ts";
import { type ReceivedBatch, recordVisits } from "#app/features/customers/visits/record-visits.server.ts";
import { pixelAccount } from "#app/features/customers/visits/signed-tokens.server.ts";
import { processDeliveries, react } from "#app/features/events/index.server.ts";
import { workOffPrivacyRequests } from "#app/features/privacy/index.server.ts";
import { openBytes } from "#app/platform/crypto/keyring.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { deliveryHandlers, reactions } from "#app/worker/registry.server.ts";
import { deliver, type TestShop } from "#tests/factories/shop.ts";
import { ALL_ALLOWED } from "#tests/integration/behaviour/pixel-story.ts";
import { fewest } from "#tests/integration/faults/fewest.ts";
import type { Happenings } from "#tests/integration/faults/happenings.ts";
import {
  anyHistory,
  type Delivery,
  interleave,
  tellHistory,
  type ToldHistory,
} from "#tests/integration/faults/histories.ts";
import { PIXEL } from "#tests/integration/faults/more-happenings.ts";
import { EVERYTHING, WITH_ERASURES } from "#tests/integration/faults/later-happenings.ts";
import {
  differences,
  hashOf,
  makeComparableShop,
  ofSomebody,
  type WholeState,
  wholeState,
} from "#tests/integration/faults/whole-state.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_122);
const SHORT = { deliveries: Number(process.env["SHORT_DELIVERIES"] ?? 16), customers: 3 };
const SHORT_HISTORIES = Number(process.env["SHORT_HISTORIES"] ?? 1000);
const FULL_SIZE = { deliveries: 200, customers: 20 };
const FULL_SIZE_HISTORIES = Number(process.env["HISTORIES"] ?? 3);
const HISTORIES_WITH_ERASURES = Number(process.env["ERASING_HISTORIES"] ?? 25);
/** Deliveries of the histories that share a shop, roughly, and histories where there are very many: fewer shops are faster. */
const DELIVERIES_PER_SHOP = 3_200;
const MOST_HISTORIES_PER_SHOP = 200;
const DELIVERIES_PER_TRANSACTION = 1_000;
/** Looking for the fewest deliveries that still fail takes minutes: only when asked for. */
const isMinimising = process.env["FEWEST"] === "1";

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
    const [visits, webhooks] = [
      portion.filter(({ topic }) => topic === PIXEL),
      portion.filter(({ topic }) => topic !== PIXEL),
    ];
    await Promise.all(webhooks.map((delivery) => send(shop, delivery)));
    if (visits.length > 0)
      await recordVisits(
        shop.shopId,
        visits.map((visit) => receivedVisit(shop, visit)),
      );
    await processDeliveries(shop.shopId, deliveryHandlers, {
      deliveriesPerTransaction: DELIVERIES_PER_TRANSACTION,
    });
    if (portion.some(({ topic }) => topic === "customers/redact")) await workOffPrivacyRequests(shop.shopId);
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

/** What a browser sent, as the pixel's endpoint reads it. */
function receivedVisit(shop: TestShop, { payload, triggeredAt }: Delivery): ReceivedBatch {
  const whole = { v: 1, account: pixelAccount(shop.shopId), consent: ALL_ALLOWED, ...payload };
  const batch = readPixelBatch(JSON.stringify(whole));
  if (!batch) throw new Error("a visit cannot be read");
  return { batch, receivedAt: new Date(triggeredAt) };
}

function send(shop: TestShop, { topic, payload, triggeredAt, webhookId }: Delivery) {
  return deliver(shop, {
    topic,
    payload,
    eventId: webhookId,
    headers: { "X-Shopify-Triggered-At": triggeredAt, "X-Shopify-Webhook-Id": webhookId },
  });
}

/** Tells histories once in order and once as they arrive, in two shops at once. */
async function tellBothWays(histories: readonly ToldHistory[], portions: readonly number[]) {
  const [straight, crooked] = await Promise.all([makeComparableShop(), makeComparableShop()]);
  await Promise.all([
    tell(straight, interleave(histories.map(({ inOrder }) => inOrder)), [DELIVERIES_PER_TRANSACTION]),
    tell(crooked, interleave(histories.map(({ asTold }) => asTold)), portions),
  ]);
  return { straight, crooked };
}

function expectSame(found: WholeState, expected: WholeState): void {
  if (hashOf(expected) !== hashOf(found)) expect(differences(found, expected)).toEqual({});
}

/** Tries so many histories, some of them in each pair of shops. */
async function tryHistories(
  wanted: number,
  { size, happenings }: { size: typeof SHORT; happenings: Happenings },
  check: (histories: ToldHistory[], portions: readonly number[]) => Promise<void>,
): Promise<void> {
  const few = Math.max(1, Math.floor(DELIVERIES_PER_SHOP / size.deliveries));
  const perShop = Math.min(wanted, Math.max(few, Math.min(MOST_HISTORIES_PER_SHOP, Math.ceil(wanted / 10))));
  const portions = fc.array(fc.integer({ min: perShop, max: 4 * perShop }), { minLength: 1, maxLength: 4 });
  for (let told = 0, run = 0; told < wanted; run += 1) {
    const length = Math.min(perShop, wanted - told);
    const many = fc.array(anyHistory(happenings, size), {
      minLength: length,
      maxLength: length,
      size: "max",
    });
    const property = fc.asyncProperty(many, portions, (histories, chosen) =>
      check(
        histories.map((history, n) => tellHistory(happenings, history, n)),
        // Few histories: portions down to single deliveries.
        chosen.map((portion) => Math.ceil(portion / (length < 20 ? 8 : 1))),
      ),
    );
    await fc.assert(property, { numRuns: 1, seed: SEED + run, endOnFailure: true });
    told += length;
  }
}

async function endAlike(histories: ToldHistory[], portions: readonly number[]): Promise<void> {
  const { straight, crooked } = await tellBothWays(histories, portions);
  const [found, expected] = [await wholeState(crooked), await wholeState(straight)];
  if (hashOf(expected) === hashOf(found)) return;
  if (isMinimising) await printFewest(histories, portions);
  expect(differences(found, expected)).toEqual({});
}

/** Says which few deliveries of which history are enough to end differently. */
async function printFewest(histories: readonly ToldHistory[], portions: readonly number[]): Promise<void> {
  const smaller = portions.map((portion) => Math.max(1, Math.ceil(portion / histories.length / 4)));
  for (const history of histories) {
    const names = [...new Set(history.inOrder.map(({ webhookId }) => webhookId))];
    const tell = async (kept: readonly string[]) => {
      const isKept = ({ webhookId }: Delivery) => kept.includes(webhookId.replace(/-again$/, ""));
      const part = {
        ...history,
        inOrder: history.inOrder.filter(isKept),
        asTold: history.asTold.filter(isKept),
      };
      const { straight, crooked } = await tellBothWays([part], smaller);
      return { part, differs: differences(await wholeState(crooked), await wholeState(straight)) };
    };
    const stillFails = async (kept: readonly string[]) => Object.keys((await tell(kept)).differs).length > 0;
    if (!(await stillFails(names))) continue;
    const { part, differs } = await tell(await fewest(names, stillFails));
    const lines = (deliveries: readonly Delivery[]) =>
      deliveries.map(
        ({ webhookId, topic, payload }) => `  ${webhookId} ${topic} ${JSON.stringify(payload, asText)}`,
      );
    console.error(
      [
        "in order:",
        ...lines(part.inOrder),
        `as told, ${smaller.join(", ")} at a time:`,
        ...lines(part.asTold),
        "differs:",
        JSON.stringify(differs, null, 2),
      ].join("\n"),
    );
    return;
  }
  console.error("no history ends differently on its own");
}

const asText = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

it("1,000 short histories end alike, however they are told", { timeout: 900_000 }, () =>
  tryHistories(SHORT_HISTORIES, { size: SHORT, happenings: EVERYTHING }, endAlike),
);

it("histories of full size end alike, however they are told", { timeout: 86_400_000 }, () =>
  tryHistories(FULL_SIZE_HISTORIES, { size: FULL_SIZE, happenings: EVERYTHING }, endAlike),
);

/** All that a shop stores but the people's own rows, as text: records, facts, and the bodies of deliveries. */
async function everythingSaid(shop: TestShop, state: WholeState): Promise<string> {
  const bodies = await withShop(shop.shopId, ({ db }) =>
    db.webhookDelivery.findMany({ select: { webhookId: true, body: true } }),
  );
  const { customer: _marks, ...rest } = state;
  return [
    ...Object.values(rest).flat(),
    ...bodies.flatMap(({ webhookId, body }) =>
      body ? openBytes(body, `delivery:${webhookId}`).toString("utf8") : [],
    ),
  ].join("\n");
}

it("who was erased stays erased, however late what is told, and nobody else is touched", async () => {
  const size = { deliveries: 32, customers: 3 };
  await tryHistories(
    HISTORIES_WITH_ERASURES,
    { size, happenings: WITH_ERASURES },
    async (histories, portions) => {
      const { straight, crooked } = await tellBothWays(histories, portions);
      const [expected, found] = [await wholeState(straight), await wholeState(crooked)];
      const erased = histories.flatMap(({ world }) => world.customers.filter(({ isErased }) => isErased));
      expect(erased.length).toBeGreaterThan(0);
      const said = await everythingSaid(crooked, found);
      for (const { id, email } of erased)
        expect([said.includes(id.toString()), said.includes(email)], `${id} ${email}`).toEqual([
          false,
          false,
        ]);
      expectSame(ofSomebody(found), ofSomebody(expected));
    },
  );
});
