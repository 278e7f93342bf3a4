import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { cancelMessages, readSenderPage, saveSenderPage } from "#app/features/messaging/index.server.ts";
import { type MailServer, startMailServer } from "#simulator/mail/mail-server.ts";
import { makeShop, type TestShop } from "#tests/factories/shop.ts";
import {
  changeSettings,
  makePeople,
  NOON,
  queue,
  send,
  sendThrough,
  sourceOf,
  states,
  subscribe,
  wanted,
} from "./world.ts";

let mail: MailServer;
let shop: TestShop;

beforeAll(async () => {
  mail = await startMailServer();
  sendThrough(mail.url);
});
afterAll(() => mail.close());

beforeEach(async () => {
  mail.clear();
  mail.clearFaults();
  shop = await makeShop();
  await changeSettings(shop, {});
});

const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const only = async () => (await states(shop))[0]!;
const facts = (kind: string) =>
  withShop(shop.shopId, ({ db }) =>
    db.fact.findMany({ where: { kind }, select: { key: true, happenedAt: true } }),
  );

describe("a message", () => {
  it("is written in the customer's name, can be unsubscribed from by one click, and is sent once however often it is wanted", async () => {
    const [id] = await makePeople(shop, 1);
    expect(await queue(shop, [wanted(id!)])).toBe(1);
    expect(await queue(shop, [wanted(id!)])).toBe(0);
    await Promise.all([send(shop), send(shop)]);
    await send(shop, { at: later(60) });
    const [caught, ...others] = mail.messages();
    expect(others).toEqual([]);
    expect(caught).toMatchObject({ to: ["person-1@example.com"], from: "hello@shop.example" });
    expect(caught!.html).toContain("Person1, your cart is waiting");
    expect(caught!.html).toContain("Linen &lt;shirt&gt;");
    expect(caught!.text).toContain("Linen <shirt> × 2, £20.00");
    const header = (key: string) => caught!.headers.find((each) => each.key === key)?.value;
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(header("list-unsubscribe")).toMatch(/^<http.*\/unsubscribe\?key=[\w-]+>$/);
    const [row] = await states(shop);
    expect(row).toMatchObject({
      status: "sent",
      decision: { verdict: "send", reasons: [{ code: "consent" }] },
    });
    expect(await facts("message.sent")).toEqual([{ key: row!.id.toString(), happenedAt: NOON }]);
  });

  it("waits for the shop's postal address, and goes as soon as it is entered", async () => {
    const [id] = await makePeople(shop, 1);
    await changeSettings(shop, { addressLine: "" });
    await queue(shop, [wanted(id!)]);
    await send(shop);
    expect(await only()).toMatchObject({
      status: "waiting",
      decision: { verdict: "defer", reasons: [{ code: "no_postal_address" }] },
    });
    const { fields } = await readSenderPage(shop.shopId);
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, addressLine: "Shop Ltd, 1 High Street" }))
      if (name !== "secure") form.set(name, value);
    expect(await saveSenderPage(shop.shopId, form, later(1))).toEqual({ ok: true });
    await send(shop, { at: later(1) });
    expect(mail.messages()[0]!.html).toContain("Shop Ltd, 1 High Street");
  });

  it("is asked about right before it goes, and dropped when its source does not want it any more", async () => {
    const [id] = await makePeople(shop, 1);
    await queue(shop, [wanted(id!)]);
    await send(shop, { source: sourceOf(() => ({ verdict: "drop", reason: "purchased" })) });
    expect(mail.messages()).toEqual([]);
    expect(await only()).toMatchObject({ status: "dropped", failure: "purchased" });
  });

  it("that is cancelled or not due yet does not go", async () => {
    const [one, two] = await makePeople(shop, 2);
    await queue(shop, [wanted(one!), wanted(two!, { dueAt: later(10) })]);
    await withShop(shop.shopId, (scope) =>
      cancelMessages(scope, { sourceKind: "test", sourceIds: [one!.toString()], reason: "purchased" }),
    );
    await send(shop);
    expect(mail.messages()).toEqual([]);
    await send(shop, { at: later(11) });
    expect(mail.messages().map(({ to }) => to[0])).toEqual(["person-2@example.com"]);
  });

  it("is blocked without consent, also when that was taken back a moment ago, and keeps the decision", async () => {
    const [id] = await makePeople(shop, 1);
    await queue(shop, [wanted(id!)]);
    await subscribe(shop, [id!], "unsubscribed", new Date("2026-03-09T00:00:00Z"));
    await send(shop);
    expect(mail.messages()).toEqual([]);
    expect(await only()).toMatchObject({
      status: "blocked",
      decision: { verdict: "block", reasons: [{ code: "no_consent", detail: "unsubscribed" }] },
    });
  });

  it("waits out quiet hours on the recipient's clock and then goes", async () => {
    const tokyo = { id: 80n, country_code: "JP", default: true };
    const [id] = await makePeople(shop, 1, { default_address: tokyo, addresses: [tokyo] });
    // 23:00 in Tokyo.
    const evening = new Date("2026-03-10T14:00:00Z");
    await queue(shop, [wanted(id!)], evening);
    await send(shop, { at: evening });
    const waiting = await only();
    expect(waiting).toMatchObject({ status: "waiting", decision: { verdict: "defer", zone: "Asia/Tokyo" } });
    expect(waiting.dueAt).toEqual(new Date("2026-03-10T23:00:00Z"));
    await send(shop, { at: waiting.dueAt });
    expect(mail.messages()).toHaveLength(1);
  });

  it("keeps to the cap of two a day, also within one batch and with two workers", async () => {
    const [id] = await makePeople(shop, 1);
    await queue(
      shop,
      [1, 2, 3, 4].map((n) => wanted(id!, { dedupeKey: `test:${n}` })),
    );
    await Promise.all([send(shop), send(shop)]);
    expect(mail.messages()).toHaveLength(2);
    expect((await states(shop)).filter(({ status }) => status === "waiting")).toHaveLength(2);
  });

  it("of somebody held out is noted and not sent", async () => {
    const [id] = await makePeople(shop, 1);
    await queue(shop, [wanted(id!)]);
    await send(shop, { source: sourceOf(() => ({ verdict: "send", holdout: true, context: {} })) });
    expect(await only()).toMatchObject({ status: "held_out" });
    expect(mail.messages()).toEqual([]);
  });
});

