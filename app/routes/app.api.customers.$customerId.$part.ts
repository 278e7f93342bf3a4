import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerPart } from "#app/features/reports/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { textOfJson } from "#app/shared/json.ts";

/** A further page of one of the lists of a profile, as JSON: `cursor` is the `nextCursor` of the page before. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(
    request,
    install,
    async (visit) =>
      new Response(textOfJson(await answerPart(visit, request, params)), {
        headers: { "content-type": "application/json", "cache-control": "no-store" },
      }),
  );
}
