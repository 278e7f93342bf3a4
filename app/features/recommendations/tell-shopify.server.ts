/** Lists as metafields, so that blocks render them in the first HTML with no script and no request. */
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import {
  DefineMetafieldDocument,
  type MetafieldOwnerType,
  type MetafieldsSetInput,
  SetMetafieldsDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf } from "#app/shared/ids.ts";
import { productsByIds } from "#app/features/catalogue/index.server.ts";
import {
  adminClientOf,
  type ChangeResult,
  type ChangeSender,
  noteChanges,
  refreshShop,
} from "#app/features/shops/index.server.ts";
import { markAllDue } from "./baskets.server.ts";
import { sellableAmong } from "./counts.server.ts";
import { excludedItems } from "./domain/merchandising.ts";
import { customerLists, productLists, readRules, type StoredList } from "./lists-repository.server.ts";
import { CUSTOMER_PLACEMENTS, PRODUCT_PLACEMENTS } from "./make-lists.server.ts";
import { CUSTOMER_LISTS_CHANGE, PRODUCT_LISTS_CHANGE, SHOP_LIST_CHANGE } from "./refit.server.ts";

/** Where the blocks read: `product.metafields['$app:recommendations'].similar`, `app.metafields.recommendations.popular`. */
const NAMESPACE = "$app:recommendations";
const APP_NAMESPACE = "recommendations";
const LIST_TYPE = "list.product_reference";
/** Far within the 128 KB of a JSON metafield. */
const MOST_EXCLUDED = 3_000;

/** Shopify sets at most 25 metafields in one call; each product and each customer has two. */
const OWNERS_PER_CALL = 12;

interface Owned {
  key: string;
  metafields: MetafieldsSetInput[];
}

/**
 * Sets the metafields of some owners, all or none in one call. When some are refused (their owner or a product in them is
 * gone at Shopify and we have not heard yet), those are tried again later and the others sent without them.
 */
async function setLists(shopId: ShopId, owners: readonly Owned[]): Promise<ChangeResult[]> {
  const metafields = owners.flatMap((owner) => owner.metafields);
  if (metafields.length === 0) return owners.map(({ key }) => ({ key, ok: true }));
  const client = await adminClientOf(shopId);
  const { metafieldsSet } = await client.request(SetMetafieldsDocument, { metafields });
  const errors = metafieldsSet?.userErrors ?? [];
  if (errors.length === 0) return owners.map(({ key }) => ({ key, ok: true }));
  const ownerAt = owners.flatMap((owner) => owner.metafields.map(() => owner.key));
  const refused = new Map<string, string>();
  for (const { elementIndex, field, message } of errors) {
    // elementIndex may be the place in the list; the field says which metafield.
    const index = Number(field?.[1] ?? elementIndex ?? Number.NaN);
    const key = ownerAt[index];
    if (key !== undefined) refused.set(key, message);
  }
  if (refused.size === 0)
    return owners.map(({ key }) => ({ key, ok: false, error: errors[0]!.message, retry: true }));
  const others = owners.filter(({ key }) => !refused.has(key));
  return [
    ...(others.length === 0 ? [] : await setLists(shopId, others)),
    ...[...refused].map(([key, error]): ChangeResult => ({ key, ok: false, error, retry: true })),
  ];
}

/** The value of a list: only what can be bought now. */
function valueOf(list: StoredList | undefined, sellable: ReadonlySet<string>): string {
  const ids = (list?.items ?? []).map(({ id }) => id).filter((id) => sellable.has(id));
  return JSON.stringify(ids.map((id) => gidOf("Product", BigInt(id))));
}

function ownedLists(
  ownerType: "Product" | "Customer",
  ids: readonly bigint[],
  placements: readonly string[],
  lists: readonly StoredList[],
  sellable: ReadonlySet<string>,
): Owned[] {
  const byPlace = new Map(lists.map((list) => [`${list.placement} ${list.id}`, list]));
  return ids.map((id) => ({
    key: id.toString(),
    metafields: placements.map((placement) => ({
      ownerId: gidOf(ownerType, id),
      namespace: NAMESPACE,
      key: placement,
      type: LIST_TYPE,
      value: valueOf(byPlace.get(`${placement} ${id}`), sellable),
    })),
  }));
}

const itemIds = (lists: readonly StoredList[]) => lists.flatMap(({ items }) => items.map(({ id }) => id));

