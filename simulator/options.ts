/** What the simulator can be told, from the command line or from `SIMULATOR_*` variables. */
import { parseArgs } from "node:util";

export interface SimulatorOptions {
  /** Port of the admin and the APIs; 0 picks a free one. */
  port: number;
  storefrontPort: number;
  /** Port of the mail server that catches what the app sends; left out or 0 picks a free one. */
  mailPort?: number;
  /** Address to listen on. Everybody who can reach it can do everything: keep it to this machine. */
  host: string;
  /** Folder of the Shopify app under development. */
  appFolder: string;
  /** Where the app listens. Without it the address in `shopify.app.toml`. */
  appUrl?: string;
  apiSecret: string;
  /** `something.myshopify.com`: the shop that is meant where none is named. */
  shopDomain: string;
  /** Further shops, with the same store. */
  moreShops?: readonly string[];
  store: "online-retail" | "empty";
  /** Only this many customers of the store's data. */
  seedLimit?: number;
  /** Waits before the retries of a failed webhook; without it Shopify's, eight over four hours. */
  retryDelaysMs?: readonly number[];
  /** Only print what of the Admin API is modelled. */
  coverage?: boolean;
  /** The Admin API throttles nobody; for load tests. */
  unlimited?: boolean;
  /** A state saved before, instead of a new store: its shops and its clock. */
  stateFile?: string;
  /** Where the clock begins; without it now. */
  startAt?: Date;
  /** Simulated milliseconds for each real one; without it 1. */
  speed?: number;
  log?: (line: Record<string, unknown>) => void;
}

export const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

function port(text: string, name: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new Error(`${name} must be a port number, not "${text}".`);
}

function delays(text: string): number[] {
  return text.split(",").map((part) => {
    const value = Number(part);
    if (!(value >= 0)) throw new Error(`--retry-delays-ms must be numbers with commas, not "${text}".`);
    return value;
  });
}

/** Reads arguments, then the environment, then defaults. Throws a sentence for people on a bad value. */
export function readOptions(
  args: string[],
  environment: Record<string, string | undefined>,
): SimulatorOptions {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string" },
      "storefront-port": { type: "string" },
      "mail-port": { type: "string" },
      host: { type: "string" },
      app: { type: "string" },
      "app-url": { type: "string" },
      "api-secret": { type: "string" },
      shop: { type: "string" },
      store: { type: "string" },
      "seed-limit": { type: "string" },
      "retry-delays-ms": { type: "string" },
      state: { type: "string" },
      unlimited: { type: "boolean" },
      coverage: { type: "boolean" },
      "start-at": { type: "string" },
      speed: { type: "string" },
    },
  });
  const read = (name: keyof typeof values): string | undefined => {
    const given = values[name];
    return given === undefined
      ? environment[`SIMULATOR_${name.replaceAll("-", "_").toUpperCase()}`]
      : String(given);
  };
  const [shopDomain = "", ...moreShops] = (read("shop") ?? "perennial-demo.myshopify.com").split(",");
  for (const domain of [shopDomain, ...moreShops]) {
    if (!SHOP_DOMAIN.test(domain)) throw new Error(`--shop must end in .myshopify.com, not "${domain}".`);
  }
  const store = read("store") ?? "online-retail";
  if (store !== "online-retail" && store !== "empty") {
    throw new Error(`--store must be online-retail or empty, not "${store}".`);
  }
  const seedLimit = read("seed-limit");
  const retryDelays = read("retry-delays-ms");
  const startAt = read("start-at");
  if (startAt !== undefined && Number.isNaN(Date.parse(startAt))) {
    throw new Error(`--start-at must be a time such as 2026-12-24T18:00:00Z, not "${startAt}".`);
  }
  const speed = read("speed");
  if (speed !== undefined && !(Number(speed) >= 0)) {
    throw new Error(`--speed must be a number of at least 0, not "${speed}".`);
  }
  return {
    port: port(read("port") ?? "4100", "--port"),
    storefrontPort: port(read("storefront-port") ?? "4101", "--storefront-port"),
    mailPort: port(read("mail-port") ?? "4125", "--mail-port"),
    host: read("host") ?? "127.0.0.1",
    appFolder: read("app") ?? ".",
    appUrl: read("app-url"),
    apiSecret: read("api-secret") ?? "simulator-secret",
    shopDomain,
    moreShops,
    unlimited: read("unlimited") === "true",
    coverage: read("coverage") === "true",
    store,
    seedLimit: seedLimit === undefined ? undefined : Number(seedLimit),
    stateFile: read("state"),
    startAt: startAt === undefined ? undefined : new Date(startAt),
    speed: speed === undefined ? undefined : Number(speed),
    retryDelaysMs: retryDelays === undefined ? undefined : delays(retryDelays),
  };
}
