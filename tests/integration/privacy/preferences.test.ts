import { beforeEach, describe, expect, it } from "vitest";
import {
  consentsOf,
  preferenceLink,
  preferencesOf,
  reactToConsents,
  recordConsents,
  requestConfirmation,
} from "#app/features/customers/index.server.ts";
import { react } from "#app/features/events/index.server.ts";
import {
  answerAccount,
  answerConfirmation,
  answerLink,
  preferenceAddress,
  workOffPrivacyRequests,
} from "#app/features/privacy/index.server.ts";
import type { ProxyVisit } from "#app/features/shops/index.server.ts";
import { readShop, saveSettings } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";

const CUSTOMER = bigId(7);
let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
  await deliver(shop, { topic: "customers/create", payload: makeCustomer({ phone: "+447700900123" }) });
  await workOff(shop);
});

const link = (of = shop, customer = CUSTOMER, at = new Date()) => preferenceLink(of.shopId, customer, at);
const follow = (address: string) => answerLink(new Request(address), null);
const formOf = (values: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
};
const post = (address: string, values: Record<string, string>) =>
  answerLink(new Request(address), formOf(values));
const tokenIn = (html: string) => /name="token" value="([0-9a-f]+)"/.exec(html)?.[1] ?? "";
const KEPT = {
  intent: "save",
  was_email: "off",
  topic_offers: "on",
  topic_news: "on",
  topic_rewards: "on",
  topic_reminders: "on",
  frequency: "all",
  pause: "none",
};
const stored = () =>
  withShop(shop.shopId, async (scope) => ({
    consents: await consentsOf(scope, CUSTOMER),
    preferences: await preferencesOf(scope, CUSTOMER),
    facts: await scope.db.fact.count({ where: { kind: { in: ["consent.changed", "preferences.changed"] } } }),
    requests: await scope.db.privacyRequest.findMany({ select: { kind: true, source: true, outcome: true } }),
  }));
const visitOf = async (customerId: bigint | null, locale = "en"): Promise<ProxyVisit> => ({
  domain: shop.domain,
  shopId: shop.shopId,
  shop: await withShop(shop.shopId, readShop),
  customerId,
  path: "/apps/perennial",
  locale,
});

