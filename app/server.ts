/**
 * The web process: serves the built app. Webhooks go straight to the intake, past the framework, so that a burst is
 * acknowledged quickly; `routes/webhooks*.ts` are the same edges for the development server.
 */
import { createServer } from "node:http";
import path from "node:path";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
import { takeDelivery } from "#app/features/events/index.server.ts";
import { checkDataKeys } from "#app/platform/crypto/check-keys.server.ts";
import { closeDatabase } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";

const BUILD = path.resolve(import.meta.dirname, "../build");
const STOP_PATIENCE_MS = 3_000;
const HEAD_PATIENCE_MS = 10_000;

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

const server = createServer((request, response) => {
  if (!takeDelivery(request, response)) app(request, response);
});
// Nobody holds a connection by sending a request's head byte by byte.
server.headersTimeout = HEAD_PATIENCE_MS;
// Values that cannot be opened are noticed before the first request.
await checkDataKeys();
server.listen(env.PORT, () => log.info({ port: env.PORT }, "the web process is ready"));

function stop(): void {
  server.close(() => void closeDatabase().then(() => process.exit(0)));
  // Connections that stay open do not hold up the end: what they ask next goes to another process.
  setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS).unref();
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
