import { expect, it } from "vitest";
import { CART_RECOVERY, JourneyDefinition } from "#app/features/automations/domain/definition.ts";
import { journeysNaming, saveJourney } from "#app/features/automations/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import {
  buildSegments,
  chooseSync,
  listSegments,
  makeReadyMade,
  previewSegment,
  readRfm,
  requestRfm,
  saveSegment,
} from "#app/features/segments/index.server.ts";
import {
  build,
  makeSegments,
  makeShop,
  membersOf,
  react,
  segmentFacts,
  writePerson,
} from "./shop-of-segments.ts";

const NOW = new Date("2026-03-20T10:00:00Z");
const daysBefore = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

async function shopOfTen() {
  const shop = await makeShop();
  for (let n = 1; n <= 10; n += 1)
    await writePerson(shop, BigInt(n), { orders: n, netMinor: n * 1_000, lastOrderAt: daysBefore(100 - n) });
  return shop;
}

it("buyers are cut into fifths, and a new limit moves only those whose score it changes", async () => {
  const shop = await shopOfTen();
  await withShop(shop.shopId, (scope) => requestRfm(scope, NOW));
  await build(shop, NOW);
  const { cells, limits } = await withShop(shop.shopId, (scope) => readRfm(scope, NOW));
  expect(limits).toMatchObject({ customers: 10, computedAt: NOW, isDue: false });
  expect(cells.map(({ recency, value, customers }) => [recency, value, customers]).toSorted()).toEqual(
    [1, 2, 3, 4, 5].map((score) => [score, score, 2]),
  );
  const words = { name: "Champions", description: "" };
  const id = await withShop(shop.shopId, (scope) =>
    makeReadyMade(scope, "rfm_champions", words, { staff: null, now: NOW }),
  );
  await build(shop, NOW);
  expect(await membersOf(shop, id)).toEqual([9n, 10n]);
  // The best buyer so far is passed by five better ones: the fifths move.
  for (let n = 11; n <= 15; n += 1)
    await writePerson(shop, BigInt(n), { orders: n, netMinor: n * 1_000, lastOrderAt: daysBefore(100 - n) });
  const later = new Date("2026-03-21T10:00:01Z");
  await build(shop, later);
  const due = await withShop(shop.shopId, ({ db }) =>
    db.reactionDue.findMany({ orderBy: { customerId: "asc" } }),
  );
  expect(due.map(({ customerId }) => customerId)).not.toContain(1n);
  await react(
    shop,
    due.map(({ customerId }) => customerId),
    later,
  );
  expect(await membersOf(shop, id)).toEqual([13n, 14n, 15n]);
});

it("nobody scores those who want no automated decisions, from when they say so until they take it back", async () => {
  const shop = await shopOfTen();
  const choose = (id: bigint, noAutomatedDecisions: boolean) =>
    withShop(shop.shopId, ({ db, shopId }) =>
      db.customerPreference.upsert({
        where: { shopId_customerId: { shopId, customerId: id } },
        create: { shopId, customerId: id, noAutomatedDecisions, updatedAt: NOW },
        update: { noAutomatedDecisions },
      }),
    );
  await choose(10n, true);
  await withShop(shop.shopId, (scope) => requestRfm(scope, NOW));
  const ids = await makeSegments(
    shop,
    { Champions: "rfm_group = 'CHAMPIONS'", Unscored: "rfm_recency IS NULL", Buyers: "number_of_orders > 9" },
    NOW,
  );
  const members = async () =>
    Object.fromEntries(
      await Promise.all([...ids].map(async ([name, id]) => [name, await membersOf(shop, id)] as const)),
    );
  // Conditions about what they did go on to hold: only the scores are missing.
  expect(await members()).toEqual({ Champions: [9n], Unscored: [10n], Buyers: [10n] });
  await choose(9n, true);
  await react(shop, [9n], NOW);
  expect(await members()).toEqual({ Champions: [], Unscored: [9n, 10n], Buyers: [10n] });
  // The nightly limits bring nobody back.
  const nextNight = new Date("2026-03-21T10:00:01Z");
  await build(shop, nextNight);
  expect((await withShop(shop.shopId, (scope) => readRfm(scope, nextNight))).groups).not.toContainEqual(
    expect.objectContaining({ group: "CHAMPIONS" }),
  );
  await choose(10n, false);
  await react(shop, [10n], nextNight);
  expect(await members()).toEqual({ Champions: [10n], Unscored: [9n], Buyers: [10n] });
});

