import { log } from "#app/platform/log/log.server.ts";
import { type Admission } from "./intake-admission.ts";
import { IntakeBusy } from "./intake-queue.ts";
import { admitDelivery } from "./intake-store.server.ts";
import { type DeliveryOutcome, type HeaderReader, refuse, type Refusal } from "./receive-delivery.server.ts";

/** A webhook's HTTP request, whichever server reads it. */
export interface WebhookRequest {
  headers: HeaderReader;
  /** The body as it comes in. */
  body: AsyncIterable<Uint8Array>;
}

/** One that reads bodies in a way of its own. Calls `grow` with the number of bytes before it keeps them. */
export interface ReadableRequest {
  headers: HeaderReader;
  readBody: (grow: (bytes: number) => void) => Promise<Uint8Array>;
}

/** Where deliveries come in: from Shopify itself or from a broker. */
export interface DeliveryEdge {
  maxBodyBytes: number;
  /** Refuses before the body is read. */
  refuseEarly: (headers: HeaderReader) => Refusal | null | Promise<Refusal | null>;
  receive: (headers: HeaderReader, body: Uint8Array) => Promise<DeliveryOutcome>;
}

export interface IntakeAnswer {
  status: number;
  text: string;
  retryAfterSeconds?: number;
}

/** The sender went away, or took too long, in the middle of the body. */
export class BodyCutOff extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BodyCutOff";
  }
}

class BodyTooLarge extends Error {}

/**
 * The HTTP answer to a delivery: stored and 200, refused for good with a reason (4xx), or "come again" (503 with a
 * time). Shopify delivers again whatever is not answered 2xx, Pub/Sub too; EventBridge only after 401, 409, 429 and 5xx.
 */
export async function answerDelivery(
  edge: DeliveryEdge,
  request: WebhookRequest | ReadableRequest,
): Promise<IntakeAnswer> {
  let admission: Admission | null = null;
  try {
    const announcedBytes = Number(request.headers.get("content-length") ?? 0) || 0;
    if (announcedBytes > edge.maxBodyBytes) throw new BodyTooLarge();
    admission = admitDelivery(announcedBytes);
    const refusal = edge.refuseEarly(request.headers);
    const early = refusal instanceof Promise ? await refusal : refusal;
    if (early) return answerOf(early);
    const grow = growWithin(edge.maxBodyBytes, announcedBytes, admission);
    const body = "readBody" in request ? await request.readBody(grow) : await readBody(request.body, grow);
    return answerOf(await edge.receive(request.headers, body));
  } catch (error) {
    return answerFault(error, edge);
  } finally {
    admission?.release();
  }
}

/** Room was made for what was announced; more needs more. */
function growWithin(maxBytes: number, announcedBytes: number, admission: Admission) {
  let readBytes = 0;
  return (bytes: number): void => {
    const before = Math.max(readBytes, announcedBytes);
    readBytes += bytes;
    if (readBytes > maxBytes) throw new BodyTooLarge();
    if (readBytes > before) admission.grow(readBytes - before);
  };
}

async function readBody(body: AsyncIterable<Uint8Array>, grow: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    grow(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answerOf(outcome: DeliveryOutcome): IntakeAnswer {
  if (outcome.status === 200) return { status: 200, text: "" };
  log.warn({ status: outcome.status, reason: outcome.reason }, "a webhook was refused");
  return { status: outcome.status, text: `${outcome.reason}\n` };
}

function answerFault(error: unknown, { maxBodyBytes }: DeliveryEdge): IntakeAnswer {
  if (error instanceof BodyTooLarge)
    return answerOf(refuse(413, `the body is larger than ${maxBodyBytes} bytes`));
  if (error instanceof BodyCutOff) return { status: 408, text: `${error.message}\n` };
  if (error instanceof IntakeBusy)
    return { status: 503, text: `${error.message}\n`, retryAfterSeconds: error.retryAfterSeconds };
  // Its name and code only: the message may quote the delivery.
  const { name, code } = error as { name?: string; code?: string };
  log.error({ cause: name, code }, "a webhook could not be stored");
  return { status: 503, text: "the delivery could not be stored\n", retryAfterSeconds: 5 };
}
