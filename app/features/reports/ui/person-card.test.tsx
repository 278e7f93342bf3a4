import { AppProvider } from "@shopify/polaris";
import polaris from "@shopify/polaris/locales/en.json" with { type: "json" };
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { expect, it } from "vitest";
import { FormatsProvider } from "#app/ui/formats.tsx";
import { textsFor } from "#app/ui/i18n.ts";
import { AddressesCard, PersonCard } from "./person-card.tsx";

const draw = (element: ReactElement) =>
  renderToStaticMarkup(
    <I18nextProvider i18n={textsFor("en")}>
      <AppProvider i18n={polaris}>
        {/* As far from UTC as there is: a birthday stays the day that it is. */}
        <FormatsProvider settings={{ locale: "en", currency: "GBP", timeZone: "Pacific/Kiritimati" }}>
          {element}
        </FormatsProvider>
      </AppProvider>
    </I18nextProvider>,
  );

const address = {
  id: "1",
  name: "Alex Tester",
  company: "Tea & Co",
  address1: "1 High Street",
  address2: null,
  city: "Leeds",
  zip: "LS1",
  province: "West Yorkshire",
  provinceCode: "WYK",
  countryCode: "GB",
  phone: null,
  isDefault: false,
};
const customer = {
  id: 7n,
  kind: "customer",
  email: "alex@example.com",
  phone: null,
  firstName: "Alex",
  lastName: "Tester",
  note: null,
  addresses: [address, { ...address, id: "2", company: null, address1: "2 Low Road", isDefault: true }],
  accountState: "enabled",
  locale: "de",
  countryCode: "GB",
  regionCode: "WYK",
  verifiedEmail: false,
  taxExempt: true,
  tags: [],
  createdAt: null,
  updatedAt: new Date(0),
  deletedAt: null,
  redactedAt: null,
};
const preferences = {
  topicsOff: ["offers"],
  frequency: "weekly",
  pausedUntil: null,
  noAutomatedDecisions: false,
  updatedAt: new Date(0),
};

it("says what the person stated and what Shopify knows, and nothing of what it does not", () => {
  const stated = {
    birthday: { day: 29, month: 2, year: null },
    interests: ["Summer", "Tea"],
    statedAt: null,
  };
  const html = draw(<PersonCard profile={{ customer, preferences, stated }} />);
  for (const line of [
    "<dt>Birthday</dt><dd>February 29</dd>",
    "<dt>Interested in</dt><dd>Summer, Tea</dd>",
    "<dt>No messages about</dt><dd>Offers</dd>",
    "<dt>E-mail verified</dt><dd>No</dd>",
    "<dt>Exempt from tax</dt><dd>Yes</dd>",
    "<dt>Language</dt><dd>German</dd>",
    "<dt>Region</dt><dd>WYK</dd>",
  ])
    expect(html).toContain(line);
  const unknown = { ...customer, verifiedEmail: null, taxExempt: null };
  const nothing = { birthday: null, interests: [], statedAt: null };
  const bare = draw(<PersonCard profile={{ customer: unknown, preferences: null, stated: nothing }} />);
  expect(bare).not.toMatch(/Birthday|Interested in|verified|tax/);
});

it("writes a birthday with its year as that day in every time zone", () => {
  const stated = { birthday: { day: 1, month: 1, year: 1987 }, interests: [], statedAt: null };
  const html = draw(<PersonCard profile={{ customer, preferences: null, stated }} />);
  expect(html).toContain("January 1, 1987");
});

it("shows each address, the default one first", () => {
  const html = draw(<AddressesCard profile={{ customer }} />);
  expect(html.indexOf("2 Low Road")).toBeLessThan(html.indexOf("Tea &amp; Co"));
  expect(html).toContain("West Yorkshire, United Kingdom");
});