it("a segment by scores that was made while others were built has its members with the first scores", async () => {
  const shop = await shopOfTen();
  await withShop(shop.shopId, (scope) =>
    saveSegment(
      scope,
      { id: null, name: "Buyers", description: "", condition: "number_of_orders > 0" },
      { staff: null, now: NOW },
    ),
  );
  const made: bigint[] = [];
  let asked = 0;
  // The second time that it is asked the job is past the scores, which nothing asked for so far.
  await buildSegments(shop.shopId, async () => {
    asked += 1;
    if (asked === 2)
      await withShop(shop.shopId, async (scope) => {
        const by = { staff: null, now: NOW };
        made.push(await makeReadyMade(scope, "rfm_champions", { name: "Champions", description: "" }, by));
        const outer = { id: null, name: "Others", description: "", condition: "segment != 'Champions'" };
        made.push(await saveSegment(scope, outer, by));
      });
    return NOW;
  });
  await build(shop, NOW);
  await build(shop, NOW);
  expect(await membersOf(shop, made[0]!)).toEqual([9n, 10n]);
  expect(await membersOf(shop, made[1]!)).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
});

it("segments that are made while others are built are all built", async () => {
  const shop = await shopOfTen();
  const by = { staff: null, now: NOW };
  let isMaking = true;
  const makeAll = async () => {
    for (let n = 0; n < 20; n += 1) {
      const draft = {
        id: null,
        name: `More than ${n}`,
        description: "",
        condition: `number_of_orders > ${n}`,
      };
      await withShop(shop.shopId, (scope) => saveSegment(scope, draft, by));
    }
    isMaking = false;
  };
  const buildAll = async () => {
    while (isMaking) await build(shop, NOW);
  };
  await Promise.all([makeAll(), buildAll()]);
  await build(shop, NOW);
  const segments = await withShop(shop.shopId, listSegments);
  expect(new Set(segments.map(({ state }) => state))).toEqual(new Set(["live"]));
});

it("a condition that cannot be read fails alone, and is built when it can be read again", async () => {
  const shop = await shopOfTen();
  const conditions = { Later: "number_of_orders > 8", Other: "number_of_orders > 9" };
  const other = (await makeSegments(shop, conditions, NOW)).get("Other")!;
  const rewrite = (condition: string) =>
    withShop(shop.shopId, ({ db, shopId }) =>
      db.segment.updateMany({ where: { shopId, name: "Later" }, data: { condition } }),
    );
  const states = async () =>
    Object.fromEntries((await withShop(shop.shopId, listSegments)).map(({ name, state }) => [name, state]));
  await rewrite("number_of_moons > 8");
  await build(shop, NOW);
  expect(await states()).toEqual({ Later: "failed", Other: "live" });
  expect(await membersOf(shop, other)).toEqual([10n]);
  await rewrite("number_of_orders > 8");
  await build(shop, NOW);
  expect(await states()).toEqual({ Later: "live", Other: "live" });
});

it("too few buyers have no scores", async () => {
  const shop = await makeShop();
  await writePerson(shop, 1n, { orders: 1, lastOrderAt: NOW });
  await withShop(shop.shopId, (scope) => requestRfm(scope, NOW));
  await build(shop, NOW);
  expect(await withShop(shop.shopId, (scope) => readRfm(scope, NOW))).toMatchObject({
    limits: { customers: 1 },
    cells: [],
  });
});

