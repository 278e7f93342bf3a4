import { afterAll, beforeAll, expect, it, vi } from "vitest";
import {
  answerRecovery,
  previewJourney,
  findJourney,
  readReport,
  recoveryLink,
} from "#app/features/automations/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId } from "#tests/factories/payloads.ts";
import { followLink } from "#tests/factories/requests.ts";
import { deliver, workOff } from "#tests/factories/shop.ts";
import {
  after,
  BEGINNING,
  buy,
  type CaughtMail,
  catchMail,
  checkout,
  customer,
  doWhatIsDue,
  enrolmentsOf,
  HOUR_MS,
  leaveCart,
  makeWorld,
  messagesIn,
  MINUTE_MS,
  playUntil,
  tellCustomer,
  type World,
} from "./recovery-world.ts";

const PORT = vi.hoisted(() => {
  const port = 20_000 + (process.pid % 20_000);
  process.env["SMTP_URL"] = `smtp://127.0.0.1:${port}`;
  process.env["MAIL_FROM"] = "shop@example.com";
  return port;
});

let mails: CaughtMail[];
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ mails, stop } = await catchMail(PORT));
});
afterAll(() => stop());

const linkIn = async (world: World, n = 0): Promise<string> => {
  const rows = await withShop(world.shop.shopId, ({ db }) =>
    db.enrolment.findMany({ orderBy: { id: "asc" } }),
  );
  return recoveryLink(world.shop.shopId, rows[n]!.id, world.now);
};
const follow = (url: string, at: Date) => answerRecovery(followLink(url), at);

it("an abandoned checkout is written to after 1 h, 24 h and 72 h, with a code in the last message, and then left alone", async () => {
  const world = await makeWorld();
  await tellCustomer(world, customer(1));
  await leaveCart(world, { token: "cart1", of: 1, at: BEGINNING });
  mails.length = 0;
  await playUntil(world, after(7 * 24 * HOUR_MS));
  expect(await messagesIn(world)).toMatchObject([
    { templateKey: "cart-recovery-1h", status: "sent", sentAt: after(HOUR_MS) },
    { templateKey: "cart-recovery-24h", status: "sent", sentAt: after(24 * HOUR_MS) },
    { templateKey: "cart-recovery-72h", status: "sent", sentAt: after(72 * HOUR_MS) },
  ]);
  expect(mails.map(({ to }) => to)).toEqual(Array(3).fill("customer1@example.com"));
  const codes = await withShop(world.shop.shopId, ({ db }) => db.recoveryCode.findMany());
  expect(codes).toMatchObject([
    { step: "third", kind: "percentage", value: 10, expiresAt: after(144 * HOUR_MS) },
  ]);
  expect(mails.map(({ text }) => text.includes(codes[0]!.code))).toEqual([false, false, true]);
  expect(await enrolmentsOf(world)).toMatchObject([{ key: "cart:cart1", state: "done", reason: null }]);
});

it("whoever buys on any channel is out at once, and what waits for the morning is taken back", async () => {
  const world = await makeWorld();
  await tellCustomer(world, customer(1));
  world.now = new Date("2026-03-04T21:30:00Z");
  await leaveCart(world, { token: "cart1", of: 1, at: world.now });
  await playUntil(world, after(2 * HOUR_MS, world.now));
  expect(await messagesIn(world)).toMatchObject([{ status: "waiting" }]);
  await buy(world, { id: 1, of: 1, at: world.now });
  expect(await messagesIn(world)).toMatchObject([{ status: "cancelled" }]);
  expect(await enrolmentsOf(world)).toMatchObject([{ state: "exited", reason: "bought" }]);
});

