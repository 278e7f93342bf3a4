import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerRecovery } from "#app/features/automations/index.server.ts";

/** /recover?key=…: a sealed link out of a message, for whoever has it. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerRecovery(request);
}