it("counts and sizes follow the members, also before they are folded in", async () => {
  const shop = await shopOfTen();
  await makeSegments(shop, { Big: "number_of_orders > 8" }, NOW);
  await writePerson(shop, 3n, { orders: 20 });
  await react(shop, [3n], NOW);
  const read = () => withShop(shop.shopId, listSegments);
  expect((await read())[0]).toMatchObject({
    members: 3,
    state: "live",
    sizes: [{ day: "2026-03-20", members: 2 }],
  });
  await build(shop, NOW);
  expect((await read())[0]).toMatchObject({ members: 3, sizes: [{ day: "2026-03-20", members: 3 }] });
  expect(await segmentFacts(shop)).toMatchObject([{ kind: "segment.joined", customerId: 3n }]);
});

it("a preview counts and shows a few, and says where a condition is wrong", async () => {
  const shop = await shopOfTen();
  const preview = await previewSegment(shop.shopId, "number_of_orders >= 4", NOW);
  expect(preview).toMatchObject({ count: 7, isEstimate: false, total: 10 });
  expect(preview.sample).toHaveLength(5);
  await expect(previewSegment(shop.shopId, "number_of_order >= 4", NOW)).rejects.toMatchObject({
    error: { code: "unknown_attribute", from: 0 },
  });
});

it("a tag is told for members only, taken back when it is no longer wanted, and refused for what Shopify cannot say", async () => {
  const shop = await shopOfTen();
  const ids = await makeSegments(shop, { Big: "number_of_orders > 8", Points: "points_balance > 5" }, NOW);
  const big = ids.get("Big")!;
  const waiting = () =>
    withShop(shop.shopId, async ({ db }) => {
      const rows = await db.outboxChange.findMany({ orderBy: [{ kind: "asc" }, { key: "asc" }] });
      return rows.map(({ kind, key }) => `${kind} ${key}`);
    });
  const choose = (id: bigint, sync: "none" | "native" | "tag", tag: string | null = null) =>
    withShop(shop.shopId, (scope) => chooseSync(scope, id, { sync, tag }));
  await choose(big, "tag", "big");
  expect(await waiting()).toEqual([`segment.tag 10:${big}`, `segment.tag 9:${big}`]);
  await writePerson(shop, 1n, { orders: 30 });
  await react(shop, [1n], NOW);
  expect(await waiting()).toContain(`segment.tag 1:${big}`);
  await choose(big, "native");
  expect(await waiting()).toEqual(
    expect.arrayContaining([
      `segment.native ${big}`,
      "segment.untag 10:big",
      "segment.untag 1:big",
      "segment.untag 9:big",
    ]),
  );
  await expect(choose(ids.get("Points")!, "native")).rejects.toMatchObject({ code: "segment_not_native" });
});

it("a journey that names a segment is found, whichever way it names it", async () => {
  const shop = await makeShop();
  const asked = {
    Starts: "number_of_orders >= 1",
    Asked: "number_of_orders >= 2",
    Discount: "number_of_orders >= 3",
  };
  const ids = await makeSegments(shop, { ...asked, Free: "number_of_orders >= 4" }, NOW);
  const [first] = CART_RECOVERY.steps;
  const journeys = {
    Starts: { trigger: { kind: "segment_joined", segmentId: ids.get("Starts")!.toString() } },
    Asked: {
      steps: [{ id: "a", kind: "condition", condition: "segment = 'Asked'", next: null, otherwise: null }],
    },
    Discount: {
      steps: [
        {
          ...first,
          next: null,
          discount: {
            kind: "percentage",
            value: 5,
            validHours: 1,
            segmentId: ids.get("Discount")!.toString(),
          },
        },
      ],
    },
  };
  for (const [name, change] of Object.entries(journeys)) {
    const definition = JourneyDefinition.parse({ ...CART_RECOVERY, ...change });
    await withShop(shop.shopId, (scope) =>
      saveJourney(scope, null, { name, definition }, { staff: null, now: NOW }),
    );
  }
  const found: Record<string, string[]> = {};
  for (const [name, id] of ids)
    found[name] = await withShop(shop.shopId, (scope) => journeysNaming(scope, id));
  expect(found).toEqual({ Starts: ["Starts"], Asked: ["Asked"], Discount: ["Discount"], Free: [] });
});
