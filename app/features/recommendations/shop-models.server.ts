/** What the shop's lists are made with: its counts and the models that were chosen, and what products say of themselves. */
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { LIST_LENGTH, type ListedItem, type Placement, type Purchase } from "./domain/placements.ts";
import { content } from "./domain/models/content.ts";
import type { FittedModel, ItemContent, ModelName } from "./domain/models/recommender.ts";
import { listed } from "./domain/resident-shop.ts";
import type { CountedBy } from "./domain/shop-counts.ts";
import type { ResidentModels } from "./resident-models.server.ts";

const CANDIDATES = 3 * LIST_LENGTH;
/** The past of a large shop is read for the first time. */
const FILLING_TIMEOUT_MS = 300_000;

/** What the catalogue says about products, in the order of the ids. */
export async function readContent({ db }: ShopScope, productIds: readonly bigint[]): Promise<ItemContent[]> {
  const rows = await db.$queryRaw<
    {
      id: bigint;
      title: string;
      productType: string | null;
      vendor: string | null;
      tags: string[];
      priceMinor: bigint | null;
    }[]
  >`
    SELECT p.product_id AS id, p.title, p.product_type AS "productType", p.vendor, p.tags,
      (SELECT min(v.price_minor) FROM variant v WHERE v.shop_id = p.shop_id AND v.product_id = p.product_id
        AND v.deleted_at IS NULL) AS "priceMinor"
    FROM product p WHERE p.shop_id = current_shop_id() AND p.product_id = ANY(${[...productIds]}::bigint[])`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return productIds.map((id) => {
    const row = byId.get(id);
    return {
      title: row?.title ?? "",
      productType: row?.productType ?? "",
      vendor: row?.vendor ?? "",
      tags: row?.tags ?? [],
      priceMinor: row?.priceMinor == null ? null : Number(row.priceMinor),
    };
  });
}

/** What the lists of one run are made with. */
export interface ShopModels {
  /** What goes with each of these products by the counts. */
  neighboursOf(
    scope: ShopScope,
    productIds: readonly bigint[],
    by: CountedBy,
  ): Promise<Map<bigint, ListedItem[]>>;
  /** How many people bought each of these products. */
  buyersOf(scope: ShopScope, productIds: readonly bigint[]): Promise<Map<bigint, number>>;
  /** What goes with each of these products; null = the placement uses the counts. */
  similarTo(
    scope: ShopScope,
    placement: Placement,
    productIds: readonly bigint[],
  ): Promise<Map<bigint, ListedItem[]> | null>;
  /** What is like each of these products by what it says of itself. */
  alikeByContent(scope: ShopScope, productIds: readonly bigint[]): Promise<Map<bigint, ListedItem[]>>;
  /** What suits people with these purchases; null = the counts. */
  forPeople(
    scope: ShopScope,
    purchases: ReadonlyMap<bigint, readonly Purchase[]>,
  ): Promise<Map<bigint, ListedItem[]> | null>;
}

/** Serves a placement by the counts, without a fit. */
export const COUNTED: ModelName = "ItemKNN";

