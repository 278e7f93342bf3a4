import { readFileSync } from "node:fs";
import path from "node:path";
import { parse as parseToml } from "smol-toml";
import { globSync } from "tinyglobby";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { loadAdminSchema } from "#scripts/admin-schema.ts";
import { adminDocuments, scopeNeedsOf } from "./admin-operations-checks.ts";
import { readScopeRules } from "./admin-operations-sources.ts";
import {
  enumNameOf,
  proxyRouteFaults,
  routeSegments,
  scopeFaults,
  type ScopeNeed,
  scopesInDescription,
  topicHandlerFaults,
  topicNameFaults,
  type Subscription,
  webhookRouteFaults,
} from "./toml-routes-checks.ts";

const Toml = z.object({
  access_scopes: z.object({ scopes: z.string() }),
  webhooks: z.object({
    subscriptions: z.array(
      z.object({
        topics: z.array(z.string()).default([]),
        compliance_topics: z.array(z.string()).default([]),
        uri: z.string(),
      }),
    ),
  }),
  app_proxy: z.object({ url: z.string() }),
});

const toml = Toml.parse(parseToml(readFileSync("shopify.app.toml", "utf8")));
const subscriptions: Subscription[] = toml.webhooks.subscriptions.map((one) => ({
  topics: one.topics,
  complianceTopics: one.compliance_topics,
  uri: one.uri,
}));
const routes = Object.fromEntries(
  globSync("**/*.{ts,tsx}", { cwd: "app/routes", ignore: ["**/*.test.*"] }).map((file) => [
    file,
    readFileSync(path.join("app/routes", file), "utf8"),
  ]),
);
const schema = loadAdminSchema();
const topicType = schema.getType("WebhookSubscriptionTopic");
if (!topicType || !("getValues" in topicType)) throw new Error("the Admin schema lists no webhook topics");
const knownTopics = topicType.getValues();

async function handledTopics(): Promise<string[]> {
  vi.stubEnv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
  vi.stubEnv("SHOPIFY_API_KEY", "test-client-id");
  vi.stubEnv("SHOPIFY_API_SECRET", "test-client-secret");
  vi.stubEnv("SHOPIFY_APP_URL", "http://localhost:3000");
  vi.stubEnv("LOG_LEVEL", "silent");
  const { deliveryHandlers } = await import("#app/worker/registry.server.ts");
  return Object.keys(deliveryHandlers);
}

const subscription = (rest: Partial<Subscription>): Subscription => ({
  topics: [],
  complianceTopics: [],
  uri: "/webhooks/x",
  ...rest,
});
const ACTION = "export async function action() {}";

describe("route files", () => {
  it.each([
    ["webhooks.$.ts", ["webhooks", "**"]],
    ["app.customers.$customerId.tsx", ["app", "customers", "*"]],
    ["app._index.tsx", ["app"]],
    ["auth.login/route.tsx", ["auth", "login"]],
    ["_public.about.tsx", ["about"]],
    ["app_.print.tsx", ["app", "print"]],
  ])("%s is understood", (file, segments) => {
    expect(routeSegments(file)).toEqual(segments);
  });
});

describe("webhook addresses", () => {
  it("have their routes, and the routes their addresses", () => {
    expect(subscriptions.length).toBeGreaterThan(0);
    expect(webhookRouteFaults(subscriptions, routes)).toEqual([]);
  });

  it.each([
    [
      "an address without a route",
      { uri: "/hooks/orders" },
      { "webhooks.x.ts": ACTION },
      "no route handles it",
    ],
    ["a route without an action", {}, { "webhooks.x.ts": "export function loader() {}" }, "has no action"],
    [
      "a route nobody leads to",
      {},
      { "webhooks.$.ts": ACTION, "webhooks.old.ts": ACTION },
      "webhooks.old.ts",
    ],
    ["a longer address", { uri: "/webhooks/x/y" }, { "webhooks.x.ts": ACTION }, "no route handles it"],
  ])("are caught with %s", (_label, rest, files, complaint) => {
    expect(webhookRouteFaults([subscription(rest)], files as Record<string, string>).join("\n")).toContain(
      complaint,
    );
  });
});

