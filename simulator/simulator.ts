/** Starts the simulator: one server for the admin and the APIs, one for the storefront. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdminHandler } from "#simulator/admin-server.ts";
import { readApp } from "#simulator/app-under-test.ts";
import { createControl, type Control } from "#simulator/control/control.ts";
import { loadOnlineRetail } from "#simulator/data/online-retail.ts";
import type { SimulatorOptions } from "#simulator/options.ts";
import { createRuntime, type ShopRuntime } from "#simulator/runtime.ts";
import type { StartingData } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import type { ShopState } from "#simulator/state/model.ts";
import { createStorefrontHandler } from "#simulator/storefront/handler.ts";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import { SHOPIFY_RETRY_DELAYS_MS } from "#simulator/webhooks/delivery.ts";

export interface RunningSimulator {
  adminUrl: string;
  storefrontUrl: string;
  shop: ShopState;
  runtime: ShopRuntime;
  control: Control;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const DAY_MS = 24 * 3_600_000;

function startingData(options: SimulatorOptions, now: Date): StartingData {
  const yesterday = new Date(now.getTime() - DAY_MS);
  if (options.store === "empty") return loadEmptyStore(yesterday);
  return loadOnlineRetail({ endsOn: yesterday, limitCustomers: options.seedLimit });
}

/** A server whose failures end as a plain 500 and a line in the log. */
function serve(handler: Handler, log: (line: Record<string, unknown>) => void): Server {
  return createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      log({
        event: "error",
        url: request.url,
        message: error instanceof Error ? error.stack : String(error),
      });
      if (!response.headersSent) response.writeHead(500, { "Content-Type": "text/plain" });
      response.end("The simulator failed to answer. Its log says why.\n");
    });
  });
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** What is not given takes the defaults of the command line, except: the empty store and free ports. */
export async function startSimulator(given: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
  if (process.env["NODE_ENV"] === "production") {
    throw new Error(
      "The simulator is for demonstrations and tests. It does not run with NODE_ENV=production.",
    );
  }
  const options: SimulatorOptions = {
    port: 0,
    storefrontPort: 0,
    host: "127.0.0.1",
    appFolder: ".",
    apiSecret: "simulator-secret",
    shopDomain: "perennial-demo.myshopify.com",
    store: "empty",
    ...given,
  };
  const log = options.log ?? (() => {});
  const clock = options.clock ?? (() => new Date());
  let adminUrl = "";
  let storefrontUrl = "";
  loadAdminSchema();
  const runtime = createRuntime({
    app: readApp({ folder: options.appFolder, url: options.appUrl, clientSecret: options.apiSecret }),
    domain: options.shopDomain,
    data: startingData(options, clock()),
    clock,
    retryDelaysMs: options.retryDelaysMs ?? SHOPIFY_RETRY_DELAYS_MS,
    log,
    adminUrl: () => adminUrl,
    storefrontUrl: () => storefrontUrl,
  });
  const control = createControl(runtime);
  const admin = serve(createAdminHandler(runtime, control), log);
  const storefront = serve(createStorefrontHandler(runtime.context), log);
  adminUrl = `http://localhost:${await listen(admin, options.port, options.host)}`;
  try {
    storefrontUrl = `http://localhost:${await listen(storefront, options.storefrontPort, options.host)}`;
  } catch (error) {
    await stop(admin);
    throw error;
  }
  runtime.shop.primaryUrl = storefrontUrl;
  return {
    adminUrl,
    storefrontUrl,
    shop: runtime.shop,
    runtime,
    control,
    close: async () => {
      runtime.sender.close();
      await Promise.all([stop(admin), stop(storefront)]);
    },
  };
}
