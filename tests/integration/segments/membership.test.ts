import fc from "fast-check";
import { expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { react as runReactions } from "#app/features/events/index.server.ts";
import {
  deleteSegment,
  holdsFor,
  membersAmong,
  parseCondition,
  saveSegment,
} from "#app/features/segments/index.server.ts";
import { reactions } from "#app/worker/registry.server.ts";
import { bigId, makeCustomer, makeOrder } from "#tests/factories/payloads.ts";
import { deliver, workOff } from "#tests/factories/shop.ts";
import {
  advance,
  build,
  compareMembers,
  makeSegments,
  makeShop,
  membersOf,
  type Person,
  react,
  segmentFacts,
  writePerson,
} from "./shop-of-segments.ts";

const HOUR_MS = 3_600_000;
const START = new Date("2026-03-20T10:00:00Z");

/** Conditions of every kind: amounts, lists, days of the store's calendar, exact hours, and one segment in another. */
const SEGMENTS = {
  Buyers: "number_of_orders >= 1",
  Recent: "last_order_date >= -7d",
  Lapsed: "last_order_date < -7d AND email_subscription_status = 'SUBSCRIBED'",
  Hours: "last_order_date >= -36h",
  Vip: "segment = 'Recent' AND customer_tags CONTAINS 'vip'",
  NotVip: "NOT (segment = 'Vip')",
};

const person = fc.record<Person>({
  tags: fc.subarray(["vip", "new"]),
  orders: fc.nat(3),
  netMinor: fc.nat(9_000),
  lastOrderAt: fc.option(
    fc.integer({ min: -240, max: 240 }).map((hours) => new Date(START.getTime() + hours * HOUR_MS)),
  ),
  addedAt: fc.constant(new Date("2026-01-01T00:00:00Z")),
  email: fc.constantFrom("subscribed", "unsubscribed"),
  deletedAt: fc.option(fc.constant(START), { freq: 8 }),
});

const step = fc.oneof(
  fc.record({ kind: fc.constant("told" as const), id: fc.integer({ min: 1, max: 5 }), person }),
  fc.record({ kind: fc.constant("time" as const), minutes: fc.integer({ min: 1, max: 4_000 }) }),
);

it("members are those whom the conditions hold for, at every step of any history across daylight saving", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (history) => {
      const shop = await makeShop();
      await makeSegments(shop, SEGMENTS, START);
      // The clocks in London are put forward on 29 March.
      let now = START;
      for (const each of history) {
        if (each.kind === "time") now = new Date(now.getTime() + each.minutes * 60_000);
        // Somebody's facts change while others' flips are still due: nobody waits for anybody.
        await advance(shop, now);
        if (each.kind === "told") {
          await writePerson(shop, BigInt(each.id), each.person);
          await react(shop, [BigInt(each.id)], now);
          await withShop(shop.shopId, ({ db }) => db.reactionDue.deleteMany({}));
        }
        const { stored, scratch } = await compareMembers(shop, now);
        expect(stored).toEqual(scratch);
      }
    }),
    { numRuns: Number(process.env["SEGMENT_HISTORIES"] ?? 8), interruptAfterTimeLimit: 30_000 },
  );
}, 90_000);

it("somebody leaves by time alone at the very instant, and it is a fact of that instant", async () => {
  const shop = await makeShop();
  const ids = await makeSegments(shop, { Recent: "last_order_date >= -7d" }, START);
  await writePerson(shop, 1n, { orders: 1, lastOrderAt: new Date("2026-03-25T18:00:00Z") });
  await react(shop, [1n], new Date("2026-03-25T18:00:01Z"));
  await withShop(shop.shopId, ({ db }) => db.reactionDue.deleteMany({}));
  expect(await membersOf(shop, ids.get("Recent")!)).toEqual([1n]);
  // The day seven days after begins at midnight in London, where it is summer by then: one hour before that of UTC.
  const flips = await withShop(shop.shopId, ({ db }) => db.segmentDue.findMany());
  expect(flips).toMatchObject([{ flipsAt: new Date("2026-04-01T23:00:00Z") }]);
  await advance(shop, new Date("2026-04-01T22:59:59.999Z"));
  expect(await membersOf(shop, ids.get("Recent")!)).toEqual([1n]);
  await advance(shop, new Date("2026-04-03T05:00:00Z"));
  expect(await membersOf(shop, ids.get("Recent")!)).toEqual([]);
  expect((await segmentFacts(shop)).map(({ kind, happenedAt }) => [kind, happenedAt.toISOString()])).toEqual([
    ["segment.joined", "2026-03-25T18:00:01.000Z"],
    ["segment.left", "2026-04-01T23:00:00.000Z"],
  ]);
});

