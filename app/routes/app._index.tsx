import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { reactionBacklog } from "#app/features/events/index.server.ts";
import { readProgrammeState } from "#app/features/loyalty/index.server.ts";
import { readBackfill, startBackfill } from "#app/features/orders/index.server.ts";
import { readOverview, readPointsByWeek, readRecentActivity } from "#app/features/reports/index.server.ts";
import { ImportProgress, PointsBacklog } from "#app/features/reports/ui/import-progress.tsx";
import { KeyFigures } from "#app/features/reports/ui/key-figures.tsx";
import { PointsOverTime } from "#app/features/reports/ui/points-over-time.tsx";
import { RecentActivity } from "#app/features/reports/ui/recent-activity.tsx";
import { SetupGuide } from "#app/features/reports/ui/setup-guide.tsx";
import { openAdmin, readShop } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const ACTIVITIES_SHOWN = 8;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) =>
    withShop(shopId, async (scope) => {
      const shop = await readShop(scope);
      const { current, reward } = await readProgrammeState(scope);
      const timeZone = shop.ianaTimezone ?? "UTC";
      return {
        clientId: env.SHOPIFY_API_KEY,
        shopDomain: shop.domain,
        backfill: await readBackfill(scope),
        reward: reward?.active ? reward : null,
        report: current && {
          waiting: (await reactionBacklog(scope)).waiting,
          overview: await readOverview(scope),
          weeks: await readPointsByWeek(scope, { now: new Date(), timeZone }),
          activities: await readRecentActivity(scope, ACTIVITIES_SHOWN),
        },
      };
    }),
  );
}

/** Retry of a failed import. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) =>
    withShop(shopId, async (scope) => {
      const last = await readBackfill(scope);
      if (!last || last.stage === "failed") await startBackfill(scope);
      return null;
    }),
  );
}

/** A few customers are always on their way; more are worth a word. */
const BACKLOG_SHOWN_FROM = 20;

export default function Home() {
  const { clientId, shopDomain, backfill, reward, report } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const isImporting = backfill != null && backfill.stage !== "done" && backfill.stage !== "failed";
  const isCatchingUp = (report?.waiting ?? 0) >= BACKLOG_SHOWN_FROM;
  useRefresh(isImporting || isCatchingUp ? 1_000 : null);

  const isImported = backfill?.stage === "done";
  const hasRedemption = report?.overview.hasRedemption ?? false;
  const guide = (
    <SetupGuide
      shopDomain={shopDomain}
      clientId={clientId}
      isImported={isImported}
      isProgrammeStarted={report !== null}
      hasRedemption={hasRedemption}
    />
  );
  // Whether the guide is complete is known in the browser only. Below the figures it moves nothing when it goes.
  const isGuideFirst = !isImported || !report || !hasRedemption;
  return (
    <AdminPage title={t("home.title")}>
      <BlockStack gap="400">
        {backfill && backfill.stage !== "done" && <ImportProgress state={backfill} />}
        {isCatchingUp && report && <PointsBacklog waiting={report.waiting} />}
        {isGuideFirst && guide}
        {report ? (
          <>
            <KeyFigures {...report.overview} reward={reward} />
            <PointsOverTime weeks={report.weeks} />
            <RecentActivity activities={report.activities} />
          </>
        ) : (
          <EmptyCard
            image="points"
            heading={t("home.teaching.title")}
            action={{ content: t("home.teaching.start"), url: "/app/loyalty" }}
          >
            {t("home.teaching.text")}
          </EmptyCard>
        )}
        {!isGuideFirst && guide}
      </BlockStack>
    </AdminPage>
  );
}
