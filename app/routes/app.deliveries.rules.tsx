import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { addRule, countFitting, deleteRule, listRules } from "#app/features/events/index.server.ts";
import { RuleForm } from "#app/features/events/schema.ts";
import { AddRule, DeliveryRules, type RuleAnswer } from "#app/features/events/ui/delivery-rules.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { errorOfRefusal, errorsOfIssues } from "#app/ui/form-errors.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => ({ rules: await withShop(shopId, listRules) }));
}

/** Removes a rule, counts what a new one would concern, or adds it. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const { intent, id, ...fields } = Object.fromEntries(await request.formData());
    if (intent === "remove") {
      if (/^\d{1,9}$/.test(String(id))) await withShop(shopId, (scope) => deleteRule(scope, Number(id)));
      return data<RuleAnswer>({ ok: true, intent });
    }
    const parsed = RuleForm.safeParse(fields);
    if (!parsed.success)
      return data<RuleAnswer>({ ok: false, errors: errorsOfIssues(parsed.error.issues) }, { status: 400 });
    if (intent !== "save") {
      const concerned = await withShop(shopId, (scope) => countFitting(scope, parsed.data));
      return data<RuleAnswer>({ ok: true, intent: "preview", concerned });
    }
    try {
      const concerned = await withShop(shopId, (scope) => addRule(scope, parsed.data, staff));
      return data<RuleAnswer>({ ok: true, intent, concerned });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return data<RuleAnswer>({ ok: false, errors: errorOfRefusal(error) }, { status: 400 });
    }
  });
}

export default function Rules() {
  const { rules } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  return (
    <AdminPage
      title={t("delivery_rules.title")}
      subtitle={t("delivery_rules.text")}
      back={{ url: "/app/deliveries", label: t("deliveries.title") }}
      action={<AddRule />}
    >
      <DeliveryRules rules={rules} />
    </AdminPage>
  );
}
