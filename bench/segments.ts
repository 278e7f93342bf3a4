/**
 * What segments cost in a large store: CPU of the worker for one customer's new fact in 100 segments, a count before
 * saving, how late the clock takes somebody out, and what happens to the cost when customers double and changes do not.
 * The functions that the reaction, the job and the editor call.
 *
 * SEGMENTS_BENCH_SIZE scales it: 0.01 = one hundredth of one million customers and five million orders.
 */
import { cpus } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { say } from "../scripts/prepare.ts";
import { filledStore } from "./customers/fill.ts";
import { FIRST_CUSTOMER, FIRST_ORDER } from "./customers/people.ts";
import { type Figure, medianOf, printFigures, ratioOf } from "./figures.ts";
import { COPIED_ORDERS_OFFSET, DOUBLE, hundredConditions, QUESTIONS } from "./segments/conditions.ts";
import { startJobs } from "./worker.ts";

const CUSTOMERS_AT_ONCE = 200;
const BATCHES = 5;
/** How often each batch is changed: the machine's moods must not look like the cost of more customers. */
const TURNS = 4;
const ROUNDS = 15;
const EXITS = 400;
const EXITS_WITHIN_MS = 8_000;
const EXITS_LATE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Runs the measurement and prints a table, or with `json` one line per figure. */
export async function run({ json }: { json: boolean }): Promise<void> {
  const scale = Number(process.env["SEGMENTS_BENCH_SIZE"] ?? 1);
  const sizes = { customers: Math.round(1_000_000 * scale), orders: Math.round(5_000_000 * scale) };
  say(
    `  ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; ${sizes.customers} customers, ${sizes.orders} orders`,
  );
  const { databaseUrl, shopId } = await filledStore(sizes);
  const database = new pg.Client(databaseUrl);
  await database.connect();
  try {
    printFigures(await measure(database, databaseUrl, shopId), {
      json,
      verdictOf: ({ ratio }) => (ratio !== null && ratio <= 1 ? "met" : "MISSED"),
    });
  } finally {
    await database.end();
  }
}

async function measure(database: pg.Client, databaseUrl: string, shopId: bigint): Promise<Figure[]> {
  const ids = await storeSegments(database, shopId);
  const first = await changeCustomers(database, shopId);
  const counts = await countPeople(shopId);
  const lateness = await leaveByTime(database, databaseUrl, shopId, ids);
  await database.query(DOUBLE.replace("VACUUM (ANALYZE)", ""));
  await database.query("VACUUM (ANALYZE)");
  await database.query("SET session_replication_role = origin");
  // Both sizes with warm caches: the first figure is of the second time, too.
  const doubled = await changeCustomers(database, shopId);
  return [
    figureOf("cpu", "cpu", first.cpuMs, "ms", "at most", 1),
    figureOf("count", "p95", counts.p95Ms, "ms", "at most", 1_000),
    figureOf(
      "count",
      "beside SQL",
      counts.p95Ms,
      "ms",
      "1.2 × hand-written SQL",
      1.2 * counts.referenceP95Ms,
    ),
    figureOf("lateness", "p99", lateness, "ms", "at most", 1_000),
    figureOf("doubling", "ratio", rounded(doubled.wallMs / first.wallMs), "ratio", "at most", 1.1),
  ];
}

