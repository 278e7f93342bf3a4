import { describe, expect, it } from "vitest";
import { plainPath, readPixelBatch } from "./pixel-batch.ts";

const EVENT = { id: "sh-00000001", name: "page_viewed", at: "2026-03-01T10:00:00.000Z" };
const BATCH = {
  v: 1,
  account: "1.abc",
  client: "client-0001",
  customer: null,
  consent: { analytics: true, marketing: false, preferences: false, saleOfData: false },
  sentAt: 1_772_000_000_000,
  events: [EVENT],
};
const read = (overrides: object) => readPixelBatch(JSON.stringify({ ...BATCH, ...overrides }));
const event = (overrides: object) => read({ events: [{ ...EVENT, ...overrides }] })?.events[0];

describe("a batch", () => {
  it.each([
    ["is not JSON", "{"],
    ["is something else", "[]"],
    ["names nobody", JSON.stringify({ ...BATCH, client: undefined })],
    ["has no consent", JSON.stringify({ ...BATCH, consent: "yes" })],
    ["is of another version", JSON.stringify({ ...BATCH, v: 2 })],
    ["has too many events", JSON.stringify({ ...BATCH, events: Array.from({ length: 26 }, () => EVENT) })],
    ["has a client that is no id", JSON.stringify({ ...BATCH, client: "<script>" })],
  ])("that %s is refused", (_label, text) => {
    expect(readPixelBatch(text)).toBeNull();
  });

  it("keeps the events that can be read", () => {
    const events = [
      EVENT,
      null,
      { ...EVENT, name: "input_changed" },
      { ...EVENT, at: "yesterday" },
      { ...EVENT, id: 7 },
    ];
    expect(read({ events })?.events).toHaveLength(1);
  });

  it("drops what it does not know", () => {
    expect(
      JSON.stringify(read({ email: "a@example.com", events: [{ ...EVENT, email: "a@example.com" }] })),
    ).not.toContain("example.com");
  });
});

describe("an event", () => {
  it.each([
    ["a search for an e-mail address", { query: "me@example.com" }, "query", null],
    ["a search for a phone number", { query: "+44 20 7946 0958" }, "query", null],
    ["a search that is too long", { query: "x".repeat(1_500) }, "query", "x".repeat(120)],
    ["markup, which is text", { query: "<script>alert(1)</script>" }, "query", "<script>alert(1)</script>"],
    ["control characters", { query: "mug\u0000\u001b[31m" }, "query", "mug [31m"],
    ["half a character", { query: "mug\ud800" }, "query", "mug\ufffd"],
    ["a wrong type", { quantity: "many" }, "quantity", null],
    ["a negative amount", { amount: -1 }, "amount", null],
    ["an amount past all bounds", { amount: 1e300 }, "amount", null],
    ["a campaign with a date", { utm_campaign: "spring-20260301" }, "utm_campaign", "spring-20260301"],
    ["a campaign with an address", { utm_source: "a@b.example" }, "utm_source", null],
    ["a global id", { product: "gid://shopify/Product/42" }, "product", "42"],
    ["an id that is none", { product: "42; DROP TABLE fact" }, "product", null],
    [
      "a cart of the Storefront API",
      { cart: "gid://shopify/Cart/c1-abcdefgh?key=secret" },
      "cart",
      "c1-abcdefgh",
    ],
    ["a referrer with more than a host", { referrer: "a.example/path?token=1" }, "referrer", null],
  ])("with %s is cleaned", (_label, overrides, field, expected) => {
    expect(event(overrides)?.[field as "query"]).toEqual(expected);
  });
});

describe("the path of a page", () => {
  it.each([
    ["/products/wool-blanket?utm_source=x#top", "/products/wool-blanket"],
    ["/en-gb/collections/all", "/en-gb/collections/all"],
    ["/de/orders/8f2c0a", "/de/orders"],
    ["/12345/orders/abcdef0123456789", "/12345"],
    ["/account/activate/1/secret", "/account"],
    ["/checkouts/cn/token/information", "/checkouts"],
    ["/pages/a@example.com", "/pages/…"],
    ["", "/"],
  ])("%s is kept as %s", (path, kept) => {
    expect(plainPath(path)).toBe(kept);
  });
});
