import type { LoaderFunctionArgs } from "@remix-run/node";
import { previewProgramme, ProgrammeForm } from "#app/features/loyalty/index.server.ts";
import type { PreviewAnswer } from "#app/features/loyalty/ui/use-cost-preview.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";

const Rule = ProgrammeForm.pick({
  earnPoints: true,
  earnPerMinor: true,
  rewardCostPoints: true,
  rewardValueMinor: true,
});

/** What the rule in the address would have cost on last year's orders; null when it is no rule. */
export async function loader({ request }: LoaderFunctionArgs): Promise<PreviewAnswer> {
  return openAdmin(request, install, async ({ shopId }) => {
    const rule = Rule.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!rule.success) return { preview: null };
    return { preview: await withShop(shopId, (scope) => previewProgramme(scope, rule.data, new Date())) };
  });
}