function figureOf(
  name: string,
  metric: string,
  value: number,
  unit: string,
  reference: string,
  referenceValue: number,
): Figure {
  const ratio = ratioOf(value, referenceValue);
  return {
    bench: "segments",
    case: name,
    metric,
    value: rounded(value),
    unit,
    reference,
    referenceValue: rounded(referenceValue),
    ratio,
  };
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** The hundred segments, live. @returns their ids */
async function storeSegments(database: pg.Client, shopId: bigint): Promise<string[]> {
  // A kept store may have those of the last time.
  await database.query("DELETE FROM segment_due; DELETE FROM segment_member; DELETE FROM segment");
  const { rows } = await database.query<{ id: string }>(
    `INSERT INTO segment (shop_id, name, condition, state)
     SELECT $1, 'Segment ' || n, condition, 'live' FROM unnest($2::text[]) WITH ORDINALITY AS g (condition, n) RETURNING segment_id AS id`,
    [shopId.toString(), hundredConditions()],
  );
  return rows.map(({ id }) => id);
}

/** New facts of some customers: what the worker computes for each of them, and how long all takes. */
async function changeCustomers(
  database: pg.Client,
  shopId: bigint,
): Promise<{ cpuMs: number; wallMs: number }> {
  const { withShop } = await import("../app/platform/db/scope.server.ts");
  const { updateMembership } = await import("../app/features/segments/update-membership.server.ts");
  // Who ordered last: news comes of those who buy, and of those who buy much most often.
  const { rows } = await database.query<{ id: string }>(
    `SELECT customer_id AS id FROM (SELECT customer_id, order_id FROM orders WHERE order_id < $2::bigint ORDER BY order_id DESC LIMIT $1::int * 20) o GROUP BY 1 ORDER BY max(order_id) DESC LIMIT $1::int`,
    [BATCHES * CUSTOMERS_AT_ONCE, String(FIRST_ORDER + COPIED_ORDERS_OFFSET)],
  );
  const batches = Array.from({ length: BATCHES }, (_, batch) =>
    rows.slice(batch * CUSTOMERS_AT_ONCE, (batch + 1) * CUSTOMERS_AT_ONCE).map(({ id }) => BigInt(id)),
  );
  const update = (ids: bigint[]) => withShop(shopId, (scope) => updateMembership(scope, ids, new Date()));
  // Whoever was never looked at joins, twice around for the caches and the compiler; that is not what is measured.
  for (let round = 0; round < 2; round += 1) for (const ids of batches) await update(ids);
  const walls: number[] = [];
  const cpuTimes: number[] = [];
  for (const ids of Array.from({ length: TURNS }, () => batches).flat()) {
    await database.query(
      "UPDATE customer_summary SET orders_count = orders_count + 1, net_minor = net_minor + 100000, last_order_at = now() WHERE customer_id = ANY($1)",
      [ids.map(String)],
    );
    const [begin, cpu] = [performance.now(), process.cpuUsage()];
    await update(ids);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1_000 / ids.length);
    walls.push((performance.now() - begin) / ids.length);
  }
  const [cpuMs, wallMs] = [medianOf(cpuTimes), medianOf(walls)];
  say(
    `  one customer in 100 segments: ${cpuMs.toFixed(3)} ms CPU of the worker, ${wallMs.toFixed(3)} ms with the database`,
  );
  return { cpuMs, wallMs };
}

/** Counts as the editor shows them, each beside hand-written SQL for the same question, in turns. */
async function countPeople(shopId: bigint): Promise<{ p95Ms: number; referenceP95Ms: number }> {
  const { Sql, withShop } = await import("../app/platform/db/scope.server.ts");
  const { languageOf, membersByCondition, parseCondition } =
    await import("../app/features/segments/index.server.ts");
  const times: number[] = [];
  const references: number[] = [];
  const byQuestion = QUESTIONS.map(() => ({ own: [] as number[], other: [] as number[] }));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [index, { condition, sql }] of QUESTIONS.entries()) {
      const parsed = parseCondition(condition);
      if (!parsed.ok) throw new Error(condition);
      const now = new Date();
      const [own, ownMs] = await withShop(shopId, async (scope) => {
        const context = { ...(await languageOf(scope)), now };
        const begin = performance.now();
        const rows = await scope.db.$queryRaw<{ count: number }[]>(
          Sql.sql`SELECT count(*)::int AS count ${membersByCondition(parsed.tree, context)}`,
        );
        return [rows[0]!.count, performance.now() - begin] as const;
      });
      const [other, otherMs] = await withShop(shopId, async ({ db }) => {
        const begin = performance.now();
        const rows = await db.$queryRawUnsafe<{ count: number }[]>(sql, now);
        return [rows[0]!.count, performance.now() - begin] as const;
      });
      if (own !== other) throw new Error(`${condition}: ${own}, hand-written SQL says ${other}`);
      if (round < 0) continue;
      times.push(ownMs);
      references.push(otherMs);
      byQuestion[index]!.own.push(ownMs);
      byQuestion[index]!.other.push(otherMs);
    }
  }
  for (const [index, { own, other }] of byQuestion.entries())
    say(
      `  ${QUESTIONS[index]!.condition}: ${medianOf(own).toFixed(1)} ms, by hand ${medianOf(other).toFixed(1)} ms`,
    );
  return { p95Ms: percentile(times, 0.95), referenceP95Ms: percentile(references, 0.95) };
}

