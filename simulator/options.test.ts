import { expect, it } from "vitest";
import { readOptions } from "./options.ts";

it("takes the command line before the environment before defaults", () => {
  const options = readOptions(["--port", "0"], { SIMULATOR_PORT: "5000", SIMULATOR_STOREFRONT_PORT: "5001" });
  expect(options).toMatchObject({ port: 0, storefrontPort: 5001, store: "online-retail", appFolder: "." });
});

it.each([
  [["--port", "x"], "--port must be a port number"],
  [["--shop", "shop.example.com"], "--shop must end in .myshopify.com"],
  [["--store", "big"], "--store must be"],
])("refuses %s", (args, message) => {
  expect(() => readOptions(args, {})).toThrow(message);
});
