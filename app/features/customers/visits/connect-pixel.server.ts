import { z } from "zod";
import type { ShopId } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { AdminApiUnavailable, type AdminApi } from "#app/platform/shopify-admin/admin-client.server.ts";
import {
  CreatePixelDocument,
  ReadPixelDocument,
  UpdatePixelDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { adminClientOf } from "#app/features/shops/index.server.ts";
import { pixelAccount } from "./signed-tokens.server.ts";

const Settings = z.object({ endpoint: z.string(), account: z.string() });

/**
 * Connects the web pixel to a shop, or brings its settings up to date: until then Shopify does not load it. A shop that
 * has not granted the scopes yet goes without: `app/scopes_update` comes when it does. Safe to repeat.
 */
export async function connectPixel(shopId: ShopId): Promise<void> {
  const api = await adminClientOf(shopId);
  const settings = { endpoint: new URL("/pixel", env.SHOPIFY_APP_URL).href, account: pixelAccount(shopId) };
  try {
    const pixel = await readPixel(api);
    if (!pixel) await create(api, settings);
    else if (!isSame(pixel.settings, settings)) await update(api, pixel.id, settings);
  } catch (error) {
    if (!(error instanceof AdminApiUnavailable)) throw error;
    log.warn({ shopId: shopId.toString(), err: error }, "the web pixel could not be connected");
  }
}

/** Shopify answers with an error, not with null, where the app has no pixel. */
async function readPixel(api: AdminApi): Promise<{ id: string; settings: unknown } | null> {
  try {
    return (await api.request(ReadPixelDocument, {})).webPixel ?? null;
  } catch (error) {
    if (error instanceof AdminApiUnavailable && /no web pixel/i.test(error.message)) return null;
    throw error;
  }
}

/** Shopify hands settings out as an object or as its text. */
function isSame(known: unknown, wanted: z.infer<typeof Settings>): boolean {
  let value = known;
  if (typeof known === "string") {
    try {
      value = JSON.parse(known);
    } catch {
      return false;
    }
  }
  const read = Settings.safeParse(value);
  return read.success && read.data.endpoint === wanted.endpoint && read.data.account === wanted.account;
}

async function create(api: AdminApi, settings: object): Promise<void> {
  const { webPixelCreate } = await api.request(CreatePixelDocument, { webPixel: { settings } });
  refuseErrors(webPixelCreate?.userErrors);
}

async function update(api: AdminApi, id: string, settings: object): Promise<void> {
  const { webPixelUpdate } = await api.request(UpdatePixelDocument, { id, webPixel: { settings } });
  refuseErrors(webPixelUpdate?.userErrors);
}

function refuseErrors(errors: readonly { message: string; code?: string | null }[] | undefined): void {
  const [first] = errors ?? [];
  if (first) throw new AdminApiUnavailable(`${first.code ?? "the pixel"}: ${first.message}`);
}
