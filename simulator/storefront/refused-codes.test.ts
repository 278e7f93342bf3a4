import { afterAll, beforeAll, expect, it } from "vitest";
import { CARD_PROBLEM_KINDS } from "#simulator/state/payments.ts";
import { REFUSAL_KINDS, rejected } from "#simulator/state/pricing-reasons.ts";
import { CART_REFUSALS } from "./cart-changes.ts";
import { fillIn, loadTranslations } from "./liquid/translations.ts";
import { refusedCodes } from "./refused-codes.ts";
import { THEME_FOLDER } from "./theme.ts";
import { sellAbroad, startStorefront, type TestStorefront } from "./test-storefront.ts";
import type { Visit } from "./visit.ts";

const texts = (locale: string) => (key: string) =>
  fillIn(loadTranslations(THEME_FOLDER, locale), key, { code: "X1", title: "Mug", most: "5", reason: "Why" });

it.each(["en", "de"])(
  "has a text in %s for every reason to refuse a code, a card or a change of the cart",
  (locale) => {
    const keys = [
      ...REFUSAL_KINDS.map((kind) => `discount_codes.${kind}`),
      ...CARD_PROBLEM_KINDS.map((kind) => `gift_card.problems.${kind}`),
      ...CART_REFUSALS.map((kind) => `cart.errors.${kind}`),
    ];
    const missing = keys.filter((key) => texts(locale)(key).startsWith("Translation missing"));
    expect([missing, keys.length]).toEqual([[], 27]);
  },
);

it("says in English what the APIs say", () => {
  const rejectedCodes = REFUSAL_KINDS.map((kind) => rejected("X1", kind));
  const shown = refusedCodes({ locale: "en" } as Visit, { rejectedCodes });
  expect(shown).toEqual(rejectedCodes.map(({ code, reason }) => ({ code, reason })));
});

let storefront: TestStorefront;
beforeAll(async () => {
  storefront = await startStorefront();
  sellAbroad(storefront);
});
afterAll(() => storefront.close());

it("refuses on German pages in German, and to scripts in English", async () => {
  const shopper = storefront.newShopper();
  const [product] = storefront.shop.products.values();
  const id = String(product!.variants[0]!.id);
  await shopper.post("/de/cart/add", { id, quantity: "1" });
  await shopper.get("/discount/NOPE");
  expect(await (await shopper.get("/de/cart")).text()).toContain("NOPE ist kein gültiger Rabattcode.");
  expect(await (await shopper.get("/de/checkout")).text()).toContain("NOPE ist kein gültiger Rabattcode.");
  const few = await shopper.post("/de/cart/add", { id, quantity: "0" });
  expect(await few.text()).toContain("Die Menge muss mindestens 1 sein.");
  const script = await shopper.postJson("/de/cart/add.js", JSON.stringify({ id, quantity: 0 }));
  expect(await script.json()).toMatchObject({ description: "The quantity must be 1 or more." });
});

it("says in German why a gift card does not pay", async () => {
  const { shop, context } = storefront;
  const made = context.commands.createGiftCard({
    initialValue: 500n,
    code: "gift2026abcd",
    customerId: null,
  });
  if (!made.ok) throw new Error("no card");
  const shopper = storefront.newShopper();
  const [product] = shop.products.values();
  await shopper.post("/de/cart/add", { id: String(product!.variants[0]!.id), quantity: "1" });
  await shopper.get("/de/checkout");
  await shopper.post("/de/checkout", { discount_code: "gift2026abcd", apply: "" });
  made.giftCard.deactivatedAt = context.clock();
  expect(await (await shopper.get("/de/checkout")).text()).toContain("Dieser Gutschein ist gesperrt.");
});
