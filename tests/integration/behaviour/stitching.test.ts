import { describe, expect, it } from "vitest";
import {
  forgetBrowser,
  joinPeople,
  makeVisitToken,
  ownersOfCarts,
  previewJoin,
  previewUndo,
  readIdentity,
  recordMerge,
  undoJoin,
} from "#app/features/customers/index.server.ts";
import { readPixelBatch } from "#app/features/customers/visits/pixel-batch.ts";
import { recordVisits } from "#app/features/customers/visits/record-visits.server.ts";
import { erasePerson } from "#app/features/privacy/erase-person.server.ts";
import { findPerson } from "#app/features/privacy/find-person.server.ts";
import { readTimeline } from "#app/features/reports/index.server.ts";
import { TimelineFilter } from "#app/features/reports/schema.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { makeCustomer, makeOrder } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";
import {
  ALL_ALLOWED,
  makeBatch,
  named,
  NOTHING_ALLOWED,
  ownersByPath,
  reactToVisits,
  visit,
} from "./pixel-story.ts";

const [ANN, BEN] = [101n, 102n];
const ANNS = { checkoutToken: "checkout-of-ann", subjectId: ANN };
const BENS = { checkoutToken: "checkout-of-ben", subjectId: BEN };

const page = (path: string) => ({ events: [{ path }] });
const checkout = (token: string) => ({
  events: [{ name: "checkout_completed", path: "/checkouts", checkout: token }],
});
const click = (shop: TestShop, customerId: bigint, now = new Date()) =>
  makeVisitToken(shop.shopId, { kind: "click", customerId, reference: "mail-1" }, now);

describe("a visitor becomes a customer", () => {
  it.each<[string, (shop: TestShop) => (() => Promise<void>)[]]>([
    ["at checkout", (shop) => [() => visit(shop, checkout(ANNS.checkoutToken)), () => named(shop, ANNS)]],
    [
      "by the cart of an order",
      (shop) => [
        () => visit(shop, { ...page("/cart"), cart: "cart-of-ann" }),
        () => named(shop, { cartToken: "cart-of-ann", subjectId: ANN }),
      ],
    ],
    [
      "by a link in a message",
      (shop) => [() => visit(shop, { ...page("/pages/offer"), click: click(shop, ANN) })],
    ],
    [
      "at log-in, by Shopify's word through the app proxy",
      (shop) => {
        const login = makeVisitToken(shop.shopId, { kind: "login", customerId: ANN }, new Date());
        return [() => visit(shop, { ...page("/account"), customer: ANN.toString(), login })];
      },
    ],
  ])("%s, in whichever order it is told", async (_label, storyOf) => {
    for (const isReversed of [false, true]) {
      const shop = await makeShop();
      await visit(shop, page("/before"));
      const story = storyOf(shop);
      for (const step of isReversed ? story.toReversed() : story) {
        await step();
        await reactToVisits(shop);
      }
      await visit(shop, page("/after"));
      expect(await ownersByPath(shop)).toMatchObject({ "/before": Number(ANN), "/after": Number(ANN) });
    }
  });

  it.each([
    ["however late Shopify's word is told or replayed", -60, Number(ANN)],
    ["but not by what was long before the shop had the app", -120, null],
  ])("%s", async (_label, daysFromNow, owner) => {
    const shop = await makeShop();
    const [now, oneDayMs] = [Date.now(), 86_400_000];
    await withShop(shop.shopId, ({ db, shopId }) =>
      db.shop.update({ where: { id: shopId }, data: { installedAt: new Date(now - 90 * oneDayMs) } }),
    );
    await visit(shop, { ...page("/before"), ...checkout(ANNS.checkoutToken) });
    await named(shop, { ...ANNS, seenAt: new Date(now + daysFromNow * oneDayMs) });
    await reactToVisits(shop);
    expect(new Set(Object.values(await ownersByPath(shop)))).toEqual(new Set([owner]));
  });

  it("also as a guest, and then as whom the guest turns out to be", async () => {
    const shop = await makeShop();
    await visit(shop, { ...page("/before"), ...checkout(ANNS.checkoutToken) });
    await named(shop, { ...ANNS, subjectId: -77n });
    await reactToVisits(shop);
    await withShop(shop.shopId, (scope) =>
      recordMerge(scope, { deletedId: -77n, keptId: ANN, isMerged: true }),
    );
    await visit(shop, page("/after"));
    await reactToVisits(shop);
    expect(await ownersByPath(shop)).toEqual({ "/checkouts": Number(ANN), "/after": Number(ANN) });
  });
});

