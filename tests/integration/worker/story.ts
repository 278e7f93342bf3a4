import { deliver, type TestShop } from "#tests/factories/shop.ts";
import type { Told } from "#tests/factories/story.ts";

const AT_ONCE = 100;

/** Delivers everything, in order. */
export async function deliverAll(shop: TestShop, story: readonly Told[]): Promise<void> {
  for (let n = 0; n < story.length; n += AT_ONCE)
    await Promise.all(story.slice(n, n + AT_ONCE).map((told) => deliver(shop, told)));
}
