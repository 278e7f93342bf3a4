import { expect, it } from "vitest";
import { excludedItems, merchandise, type MerchandisingRule } from "./merchandising.ts";
import type { ListedItem } from "./placements.ts";

const item = (id: string): ListedItem => ({ id, score: 1, reason: { kind: "popular", count: 1 } });
const rule = (
  productId: string,
  itemId: string,
  action: "pin" | "exclude",
  position = 0,
): MerchandisingRule => ({
  placement: "similar",
  productId,
  itemId,
  action,
  position,
});
const ids = (rules: MerchandisingRule[], rest = {}) =>
  merchandise(["2", "3", "4", "5"].map(item), {
    productId: "1",
    rules,
    sellable: new Set(["1", "2", "3", "4", "5", "6"]),
    exclude: new Set<string>(),
    limit: 4,
    ...rest,
  }).map(({ id }) => id);

it("puts pins first, those for the product before those for all, and leaves out what is excluded", () => {
  const rules = [
    rule("0", "6", "pin"),
    rule("1", "5", "pin", 1),
    rule("1", "4", "pin"),
    rule("0", "2", "exclude"),
  ];
  expect(ids(rules)).toEqual(["4", "5", "6", "3"]);
});

it("lets what is said for the product win over what is said for all", () => {
  expect(ids([rule("0", "6", "pin"), rule("1", "6", "exclude")])).toEqual(["2", "3", "4", "5"]);
  expect(ids([rule("0", "6", "exclude"), rule("1", "6", "pin")])[0]).toBe("6");
});

it("never shows the product itself, what is held already or what cannot be bought, pinned or not", () => {
  const rules = [rule("0", "1", "pin"), rule("0", "6", "pin")];
  expect(ids(rules, { exclude: new Set(["2"]), sellable: new Set(["1", "2", "3", "4"]) })).toEqual([
    "3",
    "4",
  ]);
});

it("tells what is excluded beside all and beside one product, the former first where there is room for few", () => {
  const rules = [rule("7", "4", "exclude"), rule("0", "2", "exclude"), rule("0", "6", "pin")];
  expect(excludedItems(rules, 10)).toEqual({ similar: ["2"], "similar.7": ["4"] });
  expect(excludedItems(rules, 1)).toEqual({ similar: ["2"] });
});
