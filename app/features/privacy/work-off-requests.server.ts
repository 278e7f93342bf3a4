/** Shopify's three compliance topics: what is stored about a customer, forget a customer, forget a shop. */
import { z } from "zod";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { id, orNull, readPayload } from "#app/shared/payload.ts";
import { findCustomer, redactCustomer } from "#app/features/customers/index.server.ts";
import {
  type DeliveryHandler,
  eraseFacts,
  factsOf,
  lockCustomer,
} from "#app/features/events/index.server.ts";
import { anonymiseAccount, readStatement, redemptionsOf } from "#app/features/loyalty/index.server.ts";
import { forgetOrders, ordersOf } from "#app/features/orders/index.server.ts";

const EVERYTHING = 100_000;

const CustomerRequest = z.object({
  customer: z.object({ id }),
  data_request: orNull(z.object({ id })),
});

const ShopRequest = z.object({ shop_id: orNull(id), shop_domain: orNull(z.string()) });

const noteRequest =
  (kind: "data_request" | "redact"): DeliveryHandler =>
  async (scope, { payload, triggeredAt, deliveryId }) => {
    const request = readPayload(CustomerRequest, payload, "The privacy request");
    const customerId = request.customer.id;
    const requestKey = request.data_request?.id.toString() ?? `delivery:${deliveryId}`;
    const { db, shopId } = scope;
    await db.privacyRequest.upsert({
      where: { shopId_kind_requestKey: { shopId, kind, requestKey } },
      create: { shopId, kind, requestKey, customerId, receivedAt: triggeredAt },
      update: {},
    });
    await enqueue(scope, "work-off-privacy-requests");
    return { customerId };
  };

/** The whole shop is erased at once, this delivery included. */
const eraseShop: DeliveryHandler = async (scope, { payload }) => {
  readPayload(ShopRequest, payload, "The shop's redaction");
  const shop = await scope.db.shop.findUniqueOrThrow({ where: { id: scope.shopId } });
  if (shop.uninstalledAt === null) {
    // Shopify sends it 48 hours after an uninstall. A shop that came back in between keeps its data.
    log.warn(
      { shopId: scope.shopId.toString() },
      "shop/redact for a shop that has the app: nothing was erased",
    );
    return { customerId: null };
  }
  const { db, shopId } = scope;
  await db.privacyRequest.create({
    data: { shopId, kind: "erase_shop", requestKey: "shop", receivedAt: new Date() },
  });
  await enqueue(scope, "work-off-privacy-requests");
  return { customerId: null };
};

/** The compliance topics of shopify.app.toml. */
export const privacyDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "customers/data_request": noteRequest("data_request"),
  "customers/redact": noteRequest("redact"),
  "shop/redact": eraseShop,
};

/** Works off a shop's open requests, each in a transaction of its own. */
export async function workOffPrivacyRequests(shopId: ShopId): Promise<void> {
  const open = await withShop(shopId, ({ db }) =>
    db.privacyRequest.findMany({ where: { shopId, completedAt: null }, orderBy: { id: "asc" } }),
  );
  for (const request of open) {
    if (request.kind === "erase_shop") {
      await withShop(shopId, ({ db }) => db.$executeRaw`SELECT erase_shop(${shopId})`, {
        timeoutMs: 600_000,
      });
      log.info({ shopId: shopId.toString() }, "a shop was erased");
      return;
    }
    await withShop(shopId, async (scope) => {
      const { customerId } = request;
      if (customerId === null) return;
      const found = request.kind === "data_request" ? await exportCustomer(scope, customerId) : undefined;
      if (request.kind === "redact") await eraseCustomer(scope, customerId);
      await scope.db.privacyRequest.update({
        where: { shopId_id: { shopId, id: request.id } },
        data: {
          completedAt: new Date(),
          ...(found ? { export: JSON.parse(toJson(found)) } : {}),
          ...(request.kind === "redact" ? { customerId: null } : {}),
        },
      });
    });
  }
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part));
}

/** Everything that is stored about a customer, for the merchant to hand over. */
export async function exportCustomer(scope: ShopScope, customerId: bigint): Promise<Record<string, unknown>> {
  return {
    customer: await findCustomer(scope, customerId),
    orders: await ordersOf(scope, customerId, EVERYTHING),
    facts: await factsOf(scope, [customerId]),
    points: await readStatement(scope, customerId, EVERYTHING),
    redemptions: await redemptionsOf(scope, customerId, EVERYTHING),
  };
}

/** Takes everything that names a customer away. The ledger's entries stay, under an account that names nobody. */
async function eraseCustomer(scope: ShopScope, customerId: bigint): Promise<void> {
  await lockCustomer(scope, customerId);
  await anonymiseAccount(scope, customerId);
  await eraseFacts(scope, customerId);
  await forgetOrders(scope, customerId);
  await redactCustomer(scope, customerId, new Date());
  const { db, shopId } = scope;
  // An export made for the same customer earlier holds the data, too.
  await db.privacyRequest.deleteMany({ where: { shopId, customerId, kind: "data_request" } });
  await db.outboxChange.deleteMany({ where: { shopId, key: customerId.toString() } });
  await db.reactionDue.deleteMany({ where: { shopId, customerId } });
}
