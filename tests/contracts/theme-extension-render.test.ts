import { describe, expect, it } from "vitest";
import { filesIn, readExtension, STOREFRONT_EXTENSION } from "./theme-extension-files.ts";
import { PROGRAMME, renderBlock, renderSnippet, visibleText } from "./theme-extension-rendering.ts";
import type { Scene } from "./theme-extension-rendering.ts";

const BLOCKS = ["points-balance", "product-points", "launcher"];
const LANGUAGES = filesIn(readExtension(STOREFRONT_EXTENSION), "locales/", ".json")
  .map(([path]) => path.slice("locales/".length).split(".")[0]!)
  .filter((language, position, all) => all.indexOf(language) === position);
/** Tries to leave an attribute and to bring in an element. */
const HOSTILE_ELEMENT = "<script>alert(1 & 2)</script>";
const HOSTILE = `" onfocus="alert(3)">${HOSTILE_ELEMENT}`;

async function textOf(handle: string, scene: Scene): Promise<string> {
  return visibleText(await renderBlock(handle, scene));
}

/** What the language itself says, with the digits that Shopify prints. */
function groupedByIntl(value: number, language: string): string {
  return new Intl.NumberFormat(language, { numberingSystem: "latn" }).format(value);
}

describe.each(BLOCKS)("%s", (handle) => {
  it.each([
    ["has not been written yet", null],
    ["is switched off", { ...PROGRAMME, active: false }],
  ])("shows shoppers nothing while the programme %s, and merchants why", async (_when, programme) => {
    const scene = { programme, customer: { points: 5 } };
    const html = await renderBlock(handle, scene);
    expect(visibleText(html)).toBe("");
    expect(html).not.toContain("perennial");
    expect(await textOf(handle, { ...scene, inThemeEditor: true })).toContain("switched off");
  });

  it("shows a hostile text as text", async () => {
    const html = await renderBlock(handle, {
      customer: { firstName: HOSTILE, points: 600 },
      programme: {
        ...PROGRAMME,
        pointsName: { one: HOSTILE, other: HOSTILE },
        rewards: [
          { id: "1", title: HOSTILE, costPoints: 500 },
          { id: "2", title: HOSTILE, costPoints: 700 },
        ],
      },
      settings: handle === "launcher" ? { label: HOSTILE } : {},
    });
    expect(html).not.toContain("<script");
    expect(html).not.toContain(`" onfocus`);
    expect(visibleText(html)).toContain(HOSTILE_ELEMENT);
  });

  it.each(LANGUAGES)("is complete in %s", async (locale) => {
    const html = await renderBlock(handle, { locale, customer: { points: 3 } });
    expect(html).not.toContain("Translation missing");
    expect(html).toContain(`lang="${locale}"`);
    expect(html).toContain(`dir="${locale === "ar" ? "rtl" : "ltr"}"`);
  });
});

describe("points-balance", () => {
  it("asks a signed-out shopper to sign in", async () => {
    const html = await renderBlock("points-balance", { customer: null });
    expect(html).toContain(`href="/account/login"`);
    expect(visibleText(html)).toBe("Your points Sign in to see your points and rewards. Sign in");
  });

  it.each([
    [
      undefined,
      "Hello, Anna Your points 0 points 500 points to go until: £5 off See your rewards Messages, data and privacy",
    ],
    [
      0,
      "Hello, Anna Your points 0 points 500 points to go until: £5 off See your rewards Messages, data and privacy",
    ],
    [
      1,
      "Hello, Anna Your points 1 point 499 points to go until: £5 off See your rewards Messages, data and privacy",
    ],
    [
      499,
      "Hello, Anna Your points 499 points 1 point to go until: £5 off See your rewards Messages, data and privacy",
    ],
    [
      500,
      "Hello, Anna Your points 500 points You have enough points for: £5 off 700 points to go until: £15 off See your rewards Messages, data and privacy",
    ],
    [
      1_234_567,
      "Hello, Anna Your points 1,234,567 points You have enough points for: £15 off See your rewards Messages, data and privacy",
    ],
    [
      -20,
      "Hello, Anna Your points -20 points Your balance fell below zero after a refund. Your next order raises it again. 520 points to go until: £5 off See your rewards Messages, data and privacy",
    ],
  ])("of %s points", async (points, text) => {
    expect(await textOf("points-balance", { customer: { points } })).toBe(text);
  });

  it.each([
    [120, 120],
    [-20, 0],
  ])("tells assistive technology how far %s points are on the way", async (points, value) => {
    const html = await renderBlock("points-balance", { customer: { points } });
    expect(html).toMatch(
      new RegExp(`<progress\\s[^>]*max="500"\\s+value="${value}"\\s+aria-label="Progress towards: £5 off"`),
    );
  });

  it("leads everybody who is signed in to the preference centre", async () => {
    const html = await renderBlock("points-balance", { customer: { points: 0 } });
    expect(html).toContain(`href="/apps/perennial/preferences?locale=en"`);
    expect(await renderBlock("points-balance", { customer: null })).not.toContain("preferences");
  });

  it("leaves out what the merchant switched off, and an unknown name", async () => {
    const settings = { show_greeting: false, show_progress: false };
    const text = "Your points 3 points See your rewards Messages, data and privacy";
    expect(await textOf("points-balance", { customer: { points: 3 }, settings })).toBe(text);
    expect(await textOf("points-balance", { customer: { points: 3, firstName: "" } })).not.toContain("Hello");
  });

  it.each([
    { rewards: [] },
    { rewards: undefined },
    { rewards: [{ id: "1", title: "Free", costPoints: null }] },
  ])("makes no promise without a reward that has a price: %j", async (change) => {
    const programme = { ...PROGRAMME, ...change };
    const text = "Hello, Anna Your points 3 points See your rewards Messages, data and privacy";
    expect(await textOf("points-balance", { customer: { points: 3 }, programme })).toBe(text);
  });
});