describe("between the decision and the mail server", () => {
  /** Sends to persons 1 … n by one lane. `happens` while the first mail is on its way; it is taken after that. */
  async function sendWhile(
    count: number,
    happens: (ids: readonly bigint[]) => Promise<unknown>,
  ): Promise<string[]> {
    const ids = await makePeople(shop, count);
    await queue(
      shop,
      ids.map((id) => wanted(id)),
    );
    const arrived = Promise.withResolvers<void>();
    const happened = Promise.withResolvers<void>();
    const taken: string[] = [];
    const takeLater = async (done: () => void) => {
      await happened.promise;
      done();
    };
    const slow = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData: (stream, { envelope }, done) => {
        taken.push(envelope.rcptTo[0]!.address);
        arrived.resolve();
        stream.resume().on("end", () => void takeLater(done));
      },
    });
    await new Promise<void>((resolve) => void slow.listen(0, "127.0.0.1", resolve));
    sendThrough(`smtp://127.0.0.1:${(slow.server.address() as AddressInfo).port}`);
    try {
      const sending = send(shop, { lanes: 1, sureForMs: 0, silenceMs: 60_000 });
      await arrived.promise;
      await happens(ids).finally(happened.resolve);
      await sending;
    } finally {
      sendThrough(mail.url);
      await new Promise<void>((resolve) => void slow.close(resolve));
    }
    return taken;
  }

  it("who unsubscribes or whose message is taken back gets none, and the others get theirs", async () => {
    const taken = await sendWhile(4, async (ids) => {
      await subscribe(shop, [ids[1]!], "unsubscribed", new Date("2026-03-09T00:00:00Z"));
      await withShop(shop.shopId, (scope) =>
        cancelMessages(scope, { sourceKind: "test", sourceIds: [ids[2]!.toString()], reason: "bought" }),
      );
    });
    expect(taken).toEqual(["person-1@example.com", "person-4@example.com"]);
    expect(await states(shop)).toMatchObject([
      { status: "sent" },
      { status: "blocked" },
      { status: "cancelled", failure: "bought" },
      { status: "sent", attempts: 1 },
    ]);
  });

  it("a shop that uninstalls sends nothing more, and loses nothing", async () => {
    const taken = await sendWhile(2, () =>
      withShop(shop.shopId, ({ db }) => db.shop.updateMany({ data: { uninstalledAt: NOON } })),
    );
    expect(taken).toEqual(["person-1@example.com"]);
    expect(await states(shop)).toMatchObject([{ status: "sent" }, { status: "waiting", attempts: 0 }]);
  });

  it("who is erased while a mail is on its way stays erased", async () => {
    await sendWhile(1, (ids) =>
      withShop(shop.shopId, ({ db }) =>
        db.message.updateMany({
          where: { customerId: ids[0]! },
          data: { customerId: null, subjectId: null },
        }),
      ),
    );
    const [row] = await withShop(shop.shopId, ({ db }) => db.message.findMany());
    expect(row).toMatchObject({ status: "sent", sealed: null });
  });
});

