import { answerDelivery, type DeliveryEdge } from "./answer-webhook.server.ts";

/** The edge for the development server, whose routes come before `app/server.ts` would see a delivery. */
export async function answerByRoute(edge: DeliveryEdge, request: Request): Promise<Response> {
  if (request.method !== "POST") return refuseAllButPost();
  const body = (request.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  const { status, text, retryAfterSeconds } = await answerDelivery(edge, { headers: request.headers, body });
  const headers = new Headers();
  if (retryAfterSeconds !== undefined) headers.set("Retry-After", String(retryAfterSeconds));
  return new Response(text, { status, headers });
}

/** For every other method: deliveries come by POST. */
export function refuseAllButPost(): Response {
  return new Response("webhooks are delivered by POST\n", { status: 405, headers: { Allow: "POST" } });
}
