/** For tests: an app's endpoint that remembers what it was sent, and a sender on a clock that stands still. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createClock } from "#simulator/clock.ts";
import { createSender, type OutgoingWebhook, type SenderOptions } from "./delivery.ts";

export const START = new Date("2026-07-01T09:30:00.123Z");

export interface Received {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** The connection ended before the body was complete. */
  isCut: boolean;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** Statuses of the next answers; then 200. A function answers by itself. */
  answers: (number | ((response: ServerResponse) => void))[];
  close(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: Receiver["answers"] = [];
  const server = createServer((request, response) => {
    const entry: Received = { path: request.url ?? "", headers: request.headers, body: "", isCut: false };
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (entry.body += chunk));
    request.on("aborted", () => {
      if (request.complete) return;
      entry.isCut = true;
      received.push(entry);
    });
    request.on("end", () => {
      received.push(entry);
      const answer = answers.shift() ?? 200;
      if (typeof answer === "function") answer(response);
      else response.writeHead(answer, { Location: "/elsewhere" }).end();
    });
    request.on("error", () => {});
    response.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function testSender(options: Partial<SenderOptions> = {}) {
  const clock = createClock({ now: START, speed: 0 });
  const lines: Record<string, unknown>[] = [];
  const sender = createSender({
    clock,
    retryDelaysMs: [],
    log: (line) => void lines.push(line),
    ...options,
  });
  return { clock, sender, lines };
}

export function testWebhook(url: string, change: Partial<OutgoingWebhook> = {}): OutgoingWebhook {
  return {
    shopDomain: "a.myshopify.com",
    topic: "orders/create",
    url,
    body: '{"id":9007199254740993,"note":"né"}',
    apiVersion: "2026-07",
    eventId: "event-1",
    webhookId: "webhook-1",
    triggeredAt: START,
    name: null,
    secret: "hush",
    ...change,
  };
}
