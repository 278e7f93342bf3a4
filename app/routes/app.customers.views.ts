import { type ActionFunctionArgs, data } from "@remix-run/node";
import { deleteView, saveView } from "#app/features/reports/index.server.ts";
import { SaveView } from "#app/features/reports/schema.ts";
import type { ViewAnswer } from "#app/features/reports/ui/customers-views.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { errorOfRefusal, errorsOfIssues } from "#app/ui/form-errors.ts";

const refused = (errors: (ViewAnswer & { ok: false })["errors"]) =>
  data<ViewAnswer>({ ok: false, errors }, { status: 400 });

/** Keeps a list as a view, changes or deletes one. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const fields = Object.fromEntries(await request.formData());
    if (fields["intent"] === "delete") {
      await withShop(shopId, (scope) => deleteView(scope, Number(fields["id"]) || 0));
      return data<ViewAnswer>({ ok: true, id: null });
    }
    const parsed = SaveView.safeParse(fields);
    if (!parsed.success) return refused(errorsOfIssues(parsed.error.issues));
    const { id = null, name, query } = parsed.data;
    try {
      const view = { id, name, address: query, staff, now: new Date() };
      return data<ViewAnswer>({ ok: true, id: await withShop(shopId, (scope) => saveView(scope, view)) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(errorOfRefusal(error));
    }
  });
}
