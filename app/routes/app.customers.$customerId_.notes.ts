import { type ActionFunctionArgs, data } from "@remix-run/node";
import { saveNote, setNoteDeleted } from "#app/features/reports/index.server.ts";
import { NoteForm } from "#app/features/reports/schema.ts";
import type { NoteAnswer } from "#app/features/reports/ui/notes-card.tsx";
import { noteAccess } from "#app/features/customers/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseId } from "#app/shared/ids.ts";
import { errorOfRefusal, errorsOfIssues, type FieldErrors } from "#app/ui/form-errors.ts";

const refused = (errors: FieldErrors) => data<NoteAnswer>({ ok: false, errors }, { status: 400 });

/** Writes, edits, deletes and brings back notes about a customer. */
export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params["customerId"]);
    if (customerId === null) throw data({ reason: "customer_unknown" }, { status: 404 });
    const fields = Object.fromEntries(await request.formData());
    const now = new Date();
    const { intent } = fields;
    if (intent === "delete" || intent === "restore") {
      const id = parseId(String(fields["id"])) ?? 0n;
      const isDeleted = intent === "delete";
      await withShop(shopId, async (scope) => {
        await setNoteDeleted(scope, { id, customerId, isDeleted, now });
        await noteAccess(scope, { customerId, actor: staff, action: "edited" });
      });
      return data<NoteAnswer>({ ok: true, deletedId: isDeleted ? id.toString() : null });
    }
    const parsed = NoteForm.safeParse(fields);
    if (!parsed.success) return refused(errorsOfIssues(parsed.error.issues));
    try {
      const { id = null, text } = parsed.data;
      await withShop(shopId, async (scope) => {
        await saveNote(scope, { id, customerId, text, staff, now });
        await noteAccess(scope, { customerId, actor: staff, action: "edited" });
      });
      return data<NoteAnswer>({ ok: true, deletedId: null });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(errorOfRefusal(error));
    }
  });
}
