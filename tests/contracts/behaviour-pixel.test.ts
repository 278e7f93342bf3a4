/** The web pixel as it is deployed: its size, what it declares, and what it does with a page it cannot trust. */
import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { parse } from "smol-toml";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readPixelBatch } from "#app/features/customers/visits/pixel-batch.ts";
import { readExtensions } from "#simulator/app-extensions.ts";
import { bundlePixel } from "#simulator/web-pixels/bundle.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../extensions/behaviour-pixel");
/** Shopify's limit is 128 kB; this runs on every page of every visitor. */
const MAX_BYTES = 6_000;
const MAX_COMPRESSED_BYTES = 2_500;

let script: string;
beforeAll(async () => {
  script = await bundlePixel(FOLDER);
});

it("is small", () => {
  expect(Buffer.byteLength(script)).toBeLessThan(MAX_BYTES);
  expect(gzipSync(script).length).toBeLessThan(MAX_COMPRESSED_BYTES);
});

it("declares the strict sandbox, consent for analytics, and the settings that the app sets", () => {
  const { webPixel } = readExtensions(path.resolve(FOLDER, "../.."));
  expect(webPixel).toMatchObject({
    path: FOLDER,
    runtimeContext: "strict",
    customerPrivacy: { analytics: true, marketing: false, preferences: false, sale_of_data: "disabled" },
  });
  expect(webPixel?.settings.map(({ key }) => key)).toEqual(["endpoint", "account"]);
  const toml = parse(readFileSync(path.join(FOLDER, "../../shopify.app.toml"), "utf8"));
  const { scopes } = toml["access_scopes"] as { scopes: string };
  expect(scopes.split(",")).toEqual(
    expect.arrayContaining(["write_pixels", "read_pixels", "read_customer_events"]),
  );
});

const ALLOWED = {
  analyticsProcessingAllowed: true,
  marketingAllowed: false,
  preferencesProcessingAllowed: false,
  saleOfDataAllowed: false,
};

type Callback = (event: unknown) => void;

/** The pixel in a worker's bare globals, with a hand on everything that it sees. */
class Sandbox {
  readonly sent: Record<string, unknown>[] = [];
  readonly #callbacks = new Map<string, Callback>();
  #waiting: (() => void)[] = [];
  /** What becomes of a request. */
  fetch: () => Promise<unknown> = async () => ({});

  constructor(init: { customer?: unknown; cart?: unknown } = {}) {
    const { customer = null, cart = null } = init;
    const subscribe = (name: string, callback: Callback) => void this.#callbacks.set(name, callback);
    const api = {
      analytics: { subscribe },
      customerPrivacy: { subscribe },
      init: { data: { customer, cart }, customerPrivacy: ALLOWED },
      settings: { endpoint: "https://app.example/pixel", account: "1.account-of-the-shop" },
    };
    vm.runInNewContext(script, {
      shopify: { extend: (_point: string, register: (given: unknown) => void) => register(api) },
      setTimeout: (run: () => void) => this.#waiting.push(run),
      fetch: (url: string, options: { body: string; keepalive: boolean; credentials: string }) => {
        expect([url, options.keepalive, options.credentials]).toEqual([
          "https://app.example/pixel",
          true,
          "omit",
        ]);
        this.sent.push(JSON.parse(options.body) as Record<string, unknown>);
        return this.fetch();
      },
    });
  }

  tell(name: string, event: unknown): void {
    this.#callbacks.get(name)?.(event);
  }

  /** An event of Shopify's, with a page around it. */
  publish(name: string, data: unknown = {}, address = "https://shop.example/products/mug"): void {
    const { pathname, search } = new URL(address);
    const context = {
      document: { location: { pathname, search, href: address }, referrer: "https://search.example/?q=me" },
    };
    const id = `sh-${name}-${this.sent.length}`;
    this.tell(name, {
      id,
      clientId: "client-0001",
      name,
      timestamp: "2026-03-01T10:00:00.000Z",
      context,
      data,
    });
  }

  wait(): void {
    const runs = this.#waiting;
    this.#waiting = [];
    for (const run of runs) run();
  }

  get events(): Record<string, unknown>[] {
    return this.sent.flatMap(({ events }) => events as Record<string, unknown>[]);
  }
}

let pixel: Sandbox;
beforeEach(() => {
  pixel = new Sandbox();
});

const VARIANT = {
  id: "7",
  title: "Blue",
  sku: "MUG-7",
  price: { amount: 8.5, currencyCode: "GBP" },
  product: { id: "6", title: "Enamel Mug", vendor: "Example" },
};
const CHECKOUT = {
  token: "checkout-0001",
  email: "me@example.com",
  phone: "+441632960961",
  shippingAddress: { firstName: "Alex", address1: "1 High Street" },
  lineItems: [{ quantity: 2, variant: VARIANT }, { quantity: 1 }],
  totalPrice: { amount: 29.45, currencyCode: "GBP" },
  order: { id: "9", customer: { id: "5" } },
};

