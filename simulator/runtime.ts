/** One simulated store with everything that acts on it. */
import type { ApiContext, ApiStore } from "#simulator/admin-api/context.ts";
import type { Alarm, SimulatorClock } from "#simulator/clock.ts";
import { type Bucket, createBucket, planBucket, WITHOUT_LIMIT } from "#simulator/admin-api/rate-limit.ts";
import { watchBilling } from "#simulator/billing/subscriptions.ts";
import { createBulkRunner } from "#simulator/bulk/runner.ts";
import type { AppUnderTest, SimulatorContext } from "#simulator/context.ts";
import { installApp, uninstallApp } from "#simulator/state/apps.ts";
import type { ShopCommands } from "#simulator/state/commands.ts";
import type { Change, CommandEnvironment } from "#simulator/state/environment.ts";
import type { Installation, ShopState } from "#simulator/state/model.ts";
import { watchErasures } from "#simulator/state/customers-accounts.ts";
import { createShopCommands } from "#simulator/state/shop-commands.ts";
import type { Sender } from "#simulator/webhooks/delivery.ts";
import { publish } from "#simulator/webhooks/publish.ts";

export interface ShopRuntime {
  context: SimulatorContext;
  shop: ShopState;
  commands: ShopCommands;
  app: AppUnderTest;
  environment: CommandEnvironment;
  clock: () => Date;
  /** The clock itself: to wait for a time. */
  time: SimulatorClock;
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
  /** Nothing of this shop rings any more: another state takes its place. */
  close(): void;
}

export interface RuntimeOptions {
  app: AppUnderTest;
  state: ShopState;
  clock: SimulatorClock;
  sender: Sender;
  allocate: () => bigint;
  /** Whether queries of the Admin API cost anything. */
  isLimited: () => boolean;
  log: (line: Record<string, unknown>) => void;
  adminUrl: () => string;
  storefrontUrl: () => string;
}

/** So long after the app was removed Shopify asks it to forget the shop, unless it was installed again. */
const SHOP_REDACTION_MS = 48 * 3600 * 1000;

export function createRuntime(options: RuntimeOptions): ShopRuntime {
  const { app, log, state: shop, allocate, sender } = options;
  const clock = options.clock.now;
  const buckets = new WeakMap<Installation, Bucket>();
  const emit = (changes: Change[]): void =>
    publish(
      { shop, app, sender, clock, shopSubscriptions: () => [...shop.webhookSubscriptions.values()] },
      changes,
    );
  const alarms = new Set<Alarm>();
  const at = (time: Date, ring: () => void): Alarm => {
    const alarm = options.clock.at(time, () => {
      alarms.delete(alarm);
      ring();
    });
    alarms.add(alarm);
    return alarm;
  };
  const environment: CommandEnvironment = { shop, clock, allocate, emit, at };
  watchBilling(environment);
  watchErasures(environment);
  const commands = createShopCommands(environment);
  const installation = (): Installation | null => shop.installations.get(app.clientId) ?? null;
  const store: ApiStore = {
    shop,
    commands,
    environment,
    app,
    clock,
    adminUrl: options.adminUrl,
    bulk: createBulkRunner(() => store, { log }),
  };
  /** Asks the app to forget the shop once that is due, unless it was installed again. */
  const watchRedaction = (): void => {
    const due = shop.redactionDueAt;
    if (!due) return;
    at(due, () => {
      if (shop.redactionDueAt !== due) return;
      shop.redactionDueAt = null;
      if (installation() === null) commands.redactShop();
    });
  };
  watchRedaction();
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
    environment,
    app,
    clock,
    time: options.clock,
    sender,
    emit,
    installation,
    install: () => installApp(environment, app),
    uninstall: () => {
      if (!uninstallApp(environment, app)) return;
      shop.redactionDueAt = new Date(clock().getTime() + SHOP_REDACTION_MS);
      watchRedaction();
    },
    apiContext: (known) => ({ ...store, installation: known, bulkWindow: null }),
    bucket: (known) => {
      const bucket =
        buckets.get(known) ??
        createBucket(() => (options.isLimited() ? planBucket(shop.plan) : WITHOUT_LIMIT));
      buckets.set(known, bucket);
      return bucket;
    },
    close: () => {
      for (const alarm of alarms) alarm.cancel();
    },
  };
}
