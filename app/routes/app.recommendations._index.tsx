import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, Layout, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ClickWindowForm, readReport } from "#app/features/recommendations/index.server.ts";
import { PlacementTable } from "#app/features/recommendations/ui/placement-table.tsx";
import { QualityBars } from "#app/features/recommendations/ui/quality-bars.tsx";
import { openAdmin, saveSettings } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { useFormats } from "#app/ui/formats.tsx";
import { showToast } from "#app/ui/toast.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) =>
    withShop(shopId, (scope) => readReport(scope, new Date())),
  );
}

export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const form = ClickWindowForm.safeParse(Object.fromEntries(await request.formData()));
    if (!form.success) return data({ ok: false }, { status: 400 });
    await withShop(shopId, (scope) => saveSettings(scope, { recommendations: form.data }));
    return data({ ok: true });
  });
}

/** One chart for each question: what goes with a product, what goes into one cart, what suits a person. */
const CHARTS = ["similar", "bought_together", "for_you"] as const;

export default function Recommendations() {
  const report = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const formats = useFormats();
  if (report.products === 0)
    return (
      <AdminPage title={t("recommendations.title")}>
        <EmptyCard image="nothing-found" heading={t("recommendations.empty.title")}>
          {t("recommendations.empty.text")}
        </EmptyCard>
      </AdminPage>
    );
  return (
    <AdminPage title={t("recommendations.title")} subtitle={t("recommendations.subtitle")}>
      <Layout>
        <Layout.Section variant="fullWidth">
          <BlockStack gap="400">
            {report.isRefitting && (
              <Banner tone="info">
                <p>{t("recommendations.refitting")}</p>
              </Banner>
            )}
            <PlacementTable
              placements={report.placements}
              counted={t("recommendations.counted", {
                orders: formats.number(report.orders),
                products: formats.number(report.products),
                days: formats.number(report.days),
              })}
            />
          </BlockStack>
        </Layout.Section>
        {CHARTS.map((placement) => {
          const found = report.placements.find((one) => one.placement === placement)!;
          return (
            <Layout.Section key={placement} variant="oneThird">
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    {t(`recommendations.placements.${placement}`)}
                  </Text>
                  <QualityBars evaluation={found.evaluation} model={found.model} />
                </BlockStack>
              </Card>
            </Layout.Section>
          );
        })}
        <Layout.Section variant="fullWidth">
          <ClickWindow days={report.clickWindowDays} />
        </Layout.Section>
      </Layout>
    </AdminPage>
  );
}

function ClickWindow({ days }: { days: number }) {
  const { t } = useTranslation();
  const [text, setText] = useState(String(days));
  const saver = useFetcher<typeof action>();
  const answer = saver.state === "idle" ? saver.data : undefined;
  useEffect(() => {
    if (answer?.ok) showToast(t("recommendations.window.saved"));
  }, [answer, t]);
  return (
    <Card>
      <div style={{ maxInlineSize: "24rem" }}>
        <TextField
          label={t("recommendations.window.label")}
          helpText={t("recommendations.window.help")}
          type="number"
          min={1}
          max={90}
          suffix={t("recommendations.window.days")}
          value={text}
          onChange={setText}
          error={
            saver.state === "idle" && saver.data?.ok === false ? t("recommendations.window.range") : undefined
          }
          autoComplete="off"
          connectedRight={
            <Button
              disabled={text === String(days)}
              loading={saver.state !== "idle"}
              onClick={() => saver.submit({ clickWindowDays: text }, { method: "post" })}
            >
              {t("form.save")}
            </Button>
          }
        />
      </div>
    </Card>
  );
}