/** Opens the shop's models for one run, and brings them up to date. */
export async function openModels(shopId: ShopId, resident: ResidentModels, now: Date): Promise<ShopModels> {
  const chosen = await withShop(shopId, readChosen);
  const nowMs = now.getTime();
  const modelOf = (placement: Placement) => chosen.get(placement) ?? COUNTED;
  let alike: { model: FittedModel; ids: bigint[]; indexOf: Map<bigint, number> } | undefined;

  // Filling and fitting take their time: here no products are held that are due.
  const isAny = await updateModels(shopId, resident);
  for (const placement of ["similar", "bought_together", "for_you"] as const)
    if (isAny && isFitted(modelOf(placement)))
      await withShop(shopId, (scope) => fitWhenDue(scope, resident, modelOf(placement), nowMs), {
        timeoutMs: FILLING_TIMEOUT_MS,
      });

  return {
    async neighboursOf(scope, productIds, by) {
      if (productIds.length === 0) return new Map();
      const lists = await resident.answer(scope, { kind: "neighbours", by, productIds: [...productIds] });
      return new Map(productIds.map((id, n) => [id, lists?.[n] ?? []]));
    },
    async buyersOf(scope, productIds) {
      if (productIds.length === 0) return new Map();
      const buyers = await resident.answer(scope, { kind: "buyers", productIds: [...productIds] });
      return new Map(productIds.map((id, n) => [id, buyers?.[n] ?? 0]));
    },
    async similarTo(scope, placement, productIds) {
      const model = modelOf(placement);
      if (model === COUNTED) return null;
      const lists = await resident.answer(
        scope,
        { kind: "similar", model, productIds: [...productIds], k: 2 * CANDIDATES },
        () => fitWhenDue(scope, resident, model, nowMs),
      );
      return new Map(productIds.map((id, n) => [id, lists?.[n] ?? []]));
    },
    async alikeByContent(scope, productIds) {
      if (productIds.length === 0) return new Map();
      alike ??= await fitContent(scope);
      const { model, ids, indexOf } = alike;
      return new Map(
        productIds.map((id) => {
          const index = indexOf.get(id);
          return [id, index === undefined ? [] : listed(model.similarItems(index, CANDIDATES), ids)];
        }),
      );
    },
    async forPeople(scope, purchases) {
      const model = modelOf("for_you");
      if (model === COUNTED) return null;
      // What is popular is the shop's own list, which is shown to whoever has none.
      if (!isFitted(model)) return new Map([...purchases.keys()].map((id) => [id, []]));
      const people = [...purchases];
      const histories = people.map(([, of]) => ({
        productIds: of.map(({ productId }) => productId),
        boughtAtMs: of.map(({ boughtAt }) => boughtAt.getTime()),
      }));
      const lists = await resident.answer(scope, { kind: "recommend", model, histories, k: CANDIDATES }, () =>
        fitWhenDue(scope, resident, model, nowMs),
      );
      return new Map(people.map(([id], n) => [id, lists?.[n] ?? []]));
    },
  };
}

const isFitted = (model: ModelName) => model !== COUNTED && model !== "Popularity";

/** Brings what is kept of a shop up to date. Returns whether anything was sold. */
export function updateModels(shopId: ShopId, resident: ResidentModels): Promise<boolean> {
  return withShop(shopId, (scope) => resident.update(scope), { timeoutMs: FILLING_TIMEOUT_MS });
}

async function fitWhenDue(
  scope: ShopScope,
  resident: ResidentModels,
  model: ModelName,
  nowMs: number,
): Promise<void> {
  const productIds = await resident.ask({ kind: "outdated", model, nowMs });
  if (!productIds) return;
  const about = await readContent(scope, productIds);
  await resident.ask({ kind: "fit", model, about, nowMs });
}

/** How many products at most are compared by what they say of themselves, the newest. */
const MAX_CONTENT_PRODUCTS = 20_000;

async function fitContent(scope: ShopScope) {
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT product_id AS id FROM product WHERE shop_id = current_shop_id() AND deleted_at IS NULL
      AND coalesce(status, 'active') = 'active' AND published_at IS NOT NULL
    ORDER BY published_at DESC, product_id LIMIT ${MAX_CONTENT_PRODUCTS}`;
  const ids = rows.map(({ id }) => id);
  const nothing = { users: new Int32Array(), items: new Int32Array() };
  const model = content().fit(
    { userCount: 0, itemCount: ids.length, ...nothing },
    { nowMs: 0, content: await readContent(scope, ids) },
  );
  return { model, ids, indexOf: new Map(ids.map((id, index) => [id, index])) };
}

/** The models that were chosen. */
export async function readChosen({ db, shopId }: ShopScope): Promise<Map<Placement, ModelName>> {
  const rows = await db.placementModel.findMany({
    where: { shopId },
    select: { placement: true, model: true },
  });
  return new Map(rows.map((row) => [row.placement as Placement, row.model as ModelName]));
}
