import { expect, it } from "vitest";
import { seal, unseal } from "./sealed-text.server.ts";

it("reads what it sealed, and never writes the same twice", () => {
  const sealed = seal("secret-one", "shpat_é");
  expect(unseal("secret-one", sealed)).toBe("shpat_é");
  expect(sealed).not.toContain("shpat");
  expect(seal("secret-one", "shpat_é")).not.toBe(sealed);
});

it("reads nothing under another secret, nor what was changed", () => {
  const sealed = seal("secret-one", "shpat_1");
  expect(unseal("secret-two", sealed)).toBeNull();
  expect(unseal("secret-one", `${sealed.slice(0, -2)}AA`)).toBeNull();
  expect(unseal("secret-one", "shpat_1")).toBeNull();
});
