/** One simulated store with everything that acts on it. */
import type { ApiContext, ApiStore, ShopSubscription } from "#simulator/admin-api/context.ts";
import { type Bucket, createBucket, STANDARD_BUCKET } from "#simulator/admin-api/rate-limit.ts";
import { createBulkRunner } from "#simulator/bulk/runner.ts";
import type { AppUnderTest, SimulatorContext } from "#simulator/context.ts";
import { createAllocator, gid } from "#simulator/ids.ts";
import type { ShopCommands } from "#simulator/state/commands.ts";
import { createShop, lastId, type StartingData } from "#simulator/state/create-shop.ts";
import type { Change, CommandEnvironment } from "#simulator/state/environment.ts";
import type { Installation, ShopState } from "#simulator/state/model.ts";
import { createShopCommands } from "#simulator/state/shop-commands.ts";
import { createSender, type Sender } from "#simulator/webhooks/delivery.ts";
import { publish } from "#simulator/webhooks/publish.ts";

export interface ShopRuntime {
  context: SimulatorContext;
  shop: ShopState;
  commands: ShopCommands;
  app: AppUnderTest;
  clock: () => Date;
  sender: Sender;
  /** Sends changes as one action. */
  emit(changes: Change[]): void;
  /** The merchant agrees to the app's scopes. Installing again changes nothing but the scopes. */
  install(): Installation;
  uninstall(): void;
  installation(): Installation | null;
  /** What a GraphQL request of an installation works on. */
  apiContext(installation: Installation): ApiContext;
  bucket(installation: Installation): Bucket;
}

export interface RuntimeOptions {
  app: AppUnderTest;
  domain: string;
  data: StartingData;
  clock: () => Date;
  retryDelaysMs: readonly number[];
  log: (line: Record<string, unknown>) => void;
  adminUrl: () => string;
  storefrontUrl: () => string;
}

/** App-owned data and theme blocks go with the app, as at Shopify. */
function forgetApp(shop: ShopState, installation: Installation): void {
  const owner = gid("AppInstallation", installation.id);
  for (const [key, metafield] of shop.metafields) {
    if (metafield.ownerGid === owner) shop.metafields.delete(key);
  }
  shop.blocks = [];
}

export function createRuntime(options: RuntimeOptions): ShopRuntime {
  const { app, clock, log } = options;
  const shop = createShop(options.domain, options.data);
  const allocate = createAllocator(lastId(shop));
  const sender = createSender({ clock, log, retryDelaysMs: options.retryDelaysMs });
  const subscriptions = new Map<bigint, ShopSubscription>();
  const buckets = new WeakMap<Installation, Bucket>();
  const emit = (changes: Change[]): void =>
    publish({ shop, app, sender, clock, shopSubscriptions: () => [...subscriptions.values()] }, changes);
  const environment: CommandEnvironment = { shop, clock, allocate, emit };
  const commands = createShopCommands(environment, app.clientId);
  const installation = (): Installation | null => shop.installations.get(app.clientId) ?? null;
  const store: ApiStore = {
    shop,
    commands,
    environment,
    app,
    clock,
    adminUrl: options.adminUrl,
    bulk: createBulkRunner(() => store, { log }),
    subscriptions,
  };
  return {
    context: {
      shop,
      commands,
      clock,
      app,
      log,
      adminUrl: options.adminUrl,
      storefrontUrl: options.storefrontUrl,
    },
    shop,
    commands,
    app,
    clock,
    sender,
    emit,
    installation,
    install: () => {
      const known = installation();
      if (known) {
        known.scopes = [...app.scopes];
        return known;
      }
      const made: Installation = {
        id: allocate(),
        appId: app.appId,
        clientId: app.clientId,
        scopes: [...app.scopes],
        accessTokens: new Map(),
        refreshTokens: new Set(),
        installedAt: clock(),
      };
      shop.installations.set(app.clientId, made);
      return made;
    },
    uninstall: () => {
      const known = installation();
      if (!known) return;
      subscriptions.clear();
      forgetApp(shop, known);
      commands.uninstall();
    },
    apiContext: (known) => ({ ...store, installation: known, bulkWindow: null, ordersByCustomer: null }),
    bucket: (known) => {
      const bucket = buckets.get(known) ?? createBucket(STANDARD_BUCKET);
      buckets.set(known, bucket);
      return bucket;
    },
  };
}