describe("the app proxy's address", () => {
  it("has its routes", () => {
    expect(proxyRouteFaults(toml.app_proxy.url, routes)).toEqual([]);
  });

  it("is caught when it leads nowhere, and when a route lies elsewhere", () => {
    expect(proxyRouteFaults("/storefront", { "proxy.panel.ts": "" })).toEqual([
      "/storefront: no route handles it",
      "proxy.panel.ts: not below /storefront",
    ]);
    expect(proxyRouteFaults("https://app.example.com/proxy", { "proxy.panel.ts": "" })).toEqual([]);
  });
});

describe("webhook topics", () => {
  it("have their handlers, and the handlers their topics", async () => {
    expect(topicHandlerFaults(subscriptions, await handledTopics())).toEqual([]);
  });

  it("are caught without a handler, without a subscription and twice", () => {
    const twice = [subscription({ topics: ["a/b", "c/d"] }), subscription({ complianceTopics: ["a/b"] })];
    expect(topicHandlerFaults(twice, ["a/b", "e/f"])).toEqual([
      "a/b: subscribed twice",
      "c/d: no handler",
      "e/f: a handler, but no subscription",
    ]);
  });

  it("are Shopify's", () => {
    expect(
      topicNameFaults(
        subscriptions,
        knownTopics.map((value) => value.name),
      ),
    ).toEqual([]);
  });

  it("are caught when they are not, and when a compliance topic is missing", () => {
    const wrong = [
      subscription({ topics: ["orders/made", "shop/redact"], complianceTopics: ["customers/redact"] }),
    ];
    expect(topicNameFaults(wrong, ["ORDERS_CREATE"])).toEqual([
      "orders/made: not a topic of this API version",
      "shop/redact: not a topic of this API version",
      "customers/data_request: missing",
      "shop/redact: missing",
    ]);
  });

  it("carry no deprecation", () => {
    const used = new Set(subscriptions.flatMap((one) => one.topics.map(enumNameOf)));
    const deprecated = knownTopics.filter((value) => used.has(value.name) && value.deprecationReason != null);
    expect(deprecated.map((value) => value.name)).toEqual([]);
  });
});

/** Shopify checks these too, but its lists do not say so for a field or a topic. */
const FURTHER_NEEDS: ScopeNeed[] = [
  { what: "metafieldsSet on customers", anyOf: ["write_customers"] },
  { what: "metafieldsSet on products", anyOf: ["write_products"] },
  { what: "the import of orders older than 60 days", anyOf: ["read_all_orders"] },
  { what: "the app proxy", anyOf: ["write_app_proxy"] },
  { what: "webPixelCreate", anyOf: ["read_customer_events"] },
];

describe("access scopes", () => {
  const topicNeeds = subscriptions
    .flatMap((one) => one.topics)
    .flatMap((topic): ScopeNeed[] => {
      const value = knownTopics.find(({ name }) => name === enumNameOf(topic));
      const anyOf = scopesInDescription(value?.description ?? "");
      return anyOf.length === 0 ? [] : [{ what: `the webhook ${topic}`, anyOf }];
    });

  it("are read from the descriptions of topics", () => {
    expect(topicNeeds.length).toBeGreaterThan(3);
    expect(scopesInDescription("Occurs when x. Requires the `read_a` or `read_b` scope.")).toEqual([
      "read_a",
      "read_b",
    ]);
  });

  it("suffice for every operation and webhook, and none is asked for in vain", () => {
    const scopes = toml.access_scopes.scopes.split(",").map((scope) => scope.trim());
    const operationNeeds = scopeNeedsOf(schema, adminDocuments(), readScopeRules());
    expect(operationNeeds.length).toBeGreaterThan(5);
    expect(scopeFaults(scopes, [...operationNeeds, ...topicNeeds, ...FURTHER_NEEDS])).toEqual([]);
  });

  it("are caught when they do not suffice, and when they are too many", () => {
    const needs = [
      { what: "orders", anyOf: ["read_orders", "read_marketplace_orders"] },
      { what: "customers", anyOf: ["read_customers"] },
      { what: "discounts", anyOf: ["write_discounts"] },
    ];
    expect(scopeFaults(["write_customers", "read_discounts", "read_themes"], needs)).toEqual([
      "orders needs read_orders or read_marketplace_orders",
      "discounts needs write_discounts",
      "write_customers: nothing needs it",
      "read_discounts: nothing needs it",
      "read_themes: nothing needs it",
    ]);
  });
});
