import { ApiVersion, InvalidHmacError, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
// Sets up what the library runs on, once for the process: importing its adapter here would undo that.
import "./shopify.server.ts";

/** Shopify signs with the oldest secret that is not revoked. */
const apis = [env.SHOPIFY_API_SECRET, env.SHOPIFY_API_SECRET_PREVIOUS].flatMap((apiSecretKey) =>
  apiSecretKey === undefined
    ? []
    : shopifyApi({
        apiKey: env.SHOPIFY_API_KEY,
        apiSecretKey,
        apiVersion: ApiVersion.July26,
        hostName: new URL(env.SHOPIFY_APP_URL).host,
        isEmbeddedApp: true,
        logger: {
          level: LogSeverity.Error,
          log: async (_, message) => log.error({ source: "shopify" }, message),
        },
      }),
);

/**
 * Whether Shopify's app proxy signed these parameters, within the last 90 seconds.
 *
 * The Remix package's `authenticate.public.appProxy` also reads the shop's access token, and renews it at Shopify when it
 * is about to end: a shopper would wait for that, and see an error when it fails, for a token that no answer needs.
 */
export async function isSignedByProxy(parameters: URLSearchParams): Promise<boolean> {
  for (const { utils } of apis) {
    try {
      if (await utils.validateHmac(parameters, { signator: "appProxy" })) return true;
    } catch (error) {
      if (!(error instanceof InvalidHmacError)) throw error;
      return false;
    }
  }
  return false;
}
