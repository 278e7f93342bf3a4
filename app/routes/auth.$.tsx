import type { LoaderFunctionArgs } from "@remix-run/node";
import { authenticate } from "#app/platform/shopify-admin/shopify.server.ts";

/** The library's own pages: fetch a session token, leave the frame. It answers by throwing them. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticate.admin(request);
  return null;
}
