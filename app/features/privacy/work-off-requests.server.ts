import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { sealJson } from "#app/platform/crypto/keyring.server.ts";
import { prisma } from "#app/platform/db/client.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { noteAccess } from "#app/features/customers/index.server.ts";
import { emptyLateDeliveries } from "./erase-deliveries.server.ts";
import { erasePerson } from "./erase-person.server.ts";
import { exportPerson } from "./export-person.server.ts";
import { findPerson } from "./find-person.server.ts";
import { readNamed, requestPlace } from "./note-requests.server.ts";

/** An erasure opens every delivery that is about nobody. */
const TIMEOUT_MS = 600_000;

interface OpenRequest {
  id: bigint;
  kind: string;
  source: string;
}

/**
 * Works off a shop's open requests, each in a transaction of its own, so that one that fails holds up no other: it is put
 * off and tried again. Then empties what came late about people who were erased.
 */
export async function workOffPrivacyRequests(shopId: ShopId): Promise<void> {
  const now = new Date();
  const open = await withShop(shopId, ({ db }) =>
    db.privacyRequest.findMany({
      where: { shopId, completedAt: null, OR: [{ notBefore: null }, { notBefore: { lte: now } }] },
      orderBy: { id: "asc" },
      select: { id: true, kind: true, source: true },
    }),
  );
  for (const request of open) {
    if (request.kind === "erase_shop") {
      await eraseWholeShop(shopId);
      return;
    }
    try {
      await withShop(shopId, (scope) => workOff(scope, request), { timeoutMs: TIMEOUT_MS });
    } catch (error) {
      log.error(
        {
          shopId: shopId.toString(),
          requestId: request.id.toString(),
          cause: error instanceof Error ? error.name : typeof error,
        },
        "a privacy request could not be worked off",
      );
      await withShop(shopId, (scope) => putOff(scope, request.id));
    }
  }
  await withShop(shopId, emptyLateDeliveries, { timeoutMs: TIMEOUT_MS });
}

async function eraseWholeShop(shopId: ShopId): Promise<void> {
  const isBack = await withShop(
    shopId,
    async ({ db }) => {
      // A shop that installed the app again meanwhile keeps its data.
      const shop = await db.shop.findUnique({ where: { id: shopId }, select: { uninstalledAt: true } });
      if (shop && shop.uninstalledAt === null) {
        await db.privacyRequest.updateMany({
          where: { shopId, kind: "erase_shop", completedAt: null },
          data: { completedAt: new Date(), outcome: "withdrawn" },
        });
        return true;
      }
      await db.$executeRaw`SELECT erase_shop(${shopId})`;
      return false;
    },
    { timeoutMs: TIMEOUT_MS },
  );
  if (!isBack) log.info({ shopId: shopId.toString() }, "a shop was erased");
}

async function workOff(scope: ShopScope, { id, kind, source }: OpenRequest): Promise<void> {
  const { db, shopId } = scope;
  // Taken once: of two jobs the second waits here and finds it done, or withdrawn.
  const rows = await db.$queryRaw<{ customerId: bigint | null; sealed: Uint8Array | null }[]>`
    SELECT customer_id AS "customerId", sealed FROM privacy_request
    WHERE shop_id = current_shop_id() AND request_id = ${id} AND completed_at IS NULL FOR UPDATE`;
  const [row] = rows;
  if (!row) return;
  const named = readNamed(shopId, { id, ...row });
  const person = await findPerson(scope, named);
  const at = new Date();
  const outcome = person.records.length > 0 || named.orderIds.length > 0 ? "done" : "nobody";
  if (kind === "redact") {
    await erasePerson(scope, person, { orderIds: named.orderIds, actor: source, at });
    await finish(scope, id, { completedAt: at, outcome, sealed: null, customerId: null });
    return;
  }
  const found = await exportPerson(scope, person);
  const main = person.records.find((record) => record.id > 0n) ?? person.records[0];
  if (main) await noteAccess(scope, { customerId: main.id, actor: source, action: "exported" });
  const sealed = sealJson(found, requestPlace(shopId, id));
  await finish(scope, id, {
    completedAt: at,
    outcome,
    sealed,
    customerId: row.customerId ?? main?.id ?? null,
  });
}

async function finish(
  { db, shopId }: ShopScope,
  id: bigint,
  data: { completedAt: Date; outcome: string; sealed: Buffer<ArrayBuffer> | null; customerId: bigint | null },
): Promise<void> {
  await db.privacyRequest.update({ where: { shopId_id: { shopId, id } }, data });
}

async function putOff(scope: ShopScope, id: bigint): Promise<void> {
  const rows = await scope.db.$queryRaw<{ at: Date }[]>`
    UPDATE privacy_request SET attempts = attempts + 1, not_before = now() + least(3600, power(2, attempts + 1)) * interval '1 second'
    WHERE shop_id = current_shop_id() AND request_id = ${id} RETURNING not_before AS at`;
  if (rows[0]) await enqueue(scope, "work-off-privacy-requests", { runAt: rows[0].at });
}

/** The nightly upkeep of all shops: exports, files and lines of the access log that were kept for long enough. */
export async function expirePrivacy(): Promise<void> {
  await prisma.$executeRaw`SELECT expire_privacy()`;
  await prisma.$executeRaw`SELECT expire_files()`;
}