describe("a mail server", () => {
  it("that greylists is tried again later", async () => {
    const [id] = await makePeople(shop, 1);
    await queue(shop, [wanted(id!)]);
    mail.addFault({ kind: "greylist" });
    await send(shop);
    const waiting = await only();
    expect(waiting).toMatchObject({ status: "waiting", failure: "refused 451 4.7.1", mayRepeat: false });
    await send(shop, { at: waiting.dueAt });
    expect(await only()).toMatchObject({ status: "sent", attempts: 2 });
  });

  it("that knows no such address is not asked for it again, by any message", async () => {
    const [id] = await makePeople(shop, 1);
    await queue(shop, [wanted(id!)]);
    mail.addFault({ kind: "reject", times: 1 });
    await send(shop);
    expect(await only()).toMatchObject({ status: "failed", failure: "refused 550 5.1.1" });
    expect(await facts("message.bounced")).toHaveLength(1);
    await queue(shop, [wanted(id!, { dedupeKey: "again" })]);
    await send(shop, { at: later(1) });
    expect((await states(shop))[1]).toMatchObject({
      status: "blocked",
      decision: { reasons: [{ code: "suppressed", detail: "bounced" }] },
    });
  });

  it("that hangs, drops or rejects for some holds up nobody else", async () => {
    const ids = await makePeople(shop, 12);
    await queue(
      shop,
      ids.map((id) => wanted(id)),
    );
    mail.addFault({ kind: "hang", address: "person-1@" });
    mail.addFault({ kind: "drop", address: "person-2@" });
    mail.addFault({ kind: "reject", address: "person-3@" });
    await send(shop);
    expect(mail.messages()).toHaveLength(9);
    mail.clearFaults();
    await send(shop, { at: later(30) });
    const [hung, dropped, rejected, ...others] = await states(shop);
    expect([hung, dropped]).toMatchObject([{ status: "sent" }, { status: "sent" }]);
    expect(rejected).toMatchObject({ status: "failed" });
    expect(others.every(({ status }) => status === "sent")).toBe(true);
  });

  it("that takes a message without saying so gets it once more at most, under the same number, and that is marked", async () => {
    const [id] = await makePeople(shop, 1);
    await queue(shop, [wanted(id!)]);
    mail.addFault({ kind: "accept_and_drop" });
    let at = NOON;
    for (let round = 0; round < 4; round += 1) {
      await send(shop, { at });
      at = new Date(at.getTime() + 24 * 3_600_000);
    }
    const caught = mail.messages();
    expect(caught).toHaveLength(2);
    expect(caught[1]!.messageId).toBe(caught[0]!.messageId);
    expect(await only()).toMatchObject({ status: "failed", failure: "unknown_outcome", mayRepeat: true });
  });

  it("that is away loses nothing", async () => {
    const ids = await makePeople(shop, 10);
    await queue(
      shop,
      ids.map((id) => wanted(id)),
    );
    sendThrough("smtp://127.0.0.1:1");
    await send(shop);
    expect((await states(shop)).every(({ status, mayRepeat }) => status === "waiting" && !mayRepeat)).toBe(
      true,
    );
    sendThrough(mail.url);
    await send(shop, { at: later(5) });
    expect(mail.messages()).toHaveLength(10);
  });
});

it("a worker that died over a message leaves it to the next, which sends it once and marks it", async () => {
  const [id] = await makePeople(shop, 1);
  await queue(shop, [wanted(id!)]);
  await withShop(shop.shopId, ({ db }) =>
    db.message.updateMany({ data: { status: "sending", claimedAt: NOON, attempts: 1 } }),
  );
  await send(shop, { at: later(1) });
  expect(mail.messages()).toEqual([]);
  await send(shop, { at: later(4) });
  expect(mail.messages()).toHaveLength(1);
  expect(await only()).toMatchObject({ status: "sent", mayRepeat: true, attempts: 2 });
});

it("a template that cannot be filled in stops its messages visibly, and they go once it is mended", async () => {
  const [id] = await makePeople(shop, 1);
  await queue(shop, [wanted(id!)]);
  const broken = {
    en: {
      subject: "{{ 'x' | no_such_filter }}",
      preheader: "",
      blocks: [{ type: "heading", text: "Hello" }],
    },
  };
  await withShop(shop.shopId, ({ db, shopId }) =>
    db.messageTemplate.create({
      data: { shopId, key: "cart-recovery-1h", version: 1, name: "Mine", content: broken },
    }),
  );
  await send(shop);
  expect(await only()).toMatchObject({ status: "waiting", failure: "template" });
  await withShop(shop.shopId, ({ db }) => db.messageTemplate.deleteMany());
  await send(shop, { at: later(61) });
  expect(mail.messages()).toHaveLength(1);
});

it("nothing of a person stands in the table in the clear", async () => {
  const [id] = await makePeople(shop, 1);
  await queue(shop, [wanted(id!)]);
  await send(shop);
  const text = await withShop(shop.shopId, async ({ db }) =>
    JSON.stringify(await db.$queryRaw`SELECT to_jsonb(m) - 'sealed' AS row FROM message m`),
  );
  expect(text).toContain("cart-recovery-1h");
  expect(text).not.toMatch(/person-?1|example\.com/i);
});
