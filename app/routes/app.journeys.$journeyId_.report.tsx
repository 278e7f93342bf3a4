import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { BlockStack, Layout, Select } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { findJourney, readReport } from "#app/features/automations/index.server.ts";
import {
  EffectCard,
  FunnelCard,
  ReasonsCard,
  TrendCard,
} from "#app/features/automations/ui/report-cards.tsx";
import { openAdmin, readShop } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const PERIODS = ["30", "90", "365"] as const;
const DAY_MS = 86_400_000;

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const asked = new URL(request.url).searchParams.get("days");
    const days = PERIODS.find((period) => period === asked) ?? "90";
    return withShop(shopId, async (scope) => {
      const journey = /^\d{1,9}$/.test(params["journeyId"] ?? "")
        ? await findJourney(scope, Number(params["journeyId"]))
        : null;
      if (!journey) throw new Response("There is no such journey.\n", { status: 404 });
      const now = new Date();
      const from = new Date(now.getTime() - Number(days) * DAY_MS);
      const timeZone = (await readShop(scope)).ianaTimezone ?? "UTC";
      return {
        id: journey.id,
        name: journey.name,
        days,
        report: await readReport(scope, journey, { from, to: now, timeZone, now }),
      };
    });
  });
}

export default function JourneyReportPage() {
  const { id, name, days, report } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <AdminPage
      title={t("journeys.report.title")}
      subtitle={name}
      back={{ url: `/app/journeys/${id}`, label: name }}
      action={
        <Select
          label={t("journeys.report.period")}
          labelHidden
          options={PERIODS.map((period) => ({
            value: period,
            label: t("journeys.report.days", { n: period }),
          }))}
          value={days}
          onChange={(period) => navigate(`?days=${period}`)}
        />
      }
    >
      {report.funnel.abandoned === 0 ? (
        <EmptyCard image="nothing-found" heading={t("journeys.report.none_title")}>
          {t("journeys.report.none_text")}
        </EmptyCard>
      ) : (
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <FunnelCard report={report} />
              <TrendCard days={report.days} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <EffectCard effect={report.effect} />
              <ReasonsCard reasons={report.reasons} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      )}
    </AdminPage>
  );
}
