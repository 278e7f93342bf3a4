import type { ActionFunctionArgs } from "@remix-run/node";
import { ConditionRefusal, previewSegment } from "#app/features/segments/index.server.ts";
import type { PreviewAnswer } from "#app/features/segments/ui/use-segment-preview.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { errorOfRefusal } from "#app/ui/form-errors.ts";

const MAX_CONDITION = 20_000;

/** Counts whom a condition holds for, while it is typed; answers JSON. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const condition = String((await request.formData()).get("condition") ?? "").slice(0, MAX_CONDITION);
    const answer = (given: PreviewAnswer) => Response.json(given);
    try {
      const { sample, ...counted } = await previewSegment(shopId, condition);
      return answer({
        ok: true,
        condition,
        ...counted,
        sample: sample.map((person) => ({ ...person, id: person.id.toString() })),
      });
    } catch (error) {
      if (error instanceof ConditionRefusal)
        return answer({ ok: false, condition, error: error.error, errors: {} });
      if (error instanceof Refusal)
        return answer({ ok: false, condition, error: null, errors: errorOfRefusal(error) });
      throw error;
    }
  });
}
