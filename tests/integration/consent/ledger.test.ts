import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { processDeliveries, react } from "#app/features/events/index.server.ts";
import {
  confirmConsent,
  consentDeliveryHandlers,
  consentsOf,
  identifyPeople,
  joinPeople,
  openConfirmation,
  readConsentHistory,
  readEvidence,
  reactToConsents,
  reactToPreferences,
  recordConsents,
  recordCustomers,
  requestConfirmation,
  undoJoin,
} from "#app/features/customers/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId } from "#tests/factories/payloads.ts";
import { makeCustomerState } from "#tests/factories/customer-states.ts";
import { deliver, makeShop, type TestShop } from "#tests/factories/shop.ts";

const CUSTOMER = bigId(7);
const evidence = { text: "Send me e-mails", locale: "en", page: "https://shop.example.com/preferences" };
const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, second));
let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
});

async function workOff(): Promise<void> {
  await processDeliveries(shop.shopId, consentDeliveryHandlers);
  await react(shop.shopId, [reactToConsents, reactToPreferences]);
}

const tell = (state: string, second: number | null, topic = "customers_email_marketing_consent/update") => {
  const time = second === null ? null : at(second).toISOString();
  const payload =
    topic === "customers_marketing_consent/update"
      ? {
          id: CUSTOMER,
          phone: null,
          sms_marketing_consent: {
            state,
            opt_in_level: null,
            consent_updated_at: time,
            consent_collected_from: "other",
          },
        }
      : topic.includes("whats_app")
        ? {
            customer_id: CUSTOMER,
            phone_number: null,
            whats_app_marketing_consent: {
              state,
              opt_in_level: null,
              updated_at: time,
              collected_from: "other",
            },
          }
        : {
            customer_id: CUSTOMER,
            email_address: "a@example.com",
            email_marketing_consent: { state, opt_in_level: "single_opt_in", consent_updated_at: time },
          };
  return deliver(shop, { topic, payload });
};
const current = () => withShop(shop.shopId, (scope) => consentsOf(scope, CUSTOMER));
const countFacts = () =>
  withShop(shop.shopId, ({ db }) => db.fact.count({ where: { kind: "consent.changed" } }));
const waiting = () =>
  withShop(shop.shopId, ({ db }) => db.outboxChange.findMany({ select: { kind: true, key: true } }));

