import "@shopify/shopify-api/adapters/node";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import fc from "fast-check";
import { expect, it } from "vitest";
import { env } from "#app/platform/env/env.server.ts";
import { signProxyQuery } from "#simulator/app-proxy-signature.ts";
import { isSignedByProxy } from "#app/platform/shopify-admin/proxy-signature.server.ts";

const library = shopifyApi({
  apiKey: env.SHOPIFY_API_KEY,
  apiSecretKey: env.SHOPIFY_API_SECRET,
  apiVersion: ApiVersion.July26,
  hostName: "app.example.com",
  isEmbeddedApp: true,
  isTesting: true,
  logger: { level: LogSeverity.Error, log: () => {} },
});

const isSignedByLibrary = (query: URLSearchParams): Promise<boolean> =>
  library.utils.validateHmac(query, { signator: "appProxy" }).catch(() => false);

const name = fc.constantFrom("product", "placement", "limit", "name", "q", "extra");
const value = fc.oneof(fc.string(), fc.constantFrom("", "1", "a b", "ä&=+", "1,2", "٣"));

it("takes and refuses what Shopify's library does", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.tuple(name, value), { maxLength: 8 }),
    fc.constantFrom(0, 60, 89, 92, -60, -92, 100_000),
    fc.array(fc.tuple(fc.oneof(name, fc.constantFrom("shop", "timestamp", "signature")), value), {
      maxLength: 1,
    }),
    fc.boolean(),
    async (own, ageSeconds, added, isSigned) => {
      const query = new URLSearchParams([
        ["shop", "own.myshopify.com"],
        ["path_prefix", "/apps/perennial"],
        ["logged_in_customer_id", ""],
        ["timestamp", String(Math.floor(Date.now() / 1000) - ageSeconds)],
        ...own,
      ]);
      if (isSigned) query.set("signature", signProxyQuery(query, env.SHOPIFY_API_SECRET));
      for (const [added_, text] of added) query.append(added_, text);
      expect(isSignedByProxy(query)).toBe(await isSignedByLibrary(query));
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

it.each([["1780000000.5"], ["soon"], [""], ["-1"], ["1e9"]])(
  "refuses the time %j, though it is signed",
  (timestamp) => {
    const query = new URLSearchParams({ shop: "own.myshopify.com", timestamp });
    query.set("signature", signProxyQuery(query, env.SHOPIFY_API_SECRET));
    expect(isSignedByProxy(query)).toBe(false);
  },
);