describe("a visitor stays unknown", () => {
  it.each<[string, (shop: TestShop) => Promise<void>]>([
    [
      "who only claims to be signed in",
      (shop) => visit(shop, { ...page("/claimed"), customer: ANN.toString() }),
    ],
    [
      "who claims to be somebody else than checked out",
      async (shop) => {
        await visit(shop, { ...page("/claimed"), ...checkout(BENS.checkoutToken), customer: ANN.toString() });
        await named(shop, BENS);
      },
    ],
    [
      "with a forged link",
      (shop) => visit(shop, { ...page("/x"), click: click(shop, ANN).replace(/^101/, "102") }),
    ],
    [
      "with another shop's link",
      async (shop) => visit(shop, { ...page("/x"), click: click(await makeShop(), ANN) }),
    ],
    [
      "with an old link",
      (shop) =>
        visit(shop, { ...page("/x"), click: click(shop, ANN, new Date(Date.now() - 31 * 86_400_000)) }),
    ],
    [
      "with a link's token in place of a log-in's",
      (shop) => visit(shop, { ...page("/x"), login: click(shop, ANN) }),
    ],
    [
      "who withdrew consent before the order came",
      async (shop) => {
        await visit(shop, checkout(ANNS.checkoutToken));
        await visit(shop, { consent: NOTHING_ALLOWED, events: [] });
        await named(shop, ANNS);
      },
    ],
    [
      "who never gave consent",
      async (shop) => {
        await visit(shop, { ...checkout(ANNS.checkoutToken), consent: NOTHING_ALLOWED });
        await named(shop, ANNS);
      },
    ],
  ])("%s", async (_label, story) => {
    const shop = await makeShop();
    await visit(shop, page("/before"));
    await story(shop);
    await reactToVisits(shop);
    await visit(shop, { client: "client-0001", ...page("/after") });
    expect(new Set(Object.values(await ownersByPath(shop)))).toEqual(new Set([null]));
  });
});

describe("a shared browser", () => {
  it("gives each account what it did while signed in, and to nobody what nobody signed in for, in whichever order it is told", async () => {
    const story = (shop: TestShop) => [
      () => visit(shop, page("/unknown")),
      () => visit(shop, { ...page("/ann"), customer: ANN.toString() }),
      () => visit(shop, { ...checkout(ANNS.checkoutToken), customer: ANN.toString() }),
      () => named(shop, ANNS),
      () => visit(shop, { ...page("/ben"), customer: BEN.toString() }),
      () => visit(shop, { ...checkout(BENS.checkoutToken), customer: BEN.toString() }),
      () => named(shop, BENS),
    ];
    for (const order of [
      [0, 1, 2, 3, 4, 5, 6],
      [6, 5, 4, 3, 2, 1, 0],
      [3, 6, 0, 2, 5, 4, 1],
    ]) {
      const shop = await makeShop();
      const steps = story(shop);
      for (const position of order) {
        await steps[position]!();
        await reactToVisits(shop);
      }
      expect(await ownersByPath(shop)).toMatchObject({
        "/unknown": null,
        "/ann": Number(ANN),
        "/ben": Number(BEN),
      });
    }
  });

  it("takes back what counted as the first when the second appears", async () => {
    const shop = await makeShop();
    await visit(shop, page("/unknown"));
    await visit(shop, checkout(ANNS.checkoutToken));
    await named(shop, ANNS);
    await reactToVisits(shop);
    expect(await ownersByPath(shop)).toMatchObject({ "/unknown": Number(ANN) });
    await visit(shop, checkout(BENS.checkoutToken));
    await named(shop, BENS);
    await reactToVisits(shop);
    expect(new Set(Object.values(await ownersByPath(shop)))).toEqual(new Set([null]));
  });

  it("is one person's when the two turn out to be one", async () => {
    const shop = await makeShop();
    for (const token of [ANNS, BENS]) {
      await visit(shop, checkout(token.checkoutToken));
      await named(shop, token);
    }
    await withShop(shop.shopId, (scope) =>
      recordMerge(scope, { deletedId: BEN, keptId: ANN, isMerged: true }),
    );
    await named(shop, ANNS);
    await reactToVisits(shop);
    expect(new Set(Object.values(await ownersByPath(shop)))).toEqual(new Set([Number(ANN)]));
  });
});

