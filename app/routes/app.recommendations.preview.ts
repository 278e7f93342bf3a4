import type { LoaderFunctionArgs } from "@remix-run/node";
import {
  nameProducts,
  PlacementName,
  previewPlacement,
  RulesForm,
} from "#app/features/recommendations/index.server.ts";
import type { PreviewAnswer } from "#app/features/recommendations/ui/use-placement-rules.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";

/** What shoppers would see in a placement with the rules in the address, and the names of what they and reasons name. */
export async function loader({ request }: LoaderFunctionArgs): Promise<PreviewAnswer> {
  return openAdmin(request, install, async ({ shopId }) => {
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const placement = PlacementName.safeParse(query["placement"]);
    const draft = RulesForm.safeParse(query);
    if (!placement.success || !draft.success) return { items: [], names: {} };
    return withShop(shopId, async (scope) => {
      const items = await previewPlacement(scope, {
        placement: placement.data,
        productId: parseId(query["product"]),
        customerId: parseId(query["customer"]),
        draft: draft.data,
      });
      const named = items.flatMap(({ reason }) =>
        "item" in reason ? [reason.item] : "items" in reason ? reason.items : [],
      );
      const ruled = draft.data.rules.map(({ itemId }) => itemId);
      return { items, names: await nameProducts(scope, [...named, ...ruled]) };
    });
  });
}
