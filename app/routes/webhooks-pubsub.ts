import type { ActionFunctionArgs } from "@remix-run/node";
import { answerByRoute, pubSubEdge, refuseAllButPost } from "#app/features/events/index.server.ts";

/** Webhooks that a push subscription of Google Pub/Sub hands on (docs/operations.md). */
export const action = ({ request }: ActionFunctionArgs) => answerByRoute(pubSubEdge, request);

export const loader = refuseAllButPost;
