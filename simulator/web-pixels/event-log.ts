/** What web pixels were given on the storefront: the newest events of each shop, no part of its saved state. */
import type { ShopState } from "#simulator/state/model.ts";

/** One event as a callback of the pixel got it. */
export interface GivenEvent {
  pixelId: bigint;
  /** The event's own id: one event is here once, whatever number of callbacks got it. */
  id: string;
  name: string;
  /** `standard`, `custom` or `dom`. */
  type: string;
  /** Address of the page. */
  url: string;
  /** On the simulator's clock. */
  at: Date;
  /** `data` of Shopify's events, `customData` of the app's own. */
  data: unknown;
}

export const EVENTS_KEPT = 200;

const given = new WeakMap<ShopState, GivenEvent[]>();

/** Newest last. */
export const givenEvents = (shop: ShopState): readonly GivenEvent[] => given.get(shop) ?? [];

export function noteGiven(shop: ShopState, event: GivenEvent): void {
  given.set(shop, [...givenEvents(shop), event].slice(-EVENTS_KEPT));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const LONGEST_TEXT = 500;
const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value.slice(0, LONGEST_TEXT) : null;

/** What the page's script tells; null when it is something else. */
export function readGiven(json: string): Omit<GivenEvent, "pixelId" | "at"> | null {
  let told: unknown;
  try {
    told = JSON.parse(json);
  } catch {
    return null;
  }
  if (!isRecord(told)) return null;
  const [id, name, type] = [text(told["id"]), text(told["name"]), text(told["type"])];
  if (id === null || name === null || type === null) return null;
  return { id, name, type, url: text(told["url"]) ?? "", data: told["data"] ?? null };
}
