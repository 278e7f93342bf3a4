import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { readPart } from "#app/features/reports/index.server.ts";
import { PART_NAMES } from "#app/features/reports/schema.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { parseId } from "#app/shared/ids.ts";

/** A further page of one of the lists on a customer's page. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const customerId = parseId(params["customerId"]);
    const part = PART_NAMES.find((name) => name === params["part"]);
    const cursor = new URL(request.url).searchParams.get("cursor");
    const page = customerId === null || !part ? null : await readPart(shopId, customerId, { part, cursor });
    if (!page) throw data({ reason: "customer_unknown" }, { status: 404 });
    return page;
  });
}
