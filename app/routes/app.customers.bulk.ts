import { type ActionFunctionArgs, data } from "@remix-run/node";
import { previewBulkAction, startBulkAction, undoBulkAction } from "#app/features/reports/index.server.ts";
import { BulkChange, BulkSelection } from "#app/features/reports/schema.ts";
import type { BulkAnswer } from "#app/features/reports/ui/bulk-modal.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseId } from "#app/shared/ids.ts";
import { errorOfRefusal, errorsOfIssues, type FieldErrors } from "#app/ui/form-errors.ts";

const refused = (errors: FieldErrors) => data<BulkAnswer>({ ok: false, errors }, { status: 400 });

/** Previews, starts or undoes what is done to many customers. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const fields = Object.fromEntries(await request.formData());
    try {
      if (fields["intent"] === "undo") {
        const id = parseId(String(fields["id"])) ?? 0n;
        await withShop(shopId, (scope) => undoBulkAction(scope, id));
        return data<BulkAnswer>({ ok: true, preview: null, started: id.toString() });
      }
      const change = BulkChange.safeParse(fields);
      if (!change.success) return refused(errorsOfIssues(change.error.issues));
      const selection = BulkSelection.safeParse(fields);
      if (!selection.success) return refused({ form: { key: "errors.reload" } });
      const asked = { change: change.data, selection: selection.data, staff, now: new Date() };
      if (fields["intent"] === "start") {
        const id = await withShop(shopId, (scope) => startBulkAction(scope, asked));
        return data<BulkAnswer>({ ok: true, preview: null, started: id.toString() });
      }
      const preview = await withShop(shopId, (scope) => previewBulkAction(scope, asked));
      return data<BulkAnswer>({ ok: true, preview, started: null });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(errorOfRefusal(error));
    }
  });
}