async function sendProducts(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const ids = keys.map(BigInt);
  const [owners, gone] = await withShop(shopId, async (scope) => {
    const products = await productsByIds(scope, ids);
    const alive = ids.filter((id) => products.get(id)?.deletedAt === null);
    const lists = await productLists(scope, PRODUCT_PLACEMENTS, alive);
    const sellable = await sellableAmong(scope, itemIds(lists));
    const without = ids.filter((id) => !alive.includes(id));
    return [ownedLists("Product", alive, PRODUCT_PLACEMENTS, lists, sellable), without] as const;
  });
  return [
    ...(await setLists(shopId, owners)),
    ...gone.map((id) => ({ key: id.toString(), ok: true as const })),
  ];
}

async function sendCustomers(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const ids = keys.map(BigInt);
  const [owners, gone] = await withShop(shopId, async (scope) => {
    const rows = await scope.db.customer.findMany({
      where: { shopId, id: { in: ids }, deletedAt: null, redactedAt: null },
      select: { id: true },
    });
    const alive = rows.map(({ id }) => id);
    const lists = await customerLists(scope, CUSTOMER_PLACEMENTS, alive);
    const sellable = await sellableAmong(scope, itemIds(lists));
    const without = ids.filter((id) => !alive.includes(id));
    return [ownedLists("Customer", alive, CUSTOMER_PLACEMENTS, lists, sellable), without] as const;
  });
  return [
    ...(await setLists(shopId, owners)),
    ...gone.map((id) => ({ key: id.toString(), ok: true as const })),
  ];
}

async function sendShop(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const { appInstallationGid } = await refreshShop(shopId);
  const [popular, excluded] = await withShop(shopId, async (scope) => {
    const [list] = await productLists(scope, ["popular"], [0n]);
    const value = valueOf(list, await sellableAmong(scope, itemIds(list ? [list] : [])));
    return [value, JSON.stringify(excludedItems(await readRules(scope), MOST_EXCLUDED))] as const;
  });
  const owned = { ownerId: appInstallationGid, namespace: APP_NAMESPACE };
  const metafields = [
    { ...owned, key: "popular", type: LIST_TYPE, value: popular },
    { ...owned, key: "excluded", type: "json", value: excluded },
  ];
  return setLists(shopId, [{ key: keys[0]!, metafields }]);
}

const DEFINED: readonly { ownerType: MetafieldOwnerType; key: string; name: string }[] = [
  { ownerType: "PRODUCT", key: "similar", name: "Similar products" },
  { ownerType: "PRODUCT", key: "bought_together", name: "Bought together" },
  { ownerType: "CUSTOMER", key: "for_you", name: "Recommended products" },
  { ownerType: "CUSTOMER", key: "buy_again", name: "Products to buy again" },
];

/** Defines the metafields, so that themes may read them. Safe to repeat: Shopify says TAKEN when they are defined. */
export async function defineRecommendationMetafields(shopId: ShopId): Promise<void> {
  const client = await adminClientOf(shopId);
  for (const { ownerType, key, name } of DEFINED) {
    await client.request(DefineMetafieldDocument, {
      definition: {
        ownerType,
        namespace: NAMESPACE,
        key,
        name,
        type: LIST_TYPE,
        access: {
          storefront: "PUBLIC_READ",
          ...(ownerType === "CUSTOMER" ? { customerAccount: "READ" as const } : {}),
        },
      },
    });
  }
}

/** The shop's list first: it is what blocks show as long as the others are on their way. */
export const recommendationChangeSenders: readonly ChangeSender[] = [
  { kind: SHOP_LIST_CHANGE, batchSize: 1, send: sendShop },
  { kind: PRODUCT_LISTS_CHANGE, batchSize: OWNERS_PER_CALL, send: sendProducts },
  { kind: CUSTOMER_LISTS_CHANGE, batchSize: OWNERS_PER_CALL, send: sendCustomers },
];

/** Has Shopify told every list again: a new installation's metafields are its own, and empty. */
export async function tellRecommendationsAnew(scope: ShopScope): Promise<void> {
  const owners = await scope.db.$queryRaw<{ kind: string; id: bigint }[]>`
    SELECT DISTINCT 'product' AS kind, product_id AS id FROM product_recommendation WHERE shop_id = current_shop_id() AND product_id > 0
    UNION ALL
    SELECT DISTINCT 'customer', customer_id FROM customer_recommendation WHERE shop_id = current_shop_id()`;
  const idsOf = (kind: string) =>
    owners.flatMap((owner) => (owner.kind === kind ? [owner.id.toString()] : []));
  await noteChanges(scope, SHOP_LIST_CHANGE, ["popular"]);
  await noteChanges(scope, PRODUCT_LISTS_CHANGE, idsOf("product"));
  await noteChanges(scope, CUSTOMER_LISTS_CHANGE, idsOf("customer"));
  await markAllDue(scope);
}
