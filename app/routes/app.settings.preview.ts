import type { LoaderFunctionArgs } from "@remix-run/node";
import { previewStages } from "#app/features/reports/index.server.ts";
import { LifecycleQuery } from "#app/features/reports/settings/schema.ts";
import type { StagesAnswer } from "#app/features/reports/settings/ui/stages-preview.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";

/** How many customers each stage would hold by the thresholds in the address; null when they cannot be read. */
export async function loader({ request }: LoaderFunctionArgs): Promise<StagesAnswer> {
  return openAdmin(request, install, async ({ shopId }) => {
    const rules = LifecycleQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!rules.success) return { stages: null };
    return { stages: await withShop(shopId, (scope) => previewStages(scope, rules.data, new Date())) };
  });
}
