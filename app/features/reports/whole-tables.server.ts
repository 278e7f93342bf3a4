import type { ShopScope } from "#app/platform/db/scope.server.ts";

/**
 * Runs a query that reads tables in full. Right after an import PostgreSQL has no statistics about them and would look
 * up every row of one for every row of another; without nested loops it joins by hashes, which is right for such a query
 * with and without statistics.
 */
export async function readWholeTables<T>({ db }: ShopScope, query: () => Promise<T>): Promise<T> {
  await db.$executeRaw`SET LOCAL enable_nestloop = off`;
  const result = await query();
  await db.$executeRaw`SET LOCAL enable_nestloop = on`;
  return result;
}