describe("what is sent", () => {
  it("is one batch of what happened together", () => {
    pixel.publish("page_viewed", {});
    pixel.publish("product_viewed", { productVariant: VARIANT });
    expect(pixel.sent).toEqual([]);
    pixel.wait();
    expect(pixel.sent).toHaveLength(1);
    expect(pixel.sent[0]).toMatchObject({
      account: "1.account-of-the-shop",
      client: "client-0001",
      customer: null,
      consent: { analytics: true, marketing: false, preferences: false, saleOfData: false },
    });
  });

  it("is what the endpoint reads", () => {
    pixel = new Sandbox({ customer: { id: "5", email: "me@example.com" }, cart: { id: "cart-0001" } });
    pixel.publish("page_viewed", {}, `https://shop.example/en/?utm_source=a%20b&pk=${"t".repeat(80)}`);
    pixel.publish("search_submitted", { searchResult: { query: "mug", productVariants: [VARIANT] } });
    pixel.publish("collection_viewed", { collection: { id: "3", title: "Kitchen" } });
    pixel.publish("cart_viewed", {
      cart: { id: "cart-0001", totalQuantity: 2, cost: { totalAmount: VARIANT.price } },
    });
    pixel.publish("product_removed_from_cart", {
      cartLine: { merchandise: VARIANT, quantity: 1, cost: { totalAmount: VARIANT.price } },
    });
    pixel.publish("checkout_completed", { checkout: CHECKOUT });
    pixel.wait();
    const batch = readPixelBatch(JSON.stringify(pixel.sent[0]));
    expect(batch).toMatchObject({ customer: 5n, cart: "cart-0001", click: "t".repeat(80) });
    expect(batch?.events).toMatchObject([
      { name: "page_viewed", path: "/en", utm_source: "a b", referrer: "search.example" },
      { name: "search_submitted", query: "mug", found: 1 },
      { name: "collection_viewed", collection: "3" },
      { name: "cart_viewed", cart: "cart-0001", items: 2, amount: 8.5 },
      { name: "product_removed_from_cart", product: "6", variant: "7", quantity: 1, currency: "GBP" },
      { name: "checkout_completed", checkout: "checkout-0001", items: 3, amount: 29.45 },
    ]);
  });

  it("names nobody, and no more of an address than the page and its campaign", () => {
    pixel.publish(
      "page_viewed",
      {},
      "https://shop.example/account/orders/secret?token=secret&email=me@example.com",
    );
    pixel.publish("checkout_completed", { checkout: CHECKOUT });
    pixel.wait();
    expect(JSON.stringify(pixel.sent)).not.toMatch(
      /example\.com|secret|Alex|High Street|441632|Enamel|MUG-7/,
    );
  });

  it("goes at once where a page is about to be left", () => {
    pixel.publish("checkout_started", { checkout: CHECKOUT });
    expect(pixel.events).toHaveLength(1);
  });

  it("proves who is signed in by the app's own token", () => {
    pixel.tell("perennial_signed_in", {
      clientId: "client-0001",
      customData: { token: "login-token-of-the-app" },
    });
    pixel.tell("perennial_signed_in", { clientId: "client-0001", customData: { token: { no: "text" } } });
    pixel.wait();
    expect(pixel.sent).toMatchObject([{ login: "login-token-of-the-app", events: [] }]);
  });
});

describe("consent", () => {
  it("withdrawn drops what waits and tells only that", () => {
    pixel.publish("page_viewed");
    pixel.wait();
    pixel.publish("product_viewed", { productVariant: VARIANT });
    pixel.tell("visitorConsentCollected", {
      customerPrivacy: { ...ALLOWED, analyticsProcessingAllowed: false },
    });
    pixel.publish("page_viewed");
    pixel.wait();
    expect(pixel.sent.slice(1)).toMatchObject([{ consent: { analytics: false }, events: [] }]);
    pixel.tell("visitorConsentCollected", { customerPrivacy: ALLOWED });
    pixel.publish("cart_viewed");
    pixel.wait();
    expect(pixel.events.map(({ name }) => name)).toEqual(["page_viewed", "cart_viewed"]);
  });

  it("refused before anything happened tells nothing", () => {
    pixel.tell("visitorConsentCollected", {
      customerPrivacy: { ...ALLOWED, analyticsProcessingAllowed: false },
    });
    pixel.publish("page_viewed");
    pixel.wait();
    expect(pixel.sent).toEqual([]);
  });
});

describe("a page that goes wrong", () => {
  it.each([
    ["null", null],
    ["no data", { id: "sh-00000001", clientId: "client-0001", timestamp: "x" }],
    [
      "data of another shape",
      { id: "sh-1", clientId: "client-0001", data: { productVariant: 7, checkout: { lineItems: 3 } } },
    ],
    [
      "a broken address",
      { id: "sh-1", clientId: "c", context: { document: { location: { search: "?utm_source=%E0%A4%A" } } } },
    ],
  ])("with %s stops nothing", (_label, event) => {
    for (const name of ["page_viewed", "product_viewed", "checkout_completed", "perennial_signed_in"]) {
      expect(() => pixel.tell(name, event)).not.toThrow();
    }
    expect(() => pixel.wait()).not.toThrow();
  });

  it("drops what cannot be sent, quietly", async () => {
    pixel.fetch = () => Promise.reject(new TypeError("offline"));
    pixel.publish("checkout_started", { checkout: CHECKOUT });
    pixel.fetch = () => {
      throw new TypeError("no fetch");
    };
    expect(() => pixel.publish("checkout_completed", { checkout: CHECKOUT })).not.toThrow();
    await Promise.resolve();
  });

  it("does not make a flood of a script that runs wild", () => {
    for (let n = 0; n < 5_000; n += 1) pixel.publish("product_added_to_cart", { cartLine: {} });
    pixel.wait();
    expect(pixel.sent).toHaveLength(60);
    expect(Math.max(...pixel.sent.map((body) => JSON.stringify(body).length))).toBeLessThan(64 * 1024);
  });
});
