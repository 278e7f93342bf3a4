import { AppProvider } from "@shopify/polaris";
import polaris from "@shopify/polaris/locales/en.json" with { type: "json" };
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { expect, it } from "vitest";
import { FormatsProvider } from "#app/ui/formats.tsx";
import { textsFor } from "#app/ui/i18n.ts";
import { AskedCard } from "./asked-card.tsx";

it("shows what is chosen, what else there is, and what is wrong with it", () => {
  const choices = [
    { value: "type:Tea", kind: "type" as const, name: "Tea" },
    { value: "type:Coffee", kind: "type" as const, name: "Coffee" },
    { value: "collection:5", kind: "collection" as const, name: "Summer" },
  ];
  const draft = {
    loyalFromOrders: "4",
    atRiskAfterDays: "90",
    lapsedAfterDays: "180",
    foldsPlusAddresses: false,
    doubleOptIn: false,
    asksBirthday: true,
    interests: "type:Tea\ntype:Gone",
    deliveryBodyDays: "60",
    exportDays: "30",
    accessLogMonths: "24",
  };
  const html = renderToStaticMarkup(
    <I18nextProvider i18n={textsFor("en")}>
      <AppProvider i18n={polaris}>
        <FormatsProvider settings={{ locale: "en", currency: "GBP", timeZone: "UTC" }}>
          <AskedCard
            draft={draft}
            errors={{ interests: { key: "errors.interests_many" } }}
            onChange={() => {}}
            choices={choices}
          />
        </FormatsProvider>
      </AppProvider>
    </I18nextProvider>,
  );
  expect(html).toContain("Choose at most 30 interests.");
  expect(html).toMatch(/<input[^>]*checked=""[^>]*value="type:Tea"|value="type:Tea"[^>]*checked=""/);
  expect(html).toContain("Gone");
  expect(html).not.toContain("type:Gone");
  expect(html).toContain("Summer");
});