it("an order that nothing has reacted to yet still stops the message", async () => {
  const world = await makeWorld();
  await tellCustomer(world, customer(1));
  await leaveCart(world, { token: "cart1", of: 1, at: BEGINNING });
  world.now = after(HOUR_MS);
  await doWhatIsDue(world, { send: false });
  await withShop(world.shop.shopId, async ({ db, shopId }) => {
    await db.order.create({
      data: {
        shopId,
        id: bigId(9),
        name: "#9",
        customerId: bigId(1),
        subjectId: bigId(1),
        currency: "GBP",
        subtotalMinor: 1n,
        totalMinor: 1n,
        processedAt: after(MINUTE_MS),
        updatedAt: after(MINUTE_MS),
      },
    });
  });
  await doWhatIsDue(world);
  expect(await messagesIn(world)).toMatchObject([{ status: expect.stringMatching(/dropped|cancelled/) }]);
});

it.each([
  ["is empty", { quantity: 0 }, "cart_empty"],
  ["belongs to somebody who did not agree to e-mails", { of: 2 }, "no_consent"],
])("a cart that %s enrols nobody", async (_what, change, reason) => {
  const world = await makeWorld();
  await tellCustomer(world, customer(1));
  await tellCustomer(world, customer(2, "unsubscribed"));
  await leaveCart(world, { token: "cart1", of: 1, at: BEGINNING });
  await leaveCart(world, { token: "cart1", of: 1, at: after(MINUTE_MS), ...change });
  if ("of" in change) await leaveCart(world, { token: "cart2", at: BEGINNING, of: 2 });
  await playUntil(world, after(3 * HOUR_MS));
  expect((await enrolmentsOf(world)).map((one) => one.reason)).toContain(reason);
});

it("the newest of two carts is brought back; one that is changed meanwhile is left in peace until it is quiet", async () => {
  const world = await makeWorld();
  await tellCustomer(world, customer(1));
  await leaveCart(world, { token: "cart1", of: 1, at: BEGINNING });
  await leaveCart(world, { token: "cart2", of: 1, at: after(10 * MINUTE_MS) });
  await playUntil(world, after(50 * MINUTE_MS));
  await leaveCart(world, { token: "cart2", of: 1, at: after(50 * MINUTE_MS), quantity: 3 });
  await playUntil(world, after(3 * HOUR_MS));
  expect(await enrolmentsOf(world)).toMatchObject([
    { key: "cart:cart1", state: "exited", reason: "newer_cart" },
    { key: "cart:cart2", state: "active" },
  ]);
  expect(await messagesIn(world)).toMatchObject([{ sentAt: after(110 * MINUTE_MS) }]);
});

it("the link restores the checkout with the discount, notes the click, and the order after it is recovered", async () => {
  const world = await makeWorld();
  await tellCustomer(world, customer(1));
  await leaveCart(world, { token: "cart1", of: 1, at: BEGINNING });
  // Back in the cart after the checkout was begun: the checkout is older than what was left.
  const later = after(500).toISOString();
  const { line_items } = checkout({ token: "cart1", of: 1, at: BEGINNING });
  await deliver(world.shop, {
    topic: "carts/update",
    payload: { id: "cart1", token: "cart1", note: "", line_items, created_at: later, updated_at: later },
  });
  await workOff(world.shop);
  await playUntil(world, after(73 * HOUR_MS));
  const [code] = await withShop(world.shop.shopId, ({ db }) => db.recoveryCode.findMany());
  const answer = await follow(await linkIn(world), world.now);
  expect(answer.status).toBe(302);
  expect(answer.headers.get("location")).toBe(
    `https://shop.example.com/1/checkouts/cart1/recover?key=secret&discount=${code!.code}`,
  );
  await workOff(world.shop);
  await buy(world, { id: 1, of: 1, at: after(74 * HOUR_MS), token: "cart1", total: "18.00" });
  expect(await enrolmentsOf(world)).toMatchObject([{ state: "done", recoveredOrderId: bigId(5001) }]);
  const report = await withShop(world.shop.shopId, async (scope) =>
    readReport(scope, (await findJourney(scope, world.journeyId))!, {
      from: after(-HOUR_MS),
      to: after(100 * HOUR_MS),
      timeZone: "Europe/London",
      now: after(300 * HOUR_MS),
    }),
  );
  expect(report).toMatchObject({
    funnel: { abandoned: 1, entered: 1, reached: 1, clicked: 1, recovered: 1 },
    recoveredMinor: 1800n,
    effect: { treated: { people: 1, buyers: 1 }, holdout: { people: 0 } },
  });
  expect(report.effect.holdoutNeeded).toBeGreaterThan(0);
});

