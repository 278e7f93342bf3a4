import { expect, it } from "vitest";
import { createTestStore } from "#simulator/test-store.ts";
import { convert, marketOf, rootPath, translated } from "./markets.ts";

it.each([
  [1000n, "EUR", 1.17, 1170n],
  [850n, "EUR", 1.17, 995n],
  [-850n, "EUR", 1.17, -995n],
  [1000n, "JPY", 1.917, 1900n],
  [100n, "EUR", 1.005, 101n],
  [333n, "GBP", 1, 333n],
])("%s × rate in %s is rounded to the currency's units", (amount, currency, rate, expected) => {
  expect(convert(amount, { currency, rate })).toBe(expected);
});

it("falls back to the shop's own country, language and words", () => {
  const { shop } = createTestStore();
  shop.markets.push({ countryCode: "DE", countryName: "Germany", currency: "EUR", rate: 1.2 });
  shop.locales.push({ locale: "de", isPrimary: false });
  shop.translations.set("gid://shopify/Product/1", { de: { title: "Becher" } });
  expect([marketOf(shop, "DE").currency, marketOf(shop, "XX").currency]).toEqual(["EUR", "GBP"]);
  expect([rootPath(shop, "en"), rootPath(shop, "de")]).toEqual(["", "/de"]);
  const title = (locale: string) =>
    translated(shop, { gid: "gid://shopify/Product/1", locale, key: "title", original: "Mug" });
  expect([title("de"), title("fr")]).toEqual(["Becher", "Mug"]);
});
