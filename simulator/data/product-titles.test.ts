import { expect, it } from "vitest";
import { collectionsOf, kindOf } from "./product-kinds.ts";
import { handleOf, readableTitle } from "./product-titles.ts";

it.each([
  ["WHITE HANGING HEART T-LIGHT HOLDER", "White Hanging Heart T-Light Holder"],
  ["SET/6 RED SPOTTY PAPER CUPS", "Set of 6 Red Spotty Paper Cups"],
  ["S/4 PINK FLOWER CANDLES IN BOWL", "Set of 4 Pink Flower Candles in Bowl"],
  ["ROTATING SILVER ANGELS T-LIGHT HLDR", "Rotating Silver Angels T-Light Holder"],
  ["PAPER CHAIN KIT 50'S CHRISTMAS", "Paper Chain Kit 50's Christmas"],
  ["CHILDREN'S CIRCUS PARADE MUG", "Children's Circus Parade Mug"],
  ["HOOK, 1 HANGER ,MAGIC GARDEN", "Hook, 1 Hanger, Magic Garden"],
  ["LUNCH BOX I LOVE LONDON", "Lunch Box I Love London"],
  ["LUNCH BAG BLACK SKULL.", "Lunch Bag Black Skull"],
])("%s reads %s", (description, title) => {
  expect(readableTitle(description)).toBe(title);
});

it("makes handles of plain letters", () => {
  expect(handleOf("Children's Apron, Apples & Pears")).toBe("childrens-apron-apples-pears");
});

it("sorts by words, and puts everything with Christmas on it under Christmas too", () => {
  expect(kindOf("Red Retrospot Mug").type).toBe("Mug");
  expect(kindOf("Bunny Rabbit Thing of Nothing").type).toBe("Easter decoration");
  expect(kindOf("Unheard-of Whatsit").type).toBe("Ornament");
  expect(collectionsOf("Jumbo Bag 50's Christmas")).toEqual(["bags-travel", "christmas"]);
});
