import { Prisma } from "./generated/client.ts";
import { prisma } from "./client.server.ts";

/** Our own number of a shop (not Shopify's). */
export type ShopId = bigint;

/** The database as one shop sees it, inside one transaction. Every feature's repository takes this. */
export interface ShopScope {
  readonly shopId: ShopId;
  readonly db: Prisma.TransactionClient;
}

export { Prisma as Sql };

/** For the rest of the transaction the database shows and accepts this shop's rows only. */
async function enterScope(db: Prisma.TransactionClient, shopId: ShopId): Promise<void> {
  await db.$executeRaw`SELECT set_config('perennial.shop_id', ${shopId.toString()}, true)`;
}

/**
 * Opens a shop's scope: runs `work` in one transaction in which the database shows and accepts that shop's rows only.
 * The one way to tenant data. Commits when `work` resolves, rolls back when it throws.
 */
export function withShop<T>(
  shopId: ShopId,
  work: (scope: ShopScope) => Promise<T>,
  options: { timeoutMs?: number; isolationLevel?: Prisma.TransactionIsolationLevel } = {},
): Promise<T> {
  const { timeoutMs = 30_000, ...rest } = options;
  return prisma.$transaction(
    async (db) => {
      await enterScope(db, shopId);
      return work({ shopId, db });
    },
    { ...rest, timeout: timeoutMs, maxWait: 10_000 },
  );
}

/**
 * Notes that a shop has the app and, when it had not, runs `onInstall` in its scope, in the same transaction: nobody
 * sees the one without the other.
 */
export function openShop(
  domain: string,
  onInstall: (scope: ShopScope) => Promise<void>,
): Promise<{ shopId: ShopId; isNew: boolean }> {
  return prisma.$transaction(
    async (db) => {
      const rows = await db.$queryRaw<{ id: bigint; isNew: boolean }[]>`
        SELECT id, newly_installed AS "isNew" FROM install_shop(${domain})`;
      const installed = rows[0];
      if (!installed) throw new Error("install_shop answered nothing");
      const { id: shopId, isNew } = installed;
      if (isNew) {
        await enterScope(db, shopId);
        await onInstall({ shopId, db });
      }
      return { shopId, isNew };
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
}

/** The shop of a domain, or null when it never installed the app. */
export async function findShopId(domain: string): Promise<ShopId | null> {
  const rows = await prisma.$queryRaw<{ id: bigint | null }[]>`SELECT find_shop(${domain}) AS id`;
  return rows[0]?.id ?? null;
}

/** Every shop that ever installed the app and was not erased, for commands of whoever runs it. */
export async function listShops(): Promise<{ shopId: ShopId; domain: string }[]> {
  return prisma.$queryRaw`SELECT id AS "shopId", shop_domain AS domain FROM list_shops()`;
}

/** Lets PostgreSQL's planner know what a bulk change left behind. Cheap; safe to call at any time. */
export async function refreshStatistics(): Promise<void> {
  await prisma.$executeRaw`SELECT refresh_statistics()`;
}
