import { log } from "#app/platform/log/log.server.ts";
import { MAX_BODY_BYTES, receiveDelivery } from "./receive-delivery.server.ts";

/** A webhook's HTTP request, whichever server reads it. */
export interface WebhookRequest {
  headers: Headers;
  /** The body as it comes in. */
  body: AsyncIterable<Uint8Array>;
}

/**
 * The HTTP answer to a webhook: stored and 200, or refused with a reason. Anything but 2xx makes Shopify deliver again,
 * so a delivery is refused only when it can never be taken.
 */
export async function answerWebhook(request: WebhookRequest): Promise<{ status: number; text: string }> {
  const body = await readBody(request);
  if (!body) return { status: 413, text: `the body is larger than ${MAX_BODY_BYTES} bytes\n` };
  const answer = await receiveDelivery({ headers: request.headers, body });
  if (answer.status === 200) return { status: 200, text: "" };
  log.warn({ status: answer.status, reason: answer.reason }, "a webhook was refused");
  return { status: answer.status, text: `${answer.reason}\n` };
}

/** The bytes that were signed; null when there are too many, which is noticed before they are all read. */
async function readBody({ headers, body }: WebhookRequest): Promise<Uint8Array | null> {
  if (Number(headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
