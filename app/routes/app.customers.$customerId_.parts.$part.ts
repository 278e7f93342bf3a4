import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerPart } from "#app/features/reports/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";

/** A further page of one of the lists on a customer's page. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, (visit) => answerPart(visit, request, params));
}
