import type { LoaderFunctionArgs } from "@remix-run/node";
import { showRewards } from "#app/features/loyalty/index.server.ts";
import { openProxy } from "#app/features/shops/index.server.ts";

/** /apps/perennial/panel on the storefront: what the launcher opens. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return showRewards(await openProxy(request), "panel");
}
