import { expect, it } from "vitest";
import { filesIn, readExtension, STOREFRONT_EXTENSION } from "./theme-extension-files.ts";
import { renderBlock, visibleText } from "./theme-extension-rendering.ts";

const LANGUAGES = new Set(
  filesIn(readExtension(STOREFRONT_EXTENSION), "locales/", ".json").map(
    ([path]) => path.slice("locales/".length).split(".")[0]!,
  ),
);

it("shows whoever comes back what is in the cart, and the way to it, without a script", async () => {
  const html = await renderBlock("cart-waiting", {
    customer: null,
    cart: ["Lantern", "Rope", "Tent", "Stove"],
  });
  expect(visibleText(html)).toBe("Your cart is waiting Lantern Rope Tent Back to your cart");
  expect(html).toContain(`href="/cart"`);
  expect(html).not.toContain("<script");
});

it("greets whoever is signed in, and shows a hostile name as text", async () => {
  const hostile = `" onfocus="alert(3)"><script>alert(1)</script>`;
  const html = await renderBlock("cart-waiting", { customer: { firstName: hostile }, cart: [hostile] });
  expect(html).not.toContain("<script");
  expect(html).not.toContain(`" onfocus`);
  expect(visibleText(html)).toContain(", your cart is waiting");
});

it("shows nothing while the cart is empty, and merchants why", async () => {
  expect(visibleText(await renderBlock("cart-waiting", { cart: [] }))).toBe("");
  expect(visibleText(await renderBlock("cart-waiting", { cart: [], inThemeEditor: true }))).toContain(
    "come back",
  );
});

it.each([...LANGUAGES])("is complete in %s", async (locale) => {
  const html = await renderBlock("cart-waiting", { locale, cart: ["Lantern"] });
  expect(html).not.toContain("Translation missing");
  expect(html).toContain(`dir="${locale === "ar" ? "rtl" : "ltr"}"`);
});
