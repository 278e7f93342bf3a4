import { randomUUID } from "node:crypto";
import { noteNamedTokens, stitchVisitors, type NamedTokens } from "#app/features/customers/index.server.ts";
import { pixelAccount } from "#app/features/customers/visits/signed-tokens.server.ts";
import {
  createPixelEndpoint,
  type PixelLimits,
} from "#app/features/customers/visits/receive-visits.server.ts";
import { lockCustomer, react } from "#app/features/events/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { BROWSER } from "#scripts/browser-agent.ts";
import type { TestShop } from "#tests/factories/shop.ts";

const WIDE = { perSecond: 100_000, burst: 100_000, maxKeys: 10_000 };
export const NO_LIMITS: PixelLimits = { visitor: WIDE, address: WIDE, shop: WIDE, maxWaiting: 10_000 };

export const ALL_ALLOWED = { analytics: true, marketing: true, preferences: true, saleOfData: true };
export const NOTHING_ALLOWED = { analytics: false, marketing: false, preferences: false, saleOfData: false };

export interface SentEvent {
  id?: string;
  name?: string;
  at?: string;
  [field: string]: unknown;
}

/** A batch as the pixel of a shop sends it. */
export function makeBatch(
  shop: TestShop,
  overrides: Record<string, unknown> & { events?: SentEvent[] } = {},
) {
  const { events = [{}], ...rest } = overrides;
  const now = Date.now();
  return {
    v: 1,
    account: pixelAccount(shop.shopId),
    client: "client-0001",
    customer: null,
    cart: null,
    consent: ALL_ALLOWED,
    sentAt: now,
    ...rest,
    events: events.map((event) => ({
      id: `sh-${randomUUID()}`,
      name: "page_viewed",
      at: new Date(now).toISOString(),
      path: "/products/enamel-mug",
      ...event,
    })),
  };
}

type Endpoint = ReturnType<typeof createPixelEndpoint>;

async function* bytesOf(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

/** Posts a body as a browser does. */
export function post(
  endpoint: Endpoint,
  body: unknown,
  { headers = {}, address = "192.0.2.1" }: { headers?: Record<string, string>; address?: string } = {},
) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return endpoint({
    headers: new Headers({ "User-Agent": BROWSER, ...headers }),
    body: bytesOf(text),
    address,
  });
}

const endpoint = createPixelEndpoint(NO_LIMITS);

/** What a browser tells, without limits. */
export async function visit(shop: TestShop, overrides: Parameters<typeof makeBatch>[1] = {}): Promise<void> {
  const { status, text } = await post(endpoint, makeBatch(shop, overrides));
  if (status !== 204) throw new Error(`the endpoint answered ${status}: ${text}`);
}

/** What the worker does about it. */
export function reactToVisits(shop: TestShop): Promise<void> {
  return react(shop.shopId, [stitchVisitors]);
}

/** Shopify names whose cart or checkout it was, as an order's delivery does. */
export async function named(
  shop: TestShop,
  tokens: { subjectId: bigint } & Partial<NamedTokens>,
): Promise<void> {
  await withShop(shop.shopId, async (scope) => {
    await noteNamedTokens(scope, [{ cartToken: null, checkoutToken: null, seenAt: new Date(), ...tokens }]);
    await lockCustomer(scope, tokens.subjectId);
  });
}

export interface VisitRow {
  kind: string;
  key: string;
  subject: bigint;
  customer: bigint | null;
  path: string | null;
  data: Record<string, unknown>;
}

/** The visits of a shop. */
export function visitsOf(shop: TestShop): Promise<VisitRow[]> {
  return withShop(
    shop.shopId,
    ({ db }) => db.$queryRaw<VisitRow[]>`
      SELECT kind, key, subject_id AS subject, customer_id AS customer, data->>'path' AS path, data FROM fact
      WHERE kind LIKE 'visit.%' ORDER BY happened_at, key`,
  );
}

/** Whom each page belongs to: path → customer. */
export async function ownersByPath(shop: TestShop): Promise<Record<string, number | null>> {
  const rows = await visitsOf(shop);
  return Object.fromEntries(
    rows.map(({ path, customer }) => [path, customer === null ? null : Number(customer)]),
  );
}