describe("what was recognised", () => {
  const recognise = async (shop: TestShop) => {
    await visit(shop, { ...checkout(ANNS.checkoutToken), cart: "cart-0001" });
    await named(shop, ANNS);
    await reactToVisits(shop);
  };
  const ownersAfter = async (shop: TestShop) => {
    await visit(shop, { ...page("/after"), cart: "cart-0002" });
    await reactToVisits(shop);
    return new Set(Object.values(await ownersByPath(shop)));
  };

  it("stays undone when staff undid it", async () => {
    const shop = await makeShop();
    await recognise(shop);
    const identity = () => withShop(shop.shopId, (scope) => readIdentity(scope, ANN));
    const [browser] = (await identity()).joined;
    expect(browser).toMatchObject({ kind: "visitor", source: "visitor", canUndo: true });
    const preview = await withShop(shop.shopId, (scope) => previewUndo(scope, ANN, browser!.id));
    expect(preview).toMatchObject({ from: { kind: "visitor" }, orders: 0, events: 1 });
    await withShop(shop.shopId, (scope) => undoJoin(scope, browser!.id, "1", new Date()));
    expect(new Set(Object.values(await ownersByPath(shop)))).toEqual(new Set([null]));
    await named(shop, ANNS);
    expect(await ownersAfter(shop)).toEqual(new Set([null]));
    expect(await identity()).toMatchObject({ joined: [], refused: [{ id: browser!.id, staff: "1" }] });
  });

  it("and counts again, with what came since, when staff take it back", async () => {
    const shop = await makeShop();
    await recognise(shop);
    const [browser] = (await withShop(shop.shopId, (scope) => readIdentity(scope, ANN))).joined;
    const id = browser!.id;
    const join = { fromId: id, intoId: ANN, source: "merchant" as const, staff: "1", at: new Date() };
    await withShop(shop.shopId, (scope) => undoJoin(scope, id, "1", new Date()));
    await ownersAfter(shop);
    const preview = await withShop(shop.shopId, (scope) => previewJoin(scope, ANN, id));
    expect(preview).toMatchObject({ from: { kind: "visitor" }, into: { id: ANN }, events: 2 });
    await withShop(shop.shopId, (scope) => joinPeople(scope, join));
    expect(new Set(Object.values(await ownersByPath(shop)))).toEqual(new Set([Number(ANN)]));
    // But not once somebody else was seen in it: then nobody can say whose it is.
    await withShop(shop.shopId, (scope) => undoJoin(scope, id, "1", new Date()));
    await visit(shop, checkout(BENS.checkoutToken));
    await named(shop, BENS);
    await reactToVisits(shop);
    const again = withShop(shop.shopId, (scope) => joinPeople(scope, join));
    await expect(again).rejects.toMatchObject({ code: "join_unproven" });
  });

  it("of nobody is forgotten with the person, where it may be theirs, rather than given to the other", async () => {
    const shop = await makeShop();
    await visit(shop, page("/unknown"));
    await visit(shop, { ...page("/ben"), customer: BEN.toString() });
    await visit(shop, { ...checkout(BENS.checkoutToken), customer: BEN.toString() });
    await named(shop, BENS);
    await recognise(shop);
    expect(await ownersByPath(shop)).toMatchObject({ "/unknown": null, "/ben": Number(BEN) });
    await withShop(shop.shopId, (scope) =>
      erasePerson(
        scope,
        { ids: [ANN], records: [], emails: [], phones: [] },
        { orderIds: [], actor: "shopify", at: new Date() },
      ),
    );
    await named(shop, BENS);
    await reactToVisits(shop);
    expect(await ownersByPath(shop)).toEqual({ "/ben": Number(BEN), "/checkouts": Number(BEN) });
  });

  it("goes with the customer's erasure, words of searches included", async () => {
    const shop = await makeShop();
    await recognise(shop);
    await visit(shop, { events: [{ name: "search_submitted", path: "/search", query: "gift for Zoe" }] });
    const kept = () => withShop(shop.shopId, ({ db }) => db.consentEvidence.count());
    expect(await kept()).toBe(1);
    await withShop(shop.shopId, async (scope) => {
      const named = { customerId: ANN, email: null, phone: null, orderIds: [] };
      const rest = { orderIds: [], actor: "shopify", at: new Date() };
      await erasePerson(scope, await findPerson(scope, named), rest);
    });
    expect(await kept()).toBe(0);
    expect(await ownersByPath(shop)).toEqual({});
  });

  it("is shown with what was searched for, and is forgotten with the browser", async () => {
    const shop = await makeShop();
    await recognise(shop);
    await visit(shop, { events: [{ name: "search_submitted", path: "/search", query: "gift for Zoe" }] });
    const { facts } = await withShop(shop.shopId, (scope) =>
      readTimeline(scope, ANN, TimelineFilter.parse({ cursor: null, kinds: "visit" }), 10),
    );
    expect(facts.map(({ data }) => data["query"])).toContain("gift for Zoe");
    await visit(shop, { client: "client-other", ...page("/other") });
    await withShop(shop.shopId, (scope) => forgetBrowser(scope, "client-0001"));
    expect(Object.keys(await ownersByPath(shop))).toEqual(["/other"]);
    expect(await withShop(shop.shopId, ({ db }) => db.consentEvidence.count())).toBe(0);
  });

  it("tells whose a cart is", async () => {
    const shop = await makeShop();
    await recognise(shop);
    await visit(shop, { client: "client-other", ...page("/cart"), cart: "cart-9999" });
    const owners = await withShop(shop.shopId, (scope) =>
      ownersOfCarts(scope, ["cart-0001", "cart-9999", "cart-nobody"]),
    );
    expect([...owners]).toEqual([["cart-0001", { subjectId: ANN, customerId: ANN }]]);
  });
});

