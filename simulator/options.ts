/** What the simulator can be told, from the command line or from `SIMULATOR_*` variables. */
import { parseArgs } from "node:util";

export interface SimulatorOptions {
  /** Port of the admin and the APIs; 0 picks a free one. */
  port: number;
  storefrontPort: number;
  /** Address to listen on. Everybody who can reach it can do everything: keep it to this machine. */
  host: string;
  /** Folder of the Shopify app under development. */
  appFolder: string;
  /** Where the app listens. Without it the address in `shopify.app.toml`. */
  appUrl?: string;
  apiSecret: string;
  /** `something.myshopify.com`. */
  shopDomain: string;
  store: "online-retail" | "empty";
  /** Only this many customers of the store's data. */
  seedLimit?: number;
  /** Waits before the retries of a failed webhook; without it Shopify's, eight over four hours. */
  retryDelaysMs?: readonly number[];
  clock?: () => Date;
  log?: (line: Record<string, unknown>) => void;
}

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

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
      host: { type: "string" },
      app: { type: "string" },
      "app-url": { type: "string" },
      "api-secret": { type: "string" },
      shop: { type: "string" },
      store: { type: "string" },
      "seed-limit": { type: "string" },
      "retry-delays-ms": { type: "string" },
    },
  });
  const read = (name: keyof typeof values): string | undefined =>
    values[name] ?? environment[`SIMULATOR_${name.replaceAll("-", "_").toUpperCase()}`];
  const shopDomain = read("shop") ?? "perennial-demo.myshopify.com";
  if (!SHOP_DOMAIN.test(shopDomain))
    throw new Error(`--shop must end in .myshopify.com, not "${shopDomain}".`);
  const store = read("store") ?? "online-retail";
  if (store !== "online-retail" && store !== "empty") {
    throw new Error(`--store must be online-retail or empty, not "${store}".`);
  }
  const seedLimit = read("seed-limit");
  const retryDelays = read("retry-delays-ms");
  return {
    port: port(read("port") ?? "4100", "--port"),
    storefrontPort: port(read("storefront-port") ?? "4101", "--storefront-port"),
    host: read("host") ?? "127.0.0.1",
    appFolder: read("app") ?? ".",
    appUrl: read("app-url"),
    apiSecret: read("api-secret") ?? "simulator-secret",
    shopDomain,
    store,
    seedLimit: seedLimit === undefined ? undefined : Number(seedLimit),
    retryDelaysMs: retryDelays === undefined ? undefined : delays(retryDelays),
  };
}
