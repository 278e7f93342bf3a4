import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerDownload } from "#app/features/reports/index.server.ts";

/** /download?key=…: a file that somebody asked for in the admin, under an address that only they were given. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerDownload(new URL(request.url).searchParams.get("key") ?? "", new Date());
}
