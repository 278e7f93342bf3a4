import { AppProvider } from "@shopify/polaris";
import polaris from "@shopify/polaris/locales/en.json" with { type: "json" };
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { expect, it } from "vitest";
import { textsFor } from "#app/ui/i18n.ts";
import { parseCondition } from "../domain/parse-condition.ts";
import { ConditionBuilder } from "./condition-builder.tsx";
import { ConditionText } from "./condition-text.tsx";

const draw = (element: ReactElement) =>
  renderToStaticMarkup(
    <I18nextProvider i18n={textsFor("en")}>
      <AppProvider i18n={polaris}>{element}</AppProvider>
    </I18nextProvider>,
  );

it("the builder shows groups, negations, lists, dates and questions about orders", () => {
  const parsed = parseCondition(
    "(number_of_orders BETWEEN 2 AND 4 OR NOT customer_language IN ('pt-BR', 'en')) AND last_order_date >= -17d AND segment = 'Regulars' AND products_purchased(id: 1012132033639, count: >= 3) = false",
  );
  const html = draw(
    <ConditionBuilder
      tree={parsed.ok ? parsed.tree : null}
      onChange={() => {}}
      currency="GBP"
      segmentNames={["Regulars"]}
    />,
  );
  for (const shown of [
    "Any of these",
    "pt-BR",
    'value="17"',
    "Regulars",
    "1012132033639",
    "has not purchased",
  ]) {
    expect(html).toContain(shown);
  }
  expect(html).not.toMatch(/condition\.[a-z]+\./);
});

it("the text underlines what is wrong with it, and says what was expected", () => {
  const text = "number_of_order > 1";
  const parsed = parseCondition(text);
  const html = draw(
    <ConditionText text={text} onChange={() => {}} error={parsed.ok ? null : parsed.error} />,
  );
  expect(html).toMatch(/<mark[^>]*>number_of_order<\/mark>/);
  expect(html).toContain("Try: number_of_orders");
});
