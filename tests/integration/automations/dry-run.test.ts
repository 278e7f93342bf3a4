import { expect, it, vi } from "vitest";
import { CART_RECOVERY, type JourneyDefinition } from "#app/features/automations/domain/definition.ts";
import { type PlannedPerson, previewJourney } from "#app/features/automations/index.server.ts";
import { buildSegments, saveSegment } from "#app/features/segments/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId } from "#tests/factories/payloads.ts";
import { after, buy, customer, enrolmentsOf, makeWorld, tellCustomer, type World } from "./recovery-world.ts";

vi.hoisted(() => {
  process.env["SMTP_URL"] = "smtp://127.0.0.1:1";
  process.env["MAIL_FROM"] = "shop@example.com";
});

const DAY_MS = 86_400_000;
const NOW = after(0);
const daysAgo = (days: number) => after(-days * DAY_MS);

const THANKS: JourneyDefinition = {
  ...CART_RECOVERY,
  trigger: { kind: "fact", fact: "order.placed" },
  reentry: { kind: "after_days", days: 30 },
  holdoutPercent: 0,
  steps: [
    { id: "day", kind: "wait", minutes: 24 * 60, next: "thanks" },
    { id: "thanks", kind: "message", templateKey: "cart-recovery-24h", discount: null, next: null },
  ],
};

const dryRun = (world: World, definition: JourneyDefinition, now = NOW): Promise<PlannedPerson[]> =>
  withShop(world.shop.shopId, (scope) =>
    previewJourney(scope, { journeyId: world.journeyId, definition, now, limit: 10 }),
  );

async function makeBuyers(): Promise<World> {
  const world = await makeWorld();
  for (const [n, consent] of [
    [1, "subscribed"],
    [2, "unsubscribed"],
    [3, "subscribed"],
    [4, "subscribed"],
  ] as const)
    await tellCustomer(world, customer(n, consent, daysAgo(60)));
  await buy(world, { id: 1, of: 1, at: daysAgo(20) });
  await buy(world, { id: 2, of: 1, at: daysAgo(10) });
  await buy(world, { id: 3, of: 2, at: daysAgo(5) });
  await buy(world, { id: 4, of: 3, at: daysAgo(40) });
  await buy(world, { id: 5, of: 4, at: daysAgo(3) });
  return world;
}

it("a dry run of a journey from orders says who would get what and when, and why not", async () => {
  const [world, other] = [await makeBuyers(), await makeBuyers()];
  const thanksAt = new Date(NOW.getTime() + DAY_MS);
  const message = { templateKey: "cart-recovery-24h", at: thanksAt };
  expect(await dryRun(world, THANKS)).toMatchObject([
    {
      customerId: bigId(4),
      anchorAt: daysAgo(3),
      cart: null,
      reason: null,
      messages: [{ ...message, verdict: "send" }],
    },
    {
      customerId: bigId(2),
      anchorAt: daysAgo(5),
      reason: null,
      messages: [{ ...message, verdict: "block", reasons: ["no_consent"] }],
    },
    { customerId: bigId(1), anchorAt: daysAgo(10), reason: "reentry", messages: [] },
    { customerId: bigId(1), anchorAt: daysAgo(20), reason: "bought", messages: [] },
  ]);
  expect(await enrolmentsOf(world)).toEqual(await enrolmentsOf(other));
});

it("a dry run shows whom entering again and buying again do not keep out", async () => {
  const world = await makeBuyers();
  const planned = await dryRun(world, { ...THANKS, reentry: { kind: "always" }, endsOnPurchase: false });
  expect(planned.map(({ customerId, reason }) => [customerId, reason])).toEqual([
    [bigId(4), null],
    [bigId(2), null],
    [bigId(1), null],
    [bigId(1), null],
  ]);
  const never = await dryRun(world, { ...THANKS, reentry: { kind: "never" }, endsOnPurchase: false });
  expect(never.map(({ reason }) => reason)).toEqual([null, null, "reentry", null]);
});

it("a dry run of a journey from a segment shows who joined that one", async () => {
  const world = await makeWorld();
  const { shopId } = world.shop;
  const make = (name: string, condition: string) =>
    withShop(shopId, (scope) =>
      saveSegment(scope, { id: null, name, description: "", condition }, { staff: null, now: new Date() }),
    );
  const [regulars, buyers] = [
    await make("Regulars", "number_of_orders >= 2"),
    await make("Buyers", "number_of_orders >= 1"),
  ];
  await buildSegments(shopId);
  await tellCustomer(world, customer(1));
  await tellCustomer(world, customer(2));
  await buy(world, { id: 1, of: 1, at: daysAgo(2) });
  await buy(world, { id: 2, of: 1, at: daysAgo(1) });
  await buy(world, { id: 3, of: 2, at: daysAgo(1) });
  const joinedOf = async (segmentId: bigint) => {
    const trigger = { kind: "segment_joined", segmentId: String(segmentId) } as const;
    const soon = new Date(Date.now() + 60_000);
    const planned = await dryRun(world, { ...THANKS, trigger, endsOnPurchase: false }, soon);
    return planned.map(({ customerId }) => customerId).toSorted();
  };
  expect(await joinedOf(regulars)).toEqual([bigId(1)]);
  expect(await joinedOf(buyers)).toEqual([bigId(1), bigId(2)]);
});
