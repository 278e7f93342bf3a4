import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Button, Card, Layout, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import {
  PlacementName,
  readReport,
  readRules,
  RulesForm,
  saveRules,
} from "#app/features/recommendations/index.server.ts";
import { SUBJECTS } from "#app/features/recommendations/domain/placements.ts";
import { PreviewCard } from "#app/features/recommendations/ui/preview-card.tsx";
import { QualityBars } from "#app/features/recommendations/ui/quality-bars.tsx";
import { RulesCard } from "#app/features/recommendations/ui/rules-card.tsx";
import { recommendationsEditorUrl } from "#app/features/recommendations/ui/theme-link.ts";
import { usePlacementRules } from "#app/features/recommendations/ui/use-placement-rules.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { UnsavedChanges } from "#app/ui/unsaved-changes.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId, session }) => {
    const placement = placementOf(params["placement"]);
    return withShop(shopId, async (scope) => {
      const { placements } = await readReport(scope, new Date());
      return {
        placement,
        report: placements.find((one) => one.placement === placement)!,
        saved: await readRules(scope, placement),
        editorUrl: recommendationsEditorUrl(placement, session.shop, env.SHOPIFY_API_KEY),
      };
    });
  });
}

export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const placement = placementOf(params["placement"]);
    const form = RulesForm.safeParse(Object.fromEntries(await request.formData()));
    if (!form.success) return data({ ok: false }, { status: 400 });
    await withShop(shopId, (scope) => saveRules(scope, placement, form.data, staff));
    return data({ ok: true });
  });
}

/** @throws Response 404 for what is no placement */
function placementOf(name: string | undefined) {
  const placement = PlacementName.safeParse(name);
  if (!placement.success) throw new Response("There is no such placement.\n", { status: 404 });
  return placement.data;
}

export default function PlacementPage() {
  const { placement } = useLoaderData<typeof loader>();
  // What is edited belongs to its placement.
  return <PlacementEditor key={placement} />;
}

function PlacementEditor() {
  const { placement, report, saved, editorUrl } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const rules = usePlacementRules({ placement, saved });
  const subject = SUBJECTS[placement];
  return (
    <AdminPage
      title={t(`recommendations.placements.${placement}`)}
      subtitle={t(`recommendations.about.${placement}`)}
      back={{ url: "/app/recommendations", label: t("recommendations.title") }}
      action={
        <Button url={editorUrl} target="_top">
          {t("recommendations.add_block")}
        </Button>
      }
    >
      <UnsavedChanges
        id="placement-rules"
        isDirty={rules.isDirty}
        isSaving={rules.isSaving}
        onSave={rules.save}
        onDiscard={rules.discard}
      />
      <Layout>
        <Layout.Section>
          <PreviewCard rules={rules} subject={subject} />
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            {placement === "cart" ? (
              <Card>
                <Text as="p">{t("recommendations.cart_rules")}</Text>
              </Card>
            ) : (
              <RulesCard rules={rules} isOfProducts={subject === "product"} />
            )}
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {t("recommendations.quality.title")}
                </Text>
                <QualityBars evaluation={report.evaluation} model={report.model} />
              </BlockStack>
            </Card>
          </BlockStack>
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}
