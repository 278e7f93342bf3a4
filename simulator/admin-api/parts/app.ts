/** The app in the Admin API: its installation, charges, pixel, Flow triggers, uploads and Storefront tokens. */
import { gid } from "#simulator/ids.ts";
import type { ApiPart, TypeModel } from "../context.ts";
import { idOfType } from "../ids.ts";
import { billingMutations } from "../mutations/billing.ts";
import { flowMutations } from "../mutations/flow.ts";
import { installationMutations } from "../mutations/installation.ts";
import { uploadMutations } from "../mutations/uploads.ts";
import { webPixelMutations } from "../mutations/web-pixels.ts";
import { appInstallationModel, appModel, storefrontAccessTokenModel } from "../objects/app.ts";
import {
  appPurchaseModel,
  appSubscriptionModel,
  lineItemModel,
  type PlacedUsageRecord,
  usageRecordModel,
} from "../objects/billing.ts";
import { webPixelModel } from "../objects/web-pixel.ts";
import type { ApiContext } from "../context.ts";

function usageRecord({ shop }: ApiContext, id: bigint): PlacedUsageRecord | null {
  for (const subscription of shop.appSubscriptions.values()) {
    for (const lineItem of subscription.lineItems) {
      const record = lineItem.usageRecords.find((each) => each.id === id);
      if (record) return { placed: { subscription, lineItem }, record };
    }
  }
  return null;
}

const queries: TypeModel = {
  app: (_root, args, context) =>
    args["id"] && idOfType(args["id"], "App") !== context.app.appId ? null : context.app,
  appByHandle: (_root, args, { app }) => (args["handle"] === app.handle ? app : null),
  appByKey: (_root, args, { app }) => (args["apiKey"] === app.clientId ? app : null),
  appInstallation: (_root, args, { installation }) =>
    args["id"] && idOfType(args["id"], "AppInstallation") !== installation.id ? null : installation,
  currentAppInstallation: (_root, _args, context) => context.installation,
  webPixel: (_root, args, { shop }) =>
    args["id"] && args["id"] !== (shop.webPixel && gid("WebPixel", shop.webPixel.id)) ? null : shop.webPixel,
};

export const appPart: ApiPart = {
  queries,
  mutations: {
    ...billingMutations,
    ...flowMutations,
    ...installationMutations,
    ...uploadMutations,
    ...webPixelMutations,
  },
  types: {
    App: appModel,
    AppInstallation: appInstallationModel,
    AppPurchaseOneTime: appPurchaseModel,
    AppSubscription: appSubscriptionModel,
    AppSubscriptionLineItem: lineItemModel,
    AppUsageRecord: usageRecordModel,
    StorefrontAccessToken: storefrontAccessTokenModel,
    WebPixel: webPixelModel,
  },
  nodes: {
    App: ({ app }, id) => (app.appId === id ? app : null),
    AppInstallation: ({ installation }, id) => (installation.id === id ? installation : null),
    AppPurchaseOneTime: ({ shop }, id) => shop.appPurchases.get(id),
    AppSubscription: ({ shop }, id) => shop.appSubscriptions.get(id),
    AppUsageRecord: usageRecord,
    StorefrontAccessToken: ({ shop }, id) => shop.storefrontAccessTokens.get(id),
    WebPixel: ({ shop }, id) => (shop.webPixel?.id === id ? shop.webPixel : null),
  },
};
