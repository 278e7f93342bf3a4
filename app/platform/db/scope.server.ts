import pg from "pg";
import { Prisma } from "./generated/client.ts";
import { prisma, readPool, statementName } from "./client.server.ts";

/** Our own number of a shop (not Shopify's). */
export type ShopId = bigint;

/** The database as one shop sees it, inside one transaction. Every feature's repository takes this. */
export interface ShopScope {
  readonly shopId: ShopId;
  readonly db: Prisma.TransactionClient;
}

/** A shop's rows for who only reads them, by SQL. Every {@link ShopScope} is one. */
export interface ShopReads {
  readonly db: {
    /** Values: what PostgreSQL's driver takes. Rows: bigint as bigint, JSON parsed; not for numeric and date. */
    $queryRaw<T>(parts: TemplateStringsArray, ...values: unknown[]): Promise<T>;
  };
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

/** Columns as Prisma's raw queries give them. */
const READ_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? BigInt : pg.types.getTypeParser(oid, format),
};

/** Row-level security shows nothing when the shop is not known. */
const ENTER_BY_DOMAIN = {
  name: "enter_by_domain",
  text: "SELECT set_config('perennial.shop_id', coalesce(find_shop($1)::text, ''), true)",
};

/**
 * As {@link withShop}, for the few reads that a shopper waits for. What the transaction costs is taken out of the
 * waiting: it begins, finds the shop and enters its scope in the same trip to the database as the first statements, which
 * need not wait for each other, and nobody waits for its end. Of a domain that never had the app nothing is seen.
 */
export async function withShopReads<T>(domain: string, work: (reads: ShopReads) => Promise<T>): Promise<T> {
  const client = await readPool.connect();
  let isOver = false;
  const opened = Promise.all([
    client.query("BEGIN READ ONLY"),
    client.query({ ...ENTER_BY_DOMAIN, values: [domain] }),
  ]);
  // Told to who awaits the first statement.
  opened.catch(() => {});
  const db: ShopReads["db"] = {
    async $queryRaw<R>(parts: TemplateStringsArray, ...values: unknown[]) {
      // The connection may be somebody else's by now.
      if (isOver) throw new Error("the shop's scope is over");
      const { text, values: sent } = Prisma.sql(parts, ...values);
      const query = { name: statementName(text), text, values: sent, types: READ_TYPES };
      const [{ rows }] = await Promise.all([client.query(query), opened]);
      return rows as R;
    },
  };
  try {
    return await work({ db });
  } finally {
    isOver = true;
    client.query("ROLLBACK").then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
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
  const text = "SELECT find_shop($1) AS id";
  const { rows } = await readPool.query<{ id: bigint | null }>({ text, values: [domain], types: READ_TYPES });
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
