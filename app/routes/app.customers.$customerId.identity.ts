import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import {
  findChoices,
  joinPeople,
  type JoinPreview,
  noteAccess,
  pairOf,
  previewJoin,
  previewUndo,
  undoJoin,
} from "#app/features/customers/index.server.ts";
import { IdentityForm, IdentityQuestion } from "#app/features/customers/schema.ts";
import type { IdentityAnswer } from "#app/features/customers/ui/identity-answer.ts";
import { balanceOf } from "#app/features/loyalty/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseId } from "#app/shared/ids.ts";
import { errorOfRefusal } from "#app/ui/form-errors.ts";

function refused(error: unknown) {
  if (!(error instanceof Refusal)) throw error;
  return data<IdentityAnswer>({ kind: "refused", errors: errorOfRefusal(error) }, { status: 400 });
}

function unreadable() {
  return data<IdentityAnswer>(
    { kind: "refused", errors: { form: { key: "errors.reload" } } },
    { status: 400 },
  );
}

/** A preview shows both. */
async function noteLook(scope: ShopScope, { from, into }: JoinPreview, actor: string): Promise<void> {
  for (const { id } of [from, into]) await noteAccess(scope, { customerId: id, actor, action: "viewed" });
}

/** Answers what staff want to know before they decide who is who. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params.customerId);
    const question = IdentityQuestion.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (customerId === null || !question.success) return unreadable();
    const { find = "", with: otherId, undo } = question.data;
    try {
      return await withShop(shopId, async (scope) => {
        if (otherId !== undefined) {
          const preview = await previewJoin(scope, customerId, otherId);
          await noteLook(scope, preview, staff);
          const points = await balanceOf(scope, preview.from.id);
          return data<IdentityAnswer>({ kind: "preview", preview, points });
        }
        if (undo !== undefined) {
          const preview = await previewUndo(scope, customerId, undo);
          await noteLook(scope, preview, staff);
          return data<IdentityAnswer>({ kind: "preview", preview, points: null });
        }
        return data<IdentityAnswer>({ kind: "choices", people: await findChoices(scope, customerId, find) });
      });
    } catch (error) {
      return refused(error);
    }
  });
}

/** Joins two people, or undoes it. */
export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params.customerId);
    const form = IdentityForm.safeParse(Object.fromEntries(await request.formData()));
    if (customerId === null || !form.success) return unreadable();
    const at = new Date();
    try {
      await withShop(shopId, async (scope) => {
        if (form.data.intent === "undo") await undoJoin(scope, form.data.fromId, staff, at);
        else
          await joinPeople(scope, {
            ...pairOf(customerId, form.data.otherId),
            source: "merchant",
            staff,
            at,
          });
        const action = form.data.intent === "undo" ? "unmerged" : "merged";
        await noteAccess(scope, { customerId, actor: staff, action });
      });
      return data<IdentityAnswer>({ kind: "done" });
    } catch (error) {
      return refused(error);
    }
  });
}
