/** All shops of one simulator with what they share: the app, the clock, the ids and the sender of webhooks. */
import type { SimulatorClock } from "#simulator/clock.ts";
import type { AppUnderTest } from "#simulator/context.ts";
import { createRuntime, type ShopRuntime } from "#simulator/runtime.ts";
import { lastId } from "#simulator/state/create-shop.ts";
import type { ShopState } from "#simulator/state/model.ts";
import type { Sender } from "#simulator/webhooks/delivery.ts";

export interface Platform {
  app: AppUnderTest;
  clock: SimulatorClock;
  sender: Sender;
  log: (line: Record<string, unknown>) => void;
  /** Address of the admin and API server, without a slash at the end. */
  adminUrl: () => string;
  /** Whether the Admin API throttles, as Shopify does; load tests turn it off. */
  isLimited: boolean;
  /** All shops, the first one first. */
  shops(): ShopRuntime[];
  /** By `something.myshopify.com`. */
  shop(domain: string): ShopRuntime | null;
  /** The shop that is meant where none is named. */
  first(): ShopRuntime;
  /** Adds a shop, or puts another state in the place of the one with its domain. `lastId`: its largest id, if known. */
  put(state: ShopState, lastId?: bigint): ShopRuntime;
  /** The largest id that was given out or seen. */
  lastId(): bigint;
  /** Takes a shop away; the last one stays (false). */
  remove(domain: string): boolean;
  /** Takes all shops away; what asks for one before there is one again fails. */
  clear(): void;
}

export interface PlatformOptions {
  app: AppUnderTest;
  clock: SimulatorClock;
  sender: Sender;
  log: (line: Record<string, unknown>) => void;
  adminUrl: () => string;
  isLimited?: boolean;
  /** Address of the first shop's storefront: `http://localhost:4101`. */
  storefrontUrl: () => string;
}

/** `something` of `something.myshopify.com`. */
export const shopHandle = (domain: string): string => domain.replace(/\.myshopify\.com$/, "");

export function createPlatform(options: PlatformOptions): Platform {
  const { app, clock, sender, log, adminUrl } = options;
  const shops = new Map<string, ShopRuntime>();
  let last = 0n;
  const allocate = (): bigint => {
    last += 1n;
    return last;
  };

  /** The first shop has the plain address, the others a host name of their own: `http://second.localhost:4101`. */
  const storefrontUrlOf = (domain: string): string => {
    const url = options.storefrontUrl();
    const [first] = shops.keys();
    return first === domain || first === undefined
      ? url
      : url.replace("//localhost", `//${shopHandle(domain)}.localhost`);
  };

  const platform: Platform = {
    app,
    clock,
    sender,
    log,
    adminUrl,
    isLimited: options.isLimited ?? true,
    shops: () => [...shops.values()],
    shop: (domain) => shops.get(domain) ?? null,
    first: () => {
      const [first] = shops.values();
      if (!first) throw new Error("The simulator has no shop yet.");
      return first;
    },
    lastId: () => last,
    put: (state, known) => {
      const free = known ?? lastId(state);
      if (free > last) last = free;
      const runtime = createRuntime({
        app,
        state,
        clock,
        sender,
        allocate,
        isLimited: () => platform.isLimited,
        log,
        adminUrl,
        storefrontUrl: () => storefrontUrlOf(state.domain),
      });
      shops.get(state.domain)?.close();
      shops.set(state.domain, runtime);
      state.primaryUrl = storefrontUrlOf(state.domain);
      return runtime;
    },
    remove: (domain) => {
      if (shops.size < 2) return false;
      shops.get(domain)?.close();
      return shops.delete(domain);
    },
    clear: () => {
      for (const runtime of shops.values()) runtime.close();
      shops.clear();
      sender.abandonWaiting();
    },
  };
  return platform;
}
