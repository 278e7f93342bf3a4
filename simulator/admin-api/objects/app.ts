/** The app and its installation on the shop in the Admin API. */
import type { AppUnderTest } from "#simulator/context.ts";
import { activeSubscription, settleBilling } from "#simulator/billing/subscriptions.ts";
import { gid } from "#simulator/ids.ts";
import { shopHandle } from "#simulator/platform.ts";
import type {
  AppPurchase,
  AppSubscription,
  Installation,
  StorefrontAccessToken,
} from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { metafieldFields } from "./metafield.ts";

const description = (handle: string): string => {
  const [, action = "", resource = ""] = /^(?:unauthenticated_)?(read|write)_(.*)$/.exec(handle) ?? [];
  return `${action === "write" ? "Modify" : "Read"} ${resource.replaceAll("_", " ")}`;
};

/** An `AccessScope`. */
export const accessScope = (handle: string) => ({ handle, description: description(handle) });

const launchUrl = (context: ApiContext): string =>
  `https://admin.shopify.com/store/${shopHandle(context.shop.domain)}/apps/${context.app.handle}`;

/** Charges as they are now: what the clock has decided meanwhile is done first. */
function subscriptions(context: ApiContext): AppSubscription[] {
  settleBilling(context.environment);
  return [...context.shop.appSubscriptions.values()];
}

function active(context: ApiContext): AppSubscription[] {
  settleBilling(context.environment);
  const subscription = activeSubscription(context.environment);
  return subscription ? [subscription] : [];
}

function purchases(context: ApiContext): AppPurchase[] {
  settleBilling(context.environment);
  return [...context.shop.appPurchases.values()];
}

export const appInstallationModel: TypeModel = {
  id: (installation: Installation) => gid("AppInstallation", installation.id),
  accessScopes: (installation: Installation) => installation.scopes.map(accessScope),
  app: (_installation: Installation, _args, context) => context.app,
  launchUrl: (_installation: Installation, _args, context) => launchUrl(context),
  uninstallUrl: () => null,
  activeSubscriptions: (_installation: Installation, _args, context) => active(context),
  subscriptions: (_installation: Installation, _args, context) => subscriptions(context),
  allSubscriptions: (_installation: Installation, args, context, info) =>
    connection({ items: subscriptions(context), args, context, info, idOf: (each) => each.id }),
  oneTimePurchases: (_installation: Installation, args, context, info) =>
    connection({ items: purchases(context), args, context, info, idOf: (each) => each.id }),
  // The app gives no credits here and earns no revenue elsewhere.
  credits: (_installation: Installation, args, context, info) =>
    connection<{ id: bigint }>({ items: [], args, context, info, idOf: (each) => each.id }),
  revenueAttributionRecords: (_installation: Installation, args, context, info) =>
    connection<{ id: bigint }>({ items: [], args, context, info, idOf: (each) => each.id }),
  ...metafieldFields((installation: Installation) => gid("AppInstallation", installation.id)),
};

const SCOPE_NAMES = (app: AppUnderTest): string[] => [...new Set([...app.scopes, ...app.optionalScopes])];

export const appModel: TypeModel = {
  id: (app: AppUnderTest) => gid("App", app.appId),
  apiKey: (app: AppUnderTest) => app.clientId,
  title: (app: AppUnderTest) => app.name,
  handle: (app: AppUnderTest) => app.handle,
  embedded: () => true,
  description: () => null,
  developerName: () => null,
  developerType: () => "UNKNOWN",
  appStoreAppUrl: () => null,
  appStoreDeveloperUrl: () => null,
  installUrl: () => null,
  launchUrl: (_app: AppUnderTest, _args, context) => launchUrl(context),
  uninstallUrl: () => null,
  shopifyDeveloped: () => false,
  published: () => false,
  previouslyInstalled: () => false,
  isPostPurchaseAppInUse: () => false,
  publicCategory: () => "CUSTOM",
  pricingDetails: () => null,
  features: () => [],
  availableAccessScopes: (app: AppUnderTest) => SCOPE_NAMES(app).map(accessScope),
  requestedAccessScopes: (app: AppUnderTest) => app.scopes.map(accessScope),
  optionalAccessScopes: (app: AppUnderTest) => app.optionalScopes.map(accessScope),
  webhookApiVersion: (app: AppUnderTest) => app.apiVersion,
  installation: (_app: AppUnderTest, _args, context) => context.installation,
};

export const storefrontAccessTokenModel: TypeModel = {
  id: (token: StorefrontAccessToken) => gid("StorefrontAccessToken", token.id),
  title: (token: StorefrontAccessToken) => token.title,
  accessToken: (token: StorefrontAccessToken) => token.accessToken,
  accessScopes: (token: StorefrontAccessToken) => token.scopes.map(accessScope),
  createdAt: (token: StorefrontAccessToken) => graphqlTime(token.createdAt),
  updatedAt: (token: StorefrontAccessToken) => graphqlTime(token.createdAt),
};
