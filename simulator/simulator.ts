/** Starts the simulator: one server for the admin and the APIs, one for the storefront. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdminHandler } from "#simulator/admin-server.ts";
import { readApp } from "#simulator/app-under-test.ts";
import { createClock } from "#simulator/clock.ts";
import { createControl, type Control } from "#simulator/control/control.ts";
import { answerMail } from "#simulator/mail/mail-pages.ts";
import { type MailServer, startMailServer } from "#simulator/mail/mail-server.ts";
import type { SimulatorOptions } from "#simulator/options.ts";
import { createPlatform, type Platform } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import type { ShopState } from "#simulator/state/model.ts";
import { readStateFile } from "#simulator/saved-state/files.ts";
import { openShop, type StartingStore } from "#simulator/starting-stores.ts";
import { createStorefrontHandler } from "#simulator/storefront/handler.ts";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import { createSender, SHOPIFY_RETRY_DELAYS_MS } from "#simulator/webhooks/delivery.ts";

export interface RunningSimulator {
  adminUrl: string;
  storefrontUrl: string;
  /** Catches what the app sends by SMTP. */
  mail: MailServer;
  platform: Platform;
  /** The first shop and what acts on it. */
  readonly shop: ShopState;
  readonly runtime: ShopRuntime;
  readonly control: Control;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

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
  const saved = options.stateFile === undefined ? null : await readStateFile(options.stateFile);
  const clock = createClock({
    now: options.startAt ?? saved?.clock.now,
    speed: options.speed ?? saved?.clock.speed,
  });
  let adminUrl = "";
  let storefrontUrl = "";
  loadAdminSchema();
  const platform = createPlatform({
    app: readApp({ folder: options.appFolder, url: options.appUrl, clientSecret: options.apiSecret }),
    clock,
    sender: createSender({
      clock,
      log,
      retryDelaysMs: options.retryDelaysMs ?? SHOPIFY_RETRY_DELAYS_MS,
    }),
    log,
    isLimited: !options.unlimited,
    adminUrl: () => adminUrl,
    storefrontUrl: () => storefrontUrl,
  });
  const { store, seedLimit } = options;
  const domains = [options.shopDomain, ...(options.moreShops ?? [])];
  const stores: StartingStore[] = domains.map((domain) => ({ domain, store, seedLimit }));
  const mail = await startMailServer({
    port: options.mailPort ?? 0,
    host: options.host,
    now: () => clock.now(),
  });
  const answerAdmin = createAdminHandler(platform, { stores, stateFile: options.stateFile });
  const admin = serve(async (request, response) => {
    if (!(await answerMail(mail, request, response))) await answerAdmin(request, response);
  }, log);
  const storefront = serve(createStorefrontHandler(platform), log);
  adminUrl = `http://localhost:${await listen(admin, options.port, options.host)}`;
  try {
    storefrontUrl = `http://localhost:${await listen(storefront, options.storefrontPort, options.host)}`;
  } catch (error) {
    await Promise.all([stop(admin), mail.close()]);
    throw error;
  }
  for (const state of saved?.shops ?? []) platform.put(state, saved?.lastId);
  if (!saved) for (const start of stores) openShop(platform, start);
  return {
    adminUrl,
    storefrontUrl,
    mail,
    platform,
    get shop() {
      return platform.first().shop;
    },
    get runtime() {
      return platform.first();
    },
    get control() {
      return createControl(platform.first());
    },
    close: async () => {
      clock.close();
      platform.sender.close();
      await Promise.all([stop(admin), stop(storefront), mail.close()]);
    },
  };
}