describe("what Shopify tells", () => {
  it("is read for each channel", async () => {
    await tell("subscribed", 1);
    await tell("unsubscribed", 2, "customers_marketing_consent/update");
    await tell("never_subscribed", 3, "customers_whats_app_marketing_consent/update");
    await workOff();
    expect(await current()).toEqual([
      { channel: "email", state: "subscribed", level: "single_opt_in", source: "shopify", changedAt: at(1) },
      { channel: "sms", state: "unsubscribed", level: null, source: "shopify", changedAt: at(2) },
      { channel: "whatsapp", state: "not_subscribed", level: null, source: "shopify", changedAt: at(3) },
    ]);
    expect(await waiting()).toEqual([]);
  });

  it("ends in the same state in any order, told any number of times, with ties going to the more restrictive", async () => {
    const statements = fc.array(
      fc.record({
        state: fc.constantFrom("subscribed", "pending", "unsubscribed", "not_subscribed"),
        second: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    const rank = ["subscribed", "pending", "not_subscribed", "unsubscribed"];
    await fc.assert(
      fc.asyncProperty(statements, fc.infiniteStream(fc.nat()), async (told, chance) => {
        shop = await makeShop();
        const shuffled = told
          .flatMap((one) => [one, one])
          .map((one) => ({ one, key: chance.next().value }))
          .toSorted((a, b) => a.key - b.key);
        for (const { one } of shuffled) await tell(one.state, one.second);
        await workOff();
        const newest = Math.max(...told.map(({ second }) => second));
        const expected = told
          .filter(({ second }) => second === newest)
          .map(({ state }) => state)
          .toSorted((a, b) => rank.indexOf(b) - rank.indexOf(a))[0];
        expect(await current()).toMatchObject([{ state: expected, changedAt: at(newest) }]);
      }),
      { numRuns: 10 },
    );
  });
});

describe("what is changed here", () => {
  it("goes out to Shopify, and its echo is the same fact", async () => {
    const changedAt = at(5);
    await withShop(shop.shopId, (scope) =>
      recordConsents(scope, [
        {
          subjectId: CUSTOMER,
          channel: "email",
          state: "unsubscribed",
          level: null,
          source: "preference_centre",
          evidence,
          changedAt,
        },
      ]),
    );
    expect(await waiting()).toEqual([{ kind: "customer.consent", key: `${CUSTOMER}:email` }]);
    await tell("unsubscribed", 5);
    await workOff();
    expect(await countFacts()).toBe(1);
    expect(await current()).toMatchObject([{ state: "unsubscribed", source: "preference_centre" }]);
  });

  it.each([["recognised by e-mail"], ["joined by staff"]])(
    "of a guest goes out when the guest is a customer: %s",
    async (how) => {
      const mention = { customerId: null, email: "guest@example.com", phone: null, seenAt: at(0) };
      const [guest] = await withShop(shop.shopId, (scope) => identifyPeople(scope, [mention]));
      const subjectId = guest!.subjectId!;
      const subscribed = {
        subjectId,
        channel: "email" as const,
        state: "subscribed" as const,
        level: null,
        source: "form",
        changedAt: at(5),
      };
      await withShop(shop.shopId, (scope) => recordConsents(scope, [subscribed]));
      await workOff();
      expect(await waiting()).toEqual([]);
      const email = how === "joined by staff" ? "other@example.com" : "guest@example.com";
      await withShop(shop.shopId, async (scope) => {
        await recordCustomers(scope, [makeCustomerState({ id: CUSTOMER, email })]);
        if (how === "joined by staff") {
          const join = { fromId: subjectId, intoId: CUSTOMER, source: "merchant" as const, staff: "1" };
          await joinPeople(scope, { ...join, at: at(9) });
        }
      });
      await workOff();
      expect(await current()).toMatchObject([{ state: "subscribed", source: "form" }]);
      expect(await waiting()).toEqual([{ kind: "customer.consent", key: `${CUSTOMER}:email` }]);
      // Once Shopify has repeated it, nothing goes out again.
      await withShop(shop.shopId, ({ db }) => db.outboxChange.deleteMany());
      await tell("subscribed", 5);
      await workOff();
      expect(await waiting()).toEqual([]);
    },
  );

  it.each([
    ["unsubscribed", "before Shopify repeated it", false],
    ["unsubscribed", "after Shopify repeated it", true],
    ["not_subscribed", "after Shopify repeated it", true],
  ])("is taken back at Shopify when the join is undone: %s, %s", async (state, _when, isRepeated) => {
    const mention = { customerId: null, email: "guest@example.com", phone: null, seenAt: at(0) };
    const join = { intoId: CUSTOMER, source: "merchant" as const, staff: "1", at: at(9) };
    const subjectId = await withShop(shop.shopId, async (scope) => {
      const [guest] = await identifyPeople(scope, [mention]);
      await recordCustomers(scope, [makeCustomerState({ id: CUSTOMER, email: "other@example.com" })]);
      const said = { channel: "email", state: "subscribed", level: null, source: "form" } as const;
      await recordConsents(scope, [{ ...said, subjectId: guest!.subjectId!, changedAt: at(5) }]);
      return guest!.subjectId!;
    });
    await tell(state, 2);
    await workOff();
    await withShop(shop.shopId, (scope) => joinPeople(scope, { ...join, fromId: subjectId }));
    if (isRepeated) await tell("subscribed", 5);
    await workOff();
    expect(await current()).toMatchObject([{ state: "subscribed" }]);
    await withShop(shop.shopId, ({ db }) => db.outboxChange.deleteMany());
    await withShop(shop.shopId, (scope) => undoJoin(scope, subjectId, "1", at(20)));
    if (!isRepeated) await tell("subscribed", 5);
    await workOff();
    expect(await current()).toMatchObject([{ state: "unsubscribed", source: "join_undone" }]);
    expect(await waiting()).toEqual([{ kind: "customer.consent", key: `${CUSTOMER}:email` }]);
    const guests = await withShop(shop.shopId, (scope) => consentsOf(scope, subjectId));
    expect(guests).toMatchObject([{ state: "subscribed", source: "form" }]);
  });

  it("keeps what proves it, sealed", async () => {
    const changedAt = at(5);
    await withShop(shop.shopId, async (scope) => {
      await recordConsents(scope, [
        {
          subjectId: CUSTOMER,
          channel: "email",
          state: "subscribed",
          level: null,
          source: "preference_centre",
          evidence,
          changedAt,
        },
      ]);
      const [row] = await scope.db.consentEvidence.findMany();
      expect(Buffer.from(row!.sealed).includes(evidence.text)).toBe(false);
      expect(await readEvidence(scope, row!.factKey)).toEqual(evidence);
      expect(await readConsentHistory(scope, CUSTOMER, "email")).toMatchObject([
        { state: "subscribed", source: "preference_centre", changedAt, evidence },
      ]);
      expect(await readConsentHistory(scope, CUSTOMER, "sms")).toEqual([]);
    });
  });
});

describe("double opt-in", () => {
  const ask = () =>
    withShop(shop.shopId, (scope) =>
      requestConfirmation(scope, {
        customerId: CUSTOMER,
        channel: "email",
        source: "form",
        evidence,
        now: at(0),
      }),
    );
  const confirm = (link: string, second: number) => {
    const opened = openConfirmation(new URL(link).searchParams.get("key")!, at(second));
    if (typeof opened === "string") return Promise.resolve(opened);
    return withShop(shop.shopId, (scope) => confirmConsent(scope, opened, { evidence, now: at(second) }));
  };

  it("waits for the link, which works once", async () => {
    const { link } = await ask();
    expect(await current()).toMatchObject([{ state: "pending" }]);
    expect(await confirm(link, 10)).toBe(true);
    expect(await current()).toMatchObject([
      { state: "subscribed", level: "confirmed_opt_in", source: "double_opt_in" },
    ]);
    expect(await confirm(link, 20)).toBe(false);
  });

  it("confirms nothing when the person changed their mind since", async () => {
    const { link } = await ask();
    await tell("unsubscribed", 5);
    await workOff();
    expect(await confirm(link, 10)).toBe(false);
    expect(await current()).toMatchObject([{ state: "unsubscribed" }]);
  });

  it("refuses links that are old, changed or made up, and shows nothing of the person in them", async () => {
    const { link, expiresAt } = await ask();
    const key = new URL(link).searchParams.get("key")!;
    expect(openConfirmation(key, expiresAt)).toBe("expired");
    expect(openConfirmation(`${key.slice(0, -3)}AAA`, at(1))).toBe("forged");
    expect(openConfirmation("x".repeat(60), at(1))).toBe("forged");
    expect(Buffer.from(key, "base64url").includes(CUSTOMER.toString())).toBe(false);
  });
});
