import { expect, it } from "vitest";
import { filterNames, filterProblem, passesFilter } from "./filter.ts";

const order = {
  id: 9007199254740993n,
  total_price: "120.50",
  currency: "GBP",
  note: null,
  tags: "gift, Wholesale",
  customer: { id: 7n, first_name: "Ada" },
  line_items: [
    { title: "Green lamp", price: "10.00", vendor: "Lampen" },
    { title: "Red lamp", price: "80.00", vendor: "Licht" },
  ],
};

it.each([
  ["total_price:>=100", true],
  ["total_price:<100", false],
  ["id:9007199254740993", true],
  ["id:9007199254740992", false],
  ["currency:GBP", true],
  ["currency:gbp", false],
  ["currency:EUR OR currency:GBP", true],
  ["currency:EUR AND total_price:>1", false],
  ["-currency:EUR", true],
  ["customer.first_name:Ada", true],
  ["customer:*", true],
  ["note:*", false],
  ["-note:*", true],
  ["line_items.price:>=50", true],
  ["line_items.price:>=90", false],
  ["line_items.title:'Red lamp'", true],
  ["line_items.title:Red*", true],
  ["(currency:EUR OR currency:GBP) AND line_items.vendor:Licht", true],
  ["no_such_field:1", false],
  ["currency:>5", false],
])("%s: %s", (filter, isTaken) => {
  expect(passesFilter(filter, order)).toBe(isTaken);
});

it.each([
  ["total_price:>=100 AND (currency:GBP OR currency:EUR)", true],
  ["title:'it\\'s'", true],
  ["note:*", true],
  ["lamp", false],
  ["currency:GBP lamp", false],
  ["(currency:GBP", false],
  ["currency:GBP)", false],
  ["currency:'GBP", false],
  ["currency:GBP AND", false],
  ["OR currency:GBP", false],
  ["currency:", false],
  ["  ", false],
])("is %s well-formed? %s", (filter, isRight) => {
  expect(filterProblem(filter) === null).toBe(isRight);
});

it("knows whether a filter names a type", () => {
  expect(filterNames("type:shade AND handle:x", "type")).toBe(true);
  expect(filterNames("type:*", "type")).toBe(false);
  expect(filterNames(null, "type")).toBe(false);
});
