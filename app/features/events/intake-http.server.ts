import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "#app/platform/log/log.server.ts";
import {
  answerDelivery,
  BodyCutOff,
  type DeliveryEdge,
  type IntakeAnswer,
  type ReadableRequest,
} from "./answer-webhook.server.ts";
import { eventBridgeEdge, pubSubEdge, shopifyEdge } from "./receive-edges.server.ts";

/** Shopify gives up after five seconds; whoever is slower holds a place that others need. */
const BODY_PATIENCE_MS = 10_000;
/** Too slow or too large: the rest is not waited for. */
const GIVEN_UP = new Set([408, 413]);

function edgeOf(url: string): DeliveryEdge | null {
  if (url.startsWith("/webhooks/")) return shopifyEdge;
  if (!url.startsWith("/webhooks-")) return null;
  const [path] = url.split("?", 1);
  if (path === "/webhooks-pubsub") return pubSubEdge;
  return path === "/webhooks-eventbridge" ? eventBridgeEdge : null;
}

/**
 * Takes a request of Node's server when it is a delivery, and returns whether it is. Past every framework: that would
 * cost more than the intake itself.
 */
export function takeDelivery(
  request: IncomingMessage,
  response: ServerResponse,
  options: { bodyPatienceMs?: number } = {},
): boolean {
  const edge = request.method === "POST" ? edgeOf(request.url ?? "") : null;
  if (!edge) return false;
  answerDelivery(edge, readableOf(request, options.bodyPatienceMs ?? BODY_PATIENCE_MS)).then(
    (answer) => send(answer, request, response),
    (error: unknown) => {
      log.error({ err: error }, "a delivery could not be answered");
      send({ status: 503, text: "" }, request, response);
    },
  );
  return true;
}

function send(answer: IntakeAnswer, request: IncomingMessage, response: ServerResponse): void {
  const headers: Record<string, string | number> = {
    "Content-Type": "text/plain",
    "Content-Length": Buffer.byteLength(answer.text),
  };
  if (answer.retryAfterSeconds !== undefined) headers["Retry-After"] = answer.retryAfterSeconds;
  const isGivenUp = GIVEN_UP.has(answer.status);
  if (isGivenUp) headers["Connection"] = "close";
  response.writeHead(answer.status, headers);
  response.end(answer.text, () => {
    if (isGivenUp) request.destroy();
  });
  // What was not read is let through without being kept, so that the sender sees the answer.
  if (!request.complete) request.resume();
}

function readableOf(request: IncomingMessage, patienceMs: number): ReadableRequest {
  const { headers } = request;
  return {
    headers: {
      get: (name) => {
        const value = headers[name];
        return typeof value === "string" ? value : null;
      },
    },
    readBody: (grow) => readBody(request, grow, patienceMs),
  };
}

/** By events: an asynchronous iteration costs more than signature and seal. */
function readBody(
  request: IncomingMessage,
  grow: (bytes: number) => void,
  patienceMs: number,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const fail = (reason: unknown): void => {
      clearTimeout(patience);
      request.removeAllListeners("data").pause();
      reject(reason);
    };
    const patience = setTimeout(() => fail(new BodyCutOff("the body came too slowly")), patienceMs);
    request.on("data", (chunk: Buffer) => {
      try {
        grow(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error);
      }
    });
    request.once("end", () => {
      clearTimeout(patience);
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    request.once("error", () => fail(new BodyCutOff("the connection broke off")));
    request.once("close", () => {
      if (!request.complete) fail(new BodyCutOff("the connection was closed"));
    });
  });
}
