import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerPixel, PIXEL_CORS } from "#app/features/customers/index.server.ts";

/** Where the web pixel sends what visitors of the storefront do. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== "POST") return methodNotAllowed();
  const body = (request.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  const { status, headers, text } = await answerPixel({
    headers: request.headers,
    body,
    address: addressOf(request.headers),
  });
  return new Response(status === 204 ? null : text, { status, headers });
}

/** A browser asks beforehand when its request is not a plain one. */
export function loader({ request }: LoaderFunctionArgs): Response {
  return request.method === "OPTIONS"
    ? new Response(null, { status: 204, headers: PIXEL_CORS })
    : methodNotAllowed();
}

function methodNotAllowed(): Response {
  return new Response("events are sent by POST\n", { status: 405, headers: { Allow: "POST, OPTIONS" } });
}

/** The last entry: the one that our own proxy wrote. What stands before it, anybody can write. */
function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "direct";
}
