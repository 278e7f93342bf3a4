/**
 * The import of a store's past when it installs the app: Shopify runs two bulk queries for us (customers, then orders)
 * and we read their results. Each step may be repeated: what is known is merged, not doubled.
 */
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { refreshStatistics, type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import type { AdminClient } from "#app/platform/shopify-admin/admin-client.server.ts";
import {
  BulkOperationStatusDocument,
  RefundsOfOrderDocument,
  StartBulkQueryDocument,
  StoreSizeDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf, idFromGid } from "#app/shared/ids.ts";
import { minorFromDecimal } from "#app/shared/money.ts";
import { messageOf } from "#app/shared/errors.ts";
import { recordCustomers } from "#app/features/customers/index.server.ts";
import { type DeliveryHandler, queueReactions } from "#app/features/events/index.server.ts";
import { adminClientOf } from "#app/features/shops/index.server.ts";
import {
  customerFromBulk,
  CUSTOMERS_BULK_QUERY,
  type ImportedOrder,
  itemFromBulk,
  orderFromBulk,
  parseLine,
  ORDERS_BULK_QUERY,
} from "./domain/bulk-lines.ts";
import { type OrderState, refundedGoods, type RefundState } from "./domain/order-state.ts";
import { recordOrders } from "./record-orders.server.ts";

export type BackfillStage = "customers" | "orders" | "done" | "failed";

/** How an import stands. Read = lines read from Shopify's result; total = how many there will be. */
export interface BackfillProgress {
  stage: BackfillStage;
  customersTotal: number;
  customersRead: number;
  customersStored: number;
  ordersTotal: number;
  ordersRead: number;
  ordersStored: number;
  error: string | null;
  startedAt: Date;
  finishedAt: Date | null;
}

const CHUNK = 500;
const POLL_MS = 1_000;
const CHUNK_TIMEOUT_MS = 120_000;

/** Begins a new import and queues its first step. */
export async function startBackfill(scope: ShopScope): Promise<void> {
  const { db, shopId } = scope;
  const last = await db.backfill.findFirst({ where: { shopId }, orderBy: { id: "desc" } });
  await db.backfill.create({ data: { shopId, id: (last?.id ?? 0) + 1, stage: "customers" } });
  await enqueue(scope, "backfill");
}

/** The newest import of the shop, or null. */
export async function readBackfill({ db, shopId }: ShopScope): Promise<BackfillProgress | null> {
  const row = await db.backfill.findFirst({ where: { shopId }, orderBy: { id: "desc" } });
  return row && { ...row, stage: row.stage as BackfillStage };
}

/**
 * One step: start a bulk query, look whether it is done, or store its result. The poll and Shopify's webhook may both
 * ask for it: one job at a time does it.
 */
export async function continueBackfill(shopId: ShopId): Promise<void> {
  await withAdvisoryLock(`backfill:${shopId}`, () => takeNextStep(shopId));
}

async function takeNextStep(shopId: ShopId): Promise<void> {
  const row = await withShop(shopId, ({ db }) =>
    db.backfill.findFirst({ where: { shopId }, orderBy: { id: "desc" } }),
  );
  if (!row || row.stage === "done" || row.stage === "failed") return;
  const run: Run = {
    shopId,
    id: row.id,
    stage: row.stage as "customers" | "orders",
    client: await adminClientOf(shopId),
  };
  if (!row.bulkOperationGid) {
    await startBulkQuery(run);
    return;
  }
  const { bulkOperation } = await run.client.request(BulkOperationStatusDocument, {
    id: row.bulkOperationGid,
  });
  switch (bulkOperation?.status) {
    case "COMPLETED":
      await storeResult(run, bulkOperation.url ?? null);
      return;
    case "CREATED":
    case "RUNNING":
      await update(run, { bulkStatus: bulkOperation.status });
      await later(run);
      return;
    default: {
      const reason =
        bulkOperation?.errorCode ?? bulkOperation?.status ?? "the operation is unknown to Shopify";
      await update(run, {
        stage: "failed",
        error: `Shopify could not export the ${run.stage}: ${reason}`,
        finishedAt: new Date(),
      });
    }
  }
}

interface Run {
  shopId: ShopId;
  id: number;
  stage: "customers" | "orders";
  client: AdminClient;
}

type BackfillUpdate = Parameters<ShopScope["db"]["backfill"]["update"]>[0]["data"];

async function update(run: Run, data: BackfillUpdate): Promise<void> {
  const { shopId, id } = run;
  await withShop(shopId, ({ db }) => db.backfill.update({ where: { shopId_id: { shopId, id } }, data }));
}

async function later(run: Run): Promise<void> {
  await withShop(run.shopId, (scope) =>
    enqueue(scope, "backfill", { runAt: new Date(Date.now() + POLL_MS) }),
  );
}

async function startBulkQuery(run: Run): Promise<void> {
  if (run.stage === "customers") {
    const size = await run.client.request(StoreSizeDocument, {});
    await update(run, {
      customersTotal: size.customersCount?.count ?? 0,
      ordersTotal: size.ordersCount?.count ?? 0,
    });
  }
  const query = run.stage === "customers" ? CUSTOMERS_BULK_QUERY : ORDERS_BULK_QUERY;
  const { bulkOperationRunQuery: answer } = await run.client.request(StartBulkQueryDocument, { query });
  if (answer?.bulkOperation) {
    await update(run, { bulkOperationGid: answer.bulkOperation.id, bulkStatus: answer.bulkOperation.status });
  } else {
    // Most often another export of the same app is still running at this shop.
    log.warn({ shopId: run.shopId.toString(), errors: answer?.userErrors }, "a bulk query was refused");
  }
  await later(run);
}

async function storeResult(run: Run, url: string | null): Promise<void> {
  // No URL = nothing to export.
  if (run.stage === "customers") {
    if (url) await storeCustomers(run, url);
    await update(run, { stage: "orders", bulkOperationGid: null, bulkStatus: null });
    await later(run);
  } else {
    if (url) await storeOrders(run, url);
    await refreshStatistics();
    await update(run, { stage: "done", finishedAt: new Date() });
  }
}

async function store(run: Run, record: (scope: ShopScope) => Promise<void>): Promise<void> {
  const work = async (scope: ShopScope) => {
    await record(scope);
    await queueReactions(scope);
  };
  await withShop(run.shopId, work, { timeoutMs: CHUNK_TIMEOUT_MS });
}

async function storeCustomers(run: Run, url: string): Promise<void> {
  let read = 0;
  let stored = 0;
  let chunk: unknown[] = [];
  const flush = async () => {
    const customers = readLines(run, chunk, customerFromBulk);
    await store(run, (scope) => recordCustomers(scope, customers));
    read += chunk.length;
    stored += customers.length;
    chunk = [];
    await update(run, { customersRead: read, customersStored: stored });
  };
  for await (const line of run.client.readLines(url)) {
    chunk.push(parseLine(line).line);
    if (chunk.length >= CHUNK) await flush();
  }
  await flush();
}

async function storeOrders(run: Run, url: string): Promise<void> {
  let read = 0;
  let stored = 0;
  let chunk: ImportedOrder[] = [];
  const flush = async () => {
    const orders: OrderState[] = [];
    for (const imported of chunk) orders.push(await withRefundDetails(run, imported));
    await store(run, (scope) => recordOrders(scope, orders));
    stored += chunk.length;
    chunk = [];
    await update(run, { ordersRead: read, ordersStored: stored });
  };
  for await (const text of run.client.readLines(url)) {
    const { line, parentGid } = parseLine(text);
    const current = chunk.at(-1);
    if (parentGid === null) {
      if (chunk.length >= CHUNK) await flush();
      read += 1;
      chunk.push(...readLines(run, [line], orderFromBulk));
    } else if (current && parentGid === gidOf("Order", current.order.id)) {
      current.order.lines.push(
        ...readLines(run, [line], (item) => itemFromBulk(item, current.order.currency)),
      );
    }
  }
  await flush();
}

/** Reads lines one by one: one that cannot be read is noted and left out, the others are kept. */
function readLines<T>(run: Run, lines: readonly unknown[], read: (line: unknown) => T): T[] {
  return lines.flatMap((line) => {
    try {
      return [read(line)];
    } catch (error) {
      log.warn(
        { shopId: run.shopId.toString(), reason: messageOf(error) },
        "a line of the import cannot be read",
      );
      return [];
    }
  });
}

/** Bulk queries cannot page within a list: the lines of several refunds of one order are asked for one order at a time. */
async function withRefundDetails(
  run: Run,
  { order, needsRefundDetails }: ImportedOrder,
): Promise<OrderState> {
  if (!needsRefundDetails) return order;
  const { order: detailed } = await run.client.request(RefundsOfOrderDocument, {
    id: gidOf("Order", order.id),
  });
  const refunds = detailed?.refunds ?? [];
  if (refunds.length < order.refunds.length || refunds.some((r) => r.refundLineItems.pageInfo.hasNextPage))
    return order;
  const money = (bag: { shopMoney: { amount: string } }) =>
    minorFromDecimal(bag.shopMoney.amount, order.currency);
  const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  return {
    ...order,
    refunds: refunds.map((refund): RefundState => ({
      id: idFromGid(refund.id, "Refund"),
      orderId: order.id,
      createdAt: new Date(refund.createdAt ?? order.updatedAt),
      observedAt: order.updatedAt,
      goodsMinor: refundedGoods({
        linesMinor: sum(refund.refundLineItems.nodes.map((line) => money(line.subtotalSet))),
        linesTaxMinor: sum(refund.refundLineItems.nodes.map((line) => money(line.totalTaxSet))),
        shippingMinor: sum(
          refund.refundShippingLines.nodes.flatMap((line) => [
            money(line.subtotalAmountSet),
            money(line.taxAmountSet),
          ]),
        ),
        paidBackMinor: money(refund.totalRefundedSet),
      }),
    })),
  };
}

/** bulk_operations/finish: look at once instead of at the next poll. */
export const recordBulkOperationFinish: DeliveryHandler = async (scope) => {
  await enqueue(scope, "backfill");
  return { customerId: null };
};
