import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerClick } from "#app/features/messaging/index.server.ts";

/** /click?key=…: a link in a message. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerClick(request);
}
