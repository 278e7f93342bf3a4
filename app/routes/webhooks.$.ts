import type { ActionFunctionArgs } from "@remix-run/node";
import { answerByRoute, refuseAllButPost, shopifyEdge } from "#app/features/events/index.server.ts";

/** Every webhook of shopify.app.toml: stored, answered, worked off by the worker. */
export const action = ({ request }: ActionFunctionArgs) => answerByRoute(shopifyEdge, request);

export const loader = refuseAllButPost;
