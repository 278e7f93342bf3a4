import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Layout } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { listInterests } from "#app/features/catalogue/index.server.ts";
import { readStagePlan, readSuggestion, saveShopSettings } from "#app/features/reports/index.server.ts";
import { SettingsForm } from "#app/features/reports/settings/schema.ts";
import { AskedCard } from "#app/features/reports/settings/ui/asked-card.tsx";
import {
  LifecycleCard,
  PeopleCard,
  RetentionCard,
} from "#app/features/reports/settings/ui/settings-cards.tsx";
import { StagePlan, StagesPreview } from "#app/features/reports/settings/ui/stages-preview.tsx";
import {
  type SettingsAnswer,
  type SettingsDraft,
  useSettingsForm,
} from "#app/features/reports/settings/ui/use-settings-form.ts";
import { openAdmin, readSettings } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { errorsOfIssues } from "#app/ui/form-errors.ts";
import { UnsavedChanges } from "#app/ui/unsaved-changes.tsx";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const REFRESH_MS = 1_500;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) =>
    withShop(shopId, async (scope) => {
      const { lifecycle, ...settings } = await readSettings(scope);
      const saved: SettingsDraft = {
        loyalFromOrders: String(lifecycle.loyalFromOrders),
        atRiskAfterDays: String(lifecycle.atRiskAfterDays),
        lapsedAfterDays: String(lifecycle.lapsedAfterDays),
        foldsPlusAddresses: settings.foldsPlusAddresses,
        doubleOptIn: settings.doubleOptIn,
        asksBirthday: settings.asksBirthday,
        interests: settings.interests.join("\n"),
        deliveryBodyDays: String(settings.deliveryBodyDays),
        exportDays: String(settings.exportDays),
        accessLogMonths: String(settings.accessLogMonths),
      };
      return {
        saved,
        suggestion: await readSuggestion(scope),
        plan: await readStagePlan(scope),
        choices: await listInterests(scope),
      };
    }),
  );
}

export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const parsed = SettingsForm.safeParse(Object.fromEntries(await request.formData()));
    if (!parsed.success) {
      return data<SettingsAnswer>(
        { ok: false, errors: errorsOfIssues(parsed.error.issues) },
        { status: 400 },
      );
    }
    await withShop(shopId, (scope) => saveShopSettings(scope, parsed.data, { staff, now: new Date() }));
    return data<SettingsAnswer>({ ok: true });
  });
}

export default function Settings() {
  const { saved, suggestion, plan, choices } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const form = useSettingsForm(saved);
  useRefresh(plan ? REFRESH_MS : null);
  const cards = { draft: form.draft, errors: form.errors, onChange: form.change };
  return (
    <AdminPage title={t("settings.title")}>
      <UnsavedChanges
        id="settings"
        isDirty={form.isDirty}
        isSaving={form.isSaving}
        onSave={form.save}
        onDiscard={form.discard}
      />
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <LifecycleCard {...cards} suggestion={suggestion} />
            <PeopleCard {...cards} />
            <AskedCard {...cards} choices={choices} />
            <RetentionCard {...cards} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            {plan && <StagePlan plan={plan} />}
            {/* Counted anew once everybody's stage is worked out. */}
            <StagesPreview key={plan ? "planned" : "settled"} draft={form.draft} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}
