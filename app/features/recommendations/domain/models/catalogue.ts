import { blend } from "./blend.ts";
import { buyAgain } from "./buy-again.ts";
import { content } from "./content.ts";
import { ease } from "./ease.ts";
import { itemKnn, itemLlr } from "./item-knn.ts";
import { popularity } from "./popularity.ts";
import type { ModelName, Recommender } from "./recommender.ts";
import { rules } from "./rules.ts";
import { sequential } from "./sequential.ts";

/** EASE inverts a matrix of products × products: above this it takes too long for a refit during the day. */
export const EASE_ITEM_LIMIT = 2_000;

/** The models with the settings a shop starts with. */
export const MODELS: Readonly<Record<ModelName, () => Recommender>> = {
  Popularity: () => popularity(),
  ItemKNN: () => itemKnn({ recency: 0.9 }),
  LLR: () => itemLlr({ recency: 0.9 }),
  EASE: () => ease({ maximumItems: EASE_ITEM_LIMIT }),
  Rules: () => rules(),
  BuyAgain: () => buyAgain(),
  Content: () => content(),
  Sequential: () => sequential(),
  // The content's part speaks for products that nobody bought yet, popularity's for histories that say nothing.
  Blend: () =>
    blend([
      { model: itemKnn({ recency: 0.9 }), weight: 1 },
      { model: content(), weight: 0.1 },
      { model: popularity(), weight: 0.01 },
    ]),
};

/** What the recommendations are for; each is evaluated in its own way. */
export const TASKS = ["person", "basket", "again"] as const;

/** `person`: new for somebody; `basket`: what goes into one cart together; `again`: repeat purchase. */
export type Task = (typeof TASKS)[number];

/** The models worth trying for a task, the simplest first: with equal quality the simpler one is taken. */
export function candidatesFor(task: Task, itemCount: number): Recommender[] {
  const names: Record<Task, ModelName[]> = {
    person: ["Popularity", "ItemKNN", "LLR", "EASE", "Sequential", "Content", "Blend"],
    basket: ["Popularity", "ItemKNN", "LLR", "EASE", "Rules", "Content", "Blend"],
    again: ["Popularity", "BuyAgain"],
  };
  return names[task]
    .filter((name) => name !== "EASE" || itemCount <= EASE_ITEM_LIMIT)
    .map((name) => MODELS[name]());
}
