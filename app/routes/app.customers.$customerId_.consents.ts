import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { noteAccess, readConsentHistory } from "#app/features/customers/index.server.ts";
import { ConsentQuestion } from "#app/features/customers/schema.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";

/** What a person said about one channel, with the evidence. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params["customerId"]);
    const question = ConsentQuestion.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (customerId === null || !question.success) throw data({ reason: "customer_unknown" }, { status: 404 });
    return withShop(shopId, async (scope) => {
      await noteAccess(scope, { customerId, actor: staff, action: "viewed" });
      return { history: await readConsentHistory(scope, customerId, question.data.channel) };
    });
  });
}
