import { AppProvider } from "@shopify/polaris";
import polaris from "@shopify/polaris/locales/en.json" with { type: "json" };
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { expect, it } from "vitest";
import { FormatsProvider } from "#app/ui/formats.tsx";
import { textsFor } from "#app/ui/i18n.ts";
import { CampaignsTable, ContactsTable } from "./contacts-card.tsx";

const at = new Date("2026-03-10T12:00:00Z");
const source = { kind: "journey", journeyId: 3, journeyName: "Carts left behind" };
const sent = {
  kind: "message",
  key: "1",
  at,
  channel: "email",
  templateKey: "cart-recovery-1h",
  subject: "Your cart is waiting",
  source,
  status: "sent",
  decision: null,
  failure: null,
  mayRepeat: false,
  sentAt: at,
  clickedAt: at,
  unsubscribedAt: at,
  bouncedAt: null,
  orders: ["#2001", "#2002"],
} as const;
const blocked = {
  ...sent,
  key: "2",
  subject: null,
  source: { kind: "confirmation", journeyId: null, journeyName: null },
  status: "blocked" as const,
  decision: {
    verdict: "block" as const,
    reasons: [{ code: "no_consent" as const, detail: "unsubscribed" }],
    at: "",
    zone: "UTC",
    zoneFrom: "shop" as const,
  },
  sentAt: null,
  clickedAt: null,
  unsubscribedAt: null,
  orders: [],
};
const told = {
  kind: "consent.changed",
  key: "3",
  at,
  data: { channel: "sms", state: "subscribed", source: "shopify" },
} as const;

it("says of each contact what it was, by what, on which channel and what came of it", () => {
  const campaigns = [{ source, received: 1, clicked: 1, bought: 2, unsubscribed: 1, notSent: 0 }];
  const html = renderToStaticMarkup(
    <I18nextProvider i18n={textsFor("en")}>
      <AppProvider i18n={polaris}>
        <FormatsProvider settings={{ locale: "en", currency: "GBP", timeZone: "UTC" }}>
          <CampaignsTable campaigns={campaigns} />
          <ContactsTable contacts={[sent, blocked, told]} />
        </FormatsProvider>
      </AppProvider>
    </I18nextProvider>,
  );
  for (const shown of [
    "Your cart is waiting",
    "Carts left behind",
    "/app/journeys/3",
    "Followed by #2001, #2002.",
    "Clicked on Mar 10, 2026",
    "Unsubscribed by it on",
    "Cart recovery, first message",
    "Confirmation of a subscription",
    "Not allowed",
    "unsubscribed",
    "SMS: Subscribed",
  ])
    expect(html).toContain(shown);
  expect(html).not.toMatch(/\b(profile|messages|timeline)\.[a-z_]+/);
});
