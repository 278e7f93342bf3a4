import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Badge, Banner, BlockStack, Button, Layout } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import {
  ProgrammeForm as ProgrammeSchema,
  readProgrammeState,
  saveProgramme,
} from "#app/features/loyalty/index.server.ts";
import { CostPreview } from "#app/features/loyalty/ui/cost-preview.tsx";
import { ProgrammeForm } from "#app/features/loyalty/ui/programme-form.tsx";
import { StorefrontPreview } from "#app/features/loyalty/ui/storefront-preview.tsx";
import { TeachingStart } from "#app/features/loyalty/ui/teaching-start.tsx";
import { useCostPreview } from "#app/features/loyalty/ui/use-cost-preview.ts";
import { type ProgrammeAnswer, useProgrammeForm } from "#app/features/loyalty/ui/use-programme-form.ts";
import { VersionHistory } from "#app/features/loyalty/ui/version-history.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { errorsOfIssues } from "#app/ui/form-errors.ts";
import { UnsavedChanges } from "#app/ui/unsaved-changes.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) => withShop(shopId, readProgrammeState));
}

export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const parsed = ProgrammeSchema.safeParse(Object.fromEntries(await request.formData()));
    if (!parsed.success) {
      return data<ProgrammeAnswer>(
        { ok: false, errors: errorsOfIssues(parsed.error.issues) },
        { status: 400 },
      );
    }
    await withShop(shopId, (scope) => saveProgramme(scope, parsed.data, { staff, now: new Date() }));
    return data<ProgrammeAnswer>({ ok: true });
  });
}

export default function Loyalty() {
  const saved = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const errorText = useErrorText();
  const isStart = saved.current === null;
  const form = useProgrammeForm(saved);
  const cost = useCostPreview(form.previewQuery);
  return (
    <AdminPage
      title={t("loyalty.title")}
      badge={
        saved.current && (
          <Badge tone={saved.current.active ? "success" : "attention"}>
            {t(saved.current.active ? "loyalty.is_running" : "loyalty.is_paused")}
          </Badge>
        )
      }
      // The proposed rule can be started as it stands: there is nothing to save then.
      action={
        isStart && (
          <Button variant="primary" onClick={form.save} loading={form.isSaving}>
            {t("loyalty.start")}
          </Button>
        )
      }
    >
      <UnsavedChanges
        id="programme"
        isDirty={form.isDirty}
        isSaving={form.isSaving}
        onSave={form.save}
        onDiscard={form.discard}
      />
      <Layout>
        {isStart && (
          <Layout.Section variant="fullWidth">
            <TeachingStart />
          </Layout.Section>
        )}
        <Layout.Section>
          <BlockStack gap="400">
            {form.errors.form && <Banner tone="critical">{errorText(form.errors.form)}</Banner>}
            <ProgrammeForm draft={form.draft} errors={form.errors} isStart={isStart} onChange={form.change} />
            {saved.versions.length > 0 && <VersionHistory versions={saved.versions} />}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <StorefrontPreview rule={form.rule} isRewardActive={form.draft.rewardActive} />
            <CostPreview {...cost} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}
