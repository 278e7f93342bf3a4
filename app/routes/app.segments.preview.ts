import { type ActionFunctionArgs, data } from "@remix-run/node";
import { ConditionRefusal, previewSegment } from "#app/features/segments/index.server.ts";
import type { PreviewAnswer } from "#app/features/segments/ui/use-segment-form.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { errorOfRefusal } from "#app/ui/form-errors.ts";

const MAX_CONDITION = 20_000;

/** Counts whom a condition holds for, while it is typed. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const condition = String((await request.formData()).get("condition") ?? "").slice(0, MAX_CONDITION);
    try {
      const preview = await previewSegment(shopId, condition);
      return data<PreviewAnswer>({ ok: true, condition, ...preview });
    } catch (error) {
      if (error instanceof ConditionRefusal)
        return data<PreviewAnswer>({ ok: false, condition, error: error.error, errors: {} });
      if (error instanceof Refusal)
        return data<PreviewAnswer>({ ok: false, condition, error: null, errors: errorOfRefusal(error) });
      throw error;
    }
  });
}
