/**
 * The floor "template", a process of its own: what a route of Shopify's Remix template does. The library authenticates
 * the webhook and looks the shop's session up (here in memory; the template asks its database), then one INSERT. It
 * lacks Remix's own routing, so the real template is slower than this.
 */
import "@shopify/shopify-app-remix/adapters/node";
import { createServer, type IncomingMessage } from "node:http";
import { Session } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from "@shopify/shopify-app-remix/server";
import { storeOne } from "./floor-table.ts";

const { API_SECRET = "", PORT, SHOP = "" } = process.env;
const store = storeOne();

const session = new Session({
  id: `offline_${SHOP}`,
  shop: SHOP,
  state: "",
  isOnline: false,
  accessToken: "token",
  scope: "read_orders",
});

const sessionInMemory: SessionStorage = {
  storeSession: async () => true,
  loadSession: async (id) => (id === session.id ? session : undefined),
  deleteSession: async () => true,
  deleteSessions: async () => true,
  findSessionsByShop: async () => [session],
};

const { authenticate } = shopifyApp({
  apiKey: "bench-client-id",
  apiSecretKey: API_SECRET,
  appUrl: `http://localhost:${PORT}`,
  apiVersion: ApiVersion.July26,
  scopes: ["read_orders"],
  distribution: AppDistribution.AppStore,
  sessionStorage: sessionInMemory,
  logger: { level: LogSeverity.Error },
  future: { unstable_newEmbeddedAuthStrategy: true },
});

async function action(request: Request): Promise<Response> {
  const eventId = request.headers.get("x-shopify-event-id") ?? "";
  const { shop, topic, payload } = await authenticate.webhook(request);
  await store(shop, topic, eventId, JSON.stringify(payload));
  return new Response();
}

/** As Remix's Node adapters do: the body is handed on as a stream. */
function toRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  return new Request(`http://localhost:${PORT}${incoming.url}`, {
    method: "POST",
    headers,
    body: incoming as unknown as ReadableStream,
    duplex: "half",
  } as RequestInit);
}

createServer((incoming, outgoing) => {
  action(toRequest(incoming)).then(
    async (response) => outgoing.writeHead(response.status).end(Buffer.from(await response.arrayBuffer())),
    (thrown: unknown) => {
      const status = thrown instanceof Response ? thrown.status : 500;
      outgoing.writeHead(status).end(thrown instanceof Response ? undefined : String(thrown));
    },
  );
}).listen(Number(PORT), "127.0.0.1");
