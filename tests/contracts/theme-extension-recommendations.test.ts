import { expect, it } from "vitest";
import { renderBlock } from "./theme-extension-rendering.ts";

const shownIds = async (placement: string, excluded?: Record<string, string[]>) => {
  const html = await renderBlock("recommendations", {
    recommended: { popular: [1, 2, 3, 4, 5], ...(excluded ? { excluded } : {}) },
    settings: { placement },
  });
  return [...html.matchAll(/href="\/products\/(\d+)/g)].map(([, id]) => id);
};

it("falls back on what is popular, without the product of the page", async () => {
  expect(await shownIds("similar")).toEqual(["2", "3", "4", "5"]);
});

it("does not fall back on what the merchant excluded there, beside all products or beside this one", async () => {
  const excluded = { similar: ["2"], "similar.1": ["4"], "similar.9": ["3"], bought_together: ["5"] };
  expect(await shownIds("similar", excluded)).toEqual(["3", "5"]);
  expect(await shownIds("bought_together", excluded)).toEqual(["2", "3", "4"]);
  expect(await shownIds("cart", excluded)).toEqual(["2", "3", "4"]);
});
