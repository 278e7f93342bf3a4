/**
 * The web process: serves the built app. Webhooks go straight to the intake, past the framework, so that a burst is
 * acknowledged quickly; `routes/webhooks.$.ts` is the same edge for the development server.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
import { answerWebhook } from "#app/features/events/index.server.ts";
import { closeDatabase } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";

const BUILD = path.resolve(import.meta.dirname, "../build");
const STOP_PATIENCE_MS = 3_000;

const app = express();
app.disable("x-powered-by");
app.set("trust proxy", true);

// Paths only: the address of an embedded page carries the merchant's token.
app.use((request, response, next) => {
  const startedAt = performance.now();
  response.once("finish", () => {
    const tookMs = Math.round(performance.now() - startedAt);
    log.info(
      {
        method: request.method,
        path: request.originalUrl.split("?")[0],
        status: response.statusCode,
        tookMs,
      },
      "request",
    );
  });
  next();
});

app.use(compression());
app.use("/assets", express.static(path.join(BUILD, "client/assets"), { immutable: true, maxAge: "1y" }));
app.use(express.static(path.join(BUILD, "client"), { maxAge: "1h" }));

const buildFile = path.join(BUILD, "server/index.js");
const build = (await import(buildFile)) as ServerBuild;
app.all("*", createRequestHandler({ build, mode: env.NODE_ENV }));

const onError: express.ErrorRequestHandler = (error, request, response, next) => {
  log.error({ err: error as unknown, path: request.path }, "a request failed");
  if (response.headersSent) return next(error);
  return response.status(500).send("Something went wrong. Please try again.\n");
};
app.use(onError);

/** Past Express, too: it would cost more than the intake itself. */
async function takeWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === "string") headers.set(name, value);
  const { status, text } = await answerWebhook({ headers, body: request });
  response.writeHead(status, { "Content-Type": "text/plain" }).end(text);
}

const server = createServer((request, response) => {
  if (request.method !== "POST" || !request.url?.startsWith("/webhooks/")) {
    app(request, response);
    return;
  }
  takeWebhook(request, response).catch((error: unknown) => {
    log.error({ err: error }, "a webhook could not be stored");
    // Shopify delivers it again.
    if (!response.headersSent) response.writeHead(503).end();
  });
});
server.listen(env.PORT, () => log.info({ port: env.PORT }, "the web process is ready"));

function stop(): void {
  server.close(() => void closeDatabase().then(() => process.exit(0)));
  // Connections that stay open do not hold up the end: what they ask next goes to another process.
  setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS).unref();
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
