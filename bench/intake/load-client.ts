/**
 * The client of the intake bench, a process of its own: a number of connections, each of which sends one signed webhook
 * after the other and waits for the answer. Prints one JSON object. Speaks HTTP over plain sockets, because a client that
 * costs as much as the server would measure itself.
 *
 *   node bench/intake/load-client.ts '{"port":3000,"connections":32,"warmUpMs":1000,"measureMs":4000,"run":"a","secret":"…","shop":"…"}'
 */
import { createHmac } from "node:crypto";
import { connect, type Socket } from "node:net";
import { makeOrderBody } from "./order-body.ts";

export interface LoadOptions {
  port: number;
  connections: number;
  warmUpMs: number;
  measureMs: number;
  /** Makes the event ids of this run unlike any other's. */
  run: string;
  secret: string;
  shop: string;
}

export interface LoadResult {
  /** Answered 200, the warm-up included: as many rows must be stored. */
  acceptedInAll: number;
  /** Answered 200 while measuring. */
  accepted: number;
  measuredMs: number;
  p50Ms: number;
  p99Ms: number;
}

const DISTINCT_BODIES = 64;

interface SignedBody {
  body: Buffer;
  signature: string;
}

/** The status of the first complete answer in `text` and where it ends; null = more is to come. */
export function readAnswer(text: string): { status: number; end: number } | null {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return null;
  const head = text.slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const bodyStart = headEnd + 4;
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const last = text.indexOf("0\r\n\r\n", bodyStart);
    return last === -1 ? null : { status, end: last + 5 };
  }
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return text.length < bodyStart + length ? null : { status, end: bodyStart + length };
}

async function load(options: LoadOptions): Promise<LoadResult> {
  const bodies = Array.from({ length: DISTINCT_BODIES }, (_, n): SignedBody => {
    const body = makeOrderBody(n);
    return { body, signature: createHmac("sha256", options.secret).update(body).digest("base64") };
  });
  const measureFrom = performance.now() + options.warmUpMs;
  const endsAt = measureFrom + options.measureMs;
  const latenciesMs: number[] = [];
  let sent = 0;
  let acceptedInAll = 0;

  const nextRequest = (): Buffer => {
    const { body, signature } = bodies[sent % DISTINCT_BODIES]!;
    sent += 1;
    const head =
      `POST /webhooks/orders HTTP/1.1\r\nHost: 127.0.0.1:${options.port}\r\nUser-Agent: Shopify-Captain-Hook\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nX-Shopify-Topic: orders/create\r\n` +
      `X-Shopify-Shop-Domain: ${options.shop}\r\nX-Shopify-API-Version: 2026-07\r\n` +
      `X-Shopify-Webhook-Id: webhook-${options.run}-${sent}\r\nX-Shopify-Event-Id: event-${options.run}-${sent}\r\n` +
      `X-Shopify-Triggered-At: 2026-03-01T10:00:06.000Z\r\nX-Shopify-Hmac-Sha256: ${signature}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head, "latin1"), body]);
  };

  const runConnection = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let received = "";
      let startedAt = 0;
      const send = () => {
        startedAt = performance.now();
        if (startedAt >= endsAt) {
          socket.destroy();
          resolve();
        } else socket.write(nextRequest());
      };
      socket.setNoDelay(true);
      socket.on("data", (chunk) => {
        received += chunk.toString("latin1");
        const answer = readAnswer(received);
        if (!answer) return;
        if (answer.status !== 200)
          return reject(new Error(`answered ${answer.status}: ${received.slice(0, 500)}`));
        received = received.slice(answer.end);
        acceptedInAll += 1;
        const now = performance.now();
        if (startedAt >= measureFrom && now <= endsAt) latenciesMs.push(now - startedAt);
        send();
      });
      socket.once("error", reject);
      socket.once("end", () => reject(new Error("the server closed a connection")));
      socket.once("connect", send);
    });

  await Promise.all(
    Array.from({ length: options.connections }, () => runConnection(connect(options.port, "127.0.0.1"))),
  );
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const percentile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return {
    acceptedInAll,
    accepted: sorted.length,
    measuredMs: options.measureMs,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
  };
}

if (import.meta.main)
  console.log(JSON.stringify(await load(JSON.parse(process.argv[2] ?? "{}") as LoadOptions)));
