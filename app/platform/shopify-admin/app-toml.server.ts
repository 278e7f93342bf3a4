import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";

const AppToml = z.object({
  client_id: z.string(),
  access_scopes: z.object({ scopes: z.string() }),
  webhooks: z.object({
    api_version: z.string(),
    subscriptions: z.array(
      z.object({
        topics: z.array(z.string()).default([]),
        compliance_topics: z.array(z.string()).default([]),
        uri: z.string(),
      }),
    ),
  }),
  app_proxy: z.object({ url: z.string(), prefix: z.string(), subpath: z.string() }),
});

export interface AppConfiguration {
  clientId: string;
  scopes: string[];
  apiVersion: string;
  subscriptions: { topics: string[]; uri: string }[];
  /** Path of the app on the storefront, such as /apps/perennial. */
  proxyPath: string;
}

/** Reads shopify.app.toml, the one place where scopes, webhooks and the proxy are written. */
export function readAppToml(file = path.resolve("shopify.app.toml")): AppConfiguration {
  const toml = AppToml.parse(parse(readFileSync(file, "utf8")));
  return {
    clientId: toml.client_id,
    scopes: toml.access_scopes.scopes.split(",").map((scope) => scope.trim()),
    apiVersion: toml.webhooks.api_version,
    subscriptions: toml.webhooks.subscriptions.map((subscription) => ({
      topics: [...subscription.topics, ...subscription.compliance_topics],
      uri: subscription.uri,
    })),
    proxyPath: `/${toml.app_proxy.prefix}/${toml.app_proxy.subpath}`,
  };
}
