import { AppProvider } from "@shopify/polaris";
import polaris from "@shopify/polaris/locales/en.json" with { type: "json" };
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { expect, it } from "vitest";
import { FormatsProvider } from "#app/ui/formats.tsx";
import { textsFor } from "#app/ui/i18n.ts";
import { CustomerSubscriptions } from "./customer-subscriptions.tsx";

const draw = (element: ReactElement) =>
  renderToStaticMarkup(
    <I18nextProvider i18n={textsFor("en")}>
      <AppProvider i18n={polaris}>
        <FormatsProvider settings={{ locale: "en-GB", currency: "GBP", timeZone: "Europe/London" }}>
          {element}
        </FormatsProvider>
      </AppProvider>
    </I18nextProvider>,
  );

const SUBSCRIPTION = {
  id: 402n,
  status: "active",
  currency: "EUR",
  interval: "week",
  intervalCount: 2,
  startedAt: new Date("2026-01-05T10:00:00Z"),
  nextBillingAt: new Date("2026-03-02T10:00:00Z"),
  lines: [{ lineId: "1", title: "Lamp oil", quantity: 3, unitPriceMinor: "950" }],
};

it("says what is delivered, how often, since when and when the next charge is due", () => {
  const html = draw(<CustomerSubscriptions subscriptions={[SUBSCRIPTION]} />);
  for (const shown of [
    "Every 2 weeks",
    "Active",
    "3 × Lamp oil, €9.50 each",
    "Next charge on 2 Mar 2026",
    "Since 5 Jan 2026",
  ])
    expect(html).toContain(shown);
});

it("promises no charge of one that was cancelled, and shows what is known before the rest is read", () => {
  const cancelled = { ...SUBSCRIPTION, status: "cancelled", intervalCount: 1 };
  const html = draw(<CustomerSubscriptions subscriptions={[cancelled]} />);
  expect(html).toContain("Every week");
  expect(html).toContain("Cancelled");
  expect(html).not.toContain("Next charge");
  const bare = { ...SUBSCRIPTION, lines: [], nextBillingAt: null, interval: null, intervalCount: null };
  expect(draw(<CustomerSubscriptions subscriptions={[bare]} />)).toContain("read from Shopify");
});

it("is no card where there are no subscriptions", () => {
  expect(draw(<CustomerSubscriptions subscriptions={[]} />)).not.toContain("Subscriptions");
});
