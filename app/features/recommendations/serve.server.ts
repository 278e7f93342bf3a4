/** Lists as shoppers and pages get them: read, filtered by what can be bought now, and never empty while anything can. */
import { type ShopReads, withShopReads } from "#app/platform/db/scope.server.ts";
import { decimalFromMinor, formatMoney } from "#app/shared/money.ts";
import { type ProxyRequest, readProxyShop } from "#app/features/shops/index.server.ts";
import { combineLists, type ListedItem, LIST_LENGTH, type Placement } from "./domain/placements.ts";
import { readServedLists } from "./lists-repository.server.ts";
import { RecommendationQuery } from "./schema.ts";

export interface ServedQuery {
  placement: Placement;
  /** The product of the page, or what lies in the cart. */
  productIds: readonly bigint[];
  /** Who is signed in; null = nobody. */
  customerId: bigint | null;
  limit: number;
}

/** A product as it is shown. Amounts: minor units of the shop's currency. */
export interface ServedItem {
  id: string;
  title: string;
  handle: string | null;
  imageUrl: string | null;
  /** Of the cheapest variant; null = unknown. */
  priceMinor: bigint | null;
  reason: ListedItem["reason"];
}

/** What is recommended in a placement now. Two indexed reads. */
export async function readServed(scope: ShopReads, query: ServedQuery): Promise<ServedItem[]> {
  const { placement, productIds, customerId } = query;
  const isOfCustomer = placement === "for_you" || placement === "buy_again";
  const lists = await readServedLists(scope, {
    placement: storedPlacement(placement),
    productIds,
    customerId: isOfCustomer ? customerId : null,
  });
  const exclude = new Set(productIds.map(String));
  const chosen = combineOwn(placement, isOfCustomer ? [lists.customer] : lists.products, exclude);
  const passedOver = new Set([...chosen.map(({ id }) => id), ...exclude, ...lists.excluded]);
  const candidates = [...chosen, ...lists.popular.filter(({ id }) => !passedOver.has(id))];
  return shownItems(scope, candidates, query.limit);
}

/** The cart's lists are those of what lies in it. */
const storedPlacement = (placement: Placement): Placement =>
  placement === "cart" ? "bought_together" : placement;

/** One list stays in its order, which pins decided; several are added up. */
function combineOwn(
  placement: Placement,
  lists: readonly ListedItem[][],
  exclude: ReadonlySet<string>,
): ListedItem[] {
  if (placement === "cart") return combineLists(lists, exclude, 2 * LIST_LENGTH);
  return lists.flat().filter(({ id }) => !exclude.has(id));
}

/** Of so many candidates for each place, enough can be bought as a rule: the others are looked at only if not. */
const CANDIDATES_PER_PLACE = 3;

/** The first of these that can be bought now, with what it takes to show them. */
export async function shownItems(
  scope: ShopReads,
  candidates: readonly ListedItem[],
  limit: number,
): Promise<ServedItem[]> {
  const first = limit * CANDIDATES_PER_PLACE;
  const shown = await sellableItems(scope, candidates.slice(0, first));
  if (shown.length < limit) shown.push(...(await sellableItems(scope, candidates.slice(first))));
  return shown.slice(0, limit);
}

/** Those that can be bought now, in their order. */
async function sellableItems({ db }: ShopReads, candidates: readonly ListedItem[]): Promise<ServedItem[]> {
  if (candidates.length === 0) return [];
  const ids = candidates.map(({ id }) => id);
  const rows = await db.$queryRaw<(Omit<ServedItem, "id" | "reason"> & { id: bigint })[]>`
    /* prepared: sellable_items */
    SELECT p.product_id AS id, p.title, p.handle, p.image_url AS "imageUrl", sold."priceMinor"
    FROM product p CROSS JOIN LATERAL (
      SELECT min(v.price_minor) AS "priceMinor", count(*) AS variants, count(*) FILTER (WHERE i.tracked IS FALSE OR v.is_sold_beyond_stock OR coalesce((
        SELECT sum(l.available) FROM inventory_level l WHERE l.shop_id = v.shop_id
          AND l.inventory_item_id = v.inventory_item_id AND l.deleted_at IS NULL), 1) > 0) AS available
      FROM variant v LEFT JOIN inventory_item i ON i.shop_id = v.shop_id AND i.inventory_item_id = v.inventory_item_id
      WHERE v.shop_id = p.shop_id AND v.product_id = p.product_id AND v.deleted_at IS NULL
    ) sold
    WHERE p.shop_id = current_shop_id() AND p.product_id = ANY(${ids}::bigint[]) AND p.deleted_at IS NULL
      AND coalesce(p.status, 'active') = 'active' AND p.published_at <= now()
      AND (sold.variants = 0 OR sold.available > 0)`;
  const byId = new Map(rows.map((row) => [row.id.toString(), row]));
  return candidates.flatMap(({ id, reason }) => {
    const row = byId.get(id);
    return row ? [{ ...row, id, reason }] : [];
  });
}

/** The answer to the storefront, as JSON. Who asks is known by Shopify's signature alone. */
export async function answerRecommendations(
  { domain, customerId, locale }: ProxyRequest,
  search: URLSearchParams,
): Promise<Response> {
  const query = RecommendationQuery.safeParse({
    placement: search.get("placement"),
    products: search.getAll("product"),
    limit: search.get("limit") ?? undefined,
  });
  // What is personal must not be kept by anything on the way.
  const headers = { "Cache-Control": "no-store" };
  if (!query.success) return Response.json({ error: "invalid_request" }, { status: 400, headers });
  const { placement, products, limit } = query.data;
  const { shop, served } = await withShopReads(domain, async (reads) => {
    // In the same trip as the lists; whoever does not have the app any more has no lists worth waiting for.
    const asked = readProxyShop(reads);
    asked.catch(() => {});
    const served = await readServed(reads, { placement, productIds: products, customerId, limit });
    return { shop: await asked, served };
  });
  const currency = shop.currency ?? "USD";
  const source = products.length === 1 ? products[0]!.toString() : "0";
  const items = served.map(({ id, title, handle, imageUrl, priceMinor, reason }) => ({
    id,
    title,
    url: handle === null ? null : `/products/${encodeURIComponent(handle)}?pr=${placement}.${source}`,
    image: imageUrl,
    price:
      priceMinor === null
        ? null
        : {
            amount: decimalFromMinor(priceMinor, currency),
            currency,
            text: formatMoney(priceMinor, currency, locale),
          },
    reason: reason.kind,
  }));
  return Response.json({ placement, items }, { headers });
}
