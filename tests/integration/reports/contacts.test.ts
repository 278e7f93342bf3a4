import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerClick, readLog } from "#app/features/messaging/index.server.ts";
import { createCartRecovery } from "#app/features/automations/index.server.ts";
import {
  type Contact,
  type Page,
  type Profile,
  readPart,
  readProfile,
} from "#app/features/reports/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { type MailServer, startMailServer } from "#simulator/mail/mail-server.ts";
import { bigId, makeCustomer, makeOrder } from "#tests/factories/payloads.ts";
import { followLink } from "#tests/factories/requests.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";
import {
  changeSettings,
  makePeople,
  NOON,
  queue,
  send,
  sendThrough,
  subscribe,
  wanted,
} from "../messaging/world.ts";

let mail: MailServer;
beforeAll(async () => {
  mail = await startMailServer();
  sendThrough(mail.url);
});
afterAll(() => mail.close());

const days = (n: number) => new Date(NOON.getTime() + n * 86_400_000);

async function makeStore(): Promise<{ shop: TestShop; id: bigint; other: bigint }> {
  const shop = await makeShop();
  await changeSettings(shop, {});
  const [id, other] = await makePeople(shop, 2);
  return { shop, id: id!, other: other! };
}

/** Somebody is sent a message under a key of its own. */
async function tell(shop: TestShop, id: bigint, key: string, at: Date): Promise<void> {
  await queue(shop, [wanted(id, { dedupeKey: key, source: { kind: "test", id: key } })], at);
  await send(shop, { at });
  await workOff(shop);
}

async function order(shop: TestShop, id: bigint, n: number, at: Date): Promise<void> {
  const time = at.toISOString();
  await deliver(shop, {
    topic: "orders/create",
    payload: makeOrder({
      id: bigId(100 + n),
      name: `#30${n}`,
      customer: makeCustomer({ id }),
      created_at: time,
      processed_at: time,
      updated_at: time,
    }),
  });
  await workOff(shop);
}

async function profileOf(shop: TestShop, id: bigint): Promise<Profile> {
  const profile = await readProfile(shop.shopId, id, days(30));
  if (!profile || "mergedInto" in profile) throw new Error("nobody has this number");
  return profile;
}

const messagesOf = (profile: Profile) =>
  profile.contacts.items.flatMap((contact) => (contact.kind === "message" ? [contact] : []));

describe("contacts", () => {
  it("say the channel, the subject, what came of each, and count an order for the last message before it", async () => {
    const { shop, id, other } = await makeStore();
    await tell(shop, id, "first", NOON);
    await tell(shop, id, "second", days(2));
    await order(shop, id, 1, days(3));
    await order(shop, id, 2, days(20));
    await order(shop, other, 3, days(3));
    const [second, first] = messagesOf(await profileOf(shop, id));
    expect(first).toMatchObject({ channel: "email", status: "sent", at: NOON, orders: [] });
    expect(first!.subject).toMatch(/\S/);
    expect(second).toMatchObject({ sentAt: days(2), orders: ["#301"] });
    expect((await profileOf(shop, id)).campaigns).toEqual([
      {
        source: { kind: "test", journeyId: null, journeyName: null },
        received: 2,
        clicked: 0,
        bought: 1,
        unsubscribed: 0,
        notSent: 0,
        lastAt: days(2),
      },
    ]);
    expect((await profileOf(shop, other)).campaigns).toEqual([]);
  });

  it("say why a message did not go", async () => {
    const { shop, id } = await makeStore();
    await subscribe(shop, [id], "unsubscribed", new Date("2026-03-05T00:00:00Z"));
    await tell(shop, id, "first", NOON);
    const [contact] = messagesOf(await profileOf(shop, id));
    expect(contact).toMatchObject({
      status: "blocked",
      sentAt: null,
      decision: { reasons: [{ code: "no_consent", detail: "unsubscribed" }] },
    });
    expect((await profileOf(shop, id)).campaigns).toMatchObject([{ received: 0, notSent: 1 }]);
  });

  it("say who clicked, and whose address bounced", async () => {
    const { shop, id, other } = await makeStore();
    mail.clear();
    await tell(shop, id, "first", NOON);
    const link = /href="(http[^"]*\/click\?key=[^"]*)"/.exec(mail.messages()[0]?.html ?? "")?.[1];
    await answerClick(followLink(link!), days(1));
    mail.addFault({ kind: "reject", times: 1 });
    await tell(shop, other, "second", NOON);
    await workOff(shop);
    expect(messagesOf(await profileOf(shop, id))).toMatchObject([{ clickedAt: days(1), bouncedAt: null }]);
    expect((await profileOf(shop, id)).campaigns).toMatchObject([{ received: 1, clicked: 1 }]);
    expect(messagesOf(await profileOf(shop, other))).toMatchObject([{ status: "failed", bouncedAt: NOON }]);
  });

  it("name the journey that asked for a message", async () => {
    const { shop, id } = await makeStore();
    const journeyId = await withShop(shop.shopId, async (scope) => {
      const journey = await createCartRecovery(scope, { name: "Carts left behind", staff: null, now: NOON });
      const enrolment = await scope.db.enrolment.create({
        data: {
          shopId: shop.shopId,
          journeyId: journey,
          version: 1,
          key: "cart:1",
          subjectId: id,
          customerId: id,
          anchorAt: NOON,
          state: "done",
        },
      });
      await scope.db.message.create({
        data: {
          shopId: shop.shopId,
          subjectId: id,
          customerId: id,
          channel: "email",
          purpose: "marketing",
          topic: "reminders",
          templateKey: "cart-recovery-1h",
          sourceKind: "journey",
          sourceId: `${enrolment.id}:mail`,
          dueAt: NOON,
        },
      });
      return journey;
    });
    const source = { kind: "journey", journeyId, journeyName: "Carts left behind" };
    const profile = await profileOf(shop, id);
    expect(messagesOf(profile)).toMatchObject([{ source, status: "waiting" }]);
    expect(profile.campaigns).toMatchObject([{ source, received: 0, notSent: 0 }]);
  });

  it("go on page by page without a gap, consents among them", async () => {
    const { shop, id } = await makeStore();
    for (let n = 0; n < 45; n += 1) await queue(shop, [wanted(id, { dedupeKey: `k${n}` })], days(n % 7));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Contact> = (await readPart(shop.shopId, id, { part: "contacts", cursor }))!;
      expect(page.items.length).toBeLessThanOrEqual(20);
      seen.push(...page.items.map(({ kind, key }) => `${kind} ${key}`));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((each) => each.startsWith("message "))).toHaveLength(45);
    expect(seen.some((each) => each.startsWith("consent.changed "))).toBe(true);
    const wrong = await readPart(shop.shopId, id, { part: "contacts", cursor: "; DROP TABLE message" });
    expect(wrong?.items).toHaveLength(20);
  });
});

describe("the message log", () => {
  it("can be of one person", async () => {
    const { shop, id, other } = await makeStore();
    await tell(shop, id, "first", NOON);
    await tell(shop, other, "second", NOON);
    const all = { status: null, beforeId: null };
    expect((await readLog(shop.shopId, { ...all, customerId: null })).lines).toHaveLength(2);
    const own = await readLog(shop.shopId, { ...all, customerId: id });
    expect(own).toMatchObject({ lines: [{ customerId: id }], counts: { sent: 1 }, person: { id } });
    expect(own.person?.name).toMatch(/^Person1/);
  });
});