it("two workers at once write each join once", async () => {
  const shop = await makeShop();
  const ids = await makeSegments(shop, { Late: "last_order_date < -1d" }, START);
  const people = Array.from({ length: 40 }, (_, n) => BigInt(n + 1));
  for (const id of people) await writePerson(shop, id, { orders: 1, lastOrderAt: START });
  await react(shop, people, START);
  await withShop(shop.shopId, ({ db }) => db.reactionDue.deleteMany({}));
  const later = new Date("2026-03-23T00:00:00Z");
  await Promise.all([advance(shop, later), advance(shop, later), advance(shop, later)]);
  expect(await membersOf(shop, ids.get("Late")!)).toEqual(people);
  expect(await segmentFacts(shop)).toHaveLength(40);
});

it("a batch that is cut off leaves nothing behind and is done by the next", async () => {
  const shop = await makeShop();
  const ids = await makeSegments(shop, { Late: "last_order_date < -1d" }, START);
  await writePerson(shop, 1n, { orders: 1, lastOrderAt: START });
  await react(shop, [1n], START);
  const later = new Date("2026-03-23T00:00:00Z");
  const killed = withShop(shop.shopId, async (scope) => {
    const { updateMembership } = await import("#app/features/segments/update-membership.server.ts");
    await updateMembership(scope, [1n], later);
    throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  expect(await membersOf(shop, ids.get("Late")!)).toEqual([]);
  await withShop(shop.shopId, ({ db }) => db.reactionDue.deleteMany({}));
  await advance(shop, later);
  expect(await membersOf(shop, ids.get("Late")!)).toEqual([1n]);
});

it("an order as Shopify tells it moves its customer, and the facts of that end", async () => {
  const shop = await makeShop();
  const ids = await makeSegments(shop, {
    Buyers: "number_of_orders >= 1",
    Gold: "segment = 'Buyers' AND customer_tags CONTAINS 'gold'",
  });
  await deliver(shop, {
    topic: "orders/create",
    payload: makeOrder({ customer: makeCustomer({ id: bigId(7) }) }),
  });
  await workOff(shop);
  expect(await membersOf(shop, ids.get("Buyers")!)).toEqual([bigId(7)]);
  // A tag is no fact, and still makes its customer due.
  await deliver(shop, {
    topic: "customer.tags_added",
    payload: {
      customerId: `gid://shopify/Customer/${bigId(7)}`,
      tags: ["Gold"],
      occurredAt: "2026-03-05T00:00:00Z",
    },
  });
  await workOff(shop);
  expect(await membersOf(shop, ids.get("Gold")!)).toEqual([bigId(7)]);
  const due = await withShop(shop.shopId, ({ db }) => db.reactionDue.count());
  expect(due).toBe(0);
  const facts = (await segmentFacts(shop)).length;
  await runReactions(shop.shopId, reactions);
  expect(await segmentFacts(shop)).toHaveLength(facts);
});

it("who bought a product is looked at again when its tags change", async () => {
  const shop = await makeShop();
  const ids = await makeSegments(shop, { Gifts: "products_purchased(tag: 'gift')" });
  const order = makeOrder({ customer: makeCustomer({ id: bigId(7) }) });
  const [line] = order["line_items"] as { product_id: number | string | bigint }[];
  const productId = BigInt(line!.product_id);
  const state = { shopId: shop.shopId, id: productId, title: "Mug", updatedAt: new Date(0) };
  await withShop(shop.shopId, ({ db }) =>
    db.product.create({ data: { ...state, tags: [], variantIds: [] } }),
  );
  await deliver(shop, { topic: "orders/create", payload: order });
  await workOff(shop);
  expect(await membersOf(shop, ids.get("Gifts")!)).toEqual([]);
  await withShop(shop.shopId, ({ db }) =>
    db.product.update({
      where: { shopId_id: { shopId: shop.shopId, id: productId } },
      data: { tags: ["gift"] },
    }),
  );
  await runReactions(shop.shopId, reactions);
  expect(await membersOf(shop, ids.get("Gifts")!)).toEqual([bigId(7)]);
});

it("whoever is deleted is a member of nothing", async () => {
  const shop = await makeShop();
  const ids = await makeSegments(shop, { All: "number_of_orders >= 0" });
  await deliver(shop, { topic: "customers/create", payload: makeCustomer({ id: bigId(7) }) });
  await workOff(shop);
  expect(await membersOf(shop, ids.get("All")!)).toEqual([bigId(7)]);
  await deliver(shop, { topic: "customers/delete", payload: { id: bigId(7) } });
  await workOff(shop);
  expect(await membersOf(shop, ids.get("All")!)).toEqual([]);
});

it("a changed condition is built from nothing, outer segments after it; a circle is refused with its way", async () => {
  const shop = await makeShop();
  await writePerson(shop, 1n, { orders: 1 });
  await writePerson(shop, 2n, { orders: 5, tags: ["b"] });
  const ids = await makeSegments(shop, {
    A: "number_of_orders >= 1",
    B: "segment = 'A' AND customer_tags CONTAINS 'b'",
  });
  const by = { staff: null, now: START };
  const change = (name: string, condition: string) =>
    withShop(shop.shopId, (scope) =>
      saveSegment(scope, { id: ids.get(name)!, name, description: "", condition }, by),
    );
  await change("A", "number_of_orders > 5");
  await build(shop, START);
  expect([await membersOf(shop, ids.get("A")!), await membersOf(shop, ids.get("B")!)]).toEqual([[], []]);
  await change("A", "number_of_orders > 2");
  await build(shop, START);
  expect([await membersOf(shop, ids.get("A")!), await membersOf(shop, ids.get("B")!)]).toEqual([[2n], [2n]]);
  await expect(change("A", "segment = 'B'")).rejects.toMatchObject({
    code: "segment_cycle",
    details: { path: "A → B → A" },
  });
  const deleting = withShop(shop.shopId, (scope) => deleteSegment(scope, ids.get("A")!, ["Welcome journey"]));
  await expect(deleting).rejects.toMatchObject({
    code: "segment_in_use",
    details: { names: "B, Welcome journey" },
  });
});

it("another shop's ids name nobody, and values are never SQL", async () => {
  const [own, other] = [await makeShop(), await makeShop()];
  await writePerson(other, 1n, { orders: 1 });
  const theirs = await makeSegments(other, { All: "number_of_orders >= 0" });
  await writePerson(own, 1n, { tags: ["'; DROP TABLE segment; --"] });
  const evil = "customer_tags CONTAINS '\\'; DROP TABLE segment; --'";
  const ids = await makeSegments(own, { Evil: evil });
  expect(await membersOf(own, ids.get("Evil")!)).toEqual([1n]);
  await withShop(own.shopId, async (scope) => {
    expect(await membersAmong(scope, theirs.get("All")!, [1n])).toEqual(new Set());
    const parsed = parseCondition("number_of_orders >= 0");
    if (!parsed.ok) throw new Error("unreadable");
    expect(await holdsFor(scope, parsed.tree, [1n, 99n])).toEqual(new Map([[1n, true]]));
  });
  const naming = withShop(own.shopId, (scope) =>
    saveSegment(
      scope,
      { id: null, name: "X", description: "", condition: `segment = ${theirs.get("All")}` },
      { staff: null, now: START },
    ),
  );
  await expect(naming).rejects.toMatchObject({ code: "segment_unknown" });
});
