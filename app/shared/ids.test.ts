import { expect, it } from "vitest";
import { gidOf, idFromGid, parseId } from "./ids.ts";

it("reads and writes global ids", () => {
  expect(idFromGid("gid://shopify/Order/9007199254740993", "Order")).toBe(9007199254740993n);
  expect(gidOf("Order", 9007199254740993n)).toBe("gid://shopify/Order/9007199254740993");
});

it("refuses an id of another type", () => {
  expect(() => idFromGid("gid://shopify/Customer/1", "Order")).toThrow("expected a global id of a Order");
});

it.each(["", "1x", "-", "1.0", "99999999999999999999", null, undefined])("reads %j as no id", (text) => {
  expect(parseId(text)).toBeNull();
});

it("reads the id of a guest", () => {
  expect(parseId("-42")).toBe(-42n);
});
