/**
 * What a worker keeps of the shops it refits: for each a thread that has counted the shop's baskets, and is told only of
 * those added since. Nothing depends on it: whoever has none fills one from the table.
 */
import type { ShopId, ShopScope } from "#app/platform/db/scope.server.ts";
import { type ModelThread, startModelThread, ThreadEnded } from "./ask-models.server.ts";
import { readBaskets, readBasketState } from "./baskets.server.ts";
import type { BasketColumns } from "./domain/shop-baskets.ts";
import type { ThreadAnswers, ThreadQuestion } from "./model-thread.server.ts";

/** How many shops are kept between refits: the largest have some hundred megabytes each. */
const MAX_SHOPS = 3;
/** Then what nobody asked for is let go. */
const IDLE_MS = 5 * 60_000;
/** A thread that ended is replaced this often before the refit fails, and is tried again later. */
const MAX_ATTEMPTS = 2;

/** One shop's counts and models. Used by one refit at a time. */
export class ResidentModels {
  #thread: ModelThread | null = null;
  /** What the thread knows: the baskets up to this number, as they were after so many removals. */
  #known = { basketId: 0n, removals: 0n };

  /**
   * Brings the thread up to date with the baskets as this transaction sees them. Whoever takes products off what is due
   * calls this after: a basket that goes later has its products made due again.
   *
   * @returns false = nothing was sold, and there is no thread
   */
  async update(scope: ShopScope): Promise<boolean> {
    const { newest, removals } = await readBasketState(scope);
    const thread = this.#thread;
    try {
      if (thread && !thread.hasEnded && removals === this.#known.removals) {
        if (newest <= this.#known.basketId || (await this.#add(scope, thread))) return true;
      } else if (newest === 0n && !thread) return false;
      await this.#fill(scope, removals);
      return true;
    } catch (error) {
      // Nobody knows what it knows now.
      await this.close();
      throw error;
    }
  }

  /** Returns false when it must be filled instead. */
  async #add(scope: ShopScope, thread: ModelThread): Promise<boolean> {
    for await (const { page, lastId } of readBaskets(scope, this.#known.basketId)) {
      if (!(await thread.ask({ kind: "add", page }))) return false;
      this.#known.basketId = lastId;
    }
    return true;
  }

  async #fill(scope: ShopScope, removals: bigint): Promise<void> {
    const thread = this.#thread && !this.#thread.hasEnded ? this.#thread : startModelThread();
    const isNew = thread !== this.#thread;
    this.#thread = thread;
    const pages: BasketColumns[] = [];
    let basketId = 0n;
    for await (const { page, lastId } of readBaskets(scope, 0n)) {
      pages.push(page);
      basketId = lastId;
    }
    const removed = isNew ? 0 : Number(removals - this.#known.removals);
    await thread.ask({ kind: "refill", pages, removed });
    this.#known = { basketId, removals };
  }

  /** Asks the thread as it is. */
  async ask<Question extends ThreadQuestion>(question: Question): Promise<ThreadAnswers[Question["kind"]]> {
    if (!this.#thread) throw new ThreadEnded("no thread was started");
    return this.#thread.ask(question);
  }

  /**
   * Brings the thread up to date and asks it; one that ends meanwhile is replaced. Null = nothing was sold.
   *
   * @param prepare what must be asked before
   */
  async answer<Question extends ThreadQuestion>(
    scope: ShopScope,
    question: Question,
    prepare?: () => Promise<void>,
  ): Promise<ThreadAnswers[Question["kind"]] | null> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (!(await this.update(scope))) return null;
        await prepare?.();
        return await this.ask(question);
      } catch (error) {
        if (!(error instanceof ThreadEnded) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  get isEmpty(): boolean {
    return this.#thread === null;
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.close();
  }
}

interface Kept {
  models: ResidentModels;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

/** By shop, the one used longest ago first. */
const kept = new Map<ShopId, Kept>();

/** Runs `work` with what is kept of a shop. */
export async function withResidentModels<T>(
  shopId: ShopId,
  work: (models: ResidentModels) => Promise<T>,
): Promise<T> {
  const one = kept.get(shopId) ?? { models: new ResidentModels(), users: 0, timer: undefined };
  kept.delete(shopId);
  kept.set(shopId, one);
  clearTimeout(one.timer);
  one.users += 1;
  try {
    return await work(one.models);
  } finally {
    one.users -= 1;
    if (one.users === 0 && one.models.isEmpty) await letGo(shopId, one);
    else if (one.users === 0) one.timer = setTimeout(() => void letGo(shopId, one), IDLE_MS).unref();
    await letGoBeyond(MAX_SHOPS);
  }
}

async function letGo(shopId: ShopId, one: Kept): Promise<void> {
  clearTimeout(one.timer);
  if (kept.get(shopId) === one) kept.delete(shopId);
  await one.models.close();
}

/** Who is in use stays, and is looked at when it no longer is. */
async function letGoBeyond(count: number): Promise<void> {
  const idle = [...kept].filter(([, { users }]) => users === 0);
  const leaving = idle.slice(0, Math.max(0, kept.size - count));
  await Promise.all(leaving.map(([shopId, one]) => letGo(shopId, one)));
}

/** Lets go of everything: for the end of the worker, and for tests of a new beginning. */
export async function closeModels(): Promise<void> {
  await Promise.all([...kept].map(([shopId, one]) => letGo(shopId, one)));
}
