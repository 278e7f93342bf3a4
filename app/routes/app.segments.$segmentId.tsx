import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { journeysNaming } from "#app/features/automations/index.server.ts";
import { findCustomers } from "#app/features/customers/index.server.ts";
import {
  chooseSync,
  deleteSegment,
  explainMembership,
  MAX_TAGGED,
  nameSegments,
  previewSync,
  readSegment,
  saveSegment,
} from "#app/features/segments/index.server.ts";
import { SegmentForm, SegmentId, SyncForm } from "#app/features/segments/schema.ts";
import { SegmentPage } from "#app/features/segments/ui/segment-page.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseId } from "#app/shared/ids.ts";
import { errorOfRefusal, errorsOfIssues } from "#app/ui/form-errors.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

/** The segment of an address; null = a new one. */
function idOf(text: string | undefined): bigint | null {
  if (text === "new") return null;
  const parsed = SegmentId.safeParse(text);
  if (!parsed.success) throw data({ reason: "not_found" }, { status: 404 });
  return parsed.data;
}

/** Why the customer of the address is in the segment or not. */
async function readWhy(scope: ShopScope, id: bigint, asked: string | null) {
  const customerId = parseId(asked ?? undefined);
  const person = customerId === null ? undefined : (await findCustomers(scope, [customerId])).get(customerId);
  if (customerId === null || !person) return null;
  const { firstName, lastName, email } = person;
  return { person: { firstName, lastName, email }, why: await explainMembership(scope, id, customerId) };
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const id = idOf(params["segmentId"]);
    return withShop(shopId, async (scope) => {
      const named = await nameSegments(scope);
      const segments = named.flatMap(({ id: other, name }) => (other === id?.toString() ? [] : [name]));
      if (id === null) return { segment: null, sync: null, asked: null, segments };
      const [segment, sync] = [await readSegment(scope, id), await previewSync(scope, id)];
      if (!segment || !sync) throw data({ reason: "not_found" }, { status: 404 });
      const asked = await readWhy(scope, id, new URL(request.url).searchParams.get("customer"));
      return { segment, sync: { ...sync, most: MAX_TAGGED }, asked, segments };
    });
  });
}

/** Saves or deletes the segment, or chooses how Shopify is told of it. */
export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff, redirect }) => {
    const id = idOf(params["segmentId"]);
    const { intent, ...fields } = Object.fromEntries(await request.formData());
    const refused = (errors: ReturnType<typeof errorOfRefusal>) =>
      data({ ok: false as const, errors }, { status: 400 });
    try {
      if (intent === "delete" && id !== null) {
        await withShop(shopId, async (scope) => deleteSegment(scope, id, await journeysNaming(scope, id)));
        return redirect("/app/segments");
      }
      if (intent === "sync" && id !== null) {
        const choice = SyncForm.safeParse(fields);
        if (!choice.success) return refused(errorsOfIssues(choice.error.issues));
        await withShop(shopId, (scope) => chooseSync(scope, id, choice.data));
        return data({ ok: true as const, intent });
      }
      const draft = SegmentForm.safeParse(fields);
      if (!draft.success) return refused(errorsOfIssues(draft.error.issues));
      const by = { staff, now: new Date() };
      const savedId = await withShop(shopId, (scope) => saveSegment(scope, { id, ...draft.data }, by));
      return id === null ? redirect(`/app/segments/${savedId}`) : data({ ok: true as const, intent: "save" });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(errorOfRefusal(error));
    }
  });
}

export default function Segment() {
  const page = useLoaderData<typeof loader>();
  // Another segment starts with nothing typed.
  return <SegmentPage key={page.segment?.id.toString() ?? "new"} {...page} />;
}
