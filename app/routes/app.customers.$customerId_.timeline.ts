import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { noteAccess } from "#app/features/customers/index.server.ts";
import { readTimeline } from "#app/features/reports/index.server.ts";
import { TimelineFilter } from "#app/features/reports/schema.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";

const FACTS_PER_PAGE = 50;

/** A part of a customer's timeline: of some kinds, of a period, from a cursor on. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params["customerId"]);
    if (customerId === null) throw data({ reason: "customer_unknown" }, { status: 404 });
    const filter = TimelineFilter.parse({
      cursor: null,
      ...Object.fromEntries(new URL(request.url).searchParams),
    });
    return withShop(shopId, async (scope) => {
      await noteAccess(scope, { customerId, actor: staff, action: "viewed" });
      return readTimeline(scope, customerId, filter, FACTS_PER_PAGE);
    });
  });
}
