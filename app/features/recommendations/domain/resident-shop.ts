import { evaluatePlacement, type PlacementEvaluation } from "./evaluation.ts";
import { candidatesFor, MODELS, type Task } from "./models/catalogue.ts";
import type {
  FittedModel,
  Interactions,
  ItemContent,
  ModelName,
  Recommendation,
} from "./models/recommender.ts";
import { type ListedItem, MIN_PEOPLE, namedReason } from "./placements.ts";
import { type BasketColumns, ShopBaskets } from "./shop-baskets.ts";
import { type CountedBy, ShopCounts } from "./shop-counts.ts";

/** Of how many orders at most a model is fitted, the newest. The counts know all. */
export const MAX_ORDERS = 200_000;
/** More than a list shows: some of them are sold out, excluded or owned. */
const NEIGHBOURS = 40;
/** More cases say little more, and each is answered by every model. */
const MAX_CASES = 1_000;
/** A model is fitted anew when so many of the orders came or went since, as a share of those it knew, or it is so old. */
const CHANGE_BEFORE_FIT = 0.01;
const MAX_AGE_MS = 86_400_000;

/** What somebody bought, oldest first. */
export interface BoughtBefore {
  productIds: bigint[];
  boughtAtMs: number[];
}

interface Fitted {
  model: FittedModel;
  productIds: readonly bigint[];
  indexOf: ReadonlyMap<bigint, number>;
  orders: number;
  changesThen: number;
  atMs: number;
}

/** What one shop sold, counted, with the models that were fitted on it: kept from one refit to the next. */
export class ResidentShop {
  #baskets = new ShopBaskets([]);
  #counts = new ShopCounts(this.#baskets.orders(), 0);
  readonly #fitted = new Map<ModelName, Fitted>();
  /** Orders that came or went since this was made. */
  #changes = 0;

  /**
   * Takes these baskets in place of what it knew.
   *
   * @param removed how many of those it knew were taken away
   */
  refill(pages: readonly BasketColumns[], removed: number): void {
    const before = this.#baskets.orderCount;
    this.#baskets = new ShopBaskets(pages);
    this.#changes += removed + Math.abs(this.#baskets.orderCount - before + removed);
    this.#count();
  }

  #count(): void {
    this.#counts = new ShopCounts(this.#baskets.orders(), this.#baskets.productIds.length);
  }

  /** Adds baskets that came since. Returns false where a product is new: then it must be filled. */
  add(page: BasketColumns): boolean {
    if (!this.#baskets.knows(page)) return false;
    const orders = this.#baskets.add(page);
    this.#changes += orders.people.length;
    if (!this.#counts.add(orders)) this.#count();
    return true;
  }

  /** What goes with each of these products by the counts. */
  neighbours(by: CountedBy, productIds: readonly bigint[]): ListedItem[][] {
    const ids = this.#baskets.productIds;
    return productIds.map((id) => {
      const item = this.#baskets.indexOf.get(id);
      if (item === undefined) return [];
      return this.#counts.neighbours(by, item, NEIGHBOURS).map((found) => ({
        id: ids[found.item]!.toString(),
        score: found.score,
        reason: { kind: "together", item: id.toString(), times: found.together },
      }));
    });
  }

  /** How many people bought each of these products. */
  buyers(productIds: readonly bigint[]): number[] {
    return productIds.map((id) => {
      const item = this.#baskets.indexOf.get(id);
      return item === undefined ? 0 : this.#counts.peopleWithBoth(item, item);
    });
  }

  /** The products that a model knows, when it must be fitted anew; null = it serves as it is. */
  outdated(name: ModelName, nowMs: number): readonly bigint[] | null {
    const known = this.#fitted.get(name);
    const isRecent =
      known &&
      this.#changes - known.changesThen <= CHANGE_BEFORE_FIT * known.orders &&
      Math.abs(nowMs - known.atMs) <= MAX_AGE_MS;
    return isRecent ? null : this.productIds();
  }

  productIds(): readonly bigint[] {
    return this.#baskets.productIds;
  }

  /** @param about the products of {@link productIds}, in their order */
  fit(name: ModelName, about: readonly ItemContent[], nowMs: number): void {
    const { productIds, indexOf } = this.#baskets;
    const { data, orders } = this.#interactions();
    this.#fitted.set(name, {
      model: MODELS[name]().fit(data, { nowMs, content: about }),
      productIds,
      indexOf,
      orders,
      changesThen: this.#changes,
      atMs: nowMs,
    });
  }

  #interactions(): { data: Interactions; orders: number } {
    return this.#baskets.interactions(MAX_ORDERS);
  }

  /** What goes with each of these products by a model that was fitted; only what enough people bought both of. */
  similar(name: ModelName, productIds: readonly bigint[], k: number): ListedItem[][] {
    const fitted = this.#fittedModel(name);
    return productIds.map((id) => {
      const item = fitted.indexOf.get(id);
      if (item === undefined) return [];
      const found = fitted.model.similarItems(item, k, { nowMs: fitted.atMs });
      return listed(found, fitted.productIds).filter((other) => this.#isSupported(id, other));
    });
  }

  /** What suits people who bought this. */
  recommend(name: ModelName, histories: readonly BoughtBefore[], k: number): ListedItem[][] {
    const fitted = this.#fittedModel(name);
    return histories.map(({ productIds, boughtAtMs }) => {
      const known = [...productIds.keys()].filter((n) => fitted.indexOf.has(productIds[n]!));
      const items = known.map((n) => fitted.indexOf.get(productIds[n]!)!);
      const times = known.map((n) => boughtAtMs[n]!);
      return listed(fitted.model.recommend({ items, times }, k, { nowMs: fitted.atMs }), fitted.productIds);
    });
  }

  #fittedModel(name: ModelName): Fitted {
    const fitted = this.#fitted.get(name);
    if (!fitted) throw new Error(`the model ${name} was not fitted`);
    return fitted;
  }

  /** Whether enough people bought both, or it says nothing about purchases: no shopper's own can be read off a list. */
  #isSupported(productId: bigint, { id, reason }: ListedItem): boolean {
    if (reason.kind === "content" || reason.kind === "popular") return true;
    const { indexOf } = this.#baskets;
    const [item, other] = [indexOf.get(productId), indexOf.get(BigInt(id))];
    if (item === undefined || other === undefined) return false;
    return this.#counts.peopleWithBoth(item, other) >= MIN_PEOPLE;
  }

  /** Compares the models for a task on the shop's own past. */
  evaluate(task: Task, about: readonly ItemContent[]): { evaluation: PlacementEvaluation; orders: number } {
    const { data, orders } = this.#interactions();
    const candidates = candidatesFor(task, data.itemCount);
    const options = { task, candidates, context: { content: about }, maximumCases: MAX_CASES };
    return { evaluation: evaluatePlacement(data, options), orders };
  }
}

/** A model's answer with ids in place of its indices. */
export function listed(found: readonly Recommendation[], ids: readonly bigint[]): ListedItem[] {
  const idOf = (index: number) => String(ids[index]);
  return found.map(({ item, score, reason }) => ({
    id: idOf(item),
    score,
    reason: namedReason(reason, idOf),
  }));
}