describe("product-points", () => {
  it.each([
    ["12.50", 1_250, 1, "Earn 12 points"],
    ["1.00", 100, 1, "Earn 1 point"],
    ["1,500 JPY, in hundredths as Liquid has every currency", 150_000, 0.01, "Earn 15 points"],
    ["19.99 at half a point", 1_999, 0.5, "Earn 9 points"],
    ["10.00 at 1.1 points, which binary fractions miss", 1_000, 1.1, "Earn 11 points"],
    ["1.00 at 0.57 points of a hundred", 100, 57, "Earn 57 points"],
    ["12,345.00", 1_234_500, 1, "Earn 12,345 points"],
    ["0.99", 99, 1, ""],
    ["nothing", 0, 1, ""],
  ])("for a price of %s", async (_price, price, pointsPerUnit, text) => {
    const programme = { ...PROGRAMME, pointsPerUnit };
    expect(await textOf("product-points", { product: { price }, programme })).toBe(text);
  });

  it("gives the range when variants differ in price, unless the merchant wants the selected one", async () => {
    const product = { price: 1_250, priceMin: 1_000, priceMax: 3_000 };
    expect(await textOf("product-points", { product })).toBe("Earn 10 to 30 points");
    const settings = { when_prices_differ: "selected" };
    expect(await textOf("product-points", { product, settings })).toBe("Earn 12 points");
  });

  it("uses the merchant's name for points", async () => {
    const programme = { ...PROGRAMME, pointsName: { one: "star", other: "stars" } };
    expect(await textOf("product-points", { programme })).toBe("Earn 12 stars");
    expect(await textOf("product-points", { programme, product: { price: 100 } })).toBe("Earn 1 star");
  });

  it("can be kept from signed-out shoppers", async () => {
    const settings = { show_when_signed_out: false };
    expect(await textOf("product-points", { settings, customer: null })).toBe("");
    expect(await textOf("product-points", { settings, customer: {} })).toBe("Earn 12 points");
  });
});

describe("launcher", () => {
  it("is a link to the rewards page, with the balance of whoever is signed in", async () => {
    const html = await renderBlock("launcher", { customer: { points: 1_250 } });
    expect(html).toContain(`href="/apps/perennial/rewards?locale=en"`);
    expect(html).toContain(`data-panel="/apps/perennial/panel?locale=en"`);
    expect(visibleText(html)).toBe("Rewards 1,250 points");
  });

  it("shows its label alone to signed-out shoppers, or the merchant's label", async () => {
    expect(await textOf("launcher", { customer: null })).toBe("Rewards");
    expect(await textOf("launcher", { customer: null, settings: { label: "Club" } })).toBe("Club");
  });
});

describe("numbers and plurals", () => {
  it.each(LANGUAGES)("are grouped in %s as its readers expect", async (language) => {
    for (const value of [0, 7, 999, 1_000, 9_999, 10_000, 123_456, 12_345_678, -1, -54_321])
      expect(await renderSnippet("perennial-number", { value }, language)).toBe(
        groupedByIntl(value, language),
      );
  });

  it.each([
    ["ar", ["0 نقطة", "نقطة واحدة", "نقطتان", "3 نقاط", "11 نقطة", "100 نقطة"]],
    ["de", ["0 Punkte", "1 Punkt", "2 Punkte", "3 Punkte", "11 Punkte", "100 Punkte"]],
    ["fr", ["0 point", "1 point", "2 points", "3 points", "11 points", "100 points"]],
    ["ja", ["0ポイント", "1ポイント", "2ポイント", "3ポイント", "11ポイント", "100ポイント"]],
  ])("follow the plural rules of %s", async (language, expected) => {
    const counts = [0, 1, 2, 3, 11, 100];
    const found = await Promise.all(
      counts.map((count) => renderSnippet("perennial-points", { count }, language)),
    );
    expect(found).toEqual(expected);
  });
});
