import type { ActionFunctionArgs } from "@remix-run/node";
import { answerWebhook } from "#app/features/events/index.server.ts";

/** Every webhook of shopify.app.toml: stored, answered, worked off by the worker. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== "POST") return loader();
  const body = (request.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  const { status, text } = await answerWebhook({ headers: request.headers, body });
  return new Response(text, { status });
}

export function loader(): Response {
  return new Response("webhooks are delivered by POST\n", { status: 405, headers: { Allow: "POST" } });
}