/**
 * Customers who leave "in the last hours" one after the other while the product's worker runs, with the job planned for
 * the next flip.
 *
 * @returns p99 of the ms from the instant until the exit is committed, by PostgreSQL's clock of commits
 */
async function leaveByTime(
  database: pg.Client,
  databaseUrl: string,
  shopId: bigint,
  others: readonly string[],
): Promise<number> {
  const { withShop } = await import("../app/platform/db/scope.server.ts");
  const { planSegments, updateMembership } =
    await import("../app/features/segments/update-membership.server.ts");
  await database.query("UPDATE segment SET state = 'failed' WHERE segment_id = ANY($1)", [others]);
  await database.query("DELETE FROM segment_due");
  const { rows } = await database.query<{ id: string }>(
    "INSERT INTO segment (shop_id, name, condition, state) VALUES ($1, 'Last hour', 'last_order_date >= -1h', 'live') RETURNING segment_id AS id",
    [shopId.toString()],
  );
  const segmentId = rows[0]!.id;
  const ids = Array.from({ length: EXITS }, (_, n) => BigInt(FIRST_CUSTOMER) + BigInt(n + 300));
  const beginMs = Date.now() + 5_000;
  const leavesAt = new Map(ids.map((id, n) => [String(id), beginMs + (n / EXITS) * EXITS_WITHIN_MS]));
  await database.query(
    `UPDATE customer_summary s SET last_order_at = g.at FROM unnest($1::bigint[], $2::timestamptz[]) AS g (id, at) WHERE s.customer_id = g.id`,
    [[...leavesAt.keys()], [...leavesAt.values()].map((ms) => new Date(ms - HOUR_MS).toISOString())],
  );
  await withShop(shopId, (scope) => updateMembership(scope, ids, new Date()));
  // Joining is a fact, which the reactions have heard of by the time somebody leaves.
  await database.query("DELETE FROM reaction_due");
  await planSegments(shopId);
  const stop = await startJobs(databaseUrl, ["advance-segments", "react"]);
  const giveUpAtMs = beginMs + EXITS_WITHIN_MS + EXITS_LATE_MS;
  let left: { id: string; atMs: number }[] = [];
  while (left.length < EXITS) {
    if (Date.now() > giveUpAtMs) throw new Error(`only ${left.length} of ${EXITS} customers left`);
    await wait(Math.max(500, beginMs + EXITS_WITHIN_MS - Date.now()));
    ({ rows: left } = await database.query<{ id: string; atMs: number }>(
      `SELECT customer_id AS id, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS "atMs" FROM fact
       WHERE kind = 'segment.left' AND data ->> 'segmentId' = $1`,
      [segmentId],
    ));
  }
  await stop();
  const lateness = left.map(({ id, atMs }) => atMs - leavesAt.get(id)!);
  say(
    `  ${EXITS} exits by time: p50 ${percentile(lateness, 0.5).toFixed(0)} ms, p99 ${percentile(lateness, 0.99).toFixed(0)} ms`,
  );
  await database.query("UPDATE segment SET state = 'live' WHERE segment_id = ANY($1)", [others]);
  await database.query("DELETE FROM segment WHERE segment_id = $1", [segmentId]);
  return percentile(lateness, 0.99);
}