it("a test order says nothing about whose a cart is, told first or last", async () => {
  const at = new Date().toISOString();
  const times = { created_at: at, processed_at: at, updated_at: at };
  const order = (id: bigint, customer: bigint, test: boolean) => ({
    topic: "orders/create",
    payload: makeOrder({
      id,
      cart_token: "cart-0001",
      test,
      customer: makeCustomer({ id: customer }),
      ...times,
    }),
  });
  const story = [order(1n, ANN, false), order(2n, BEN, true)];
  for (const told of [story, story.toReversed()]) {
    const shop = await makeShop();
    await visit(shop, { ...page("/cart"), cart: "cart-0001" });
    for (const each of told) {
      await deliver(shop, each);
      await workOff(shop);
    }
    expect(await ownersByPath(shop)).toEqual({ "/cart": Number(ANN) });
  }
});

describe("consent", () => {
  const consents = (shop: TestShop) =>
    withShop(shop.shopId, async ({ db }) => {
      const rows = await db.customerConsent.findMany({ orderBy: { channel: "asc" } });
      return Object.fromEntries(rows.map(({ channel, state, changedAt }) => [channel, { state, changedAt }]));
    });

  it("is kept with the visitor, with the time of its last change", async () => {
    const shop = await makeShop();
    await visit(shop, {
      consent: { analytics: true, marketing: false, preferences: true, saleOfData: false },
    });
    const first = await consents(shop);
    expect(Object.entries(first).map(([channel, { state }]) => `${channel} ${state}`)).toEqual([
      "analytics subscribed",
      "marketing unsubscribed",
      "preferences subscribed",
      "sale_of_data unsubscribed",
    ]);
    await visit(shop, {
      consent: { analytics: true, marketing: true, preferences: true, saleOfData: false },
    });
    const second = await consents(shop);
    expect(second["analytics"]).toEqual(first["analytics"]);
    expect(second["marketing"]?.state).toBe("subscribed");
  });

  it.each([
    ["withdrawn after it was given", [ALL_ALLOWED, NOTHING_ALLOWED], "unsubscribed"],
    ["given again after it was withdrawn", [ALL_ALLOWED, NOTHING_ALLOWED, ALL_ALLOWED], "subscribed"],
  ])(
    "%s counts as that, in whichever order and portions the batches are stored",
    async (_case, said, state) => {
      const start = Date.now() - 60_000;
      const batches = said.map((consent, n) => ({
        receivedAt: new Date(start + n * 1000),
        consent,
      }));
      const portions = [[batches], [batches.toReversed()], batches.map((one) => [one])];
      for (const portion of portions) {
        const shop = await makeShop();
        for (const told of portion)
          await recordVisits(
            shop.shopId,
            told.map(({ receivedAt, consent }) => {
              const events = consent.analytics ? [{ at: receivedAt.toISOString() }] : [];
              const text = JSON.stringify(makeBatch(shop, { consent, events, sentAt: receivedAt.getTime() }));
              return { batch: readPixelBatch(text)!, receivedAt };
            }),
          );
        expect((await consents(shop))["analytics"]?.state).toBe(state);
      }
    },
  );

  it.each([
    ["one after the other", [[0], [1], [2]]],
    ["the last first", [[2], [1], [0]]],
    ["at once", [[2, 0, 1]]],
  ])("counts since it was first given, when batches are stored %s", async (_case, portions) => {
    const start = Date.now() - 60_000;
    const shop = await makeShop();
    for (const portion of portions)
      await recordVisits(
        shop.shopId,
        portion.map((n) => {
          const receivedAt = new Date(start + n * 1000);
          const events = [{ at: receivedAt.toISOString() }];
          const text = JSON.stringify(makeBatch(shop, { events, sentAt: receivedAt.getTime() }));
          return { batch: readPixelBatch(text)!, receivedAt };
        }),
      );
    expect((await consents(shop))["analytics"]).toEqual({ state: "subscribed", changedAt: new Date(start) });
  });

  it("given again lets the visitor be recognised again", async () => {
    const shop = await makeShop();
    await visit(shop, checkout(ANNS.checkoutToken));
    await visit(shop, { consent: NOTHING_ALLOWED, events: [] });
    await named(shop, ANNS);
    await reactToVisits(shop);
    expect(new Set(Object.values(await ownersByPath(shop)))).toEqual(new Set([null]));
    await visit(shop, { ...page("/again"), cart: "cart-0003" });
    await reactToVisits(shop);
    expect(new Set(Object.values(await ownersByPath(shop)))).toEqual(new Set([Number(ANN)]));
  });
});
