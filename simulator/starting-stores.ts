/** What shops begin with, and how the simulator goes back to it. */
import { SHOP_DOMAIN } from "#simulator/options.ts";
import { loadOnlineRetail } from "#simulator/data/online-retail.ts";
import type { Platform } from "#simulator/platform.ts";
import { readStateFile } from "#simulator/saved-state/files.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { createShop, type StartingData } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";

export const STORES = ["online-retail", "empty"] as const;

export interface StartingStore {
  /** `something.myshopify.com`. */
  domain: string;
  store: (typeof STORES)[number];
  /** Only this many customers of the store's data. */
  seedLimit?: number;
}

const DAY_MS = 24 * 3_600_000;
/** Shopify's ids are unique among all shops; those of two shops that begin with the same store are moved apart. */
const IDS_BETWEEN_SHOPS = 1_000_000_000n;
/** Seeded ids lie past 2^53, amounts never do. */
const LEAST_ID = 2n ** 53n;

function startingData(start: StartingStore, now: Date): StartingData {
  const yesterday = new Date(now.getTime() - DAY_MS);
  if (start.store === "empty") return loadEmptyStore(yesterday);
  return loadOnlineRetail({ endsOn: yesterday, limitCustomers: start.seedLimit });
}

/** The same data with every id moved by `offset`. */
function moveIds(value: unknown, offset: bigint): unknown {
  if (typeof value === "bigint") return value > LEAST_ID ? value + offset : value;
  if (Array.isArray(value)) return value.map((each) => moveIds(each, offset));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, moveIds(each, offset)]));
}

/** Adds a shop. Throws a TypeError that names the field when it cannot. */
export function openShop(platform: Platform, start: StartingStore): ShopRuntime {
  if (!SHOP_DOMAIN.test(start.domain)) {
    throw new TypeError(`domain must end in .myshopify.com, not "${start.domain}".`);
  }
  if (!STORES.includes(start.store)) throw new TypeError(`store must be one of ${STORES.join(", ")}.`);
  if (platform.shop(start.domain)) throw new TypeError(`domain: there is a shop ${start.domain} already.`);
  const data = startingData(start, platform.clock.now());
  const offset = IDS_BETWEEN_SHOPS * BigInt(platform.shops().length);
  const moved = offset === 0n ? data : (moveIds(data, offset) as StartingData);
  const shop = createShop(start.domain, moved);
  shop.id += offset;
  return platform.put(shop);
}

/** What the simulator began with. */
export interface Beginning {
  stores: readonly StartingStore[];
  /** A saved state, in the place of the stores. */
  stateFile?: string;
}

/**
 * Puts all shops back to what they began with; shops that came later go. The clock stays. When the saved state cannot
 * be read any more this rejects, and nothing changes.
 */
export async function resetShops(platform: Platform, beginning: Beginning): Promise<void> {
  const saved = beginning.stateFile === undefined ? null : await readStateFile(beginning.stateFile);
  platform.clear();
  if (!saved) for (const start of beginning.stores) openShop(platform, start);
  for (const shop of saved?.shops ?? []) platform.put(shop, saved?.lastId);
}
