import type { LoaderFunctionArgs } from "@remix-run/node";
import { showRewards } from "#app/features/loyalty/index.server.ts";
import { openProxy } from "#app/features/shops/index.server.ts";

/** /apps/perennial/rewards on the storefront: the rewards page. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return showRewards(await openProxy(request), "page");
}
