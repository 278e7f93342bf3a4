/** A store for tests: a handful of products and customers, a clock that stands still, and a list of what was sent. */
import type { ApiContext } from "#simulator/admin-api/context.ts";
import { answerGraphql } from "#simulator/admin-api/endpoint.ts";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import type { AppUnderTest } from "#simulator/context.ts";
import { createAllocator } from "#simulator/ids.ts";
import { createClock } from "#simulator/clock.ts";
import { createPlatform } from "#simulator/platform.ts";
import { createShop, lastId } from "#simulator/state/create-shop.ts";
import type { Change, CommandEnvironment } from "#simulator/state/environment.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import { createShopCommands } from "#simulator/state/shop-commands.ts";
import { createSender } from "#simulator/webhooks/delivery.ts";

export const NOW = new Date("2026-07-01T09:30:00.500Z");

export const TEST_APP: AppUnderTest = {
  clientId: "client",
  clientSecret: "hush",
  appId: 42n,
  name: "Test App",
  handle: "test-app",
  url: "http://localhost:3999",
  scopes: ["write_customers", "read_orders", "read_products", "write_discounts"],
  optionalScopes: [],
  apiVersion: "2026-07",
  subscriptions: [],
  proxy: { prefix: "apps", subpath: "test", url: "/proxy" },
  themeExtensionPath: null,
  themeExtensionUid: null,
  webPixel: null,
  flowTriggers: [],
  flowActions: [],
};

/** Commands on a new store; `sent` collects the webhooks of each action. */
export function createTestStore() {
  const shop = createShop("test.myshopify.com", loadEmptyStore(NOW));
  const sent: Change[][] = [];
  const environment: CommandEnvironment = {
    shop,
    clock: () => NOW,
    allocate: createAllocator(lastId(shop)),
    emit: (changes) => sent.push(changes),
  };
  const commands = createShopCommands(environment);
  const [customer] = shop.customers.values();
  const variants = [...shop.products.values()].map((product) => product.variants[0]!);
  return { shop, environment, commands, sent, customer: customer!, variants };
}

/** A store with the app installed, and a function that runs GraphQL on it. */
export function createTestApi(app: AppUnderTest = TEST_APP) {
  const clock = createClock({ now: NOW, speed: 0 });
  const log = (): void => {};
  const platform = createPlatform({
    app,
    clock,
    sender: createSender({ clock, log, retryDelaysMs: [] }),
    log,
    adminUrl: () => "http://localhost:4100",
    storefrontUrl: () => "http://localhost:4101",
  });
  const runtime = platform.put(createShop("test.myshopify.com", loadEmptyStore(NOW)));
  const installation = runtime.install();
  const context: ApiContext = runtime.apiContext(installation);
  const run = async (query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer> => {
    const answering = {
      admin: loadAdminSchema(),
      bucket: runtime.bucket(installation),
      context,
      log: () => {},
    };
    return JSON.parse(JSON.stringify(await answerGraphql(answering, { query, variables }))) as GraphqlAnswer;
  };
  return { platform, clock, runtime, installation, context, run };
}

/** What an answer of the Admin API looks like to a test. */
export interface GraphqlAnswer {
  data?: Record<string, Record<string, unknown>>;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
  extensions?: {
    cost: {
      requestedQueryCost: number;
      actualQueryCost: number | null;
      throttleStatus: { currentlyAvailable: number };
    };
  };
}
