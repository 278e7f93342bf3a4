import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerRedemption, showRewards } from "#app/features/loyalty/index.server.ts";
import { openProxy } from "#app/features/shops/index.server.ts";

function pageOf(request: Request): "page" | "panel" {
  return new URL(request.url).searchParams.get("view") === "panel" ? "panel" : "page";
}

/** Who comes by a link or reloads sees the rewards. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return showRewards(await openProxy(request), pageOf(request));
}

/** POST /apps/perennial/redeem on the storefront: points for a reward. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const visit = await openProxy(request);
  return answerRedemption(visit, pageOf(request), await request.formData());
}
