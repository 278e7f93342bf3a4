/** What recommendations bring, and how good the models are: for the pages. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { readSettings } from "#app/features/shops/index.server.ts";
import { type Attributed, attributeSales, type Click, type Sale } from "./domain/attribution.ts";
import type { PlacementEvaluation } from "./domain/evaluation.ts";
import { type Placement, PLACEMENTS } from "./domain/placements.ts";

const REPORT_DAYS = 90;
const DAY_MS = 86_400_000;
/** Clicks that a report looks at, the newest. */
const MAX_CLICKS = 50_000;

export interface PlacementReport {
  placement: Placement;
  /** null = not chosen yet: the counts serve. */
  model: string | null;
  evaluation: PlacementEvaluation | null;
  evaluatedAt: Date | null;
  brought: Attributed;
  /** Lists of this placement that are served. */
  lists: number;
}

export interface RecommendationReport {
  days: number;
  clickWindowDays: number;
  /** Orders that are counted. */
  orders: number;
  products: number;
  /** Something waits to be counted or made. */
  isRefitting: boolean;
  placements: PlacementReport[];
}

/** What the overview shows. */
export async function readReport(scope: ShopScope, now: Date): Promise<RecommendationReport> {
  const { db, shopId } = scope;
  const { recommendations } = await readSettings(scope);
  const brought = await readBrought(scope, now, recommendations.clickWindowDays * DAY_MS);
  const models = new Map(
    (await db.placementModel.findMany({ where: { shopId } })).map((row) => [row.placement, row]),
  );
  const lists = await db.$queryRaw<{ placement: string; count: number }[]>`
    SELECT placement, count(*)::integer AS count FROM product_recommendation
    WHERE shop_id = current_shop_id() AND items <> '[]' GROUP BY 1
    UNION ALL
    SELECT placement, count(*)::integer FROM customer_recommendation WHERE shop_id = current_shop_id() GROUP BY 1`;
  const counted = new Map(lists.map(({ placement, count }) => [placement, count]));
  const [totals] = await db.$queryRaw<{ orders: number; products: number; isRefitting: boolean }[]>`
    SELECT (SELECT count(*)::integer FROM recommendation_basket WHERE shop_id = current_shop_id()) AS orders,
      (SELECT count(*)::integer FROM product WHERE shop_id = current_shop_id() AND deleted_at IS NULL) AS products,
      EXISTS (SELECT FROM recommendation_due WHERE shop_id = current_shop_id()) AS "isRefitting"`;
  return {
    ...totals!,
    days: REPORT_DAYS,
    clickWindowDays: recommendations.clickWindowDays,
    placements: PLACEMENTS.map((placement) => {
      // The cart shows what is bought together with what lies in it.
      const source = placement === "cart" ? "bought_together" : placement;
      const row = models.get(source);
      return {
        placement,
        model: row?.model ?? (placement === "popular" ? "Popularity" : null),
        evaluation: (row?.evaluation as PlacementEvaluation | undefined) ?? null,
        evaluatedAt: row?.evaluatedAt ?? null,
        brought: brought[placement],
        lists: counted.get(source) ?? 0,
      };
    }),
  };
}

/** Clicks of the last days, and the orders that followed within the window, net of refunds. */
export async function readBrought(
  scope: ShopScope,
  now: Date,
  windowMs: number,
): Promise<Record<Placement, Attributed>> {
  const since = new Date(now.getTime() - REPORT_DAYS * DAY_MS);
  const clicks = await readClicks(scope, since);
  return attributeSales(clicks, await readSales(scope, clicks, since), windowMs);
}

async function readClicks({ db }: ShopScope, since: Date): Promise<Click[]> {
  const rows = await db.$queryRaw<
    { placement: string; customerId: bigint; productId: bigint; clickedAt: Date }[]
  >`
    SELECT data->>'placement' AS placement, customer_id AS "customerId", (data->>'productId')::bigint AS "productId",
      happened_at AS "clickedAt"
    FROM fact WHERE shop_id = current_shop_id() AND kind = 'recommendation.clicked'
      AND month >= date_trunc('month', ${since}::timestamptz AT TIME ZONE 'UTC') - interval '1 month' AND happened_at >= ${since}
    ORDER BY happened_at DESC LIMIT ${MAX_CLICKS}`;
  const known = new Set<string>(PLACEMENTS);
  // Whom nobody is known for has an id below zero; a customer of nobody cannot have bought anything.
  return rows.flatMap((row) =>
    known.has(row.placement)
      ? [{ ...row, placement: row.placement as Placement, customerId: row.customerId ?? 0n }]
      : [],
  );
}

/**
 * What the people who clicked bought of the products they clicked. Net: what was kept of the line after discounts, less
 * the line's part of money given back beyond returned goods.
 */
async function readSales({ db }: ShopScope, clicks: readonly Click[], since: Date): Promise<Sale[]> {
  const pairs = new Map(
    clicks.flatMap(({ customerId, productId }) =>
      customerId === 0n
        ? []
        : [[`${customerId} ${productId}`, { c: customerId.toString(), p: productId.toString() }]],
    ),
  );
  if (pairs.size === 0) return [];
  return db.$queryRaw<Sale[]>`
    WITH wanted AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify([...pairs.values()])}::jsonb) AS g (c bigint, p bigint)
    ), bought AS (
      SELECT o.order_id, o.customer_id, o.processed_at, l.product_id, l.current_quantity, l.quantity,
        (l.unit_price_minor * l.quantity - l.discount_minor)::numeric AS gross_minor
      FROM (SELECT DISTINCT c FROM wanted) person
      JOIN orders o ON o.shop_id = current_shop_id() AND o.customer_id = person.c AND o.processed_at >= ${since}
      JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.order_id
      WHERE NOT o.is_test AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND l.quantity > 0
        AND coalesce(o.financial_status, '') NOT IN ('voided', 'refunded')
    ), totals AS (
      SELECT order_id, sum(gross_minor) AS gross_minor, sum(gross_minor * current_quantity / quantity) AS kept_minor
      FROM bought GROUP BY order_id
    ), goodwill AS (
      SELECT t.order_id, greatest(0, coalesce(sum((f.data->>'goodsMinor')::numeric), 0) - (t.gross_minor - t.kept_minor)) AS minor
      FROM totals t LEFT JOIN fact f ON f.shop_id = current_shop_id() AND f.order_id = t.order_id AND f.kind = 'order.refunded'
      GROUP BY t.order_id, t.gross_minor, t.kept_minor
    )
    SELECT b.order_id AS "orderId", b.customer_id AS "customerId", b.product_id AS "productId", b.processed_at AS "boughtAt",
      round(sum(b.gross_minor * b.current_quantity / b.quantity
        * greatest(0, 1 - g.minor / nullif(t.kept_minor, 0))))::bigint AS "netMinor"
    FROM bought b JOIN totals t USING (order_id) JOIN goodwill g USING (order_id)
    JOIN wanted w ON w.c = b.customer_id AND w.p = b.product_id
    WHERE b.current_quantity > 0
    GROUP BY 1, 2, 3, 4`;
}
