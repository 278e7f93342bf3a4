/**
 * How long the app proxy's answer takes, from the signed request to the response, in a shop of 10,000 products with stock:
 * the signature is checked, lists are read, filtered by what can be bought, and written with prices.
 */
import pg from "pg";
import { say } from "../../scripts/prepare.ts";
import { signProxyQuery } from "../../simulator/app-proxy-signature.ts";
import { emptyDatabase, useDatabase } from "../database.ts";
import { type Figure, medianOf, ratioOf } from "../figures.ts";

const SHOP = "bench.myshopify.com";
const PRODUCTS = 10_000;
const WARM_UP = 2_000;
const ROUNDS = 3;
const REQUESTS = 1_000;
/** The app looks at so many candidates for four places. */
const CANDIDATES = 12;
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

/** What the same answer costs without the app: its two statements, sent by themselves by the owner of the tables. */
const PLAIN = [
  {
    name: "plain_lists",
    text: `SELECT placement, items FROM product_recommendation
      WHERE shop_id = $1 AND placement IN ('popular', 'similar', 'bought_together') AND product_id = ANY($2::bigint[])`,
  },
  {
    name: "plain_products",
    text: `SELECT p.product_id, p.title, p.handle, p.image_url, v.price_minor, sum(l.available) FROM product p
      JOIN variant v USING (shop_id, product_id) LEFT JOIN inventory_level l USING (shop_id, inventory_item_id)
      WHERE p.shop_id = $1 AND p.product_id = ANY($2::bigint[]) GROUP BY 1, 2, 3, 4, 5`,
  },
];

/** Asks one after the other, for the product page and for carts of three, as Shopify forwards what shoppers ask. */
export async function proxyAnswers(): Promise<Figure> {
  const databaseUrl = await emptyDatabase({ durable: false, isLarge: true });
  useDatabase(databaseUrl);
  const { installShop } = await import("../../app/features/shops/index.server.ts");
  const { loader } = await import("../../app/routes/proxy.recommendations.ts");
  const shopId = await installShop(SHOP, []);
  const database = new pg.Client(databaseUrl);
  await database.connect();
  for (const statement of FILL.split(";\n")) await database.query(statement.replaceAll("$1", String(shopId)));

  const answers: number[] = [];
  const plain: number[] = [];
  for (let n = 0; n < WARM_UP + ROUNDS * REQUESTS; n++) {
    const product = (m: number) => String(1 + ((n * 7919 + m) % PRODUCTS));
    const isCart = n % 2 === 0;
    const products = isCart ? [product(0), product(1), product(2)] : [product(0)];
    const request = forwarded(isCart ? "cart" : "similar", products);
    let began = performance.now();
    const response = await loader({ request, params: {}, context: {} });
    const { items } = (await response.json()) as { items: unknown[] };
    answers.push(performance.now() - began);
    if (items.length !== 4) throw new Error(`an answer had ${items.length} products`);
    began = performance.now();
    for (const statement of PLAIN) {
      const ids = statement.name === "plain_lists" ? ["0", ...products] : candidates(n);
      await database.query({ ...statement, values: [String(shopId), ids] });
    }
    plain.push(performance.now() - began);
  }
  await database.end();
  say(
    `  the app proxy's answers: ${percentiles(answers)}; their statements by themselves: ${percentiles(plain)}`,
  );
  const p99 = percentile(answers, 0.99);
  return {
    bench: "recommend",
    case: "answer of the app proxy",
    metric: "p99",
    value: p99,
    unit: "ms",
    reference: "at most",
    referenceValue: TARGET_P99_MS,
    ratio: ratioOf(p99, TARGET_P99_MS),
  };
}

/** A request as Shopify forwards it: with the shop, who is signed in (nobody) and a signature. */
function forwarded(placement: string, products: readonly string[]): Request {
  const query = new URLSearchParams([
    ["shop", SHOP],
    ["path_prefix", "/apps/perennial"],
    ["timestamp", String(Math.floor(Date.now() / 1000))],
    ["logged_in_customer_id", ""],
    ["placement", placement],
    ...products.map((id) => ["product", id]),
  ]);
  query.set("signature", signProxyQuery(query, process.env["SHOPIFY_API_SECRET"]!));
  return new Request(`http://localhost:3000/proxy/recommendations?${query}`);
}

const candidates = (n: number): number[] =>
  Array.from({ length: CANDIDATES }, (_, k) => 1 + ((n * 31 + k * 97) % PRODUCTS));

/** Of what was measured after the warm-up, in ms with one digit: the median of the rounds. */
function percentile(times: readonly number[], share: number): number {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const first = WARM_UP + round * REQUESTS;
    return times.slice(first, first + REQUESTS).toSorted((a, b) => a - b)[Math.ceil(share * REQUESTS) - 1]!;
  });
  return Math.round(medianOf(rounds) * 10) / 10;
}

const percentiles = (times: readonly number[]): string =>
  [50, 95, 99].map((share) => `p${share} ${percentile(times, share / 100)} ms`).join(", ");