it("the link works after three months, leaves out what is gone, and says so when nothing is left", async () => {
  const world = await makeWorld();
  await tellCustomer(world, customer(1));
  await leaveCart(world, { token: "cart1", of: 1, at: BEGINNING });
  await playUntil(world, after(2 * HOUR_MS));
  const link = await linkIn(world);
  expect((await follow(link, after(90 * 24 * HOUR_MS))).status).toBe(302);
  await deliver(world.shop, { topic: "products/delete", payload: { id: bigId(60) } });
  await workOff(world.shop);
  const gone = await follow(link, after(90 * 24 * HOUR_MS));
  expect(gone.status).toBe(410);
  expect(await gone.text()).toContain("is not sold any more");
  expect((await follow(link, after(181 * 24 * HOUR_MS))).status).toBe(410);
  expect((await follow(`${link.slice(0, -6)}AAAAAA`, world.now)).status).toBe(404);
});

it("a cart that Shopify does not restore itself is brought back at the storefront's own address", async () => {
  const world = await makeWorld();
  await withShop(world.shop.shopId, ({ db, shopId }) =>
    db.shop.update({ where: { id: shopId }, data: { storefrontUrl: "https://www.fern.example" } }),
  );
  await tellCustomer(world, customer(1));
  const left = { ...checkout({ token: "cart1", of: 1, at: BEGINNING }), abandoned_checkout_url: null };
  await deliver(world.shop, { topic: "checkouts/update", payload: left });
  await workOff(world.shop);
  await playUntil(world, after(2 * HOUR_MS));
  const answer = await follow(await linkIn(world), world.now);
  expect(answer.headers.get("location")).toMatch(/^https:\/\/www\.fern\.example\/cart\/\d+:\d+$/);
});

it("people in the holdout go through the steps without a message", async () => {
  const world = await makeWorld((definition) => ({ ...definition, holdoutPercent: 50 }));
  for (let n = 1; n <= 12; n += 1) {
    await tellCustomer(world, customer(n));
    await leaveCart(world, { token: `cart${n}`, of: n, at: BEGINNING });
  }
  mails.length = 0;
  await playUntil(world, after(2 * HOUR_MS));
  const held = (await enrolmentsOf(world)).filter(({ isHoldout }) => isHoldout).length;
  expect(held).toBeGreaterThan(0);
  expect(mails).toHaveLength(12 - held);
  expect((await messagesIn(world)).filter(({ status }) => status === "held_out")).toHaveLength(held);
});

it("a dry run says who would get what and when, and why not, and changes nothing", async () => {
  const world = await makeWorld();
  await tellCustomer(world, customer(1));
  await tellCustomer(world, customer(2, "unsubscribed"));
  await leaveCart(world, { token: "cart1", of: 1, at: BEGINNING });
  await leaveCart(world, { token: "cart2", of: 2, at: after(MINUTE_MS) });
  const before = await enrolmentsOf(world);
  const planned = await withShop(world.shop.shopId, async (scope) => {
    const { definition } = (await findJourney(scope, world.journeyId))!;
    return previewJourney(scope, {
      journeyId: world.journeyId,
      definition,
      now: after(2 * HOUR_MS),
      limit: 10,
    });
  });
  expect(planned).toMatchObject([
    { customerId: bigId(2), reason: "no_consent", messages: [] },
    {
      customerId: bigId(1),
      reason: null,
      messages: [
        { templateKey: "cart-recovery-1h", verdict: "send", hasDiscount: false },
        { templateKey: "cart-recovery-24h", verdict: "send" },
        { templateKey: "cart-recovery-72h", verdict: "send", hasDiscount: true },
      ],
    },
  ]);
  expect(await enrolmentsOf(world)).toEqual(before);
});
