/** What a shopper can be interested in: the shop's product types and collections. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** One thing to be interested in. `value`: `type:<product type>` or `collection:<id>`. */
export interface InterestChoice {
  value: string;
  kind: "type" | "collection";
  name: string;
}

const MOST_CHOICES = 250;
const COLLECTION = /^collection:(\d{1,18})$/;

/** What a merchant can let shoppers choose from: types by how many products they have, collections by name. */
export async function listInterests({ db, shopId }: ShopScope): Promise<InterestChoice[]> {
  const types = await db.$queryRaw<{ name: string }[]>`
    SELECT product_type AS name FROM product
    WHERE shop_id = current_shop_id() AND deleted_at IS NULL AND product_type <> ''
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${MOST_CHOICES}`;
  const collections = await db.collection.findMany({
    where: { shopId, deletedAt: null },
    orderBy: [{ title: "asc" }, { id: "asc" }],
    take: MOST_CHOICES,
    select: { id: true, title: true },
  });
  return [
    ...types.map(({ name }): InterestChoice => ({ value: `type:${name}`, kind: "type", name })),
    ...collections.map(({ id, title }): InterestChoice => ({
      value: `collection:${id}`,
      kind: "collection",
      name: title,
    })),
  ];
}

/** What interests are called, by their values, in the order given. Collections that nobody knows any more are left out. */
export async function namesOfInterests(
  { db, shopId }: ShopScope,
  values: readonly string[],
): Promise<Map<string, string>> {
  const ids = values.flatMap((value) => {
    const id = COLLECTION.exec(value)?.[1];
    return id === undefined ? [] : [BigInt(id)];
  });
  const collections =
    ids.length === 0
      ? []
      : await db.collection.findMany({
          where: { shopId, id: { in: ids } },
          select: { id: true, title: true },
        });
  const titles = new Map(collections.map(({ id, title }) => [`collection:${id}`, title]));
  return new Map(
    values.flatMap((value): [string, string][] => {
      const name = value.startsWith("type:") ? value.slice("type:".length) : titles.get(value);
      return name ? [[value, name]] : [];
    }),
  );
}
