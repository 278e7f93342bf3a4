/** The shop's models, fitted in memory on what is counted, when lists are made. */
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { knownPairs } from "./counts.server.ts";
import {
  LIST_LENGTH,
  type ListedItem,
  namedReason,
  type Placement,
  type Purchase,
} from "./domain/placements.ts";
import { content } from "./domain/models/content.ts";
import type {
  FittedModel,
  Interactions,
  ItemContent,
  ModelName,
  Recommendation,
} from "./domain/models/recommender.ts";
import { type ModelThread, startModelThread } from "./ask-models.server.ts";

/** Of how many orders at most a model is fitted, the newest. */
export const MAX_ORDERS = 200_000;
const CANDIDATES = 3 * LIST_LENGTH;

/** What is counted, as the models want it: dense indices, newest orders if there are very many. */
export interface ShopInteractions {
  data: Interactions;
  productIds: bigint[];
  indexOf: ReadonlyMap<bigint, number>;
  orders: number;
}

/** Reads what is counted. One basket is one order; who is not known by name is a person of their own in each. */
export async function readInteractions(scope: ShopScope): Promise<ShopInteractions> {
  const rows = await scope.db.$queryRaw<
    { orderId: bigint; customerId: bigint | null; productIds: bigint[]; boughtAt: Date }[]
  >`
    SELECT order_id AS "orderId", customer_id AS "customerId", product_ids AS "productIds", bought_at AS "boughtAt"
    FROM recommendation_basket WHERE shop_id = current_shop_id()
    ORDER BY bought_at DESC, order_id LIMIT ${MAX_ORDERS}`;
  const baskets = rows.toReversed();
  const productIds = [...new Set(baskets.flatMap((row) => row.productIds))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  const indexOf = new Map(productIds.map((id, index) => [id, index]));
  const people = new Map<string, number>();
  const entries = baskets.reduce((sum, row) => sum + row.productIds.length, 0);
  const users = new Int32Array(entries);
  const items = new Int32Array(entries);
  const times = new Float64Array(entries);
  const basketOf = new Int32Array(entries);
  let at = 0;
  baskets.forEach((row, basket) => {
    const person = row.customerId === null ? `order ${row.orderId}` : row.customerId.toString();
    const user = people.get(person) ?? people.size;
    people.set(person, user);
    for (const id of row.productIds) {
      users[at] = user;
      items[at] = indexOf.get(id)!;
      times[at] = row.boughtAt.getTime();
      basketOf[at] = basket;
      at += 1;
    }
  });
  const data = {
    userCount: people.size,
    itemCount: productIds.length,
    users,
    items,
    times,
    baskets: basketOf,
  };
  return { data, productIds, indexOf, orders: baskets.length };
}

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

/** What the lists of one run are made with, each fitted when it is first asked for. */
export interface ShopModels {
  /** What goes with each of these products; null = the placement uses the counts in the database. */
  similarTo(
    scope: ShopScope,
    placement: Placement,
    productIds: readonly bigint[],
  ): Promise<Map<bigint, ListedItem[]> | null>;
  /** What is like each of these products by what it says of itself. */
  alikeByContent(scope: ShopScope, productIds: readonly bigint[]): Promise<Map<bigint, ListedItem[]>>;
  /** What suits people with these purchases; null = the counts in the database. */
  forPeople(
    scope: ShopScope,
    purchases: ReadonlyMap<bigint, readonly Purchase[]>,
  ): Promise<Map<bigint, ListedItem[]> | null>;
  /** Ends what was started for the run. */
  close(): Promise<void>;
}

/** Serves a placement without a thread: the counts that the database keeps. */
export const COUNTED: ModelName = "ItemKNN";

/** Opens the shop's models for one run. */
export async function openModels(shopId: ShopId, now: Date): Promise<ShopModels> {
  const chosen = await withShop(shopId, readChosen);
  let opened: { interactions: ShopInteractions; thread: ModelThread } | undefined;
  let alike: { model: FittedModel; ids: bigint[]; indexOf: Map<bigint, number> } | undefined;
  const open = async (scope: ShopScope) => (opened ??= await openThread(scope, now));

  return {
    async similarTo(scope, placement, productIds) {
      const model = chosen.get(placement) ?? COUNTED;
      if (model === COUNTED) return null;
      const { interactions, thread } = await open(scope);
      const known = productIds.filter((id) => interactions.indexOf.has(id));
      const items = known.map((id) => interactions.indexOf.get(id)!);
      const { lists = [] } = await thread.ask({ kind: "similar", model, items, k: 2 * CANDIDATES });
      const pairs = await knownPairs(scope, productIds);
      const found = new Map(known.map((id, n) => [id, listed(lists[n] ?? [], interactions.productIds)]));
      return new Map(
        productIds.map((id) => [
          id,
          (found.get(id) ?? []).filter((item) => isSupported(item, id.toString(), pairs)),
        ]),
      );
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
      const model = chosen.get("for_you") ?? COUNTED;
      if (model === COUNTED) return null;
      // What is popular is the shop's own list, which is shown to whoever has none.
      if (model === "Popularity") return new Map([...purchases.keys()].map((id) => [id, []]));
      const { interactions, thread } = await open(scope);
      const { indexOf } = interactions;
      const people = [...purchases];
      const histories = people.map(([, of]) => {
        const known = of.filter(({ productId }) => indexOf.has(productId));
        return {
          items: known.map(({ productId }) => indexOf.get(productId)!),
          times: known.map(({ boughtAt }) => boughtAt.getTime()),
        };
      });
      const { lists = [] } = await thread.ask({ kind: "recommend", model, histories, k: CANDIDATES });
      return new Map(people.map(([id], n) => [id, listed(lists[n] ?? [], interactions.productIds)]));
    },
    close: async () => opened?.thread.close(),
  };
}

/** Reads what is counted and starts a thread with it. */
export async function openThread(scope: ShopScope, now: Date) {
  const interactions = await readInteractions(scope);
  const about = await readContent(scope, interactions.productIds);
  const thread = startModelThread({ data: interactions.data, content: about, nowMs: now.getTime() });
  return { interactions, thread };
}

function listed(found: readonly Recommendation[], ids: readonly bigint[]): ListedItem[] {
  const idOf = (index: number) => String(ids[index]);
  return found.map(({ item, score, reason }) => ({
    id: idOf(item),
    score,
    reason: namedReason(reason, idOf),
  }));
}

/** Whether enough people bought both, or it says nothing about purchases: no shopper's own can be read off a list. */
function isSupported({ id, reason }: ListedItem, productId: string, pairs: ReadonlySet<string>): boolean {
  return reason.kind === "content" || reason.kind === "popular" || pairs.has(`${productId} ${id}`);
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
