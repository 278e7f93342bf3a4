import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerRecommendations } from "#app/features/recommendations/index.server.ts";
import { readProxyRequest } from "#app/features/shops/index.server.ts";

/** /apps/perennial/recommendations on the storefront: products as JSON, for themes and apps that ask by script. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerRecommendations(readProxyRequest(request), new URL(request.url).searchParams);
}
