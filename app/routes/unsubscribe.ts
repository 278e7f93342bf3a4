import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerUnsubscribe } from "#app/features/messaging/index.server.ts";

/** /unsubscribe?key=…: a page with one button, and where mail programs post to (RFC 8058). */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerUnsubscribe(request);
}

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerUnsubscribe(request);
}
