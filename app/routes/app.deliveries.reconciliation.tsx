import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { BlockStack, Button, Card } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { compareNow, readReconciliation } from "#app/features/events/index.server.ts";
import { ReconciliationHistory } from "#app/features/events/ui/reconciliation-history.tsx";
import { ReconciliationList } from "#app/features/events/ui/reconciliation-list.tsx";
import { ReconciliationNotices } from "#app/features/events/ui/reconciliation-notices.tsx";
import { ReconciliationSamples } from "#app/features/events/ui/reconciliation-samples.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { EmptyCard } from "#app/ui/empty-card.tsx";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const REFRESH_MS = 2_000;

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, ({ shopId }) => withShop(shopId, readReconciliation));
}

/** Compares everything now. */
export async function action({ request }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    await withShop(shopId, compareNow);
    return { started: true };
  });
}

export default function Reconciliation() {
  const { resources, days } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const fetcher = useFetcher<typeof action>();
  const isRunning = resources.some(({ current }) => current !== null && current.problem === null);
  useRefresh(isRunning ? REFRESH_MS : null);

  const hasAny = resources.some(({ current, last }) => current !== null || last !== null);
  const compare = (
    <Button
      variant="primary"
      loading={isRunning || fetcher.state !== "idle"}
      onClick={() => fetcher.submit({}, { method: "post" })}
    >
      {t("reconciliation.compare_now")}
    </Button>
  );
  return (
    <AdminPage
      title={t("reconciliation.title")}
      subtitle={t("reconciliation.text")}
      back={{ url: "/app/deliveries", label: t("deliveries.title") }}
      action={compare}
    >
      {hasAny ? (
        <BlockStack gap="400">
          <ReconciliationNotices resources={resources} />
          <Card padding="0">
            <ReconciliationList resources={resources} />
          </Card>
          {days.length > 1 && <ReconciliationHistory days={days} />}
          <ReconciliationSamples resources={resources} />
        </BlockStack>
      ) : (
        <EmptyCard image="deliveries" heading={t("reconciliation.none.title")}>
          {t("reconciliation.none.text")}
        </EmptyCard>
      )}
    </AdminPage>
  );
}
