/** Takes requests about a person's data in: from Shopify's three compliance topics, from staff, from shoppers. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { InvalidInput } from "#app/shared/errors.ts";
import { id, orNull, readPayload } from "#app/shared/payload.ts";
import { type DeliveryHandler, oneByOne } from "#app/features/events/index.server.ts";
import type { Named } from "./find-person.server.ts";

export type RequestKind = "data_request" | "redact";

/** A shopper's own erasure waits this long, so that it can be taken back. */
export const ERASURE_GRACE_DAYS = 3;

const CustomerRequest = z.object({
  customer: z.object({ id: orNull(id), email: orNull(z.string()), phone: orNull(z.string()) }),
  orders_requested: orNull(z.array(id)),
  orders_to_redact: orNull(z.array(id)),
  data_request: orNull(z.object({ id })),
});

const ShopRequest = z.object({ shop_id: orNull(id), shop_domain: orNull(z.string()) });

/** Whom a request names, as it waits sealed in its row. */
interface SealedNamed {
  email: string | null;
  phone: string | null;
  orderIds: string[];
}

export function requestPlace(shopId: bigint, requestId: bigint): string {
  return `privacy-request:${shopId}:${requestId}`;
}

export interface NewRequest {
  kind: RequestKind;
  /** The same request told twice is one. */
  requestKey: string;
  named: Named;
  source: "shopify" | "shopper" | "staff";
  receivedAt: Date;
  notBefore?: Date;
}

/** Notes a request and queues the work. Telling it again changes nothing. */
export async function noteRequest(scope: ShopScope, request: NewRequest): Promise<void> {
  const { kind, requestKey, named, source, receivedAt, notBefore } = request;
  const { db, shopId } = scope;
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    INSERT INTO privacy_request (shop_id, kind, request_key, customer_id, received_at, source, not_before)
    VALUES (current_shop_id(), ${kind}, ${requestKey}, ${named.customerId}, ${receivedAt}, ${source}, ${notBefore ?? null})
    ON CONFLICT (shop_id, kind, request_key) DO NOTHING RETURNING request_id AS id`;
  const [row] = rows;
  if (row) {
    const { email, phone, orderIds } = named;
    const sealed: SealedNamed = { email, phone, orderIds: orderIds.map(String) };
    await db.privacyRequest.update({
      where: { shopId_id: { shopId, id: row.id } },
      data: { sealed: sealJson(sealed, requestPlace(shopId, row.id)) },
    });
  }
  await enqueue(scope, "work-off-privacy-requests", notBefore ? { runAt: notBefore } : {});
}

/** Whom an open request names. */
export function readNamed(
  shopId: bigint,
  request: { id: bigint; customerId: bigint | null; sealed: Uint8Array | null },
): Named {
  const sealed = openJson<SealedNamed>(request.sealed, requestPlace(shopId, request.id));
  return {
    customerId: request.customerId,
    email: sealed?.email ?? null,
    phone: sealed?.phone ?? null,
    orderIds: (sealed?.orderIds ?? []).map(BigInt),
  };
}

/** A request that staff make by hand, or a shopper for themselves. */
export async function askByHand(
  scope: ShopScope,
  request: { kind: RequestKind; named: Named; source: "shopper" | "staff"; now: Date },
): Promise<void> {
  const { kind, named, source, now } = request;
  const waits = source === "shopper" && kind === "redact";
  await noteRequest(scope, {
    kind,
    named,
    source,
    // Says nothing of the person: the row stays after they are erased.
    requestKey: `${source}:${randomUUID()}`,
    receivedAt: now,
    ...(waits ? { notBefore: new Date(now.getTime() + ERASURE_GRACE_DAYS * 86_400_000) } : {}),
  });
}

/** A shopper's open wish to be erased; null = none. */
export async function openErasureOf(
  { db, shopId }: ShopScope,
  customerId: bigint,
): Promise<{ id: bigint; notBefore: Date | null } | null> {
  return db.privacyRequest.findFirst({
    where: { shopId, customerId, kind: "redact", source: "shopper", completedAt: null },
    select: { id: true, notBefore: true },
  });
}

/** Takes a shopper's wish to be erased back, while it waits. Returns whether there was one. */
export async function withdrawErasure(scope: ShopScope, customerId: bigint, now: Date): Promise<boolean> {
  const { db, shopId } = scope;
  const { count } = await db.privacyRequest.updateMany({
    where: { shopId, customerId, kind: "redact", source: "shopper", completedAt: null },
    data: { completedAt: now, outcome: "withdrawn", sealed: null },
  });
  return count > 0;
}

const noteDelivery = (kind: RequestKind): DeliveryHandler =>
  oneByOne(async (scope, { payload, triggeredAt, deliveryId }) => {
    const request = readPayload(CustomerRequest, payload, "The privacy request");
    const { id: customerId, email, phone } = request.customer;
    if (customerId === null && !email && !phone)
      throw new InvalidInput(
        "The privacy request cannot be read. customer: expected an id, an e-mail or a phone",
      );
    await noteRequest(scope, {
      kind,
      requestKey: request.data_request?.id.toString() ?? `delivery:${deliveryId}`,
      named: {
        customerId,
        email: email || null,
        phone: phone || null,
        orderIds: request.orders_to_redact ?? request.orders_requested ?? [],
      },
      source: "shopify",
      receivedAt: triggeredAt,
    });
    return { customerId };
  });

/** The whole shop is erased at once, this delivery included. */
const eraseShop = oneByOne(async (scope, { payload }) => {
  readPayload(ShopRequest, payload, "The shop's redaction");
  const { db, shopId } = scope;
  const shop = await db.shop.findUniqueOrThrow({ where: { id: shopId } });
  if (shop.uninstalledAt === null) {
    // Shopify sends it 48 hours after an uninstall. A shop that came back in between keeps its data.
    log.warn({ shopId: shopId.toString() }, "shop/redact for a shop that has the app: nothing was erased");
    return { customerId: null };
  }
  await db.privacyRequest.upsert({
    where: { shopId_kind_requestKey: { shopId, kind: "erase_shop", requestKey: "shop" } },
    create: { shopId, kind: "erase_shop", requestKey: "shop", receivedAt: new Date() },
    update: { completedAt: null, outcome: null },
  });
  await enqueue(scope, "work-off-privacy-requests");
  return { customerId: null };
});

/** The compliance topics of shopify.app.toml. */
export const privacyDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "customers/data_request": noteDelivery("data_request"),
  "customers/redact": noteDelivery("redact"),
  "shop/redact": eraseShop,
};
