import type { ActionFunctionArgs } from "@remix-run/node";
import { answerByRoute, eventBridgeEdge, refuseAllButPost } from "#app/features/events/index.server.ts";

/** Webhooks that an API destination of Amazon EventBridge hands on (docs/operations.md). */
export const action = ({ request }: ActionFunctionArgs) => answerByRoute(eventBridgeEdge, request);

export const loader = refuseAllButPost;
