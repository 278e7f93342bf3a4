/** What the parts of the simulator share: the app under development, the store and the way to change it. */
import type {
  FlowActionExtension,
  FlowTriggerExtension,
  WebPixelExtension,
} from "#simulator/app-extensions.ts";
import type { ProtectedDataAccess } from "#simulator/admin-api/protected-data.ts";
import type { ShopCommands } from "#simulator/state/commands.ts";
import type { ShopState } from "#simulator/state/model.ts";

/** One webhook subscription, declared in the app's configuration file or made through the Admin API. */
export interface WebhookSubscription {
  id: bigint;
  /** As in the header: `orders/create`. */
  topic: string;
  /** Absolute address, or a path below the app's address. */
  uri: string;
  includeFields: string[];
  filter: string | null;
  /** Arrives as `X-Shopify-Name`. */
  name: string | null;
  /** Metafields that come with the payload; namespaces as they are stored. Only of subscriptions of the Admin API. */
  metafieldNamespaces?: string[];
  metafields?: { namespace: string; key: string }[];
  /** `configuration`: shopify.app.toml, for every shop; `api`: made for this shop by the Admin API. */
  source: "configuration" | "api";
}

/** The Shopify app under development, read from its `shopify.app.toml`. */
export interface AppUnderTest {
  clientId: string;
  clientSecret: string;
  /** The secret before the last rotation, which signs webhooks for a while. */
  retiredSecret?: { value: string; signsUntil: Date };
  /** Numeric id, used in `$app` namespaces: `app--<appId>--…`. */
  appId: bigint;
  name: string;
  handle: string;
  /** Where the app listens, without a slash at the end. */
  url: string;
  scopes: string[];
  /** Scopes that the app may ask for later. */
  optionalScopes: string[];
  apiVersion: string;
  subscriptions: WebhookSubscription[];
  /** Storefront path `/<prefix>/<subpath>/…` is forwarded to `<app url><url>/…`. */
  proxy: { prefix: string; subpath: string; url: string } | null;
  /** Absolute folder of the theme app extension. */
  themeExtensionPath: string | null;
  /** `uid` of the theme app extension. */
  themeExtensionUid: string | null;
  webPixel: WebPixelExtension | null;
  flowTriggers: FlowTriggerExtension[];
  flowActions: FlowActionExtension[];
  /** Protected customer data that Shopify has approved the app for; left out: all of it. */
  protectedCustomerData?: ProtectedDataAccess;
}

/** What a request handler of the simulator is given. */
export interface SimulatorContext {
  shop: ShopState;
  commands: ShopCommands;
  clock: () => Date;
  app: AppUnderTest;
  log: (line: Record<string, unknown>) => void;
  /** Address of the admin and API server, without a slash at the end. */
  adminUrl: () => string;
  /** Address of the storefront server, without a slash at the end. */
  storefrontUrl: () => string;
}
