import { isbot } from "isbot";
import { log } from "#app/platform/log/log.server.ts";
import type { ShopId } from "#app/platform/db/scope.server.ts";
import { createIntakeQueue, IntakeBusy } from "#app/features/events/index.server.ts";
import { MAX_PIXEL_BODY_BYTES, readPixelBatch } from "./pixel-batch.ts";
import { createRateLimiter, type RateLimit } from "./rate-limit.ts";
import { type ReceivedBatch, recordVisits } from "./record-visits.server.ts";
import { shopOfPixelAccount } from "./signed-tokens.server.ts";

/** A request of the pixel, whichever server reads it. */
export interface PixelRequest {
  headers: Headers;
  body: AsyncIterable<Uint8Array>;
  /** Where it came from, for the rate only: never stored, never logged. */
  address: string;
}

export interface PixelAnswer {
  status: 204 | 400 | 401 | 404 | 413 | 429 | 503;
  headers: Record<string, string>;
  text: string;
}

/** Events each may send, in this process. */
export interface PixelLimits {
  visitor: RateLimit;
  address: RateLimit;
  shop: RateLimit;
  /** Requests that may wait to be stored; more are asked to stay away. */
  maxWaiting: number;
}

export const PIXEL_LIMITS: PixelLimits = {
  visitor: { perSecond: 2, burst: 100, maxKeys: 50_000 },
  // An office or a mobile network is one address.
  address: { perSecond: 20, burst: 600, maxKeys: 50_000 },
  shop: { perSecond: 600, burst: 6_000, maxKeys: 10_000 },
  maxWaiting: 2_000,
};

const QUEUE = { maxItemsPerStore: 100, maxBytesPerStore: 1024 * 1024, maxStores: 2, maxWaitMs: 10_000 };
const STORE_ATTEMPTS = 2;

/**
 * The sandbox of a web pixel has no origin of its own (`null`), so any origin is let in: no cookie goes along, and the
 * answer tells nothing.
 */
export const PIXEL_CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "POST",
  "Access-Control-Allow-Headers": "Content-Type",
  "Access-Control-Max-Age": "86400",
};

interface Waiting extends ReceivedBatch {
  shopId: ShopId;
  /** Of its request. */
  bytes: number;
}

type Outcome = "stored" | "unknown_shop" | "failed";

/** Makes an endpoint with limits of its own. */
export function createPixelEndpoint(limits: PixelLimits, now: () => Date = () => new Date()) {
  const limiters = {
    visitor: createRateLimiter(limits.visitor),
    address: createRateLimiter(limits.address),
    shop: createRateLimiter(limits.shop),
  };
  const queue = createIntakeQueue<Waiting, Outcome>({
    ...QUEUE,
    store: storeAll,
    bytesOf: ({ bytes }) => bytes,
    isFaultOfItems: () => false,
    nowMs: () => performance.now(),
  });
  let waiting = 0;

  /** How long the slowest of the three asks to wait; takes from all when none does. */
  function admit(keys: Record<keyof typeof limiters, string>, cost: number, nowMs: number): number {
    const all = (Object.keys(limiters) as (keyof typeof limiters)[]).map(
      (name) => [limiters[name], keys[name]] as const,
    );
    const waitMs = Math.max(...all.map(([limiter, key]) => limiter.waitMs(key, cost, nowMs)));
    if (waitMs === 0) for (const [limiter, key] of all) limiter.take(key, cost, nowMs);
    return waitMs;
  }

  /** The answer to a request: 204 = stored, or nothing to store. */
  return async function answerPixel(request: PixelRequest): Promise<PixelAnswer> {
    const text = await readText(request);
    if (text === null) return refuse(413, `the body is larger than ${MAX_PIXEL_BODY_BYTES} bytes`);
    if (isbot(request.headers.get("user-agent"))) return accept();
    const batch = readPixelBatch(text);
    if (!batch) return refuse(400, "the body cannot be read");
    const shopId = shopOfPixelAccount(batch.account);
    if (shopId === null) return refuse(401, "the account is not one of this app");
    const receivedAt = now();
    const shop = shopId.toString();
    const keys = { visitor: `${shop}:${batch.client}`, address: `${shop}:${request.address}`, shop };
    const waitMs = admit(keys, Math.max(1, batch.events.length), receivedAt.getTime());
    if (waitMs > 0) return refuse(429, "too many events", { "Retry-After": seconds(waitMs) });
    if (waiting >= limits.maxWaiting) return refuse(503, "busy", { "Retry-After": "5" });
    waiting += 1;
    try {
      const outcome = await queue.add({ shopId, batch, receivedAt, bytes: text.length });
      if (outcome === "unknown_shop") return refuse(404, "this shop does not have the app");
      return outcome === "stored" ? accept() : refuse(503, "not stored", { "Retry-After": "5" });
    } catch (error) {
      if (!(error instanceof IntakeBusy)) throw error;
      return refuse(503, "busy", { "Retry-After": String(error.retryAfterSeconds) });
    } finally {
      waiting -= 1;
    }
  };
}

const seconds = (ms: number) => String(Math.ceil(ms / 1000));
const accept = (): PixelAnswer => ({ status: 204, headers: PIXEL_CORS, text: "" });

function refuse(
  status: Exclude<PixelAnswer["status"], 204>,
  reason: string,
  headers: Record<string, string> = {},
): PixelAnswer {
  return { status, headers: { ...PIXEL_CORS, ...headers }, text: `${reason}\n` };
}

/** null = too long, which is noticed before all of it is read. */
async function readText({ headers, body }: PixelRequest): Promise<string | null> {
  if (Number(headers.get("content-length") ?? 0) > MAX_PIXEL_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_PIXEL_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Stores what came in at the same time, shop by shop: what fails for one fails for no other. */
async function storeAll(items: readonly Waiting[]): Promise<Outcome[]> {
  const outcomes = new Map<ShopId, Outcome>();
  for (const [shopId, batches] of Map.groupBy(items, (item) => item.shopId)) {
    outcomes.set(shopId, await storeForShop(shopId, batches));
  }
  return items.map(({ shopId }) => outcomes.get(shopId)!);
}

async function storeForShop(shopId: ShopId, batches: readonly ReceivedBatch[]): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await recordVisits(shopId, batches)) ? "stored" : "unknown_shop";
    } catch (error) {
      // A reaction that decides about the same visitor at this moment can be in the way: once more.
      if (attempt < STORE_ATTEMPTS) continue;
      const cause = error instanceof Error ? error.name : typeof error;
      log.warn({ shopId: shopId.toString(), batches: batches.length, cause }, "visits could not be stored");
      return "failed";
    }
  }
}

/** The pixel's endpoint of this process. */
export const answerPixel = createPixelEndpoint(PIXEL_LIMITS);
