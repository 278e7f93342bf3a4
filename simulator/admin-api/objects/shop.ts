/** The shop, the app and its installation, themes and webhook subscriptions in the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { Installation, ShopState } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { topicToEnum } from "#simulator/webhooks/topics.ts";
import type { ApiContext, ShopSubscription, TypeModel } from "../context.ts";
import { metafieldFields } from "./metafield.ts";

/** The one theme of the simulated store. */
export const MAIN_THEME = { id: 9_007_199_254_740_999n, name: "Simulated theme", role: "MAIN" } as const;

const storeHandle = (shop: ShopState): string => shop.domain.replace(/\.myshopify\.com$/, "");

const offsetMinutes = (timezone: string, now: Date): number => {
  const local = new Date(now.toLocaleString("en-US", { timeZone: timezone }));
  const utc = new Date(now.toLocaleString("en-US", { timeZone: "UTC" }));
  return Math.round((local.getTime() - utc.getTime()) / 60_000);
};

const moneyFormat = (shop: ShopState): string => {
  const parts = new Intl.NumberFormat("en", {
    style: "currency",
    currency: shop.currency,
    currencyDisplay: "narrowSymbol",
  }).formatToParts(0);
  return `${parts.find((part) => part.type === "currency")?.value ?? shop.currency}{{amount}}`;
};

export const shopModel: TypeModel = {
  id: (shop: ShopState) => gid("Shop", shop.id),
  name: (shop: ShopState) => shop.name,
  email: (shop: ShopState) => shop.email,
  contactEmail: (shop: ShopState) => shop.email,
  shopOwnerName: (shop: ShopState) => `${shop.name} Owner`,
  description: () => null,
  myshopifyDomain: (shop: ShopState) => shop.domain,
  url: (shop: ShopState) => shop.primaryUrl,
  primaryDomain: (shop: ShopState) => ({
    id: gid("Domain", shop.id),
    host: new URL(shop.primaryUrl).host,
    url: shop.primaryUrl,
    sslEnabled: shop.primaryUrl.startsWith("https:"),
  }),
  currencyCode: (shop: ShopState) => shop.currency,
  enabledPresentmentCurrencies: (shop: ShopState) => [shop.currency],
  currencyFormats: (shop: ShopState) => ({
    moneyFormat: moneyFormat(shop),
    moneyInEmailsFormat: moneyFormat(shop),
    moneyWithCurrencyFormat: `${moneyFormat(shop)} ${shop.currency}`,
    moneyWithCurrencyInEmailsFormat: `${moneyFormat(shop)} ${shop.currency}`,
  }),
  ianaTimezone: (shop: ShopState) => shop.ianaTimezone,
  timezoneOffsetMinutes: (shop: ShopState, _args, context) =>
    offsetMinutes(shop.ianaTimezone, context.clock()),
  plan: (shop: ShopState) => ({
    publicDisplayName: shop.plan,
    partnerDevelopment: false,
    shopifyPlus: shop.plan === "Shopify Plus",
  }),
  taxesIncluded: () => true,
  taxShipping: () => false,
  setupRequired: () => false,
  weightUnit: () => "KILOGRAMS",
  unitSystem: () => "METRIC_SYSTEM",
  orderNumberFormatPrefix: () => "#",
  orderNumberFormatSuffix: () => "",
  createdAt: (_shop: ShopState, _args, context) => graphqlTime(firstDate(context)),
  updatedAt: (_shop: ShopState, _args, context) => graphqlTime(firstDate(context)),
  ...metafieldFields((shop: ShopState) => gid("Shop", shop.id)),
};

/** The shop has no date of its own; it began with its first product. */
function firstDate(context: ApiContext): Date {
  const [product] = context.shop.products.values();
  return product?.createdAt ?? context.clock();
}

const scope = (handle: string) => ({ handle, description: handle.replace("_", " ") });

export const appInstallationModel: TypeModel = {
  id: (installation: Installation) => gid("AppInstallation", installation.id),
  accessScopes: (installation: Installation) => installation.scopes.map(scope),
  app: (_installation: Installation, _args, context) => context.app,
  launchUrl: (_installation: Installation, _args, context) =>
    `https://admin.shopify.com/store/${storeHandle(context.shop)}/apps/${context.app.handle}`,
  uninstallUrl: () => null,
  activeSubscriptions: () => [],
  ...metafieldFields((installation: Installation) => gid("AppInstallation", installation.id)),
};

export const appModel: TypeModel = {
  id: (_app: unknown, _args, context) => gid("App", context.app.appId),
  apiKey: (_app: unknown, _args, context) => context.app.clientId,
  title: (_app: unknown, _args, context) => context.app.name,
  handle: (_app: unknown, _args, context) => context.app.handle,
  embedded: () => true,
  description: () => null,
  developerName: () => null,
  appStoreAppUrl: () => null,
  shopifyDeveloped: () => false,
  published: () => false,
  previouslyInstalled: () => false,
  requestedAccessScopes: (_app: unknown, _args, context) => context.app.scopes.map(scope),
  optionalAccessScopes: () => [],
  webhookApiVersion: (_app: unknown, _args, context) => context.app.apiVersion,
  installation: (_app: unknown, _args, context) => context.installation,
};

export const themeModel: TypeModel = {
  id: (theme: typeof MAIN_THEME) => gid("OnlineStoreTheme", theme.id),
  name: (theme: typeof MAIN_THEME) => theme.name,
  role: (theme: typeof MAIN_THEME) => theme.role,
  prefix: () => "",
  processing: () => false,
  processingFailed: () => false,
  themeStoreId: () => null,
  createdAt: (_theme: unknown, _args, context) => graphqlTime(firstDate(context)),
  updatedAt: (_theme: unknown, _args, context) => graphqlTime(firstDate(context)),
};

export const webhookSubscriptionModel: TypeModel = {
  id: (subscription: ShopSubscription) => gid("WebhookSubscription", subscription.id),
  legacyResourceId: (subscription: ShopSubscription) => subscription.id.toString(),
  topic: (subscription: ShopSubscription) => topicToEnum(subscription.topic),
  uri: (subscription: ShopSubscription) => subscription.uri,
  callbackUrl: (subscription: ShopSubscription) => subscription.uri,
  format: () => "JSON",
  includeFields: (subscription: ShopSubscription) => subscription.includeFields,
  metafieldNamespaces: () => [],
  metafields: () => [],
  filter: (subscription: ShopSubscription) => subscription.filter,
  name: (subscription: ShopSubscription) => subscription.name,
  createdAt: (subscription: ShopSubscription) => graphqlTime(subscription.createdAt),
  updatedAt: (subscription: ShopSubscription) => graphqlTime(subscription.updatedAt),
};
