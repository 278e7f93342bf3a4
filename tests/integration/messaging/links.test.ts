import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  answerClick,
  answerUnsubscribe,
  confirmationSource,
  sendMessages,
} from "#app/features/messaging/index.server.ts";
import { confirmConsent, consentsOf, openConfirmation, optIn } from "#app/features/customers/index.server.ts";
import { saveSettings } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { type MailServer, startMailServer } from "#simulator/mail/mail-server.ts";
import { followLink } from "#tests/factories/requests.ts";
import { makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";
import { CART_URL, changeSettings, makePeople, NOON, queue, send, sendThrough, wanted } from "./world.ts";

let mail: MailServer;
let shop: TestShop;
let person: bigint;

beforeAll(async () => {
  mail = await startMailServer();
  sendThrough(mail.url);
});
afterAll(() => mail.close());

beforeEach(async () => {
  mail.clear();
  shop = await makeShop();
  await changeSettings(shop, {});
  [person] = (await makePeople(shop, 1)) as [bigint];
});

async function sentMail() {
  await queue(shop, [wanted(person)]);
  await send(shop);
  const caught = mail.messages()[0]!;
  const header = caught.headers.find(({ key }) => key === "list-unsubscribe")!.value;
  return {
    unsubscribe: header.slice(1, -1),
    clicks: [...caught.html.matchAll(/href="(http[^"]*\/click\?key=[^"]*)"/g)].map(([, url]) => url!),
    text: caught.text,
  };
}

const soon = new Date(NOON.getTime() + 60_000);

const post = (url: string) =>
  new Request(url, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
const state = () =>
  withShop(shop.shopId, async (scope) =>
    (await consentsOf(scope, person)).find(({ channel }) => channel === "email"),
  );
const facts = (kind: string) =>
  withShop(shop.shopId, ({ db }) =>
    db.fact.findMany({ where: { kind }, select: { customerId: true, happenedAt: true } }),
  );

describe("an unsubscribe link", () => {
  it("followed changes nothing, posted to unsubscribes, twice as once, and shows nobody", async () => {
    const { unsubscribe } = await sentMail();
    const shown = await answerUnsubscribe(followLink(unsubscribe), soon);
    const html = await shown.text();
    expect(html).toContain('<form method="post"');
    expect(html).not.toMatch(/Person1|person-1/);
    expect((await state())?.state).toBe("subscribed");
    for (let press = 0; press < 2; press += 1)
      expect((await answerUnsubscribe(post(unsubscribe), soon)).status).toBe(200);
    expect(await state()).toMatchObject({ state: "unsubscribed", source: "unsubscribe_link" });
    expect(await facts("message.unsubscribed")).toEqual([{ customerId: person, happenedAt: soon }]);
  });

  it("that was made up, changed or is of another purpose does nothing", async () => {
    const { unsubscribe, clicks } = await sentMail();
    const changed = `${unsubscribe.slice(0, -2)}${unsubscribe.endsWith("A") ? "B" : "A"}A`;
    const other = unsubscribe.replace(/key=.*/, `key=${new URL(clicks[0]!).searchParams.get("key")}`);
    for (const url of [changed, other, unsubscribe.replace(/key=.*/, "key=x")])
      expect((await answerUnsubscribe(post(url), soon)).status).toBe(404);
    const late = new Date(NOON.getTime() + 500 * 86_400_000);
    expect((await answerUnsubscribe(post(unsubscribe), late)).status).toBe(410);
    expect((await state())?.state).toBe("subscribed");
  });
});

describe("a link in a message", () => {
  it("notes one click, tells the storefront whose it is, and leads to the cart", async () => {
    const { clicks, text } = await sentMail();
    expect(clicks.length).toBeGreaterThan(1);
    expect(text).toMatch(/\/click\?key=/);
    const cart = [];
    for (const url of clicks) {
      const answer = await answerClick(followLink(url), soon);
      expect(answer.status).toBe(302);
      cart.push(new URL(answer.headers.get("location")!));
    }
    const restored = cart.find(({ pathname }) => pathname === new URL(CART_URL).pathname)!;
    expect(restored.searchParams.get("discount")).toBe("SAVE");
    expect(restored.searchParams.get("pk")).toMatch(new RegExp(`^${person}\\.`));
    expect(await facts("message.clicked")).toEqual([{ customerId: person, happenedAt: soon }]);
  });

  it("leads nowhere once the shop's address is another, or when it is not ours", async () => {
    const { clicks } = await sentMail();
    expect((await answerClick(followLink(clicks[0]!.replace(/key=.{6}/, "key=AAAAAA")), soon)).status).toBe(
      404,
    );
    await withShop(shop.shopId, ({ db }) =>
      db.shop.update({ where: { id: shop.shopId }, data: { storefrontUrl: "https://new.example" } }),
    );
    expect((await answerClick(followLink(clicks[0]!), soon)).status).toBe(404);
  });

  it("that is only looked at is no click, and tells nobody whose it is", async () => {
    const { clicks } = await sentMail();
    for (const init of [{ method: "HEAD" }, { headers: { "User-Agent": "LinkScanner bot" } }]) {
      const answer = await answerClick(new Request(clicks[0]!, init), soon);
      expect(answer.status).toBe(302);
      expect(answer.headers.get("location")).not.toContain("pk=");
    }
    expect(await facts("message.clicked")).toEqual([]);
  });
});

describe("double opt-in", () => {
  const now = new Date();
  const ask = (at: Date, channel: "email" | "sms" = "email") =>
    withShop(shop.shopId, async (scope) => {
      await saveSettings(scope, { doubleOptIn: true });
      const evidence = { text: "Yes", locale: "en", page: "https://shop.example" };
      return optIn(scope, {
        customerId: person,
        channel,
        source: "form",
        evidence,
        now: at,
        canConfirm: true,
      });
    });
  const sendConfirmations = () => sendMessages(shop.shopId, [confirmationSource], { silenceMs: 4_000 });

  it("sends the link once for each request, without consent and at night, and the link is of that request", async () => {
    await ask(now);
    await workOff(shop);
    await workOff(shop);
    await sendConfirmations();
    await sendConfirmations();
    expect(mail.messages()).toHaveLength(1);
    const link = /key=([\w-]+)/.exec(mail.messages()[0]!.text)![1]!;
    expect(openConfirmation(link, now)).toMatchObject({ customerId: person, channel: "email" });
    await ask(new Date(now.getTime() + 5_000));
    await workOff(shop);
    await sendConfirmations();
    expect(mail.messages()).toHaveLength(2);
  });

  it("confirms SMS by a mail that names it, beside the one for e-mail", async () => {
    await ask(now);
    await ask(now, "sms");
    await workOff(shop);
    await sendConfirmations();
    const texts = mail.messages().map(({ text }) => text);
    expect(texts).toHaveLength(2);
    const forSms = texts.find((text) => text.includes("Text message (SMS)"))!;
    const opened = openConfirmation(/key=([\w-]+)/.exec(forSms)![1]!, now);
    expect(opened).toMatchObject({ customerId: person, channel: "sms" });
    if (typeof opened === "string") throw new Error(opened);
    const evidence = { text: "Yes", locale: "en", page: "https://shop.example" };
    await withShop(shop.shopId, (scope) => confirmConsent(scope, opened, { evidence, now }));
    const consents = await withShop(shop.shopId, (scope) => consentsOf(scope, person));
    expect(consents).toMatchObject([
      { channel: "email", state: "pending" },
      { channel: "sms", state: "subscribed", level: "confirmed_opt_in" },
    ]);
  });

  it("sends nothing to whoever changed their mind meanwhile", async () => {
    await ask(now);
    await workOff(shop);
    await withShop(shop.shopId, (scope) => saveSettings(scope, { doubleOptIn: false }));
    await sendConfirmations();
    expect(mail.messages()).toEqual([]);
  });
});