describe("the link of a message", () => {
  it("shows the choices without changing anything, and names nobody in its address", async () => {
    const address = link();
    const answer = await follow(address);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("Your preferences");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(address).not.toContain(CUSTOMER.toString());
    expect((await stored()).facts).toBe(0);
  });

  it("saves each change with what proves it, for Shopify too, and offers to take it back", async () => {
    const address = link();
    const token = tokenIn(await (await follow(address)).text());
    const choice = { ...KEPT, token, email: "on", frequency: "weekly", pause: "30", no_automated: "on" };
    const { topic_offers: _, ...withoutOffers } = choice;
    const html = await (await post(address, withoutOffers)).text();
    expect(html).toContain("Undo");
    const { consents, preferences, facts } = await stored();
    expect(consents).toMatchObject([{ channel: "email", state: "subscribed", source: "preference_link" }]);
    expect(preferences).toMatchObject({
      topicsOff: ["offers"],
      frequency: "weekly",
      noAutomatedDecisions: true,
    });
    expect(preferences.pausedUntil!.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect(facts).toBe(2);
    const kept = await withShop(shop.shopId, async ({ db }) => [
      await db.consentEvidence.count(),
      await db.outboxChange.count({ where: { kind: "customer.consent" } }),
    ]);
    expect(kept).toEqual([1, 1]);
    const undo = /<form[^>]*>(?:(?!<\/form>).)*Undo(?:(?!<\/form>).)*<\/form>/s.exec(html)![0];
    const before = Object.fromEntries(
      [...undo.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    await post(address, before);
    const after = await stored();
    expect(after.consents).toMatchObject([{ state: "unsubscribed" }]);
    expect(after.preferences).toMatchObject({
      topicsOff: [],
      frequency: "all",
      noAutomatedDecisions: false,
      pausedUntil: null,
    });
  });

  it.each([
    [
      "an e-mail address",
      "customer@example.com",
      "link that we send",
      ["pending", "pending"],
      "confirmed_opt_in",
    ],
    [
      "no address that takes mail",
      "no address",
      "cannot send you",
      ["pending", "subscribed"],
      "single_opt_in",
    ],
  ])("with double opt-in and %s, says what it came to", async (_, email, words, states, level) => {
    await withShop(shop.shopId, (scope) => saveSettings(scope, { doubleOptIn: true }));
    const payload = makeCustomer({ phone: "+447700900123", email, updated_at: "2026-09-01T00:00:00Z" });
    await deliver(shop, { topic: "customers/update", payload });
    await workOff(shop);
    const token = tokenIn(await (await follow(link())).text());
    const html = await (
      await post(link(), { ...KEPT, token, was_sms: "off", email: "on", sms: "on" })
    ).text();
    expect(html).toContain(words);
    const { consents } = await stored();
    expect(consents.map(({ channel, state }) => [channel, state])).toEqual([
      ["email", states[0]],
      ["sms", states[1]],
    ]);
    expect(consents[1]!.level).toBe(level);
  });

  it("leaves alone what the form does not change, even when it was open for long", async () => {
    const address = link();
    const token = tokenIn(await (await follow(address)).text());
    await withShop(shop.shopId, (scope) =>
      recordConsents(scope, [
        {
          subjectId: CUSTOMER,
          channel: "email",
          state: "subscribed",
          level: null,
          source: "shopify",
          changedAt: new Date(),
        },
      ]),
    );
    await react(shop.shopId, [reactToConsents]);
    await post(address, { ...KEPT, token });
    expect((await stored()).consents).toMatchObject([{ state: "subscribed" }]);
  });

  it.each([
    ["made up", async () => `${link()}x`, 404],
    ["changed", async () => link().replace(/.{4}$/, "AAAA"), 404],
    ["too old", async () => link(shop, CUSTOMER, new Date(Date.now() - 61 * 86_400_000)), 410],
    [
      "for confirming something",
      async () => {
        const evidence = { text: "", locale: "en", page: "" };
        const { link: confirm } = await withShop(shop.shopId, (scope) =>
          requestConfirmation(scope, {
            customerId: CUSTOMER,
            channel: "email",
            source: "form",
            evidence,
            now: new Date(),
          }),
        );
        return confirm.replace("/confirm", "");
      },
      404,
    ],
  ])("is refused when it is %s", async (_, make, status) => {
    const address = await make();
    expect((await follow(address)).status).toBe(status);
    expect((await post(address, KEPT)).status).toBe(status);
  });

  it("takes no form that came from another customer's page, another shop's, or from nowhere", async () => {
    const other = await makeShop();
    const foreign = [
      tokenIn(await (await follow(link(shop, bigId(8)))).text()),
      tokenIn(await (await follow(link(other))).text()),
      tokenIn(await (await answerAccount(await visitOf(CUSTOMER), null)).text()),
      "",
    ];
    for (const token of foreign)
      expect((await post(link(), { ...KEPT, token, email: "on" })).status).toBe(403);
    expect((await stored()).facts).toBe(0);
  });
});

describe("the customer account", () => {
  it("asks who is not signed in to sign in, and takes no form from them", async () => {
    const html = await (await answerAccount(await visitOf(null), null)).text();
    expect(html).toContain("{{ routes.account_login_url }}");
    expect((await answerAccount(await visitOf(null), formOf({ ...KEPT, email: "on" }))).status).toBe(401);
  });

  it("speaks the shopper's language, from right to left where that is read so", async () => {
    const html = await (await answerAccount(await visitOf(CUSTOMER, "ar"), null)).text();
    expect(html).toContain('lang="ar" dir="rtl"');
  });

  it("says what no automated decisions means: no scores, and no products picked by a computer", async () => {
    const html = await (await answerAccount(await visitOf(CUSTOMER), null)).text();
    expect(html).toContain("No scores about you, and no products picked for you by a computer.");
  });

  it("hands over everything that is stored", async () => {
    const visit = await visitOf(CUSTOMER);
    const token = tokenIn(await (await answerAccount(visit, null)).text());
    for (const format of ["json", "csv", "html"]) {
      const file = await answerAccount(visit, formOf({ intent: "download", format, token }));
      expect(file.headers.get("content-disposition")).toContain(`my-data.${format}`);
      expect(await file.text()).toContain("customer@example.com");
    }
    const logged = await withShop(shop.shopId, ({ db }) =>
      db.accessLog.count({ where: { actor: "shopper", action: "exported" } }),
    );
    expect(logged).toBe(3);
  });

  it("erases only after a yes and three days, and not when it is taken back", async () => {
    const visit = await visitOf(CUSTOMER);
    const send = async (values: Record<string, string>) => {
      const token = tokenIn(await (await answerAccount(visit, null)).text());
      return answerAccount(visit, formOf({ token, ...values }));
    };
    await send({ intent: "ask_erase" });
    expect((await send({ intent: "erase" })).status).toBe(400);
    expect((await stored()).requests).toEqual([]);
    expect(await (await send({ intent: "erase", sure: "on" })).text()).toContain("will be erased on");
    await send({ intent: "erase", sure: "on" });
    await workOffPrivacyRequests(shop.shopId);
    expect((await stored()).requests).toEqual([{ kind: "redact", source: "shopper", outcome: null }]);
    await send({ intent: "keep" });
    await send({ intent: "erase", sure: "on" });
    await withShop(shop.shopId, ({ db }) =>
      db.privacyRequest.updateMany({ where: { completedAt: null }, data: { notBefore: new Date(0) } }),
    );
    await workOffPrivacyRequests(shop.shopId);
    expect((await stored()).requests.map(({ outcome }) => outcome)).toEqual(["withdrawn", "done"]);
    expect(await (await answerAccount(visit, null)).text()).toContain("Nothing is stored about you");
  });
});

it("stands at an address that the merchant is told, on the storefront's own domain", async () => {
  await withShop(shop.shopId, async (scope) => {
    expect(await preferenceAddress(scope)).toBe(`https://${shop.domain}/apps/perennial/preferences`);
    await scope.db.shop.update({
      where: { id: shop.shopId },
      data: { storefrontUrl: "https://shop.example" },
    });
    expect(await preferenceAddress(scope)).toBe("https://shop.example/apps/perennial/preferences");
  });
});

describe("the link that confirms", () => {
  it("needs a press: who only follows it, as scanners do, confirms nothing", async () => {
    const evidence = { text: "Subscribe", locale: "en", page: "https://example.com" };
    const { link: address } = await withShop(shop.shopId, (scope) =>
      requestConfirmation(scope, {
        customerId: CUSTOMER,
        channel: "email",
        source: "form",
        evidence,
        now: new Date(),
      }),
    );
    const html = await (await answerConfirmation(new Request(address), false)).text();
    expect(html).toContain("Yes, subscribe me");
    expect(html).toContain(": E-mail.");
    expect((await stored()).consents).toMatchObject([{ state: "pending" }]);
    expect((await answerConfirmation(new Request(address), true)).status).toBe(200);
    expect((await stored()).consents).toMatchObject([{ state: "subscribed", level: "confirmed_opt_in" }]);
    expect((await answerConfirmation(new Request(address), true)).status).toBe(409);
  });
});
