/** Saving, loading and resetting everything, and adding and removing shops, over HTTP. */
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { json, readBody, type Reply, send } from "#simulator/http.ts";
import type { Platform } from "#simulator/platform.ts";
import { readState, writeStateFile } from "#simulator/saved-state/files.ts";
import type { SavedState } from "#simulator/saved-state/lines.ts";
import { currentState, putState } from "#simulator/saved-state/snapshots.ts";
import {
  type Beginning,
  openShop,
  resetShops,
  type StartingStore,
  STORES,
} from "#simulator/starting-stores.ts";

export interface StateHolder {
  platform: Platform;
  /** What a reset goes back to. */
  beginning: Beginning;
}

const overview = (platform: Platform) => ({
  shops: platform.shops().map(({ shop, context }) => ({
    domain: shop.domain,
    name: shop.name,
    orders: shop.orders.size,
    customers: shop.customers.size,
    products: shop.products.size,
    storefrontUrl: context.storefrontUrl(),
  })),
});

/** Written to a file first: a state of half a million orders is no text to hold in memory beside the state. */
async function download(platform: Platform, response: ServerResponse): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "simulator-state-"));
  const file = path.join(folder, "state.jsonl.gz");
  try {
    writeStateFile(file, currentState(platform));
    response.writeHead(200, {
      "Content-Type": "application/gzip",
      "Content-Disposition": 'attachment; filename="simulator-state.jsonl.gz"',
      "Cache-Control": "no-store",
    });
    await pipeline(createReadStream(file), response);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const GZIP_MAGIC = 0x1f;

/** The body's text, unzipped when it is gzip. */
async function textOf(request: IncomingMessage): Promise<Readable> {
  await new Promise<void>((resolve) => {
    request.once("readable", resolve);
    request.once("end", resolve);
    request.once("error", resolve);
  });
  const start = request.read() as Buffer | null;
  if (!start) return request;
  request.unshift(start);
  return start[0] === GZIP_MAGIC ? request.pipe(createGunzip()) : request;
}

/** Nothing changes unless the whole state could be read. */
async function load({ platform }: StateHolder, request: IncomingMessage): Promise<Reply> {
  let saved: SavedState;
  try {
    saved = await readState(await textOf(request));
  } catch (error) {
    return json({ error: error instanceof Error ? error.message : String(error) }, 400);
  }
  putState(platform, saved);
  return json({ ok: true, ...overview(platform) });
}

async function addShop({ platform }: StateHolder, request: IncomingMessage): Promise<Reply> {
  try {
    const body = JSON.parse((await readBody(request)) || "{}") as Record<string, unknown>;
    const seedLimit = body["seedLimit"];
    openShop(platform, {
      domain: String(body["domain"] ?? ""),
      store: (body["store"] ?? STORES[1]) as StartingStore["store"],
      seedLimit: typeof seedLimit === "number" ? seedLimit : undefined,
    });
    return json({ ok: true, ...overview(platform) });
  } catch (error) {
    return json({ error: error instanceof Error ? error.message : String(error) }, 400);
  }
}

function removeShop({ platform }: StateHolder, domain: string): Reply {
  if (!platform.shop(domain)) return json({ error: `There is no shop ${domain} here.` }, 404);
  if (!platform.remove(domain)) return json({ error: "The last shop stays." }, 422);
  return json({ ok: true, ...overview(platform) });
}

/** Answers `state`, `reset` and `shops`; false when the request is for something else. */
export async function answerState(
  holder: StateHolder,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const { platform } = holder;
  const removed = /^\/__simulator\/shops\/([^/]+)$/.exec(pathname)?.[1];
  if (request.method === "DELETE" && removed) {
    send(response, removeShop(holder, removed));
    return true;
  }
  switch (`${request.method} ${pathname}`) {
    case "GET /__simulator/state":
      await download(platform, response);
      return true;
    case "POST /__simulator/state":
      send(response, await load(holder, request));
      return true;
    case "POST /__simulator/reset":
      await resetShops(platform, holder.beginning);
      send(response, json({ ok: true, ...overview(platform) }));
      return true;
    case "GET /__simulator/shops":
      send(response, json(overview(platform)));
      return true;
    case "POST /__simulator/shops":
      send(response, await addShop(holder, request));
      return true;
    default:
      return false;
  }
}
