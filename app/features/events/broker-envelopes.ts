import { LosslessNumber, parse, stringify } from "lossless-json";
import { z } from "zod";

/** What a broker hands over, as far as anybody looks at it. */
export interface OpenedEnvelope {
  headers: { get: (name: string) => string | undefined };
  body: Buffer;
}

export interface EnvelopeFault {
  /** What is wrong, without quoting data. */
  fault: string;
}

const Texts = z.record(z.string(), z.unknown());

const PubSubPush = z.object({
  message: z.object({
    data: z.base64("expected base64"),
    attributes: Texts,
  }),
});

const EventBridgeEvent = z.object({
  "detail-type": z.literal("shopifyWebhook"),
  detail: z.object({
    payload: z.custom((value) => value !== undefined, "expected the payload"),
    metadata: Texts,
  }),
});

/** Opens the envelope of a Pub/Sub push subscription: the payload in base64, Shopify's headers as attributes. */
export function openPubSubPush(envelope: Uint8Array): OpenedEnvelope | EnvelopeFault {
  const push = read(PubSubPush, envelope, "a Pub/Sub push");
  if ("fault" in push) return push;
  const { data, attributes } = push.value.message;
  return { headers: readerOf(attributes), body: Buffer.from(data, "base64") };
}

/**
 * Opens an event of Shopify's partner event source. The payload arrives as JSON inside JSON; it becomes text again with
 * every number as it was written, so that ids past 2^53 keep their digits.
 */
export function openEventBridgeEvent(event: Uint8Array): OpenedEnvelope | EnvelopeFault {
  const opened = read(EventBridgeEvent, event, "an event of Shopify's partner event source");
  if ("fault" in opened) return opened;
  const { payload, metadata } = opened.value.detail;
  return { headers: readerOf(metadata), body: Buffer.from(stringify(payload) ?? "null") };
}

function read<T>(schema: z.ZodType<T>, bytes: Uint8Array, what: string): { value: T } | EnvelopeFault {
  let json: unknown;
  try {
    json = parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { fault: `the body is not ${what}: it is not JSON` };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const { path, message } = result.error.issues[0]!;
  return { fault: `the body is not ${what}: ${path.join(".")}: ${message}` };
}

/** Names in any case; brokers hand on what Shopify wrote, mostly `X-Shopify-Topic`. */
function readerOf(attributes: Record<string, unknown>): OpenedEnvelope["headers"] {
  const texts = Object.entries(attributes).flatMap(([name, value]): [string, string][] => {
    if (typeof value === "string") return [[name.toLowerCase(), value]];
    return value instanceof LosslessNumber ? [[name.toLowerCase(), value.toString()]] : [];
  });
  const byName = new Map(texts);
  return { get: (name) => byName.get(name) };
}
