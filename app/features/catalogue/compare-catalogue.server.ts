/** How the catalogue is compared with Shopify's, and repaired. */
import {
  CompareCollectionsDocument,
  CompareProductsDocument,
  CompareStockDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { idFromGid } from "#app/shared/ids.ts";
import { minorFromDecimal } from "#app/shared/money.ts";
import {
  ageOfRepair,
  type Comparator,
  type ComparedRecord,
  type OwnRecord,
} from "#app/features/events/index.server.ts";
import { readCollections, readProducts, readStock } from "./read-from-shopify.server.ts";
import { recordCollectionDeletions, recordCollections } from "./record-collections.server.ts";
import { recordProductDeletions, recordProducts } from "./record-products.server.ts";
import { recordItemDeletions, recordStock } from "./record-stock.server.ts";

interface OwnRow {
  id: bigint;
  updatedAt: Date;
  deletedAt: Date | null;
}

function byId<Row extends OwnRow>(
  rows: readonly Row[],
  fieldsOf: (row: Row) => ComparedRecord["fields"],
): Map<bigint, OwnRecord> {
  return new Map(
    rows.map((row) => [
      row.id,
      { id: row.id, updatedAt: row.updatedAt, isGone: row.deletedAt !== null, fields: fieldsOf(row) },
    ]),
  );
}

interface Range {
  afterId: bigint;
  upToId: bigint | null;
  limit: number;
}

/** The part of a `findMany` that lists the ids of a range which Shopify should have. */
const inRange = (shopId: bigint, { afterId, upToId, limit }: Range) => ({
  where: { shopId, deletedAt: null, id: { gt: afterId, ...(upToId === null ? {} : { lte: upToId }) } },
  orderBy: { id: "asc" as const },
  take: limit,
  select: { id: true as const },
});

const idsOf = (rows: readonly { id: bigint }[]): bigint[] => rows.map((row) => row.id);

const compareProducts: Comparator = {
  resource: "products",
  gidType: "Product",
  readPage: async (api, search) => {
    const { products } = await api.request(CompareProductsDocument, { search });
    return {
      hasMore: products.pageInfo.hasNextPage,
      records: products.nodes.map((node) => ({
        id: idFromGid(node.id, "Product"),
        updatedAt: new Date(node.updatedAt),
        fields: {
          title: node.title,
          handle: node.handle,
          status: node.status.toLowerCase(),
          variants: node.variantsCount?.count.toString() ?? null,
        },
      })),
    };
  },
  readOwn: async ({ db }, ids) => {
    const rows = await db.$queryRaw<
      (OwnRow & { title: string; handle: string | null; status: string | null; variants: bigint })[]
    >`
      SELECT p.product_id AS id, p.updated_at AS "updatedAt", p.deleted_at AS "deletedAt", p.title, p.handle, p.status,
        (SELECT count(*) FROM variant v
          WHERE v.shop_id = p.shop_id AND v.product_id = p.product_id AND v.deleted_at IS NULL) AS variants
      FROM product p WHERE p.shop_id = current_shop_id() AND p.product_id = ANY(${[...ids]}::bigint[])`;
    return byId(rows, ({ title, handle, status, variants }) => ({
      title,
      handle,
      status,
      variants: variants.toString(),
    }));
  },
  listOwn: async ({ db, shopId }, range) => idsOf(await db.product.findMany(inRange(shopId, range))),
  prepareRepair: async (api, ids) => {
    const states = (await readProducts(api, ids)).map((state) => ({
      ...state,
      updatedAt: ageOfRepair(state.updatedAt, new Date()),
      variants: state.variants.map((variant) => ({
        ...variant,
        updatedAt: ageOfRepair(variant.updatedAt, new Date()),
      })),
    }));
    return (scope) => recordProducts(scope, states);
  },
  markGone: (scope, ids, at) =>
    recordProductDeletions(
      scope,
      ids.map((id) => ({ id, at })),
    ),
};

const compareCollections: Comparator = {
  resource: "collections",
  gidType: "Collection",
  readPage: async (api, search) => {
    const { collections } = await api.request(CompareCollectionsDocument, { search });
    return {
      hasMore: collections.pageInfo.hasNextPage,
      records: collections.nodes.map((node) => ({
        id: idFromGid(node.id, "Collection"),
        updatedAt: new Date(node.updatedAt),
        fields: {
          title: node.title,
          handle: node.handle,
          // Shopify stops counting large ones.
          products: node.productsCount?.precision === "EXACT" ? node.productsCount.count.toString() : null,
        },
      })),
    };
  },
  readOwn: async ({ db }, ids) => {
    const rows = await db.$queryRaw<(OwnRow & { title: string; handle: string | null; products: bigint })[]>`
      SELECT c.collection_id AS id, c.updated_at AS "updatedAt", c.deleted_at AS "deletedAt", c.title, c.handle,
        (SELECT count(*) FROM collection_product m
          LEFT JOIN product p ON p.shop_id = m.shop_id AND p.product_id = m.product_id
          WHERE m.shop_id = c.shop_id AND m.collection_id = c.collection_id AND p.deleted_at IS NULL) AS products
      FROM collection c WHERE c.shop_id = current_shop_id() AND c.collection_id = ANY(${[...ids]}::bigint[])`;
    return byId(rows, ({ title, handle, products }) => ({ title, handle, products: products.toString() }));
  },
  listOwn: async ({ db, shopId }, range) => idsOf(await db.collection.findMany(inRange(shopId, range))),
  prepareRepair: async (api, ids) => {
    const states = (await readCollections(api, ids)).map(({ collection, productIds }) => ({
      collection: { ...collection, updatedAt: ageOfRepair(collection.updatedAt, new Date()) },
      productIds,
    }));
    return (scope) => recordCollections(scope, states);
  },
  markGone: (scope, ids, at) =>
    recordCollectionDeletions(
      scope,
      ids.map((id) => ({ id, at })),
    ),
};

/** Items with so many locations show their levels in a list's page; those with more are compared by the rest. */
const LEVELS_SHOWN = 50;

const levelsText = (levels: readonly { locationId: bigint; available: number }[]): string =>
  levels
    .map((level) => `${level.locationId}:${level.available}`)
    .toSorted()
    .join(" ");

const compareStock: Comparator = {
  resource: "inventory",
  gidType: "InventoryItem",
  readPage: async (api, search) => {
    const { inventoryItems } = await api.request(CompareStockDocument, { search });
    return {
      hasMore: inventoryItems.pageInfo.hasNextPage,
      records: inventoryItems.nodes.map((node) => ({
        id: idFromGid(node.id, "InventoryItem"),
        updatedAt: new Date(node.updatedAt),
        fields: {
          tracked: String(node.tracked),
          cost: node.unitCost
            ? minorFromDecimal(node.unitCost.amount, node.unitCost.currencyCode).toString()
            : "",
          levels:
            (node.locationsCount?.count ?? LEVELS_SHOWN) < LEVELS_SHOWN
              ? levelsText(
                  node.inventoryLevels.nodes.map((level) => ({
                    locationId: idFromGid(level.location.id, "Location"),
                    available: level.quantities.reduce((sum, each) => sum + each.quantity, 0),
                  })),
                )
              : null,
        },
      })),
    };
  },
  readOwn: async ({ db, shopId }, ids) => {
    const rows = await db.inventoryItem.findMany({ where: { shopId, id: { in: [...ids] } } });
    const levels = await db.inventoryLevel.findMany({
      where: { shopId, inventoryItemId: { in: [...ids] }, deletedAt: null },
    });
    const ofItem = Map.groupBy(levels, (level) => level.inventoryItemId);
    return byId(rows, ({ id, tracked, costMinor }) => ({
      tracked: String(tracked),
      cost: costMinor?.toString() ?? "",
      levels: levelsText(ofItem.get(id) ?? []),
    }));
  },
  listOwn: async ({ db, shopId }, range) => idsOf(await db.inventoryItem.findMany(inRange(shopId, range))),
  prepareRepair: async (api, ids) => {
    const states = (await readStock(api, ids)).map(({ item, levels }) => ({
      item: { ...item, updatedAt: ageOfRepair(item.updatedAt, new Date()) },
      levels: levels.map((level) => ({ ...level, updatedAt: ageOfRepair(level.updatedAt, new Date()) })),
    }));
    return (scope) => recordStock(scope, states);
  },
  markGone: (scope, ids, at) =>
    recordItemDeletions(
      scope,
      ids.map((id) => ({ id, at })),
    ),
};

/** For the worker's list of comparators. */
export const catalogueComparators: readonly Comparator[] = [
  compareProducts,
  compareCollections,
  compareStock,
];
