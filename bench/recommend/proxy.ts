/**
 * How long the app proxy's answer takes, from the opened request to the response, in a shop of 10,000 products with stock:
 * lists are read, filtered by what can be bought, and written with prices.
 */
import pg from "pg";
import { say } from "../../scripts/prepare.ts";
import { emptyDatabase, useDatabase } from "../database.ts";
import { type Figure, ratioOf } from "../figures.ts";

const PRODUCTS = 10_000;
const WARM_UP = 2_000;
const REQUESTS = 1_000;
const TARGET_P99_MS = 10;

/** A catalogue in which every product has a variant, stock, and two lists of 24. */
const FILL = `
  INSERT INTO product (shop_id, product_id, title, handle, status, tags, image_url, variant_ids, published_at, updated_at)
    SELECT $1, n, 'Product ' || n, 'product-' || n, 'active', '{}', 'https://cdn.example.com/' || n || '.jpg', ARRAY[n::bigint],
      now() - interval '1 day', now() FROM generate_series(1, ${PRODUCTS}) AS n;
  INSERT INTO variant (shop_id, variant_id, product_id, title, price_minor, inventory_item_id, updated_at)
    SELECT $1, n, n, 'Default Title', 1000 + n, n, now() FROM generate_series(1, ${PRODUCTS}) AS n;
  INSERT INTO inventory_item (shop_id, inventory_item_id, tracked, updated_at)
    SELECT $1, n, true, now() FROM generate_series(1, ${PRODUCTS}) AS n;
  INSERT INTO inventory_level (shop_id, inventory_item_id, location_id, available, updated_at)
    SELECT $1, n, 1, n % 10, now() FROM generate_series(1, ${PRODUCTS}) AS n;
  INSERT INTO product_recommendation (shop_id, placement, product_id, items)
    SELECT $1, placement, n, (SELECT jsonb_agg(jsonb_build_object('id', (1 + (n * 31 + k * 97) % ${PRODUCTS})::text, 'score', 1.0 / k,
      'reason', jsonb_build_object('kind', 'popular', 'count', k))) FROM generate_series(1, 24) AS k)
    FROM unnest(ARRAY['similar', 'bought_together', 'popular']) AS placement, generate_series(0, ${PRODUCTS}) AS n
    WHERE (placement = 'popular') = (n = 0);
  ANALYZE`;

/** Asks one after the other, for the product page and for carts of three. */
export async function proxyAnswers(): Promise<Figure> {
  const databaseUrl = await emptyDatabase({ durable: false, isLarge: true });
  useDatabase(databaseUrl);
  const { withShop } = await import("../../app/platform/db/scope.server.ts");
  const { installShop, readShop } = await import("../../app/features/shops/index.server.ts");
  const { answerRecommendations } = await import("../../app/features/recommendations/index.server.ts");
  const shopId = await installShop("bench.myshopify.com", []);
  const database = new pg.Client(databaseUrl);
  await database.connect();
  for (const statement of FILL.split(";\n")) await database.query(statement.replaceAll("$1", String(shopId)));
  await database.end();
  const shop = await withShop(shopId, readShop);
  const visit = { shopId, shop, customerId: null, path: "/apps/perennial", locale: "en" };
  const times: number[] = [];
  for (let n = -WARM_UP; n < REQUESTS; n++) {
    const product = (m: number) => ["product", String(1 + (((n + WARM_UP) * 7919 + m) % PRODUCTS))];
    const isCart = n % 2 === 0;
    const search = new URLSearchParams([
      ["placement", isCart ? "cart" : "similar"],
      ...(isCart ? [product(0), product(1), product(2)] : [product(0)]),
    ]);
    const began = performance.now();
    const response = await answerRecommendations(visit, search);
    const { items } = (await response.json()) as { items: unknown[] };
    const ms = performance.now() - began;
    if (items.length !== 4) throw new Error(`an answer had ${items.length} products`);
    if (n >= 0) times.push(ms);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1]! * 10) / 10;
  say(`  answers of the proxy: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
  return {
    bench: "recommend",
    case: "answer of the app proxy",
    metric: "p99",
    value: at(0.99),
    unit: "ms",
    reference: "at most",
    referenceValue: TARGET_P99_MS,
    ratio: ratioOf(at(0.99), TARGET_P99_MS),
  };
}
